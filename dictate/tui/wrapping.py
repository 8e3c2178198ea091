"""Pieces of text in lines of a given width; where little has changed, only the lines about it are broken anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from rich.cells import cell_len

Look = Literal[
    "text", "heading", "group", "label", "value", "missing", "undecided", "doubt", "keep", "role", "mask", "remove"
]

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

_Start = tuple[int, int]
"""Where a line begins: the number of the piece, and of the character in its text."""


class Wrapped(NamedTuple):
    """The lines that the pieces make, and where each begins."""

    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]
    starts: tuple[_Start, ...]


NOTHING = Wrapped((), (), ())


def wrapped(pieces: Iterable[Piece], width: int, before: Wrapped = NOTHING) -> Wrapped:
    """Lines of at most `width` cells, broken between words; a word longer than a line is cut.

    `before` is what nearly the same pieces made at the same width: its lines are taken as far as nothing changed, and
    from where a line begins as one of its lines did, with the same pieces to come.
    """
    new, old = tuple(pieces), before.pieces
    head = _alike(old, new)
    tail = min(_alike(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    kept = _first_to_break(before, head)
    lines, starts = list(before.lines[:kept]), list(before.starts[:kept])
    known = {start: number for number, start in enumerate(before.starts) if number >= kept}
    shift = len(new) - len(old)
    for start, line in _broken(new, width, before.starts[kept] if kept else (0, 0)):
        number, at = start
        same = known.get((number - shift, at)) if number >= len(new) - tail and _is_clean(new, start) else None
        if same is not None:
            lines += before.lines[same:]
            starts += [(piece + shift, char) for piece, char in before.starts[same:]]
            break
        lines.append(line)
        starts.append(start)
    return Wrapped(new, tuple(lines), tuple(starts))


def _alike(one: Sequence[Piece], other: Sequence[Piece]) -> int:
    """How many pieces are the same from the first one on."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (piece, beside) in pairs if piece != beside), min(len(one), len(other)))


def _first_to_break(before: Wrapped, head: int) -> int:
    """The first line that can be another when the first `head` pieces are the same; it begins as it did.

    A line ends where the word that begins the next one found no room, so that word must be the same too.
    """
    inside = sum(piece < head for piece, _ in before.starts)
    number = max(0, inside - 2)
    while number and not _is_clean(before.pieces, before.starts[number]):
        number -= 1
    return number


def _is_clean(pieces: Sequence[Piece], start: _Start) -> bool:
    """Whether a line begins with a whole word: what is left of a cut one is not cut as the whole was."""
    piece, char = start
    return char == 0 or pieces[piece].text[char - 1].isspace()


class _Atom(NamedTuple):
    """A word or the space between two, `width` cells wide."""

    piece: Piece
    width: int
    space: bool
    start: _Start


def _broken(pieces: Sequence[Piece], width: int, start: _Start) -> Iterator[tuple[_Start, Line]]:
    """The lines from `start` on, and where each begins."""
    line: list[_Atom] = []
    used = 0
    for chunk in _chunks(_atoms(pieces, width, start), width):
        size = sum(atom.width for atom in chunk)
        if used + size > width and line:
            yield line[0].start, _merged([atom.piece for atom in line])
            line, used = [], 0
        if chunk[0].space and not line:
            continue
        line += chunk
        used += size
    if line:
        yield line[0].start, _merged([atom.piece for atom in line])


def _chunks(atoms: Iterable[_Atom], width: int) -> Iterator[list[_Atom]]:
    """What must stay together: the letters between two spaces, whichever pieces they come from; and the spaces."""
    chunk: list[_Atom] = []
    for atom in atoms:
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


def _atoms(pieces: Sequence[Piece], width: int, start: _Start) -> Iterator[_Atom]:
    first, begin = start
    for number in range(first, len(pieces)):
        text, look, sentence, finding, mark = pieces[number]
        mark = "" if text[:begin].strip() else mark  # it stands before the first word
        for found in _WORDS.finditer(text, begin):
            word, at = found[0], found.start()
            cells = len(word) if word.isascii() else cell_len(word)
            if word.isspace():
                yield _Atom(Piece(" " * cells, look, sentence, finding), cells, True, (number, at))
                continue
            size = max(1, width - 1 if cells == len(word) else width // 2 - 1)
            for cut in range(0, len(word), size):
                piece = Piece(word[cut : cut + size], look, sentence, finding, mark)
                taken = piece.width if mark or len(word) > size else cells
                yield _Atom(piece, taken, False, (number, at + cut))
                mark = ""
        begin = 0


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
