"""A note in reading order as lines of a given width; each piece of a line knows its sentence and its finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from dictate.journal.doubts import Doubt
from dictate.journal.note import Decision, NoteFinding
from dictate.journal.render import Paragraph, Reading
from dictate.tui.phrases import DOUBT, MARKS
from dictate.tui.place import doubt_id
from dictate.tui.spoken_signs import IN_TEXT
from dictate.tui.wrapping import NOTHING, Line, Look, Piece, Wrapped, wrapped

Doubts = Mapping[str, tuple[Doubt, ...]]
"""The doubtful words of each sentence, by its id, in the order of its text."""


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
    wrapped: Wrapped


@dataclass
class Composer:
    """Lays out a note again and again; what shows the same as before keeps its lines."""

    aloud: bool = False
    """Whether words stand for the signs before what is marked, for a screen reader."""
    _kept: dict[tuple[str, str], _Kept] = field(default_factory=dict)
    _made_for: tuple[int, bool] = (0, False)

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
        kept = self._kept if (width, self.aloud) == self._made_for else {}
        used: dict[tuple[str, str], _Kept] = {}
        lines: list[Line] = list(wrapped(_field_pieces(reading, missing), width).lines)
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
                places = [(part.heading, sentence) for sentence in shown.sentences]
                known = next((kept[place] for place in places if place in kept), None)
                if known is None or known.shown != shown:
                    pieces = _marked(_pieces(paragraph, findings), shown.doubts, findings, texts)
                    if self.aloud:
                        pieces = (one._replace(mark=IN_TEXT.get(one.mark, one.mark)) for one in pieces)
                    known = _Kept(shown, wrapped(pieces, width, known.wrapped if known else NOTHING))
                used.update(dict.fromkeys(places, known))
                lines += known.wrapped.lines
        self._kept, self._made_for = used, (width, self.aloud)
        return _placed(lines)


def _field_pieces(reading: Reading, missing: Sequence[str]) -> Iterator[Piece]:
    """The fields one after the other, what is missing last."""
    for number, row in enumerate(reading.rows):
        yield Piece(f"{'   ' if number else ''}{row.title}: ", "label")
        yield Piece(row.value.text, "value")
    if missing:
        yield Piece("   " if reading.rows else "", "missing")
        # The shape as a mark: it is never parted from its word.
        yield Piece(f"Saknas: {', '.join(missing)}. G fyller i.", "missing", mark="◊ ")


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
