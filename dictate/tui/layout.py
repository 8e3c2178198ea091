"""A note in reading order as lines of a given width; each piece of a line knows its sentence and its finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from types import MappingProxyType
from typing import Literal, NamedTuple

from rich.cells import cell_len

from dictate.journal.doubts import Doubt
from dictate.journal.note import Decision, NoteFinding
from dictate.journal.render import Paragraph, Reading
from dictate.tui.phrases import DOUBT, MARKS
from dictate.tui.place import doubt_id

Look = Literal[
    "text", "heading", "group", "label", "value", "missing", "undecided", "doubt", "keep", "role", "mask", "remove"
]
Doubts = Mapping[str, tuple[Doubt, ...]]
"""The doubtful words of each sentence, by its id, in the order of its text."""

_WORDS = re.compile(r"\S+|\s+")


class Piece(NamedTuple):
    """A stretch of one line. `mark` is the shape before a finding, drawn with it; it stands on its first piece only."""

    text: str
    look: Look = "text"
    sentence: str = ""
    finding: str = ""
    mark: str = ""

    @property
    def width(self) -> int:
        """Cells on the screen."""
        return cell_len(self.mark) + cell_len(self.text)


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Layout:
    """The lines of the note, and where each sentence and finding begins (line numbers)."""

    lines: tuple[Line, ...]
    sentence_lines: Mapping[str, tuple[int, int]]
    finding_line: Mapping[str, int]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The ids of the sentences, in reading order."""
        return tuple(self.sentence_lines)


class _Shown(NamedTuple):
    """All that the lines of a paragraph are made of."""

    paragraph: Paragraph
    sentences: tuple[str, ...]
    decisions: tuple[Decision | None, ...]
    doubts: tuple[Doubt, ...]


class _Kept(NamedTuple):
    shown: _Shown
    lines: tuple[Line, ...]


@dataclass
class Composer:
    """Lays out a note again and again; a paragraph that shows the same as before keeps its lines."""

    _kept: dict[str, _Kept] = field(default_factory=dict)
    _width: int = 0

    def lay_out(
        self,
        reading: Reading,
        findings: Mapping[str, NoteFinding],
        width: int,
        missing: Sequence[str] = (),
        doubts: Doubts = MappingProxyType({}),
        texts: Mapping[str, str] = MappingProxyType({}),
    ) -> Layout:
        """The lines of `reading` at `width` cells; `findings` by id tell what was decided.

        `missing` are the titles of fields that must be filled in and are not; `doubts` are marked in the sentences,
        whose whole `texts` by id they are places in.
        """
        kept = self._kept if width == self._width else {}
        used: dict[str, _Kept] = {}
        lines: list[Line] = list(_wrapped(_field_pieces(reading, missing), width))
        grouped = False
        for part in reading.parts:
            if lines and not grouped:
                lines.append(())
            grouped = not part.paragraphs
            lines.append((Piece(part.heading, "group" if grouped else "heading"),))
            for number, paragraph in enumerate(part.paragraphs):
                if number:
                    lines.append(())
                shown = _shown(paragraph, findings, doubts)
                first = next(iter(shown.sentences), "")
                known = kept.get(first)
                if known is None or known.shown != shown:
                    pieces = _marked(_pieces(paragraph, findings), shown.doubts, findings, texts)
                    known = _Kept(shown, tuple(_wrapped(pieces, width)))
                used[first] = known
                lines += known.lines
        self._kept, self._width = used, width
        return _placed(lines)


def _field_pieces(reading: Reading, missing: Sequence[str]) -> Iterator[Piece]:
    """The fields one after the other, what is missing last."""
    for number, row in enumerate(reading.rows):
        yield Piece(f"{'   ' if number else ''}{row.title}: ", "label")
        yield Piece(row.value.text, "value")
    if missing:
        yield Piece(f"{'   ' if reading.rows else ''}◇ Saknas: {', '.join(missing)}. G fyller i.", "missing")


def _pieces(paragraph: Paragraph, findings: Mapping[str, NoteFinding]) -> Iterator[Piece]:
    before = ""
    for run in paragraph.runs:
        found = findings.get(run.finding)
        if found is None:
            yield Piece(run.text, "text", run.sentence or before)
        else:
            look: Look = found.decision or "undecided"
            if found.decision == "role" and run.text.strip() == found.finding.text:
                look = "remove"  # the role already stands before the name, which goes
            mark = "" if look == "mask" else MARKS[None if look == "undecided" else found.decision]
            yield Piece(run.text, look, run.sentence, run.finding, mark)
        before = run.sentence


def _shown(paragraph: Paragraph, findings: Mapping[str, NoteFinding], doubts: Doubts) -> _Shown:
    sentences = tuple(dict.fromkeys(run.sentence for run in paragraph.runs if run.sentence))
    decisions = tuple(findings[run.finding].decision for run in paragraph.runs if run.finding in findings)
    own = tuple(chain.from_iterable(doubts.get(one, ()) for one in sentences)) if doubts else ()
    return _Shown(paragraph, sentences, decisions, own)


def _marked(
    pieces: Iterable[Piece], doubts: Sequence[Doubt], findings: Mapping[str, NoteFinding], texts: Mapping[str, str]
) -> Iterator[Piece]:
    """The pieces with each doubtful word that stands in plain text as a piece of its own."""
    at: dict[str, int] = {}
    for piece in pieces:
        own = [one for one in doubts if one.sentence == piece.sentence]
        if piece.finding:
            found = findings.get(piece.finding)
            at[piece.sentence] = max(at.get(piece.sentence, 0), found.finding.end if found else 0)
        if piece.finding or not own:
            yield piece
            continue
        begins = texts.get(piece.sentence, "").find(piece.text, at.get(piece.sentence, 0))
        if begins < 0:
            yield piece
            continue
        done = begins
        at[piece.sentence] = begins + len(piece.text)
        for one in own:
            if done <= one.start and one.end <= at[piece.sentence]:
                yield piece._replace(text=piece.text[done - begins : one.start - begins])
                word = piece.text[one.start - begins : one.end - begins]
                yield Piece(word, "doubt", piece.sentence, doubt_id(one), DOUBT)
                done = one.end
        yield piece._replace(text=piece.text[done - begins :])


class _Atom(NamedTuple):
    """A word or the space between two, `width` cells wide."""

    piece: Piece
    width: int
    space: bool


def _wrapped(pieces: Iterable[Piece], width: int) -> Iterator[Line]:
    """Lines of at most `width` cells, broken between words; a word longer than a line is cut."""
    line: list[Piece] = []
    used = 0
    for chunk in _chunks(pieces, width):
        size = sum(atom.width for atom in chunk)
        if used + size > width and line:
            yield _merged(line)
            line, used = [], 0
        if chunk[0].space and not line:
            continue
        line += [atom.piece for atom in chunk]
        used += size
    if line:
        yield _merged(line)


def _chunks(pieces: Iterable[Piece], width: int) -> Iterator[list[_Atom]]:
    """What must stay together: the letters between two spaces, whichever pieces they come from; and the spaces."""
    chunk: list[_Atom] = []
    for atom in _atoms(pieces, width):
        if atom.space:
            if chunk:
                yield chunk
            chunk = []
            yield [atom]
        elif chunk and sum(other.width for other in chunk) + atom.width > width:
            yield chunk
            chunk = [atom]
        else:
            chunk.append(atom)
    if chunk:
        yield chunk


def _atoms(pieces: Iterable[Piece], width: int) -> Iterator[_Atom]:
    for text, look, sentence, finding, mark in pieces:
        for word in _WORDS.findall(text):
            cells = len(word) if word.isascii() else cell_len(word)
            if word.isspace():
                yield _Atom(Piece(" " * cells, look, sentence, finding), cells, True)
                continue
            size = max(1, width - 1 if cells == len(word) else width // 2 - 1)
            for start in range(0, len(word), size):
                piece = Piece(word[start : start + size], look, sentence, finding, mark)
                yield _Atom(piece, piece.width if mark or len(word) > size else cells, False)
                mark = ""


def _merged(line: list[Piece]) -> Line:
    """Neighbours that look alike and belong together as one piece; no space at the end."""
    while line and line[-1].text.isspace():
        line.pop()
    merged: list[Piece] = []
    for _, alike in groupby(line, key=lambda piece: piece[1:4]):
        stretch: list[Piece] = []
        for piece in alike:
            if piece.mark and stretch:
                merged.append(_joined(stretch))
                stretch = []
            stretch.append(piece)
        merged.append(_joined(stretch))
    return tuple(merged)


def _joined(pieces: Sequence[Piece]) -> Piece:
    return pieces[0]._replace(text="".join(piece.text for piece in pieces))


def _placed(lines: list[Line]) -> Layout:
    sentences: dict[str, tuple[int, int]] = {}
    findings: dict[str, int] = {}
    for number, line in enumerate(lines):
        for piece in line:
            if piece.sentence:
                sentences[piece.sentence] = (sentences.get(piece.sentence, (number, 0))[0], number)
            if piece.finding:
                findings.setdefault(piece.finding, number)
    return Layout(tuple(lines), sentences, findings)
