"""Cutting a dictation or a pasted text into sentences that know where they come from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dictate.journal.boundary import boundaries
from dictate.journal.heading import Headings, keyword_positions, lone_command
from dictate.words import Utterance, Word

SENTENCE_PAUSE = 1.5
"""Seconds of silence between two utterances that end a sentence even where the recogniser wrote no full stop."""
PARAGRAPH_PAUSE = 4.0
"""Seconds of silence after which a new paragraph begins."""
COMMAND_PAUSE = 0.4
"""Seconds of silence before a word within an utterance that let it be the start of a spoken command."""

_OPENING = re.compile(r"ny rubrik\s*[.:,]", re.IGNORECASE)
_LINE = re.compile(r"[^\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence as it was said: `text` stands at `start`:`end` (characters) of the source.

    `section` is the heading that was spoken or written above it, else empty. `audio` is seconds of the recording and
    `words` the recogniser's; both are empty for pasted text. `paragraph` says that a new paragraph begins here.
    `block` is the person whose block was opened above it ("Ny rubrik barn Elsa"), else empty.
    """

    start: int
    end: int
    text: str
    section: str = ""
    paragraph: bool = False
    audio: tuple[float, float] | None = None
    words: tuple[Word, ...] = ()
    block: str = ""


@dataclass(frozen=True, slots=True)
class _Under:
    """The headings that hold for what is said next."""

    section: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that was said, headings included, and the sentences in it, headings left out."""

    source: str
    pieces: tuple[Piece, ...]


def from_text(text: str, headings: Headings) -> Spoken:
    """The sentences of a text whose lines are paragraphs.

    A line that is a heading ("## Hälsa", "Hälsa:", "ny rubrik hälsa") sets the section of what follows and is no
    sentence itself. Takes time in proportion to the text's length and never fails.
    """
    pieces: list[Piece] = []
    under = _Under()
    for line in _LINE.finditer(text):
        start, end = _trim(text, line.start(), line.end())
        if start == end:
            continue
        if alone := headings.alone(text[start:end]):
            under = replace(under, section=alone.section)
            continue
        if person := headings.person(text[start:end], line=True):
            under = replace(under, block=person)
            continue
        if label := headings.label(text[start:end]):
            under = replace(under, section=label.section)
            start, end = _trim(text, start + label.end, end)
        forced = [start + position for position in keyword_positions(text[start:end])]
        found, under = _cut(text, start, end, forced, under, headings)
        pieces += found
    return Spoken(text, tuple(pieces))


def from_utterances(utterances: Sequence[Utterance], headings: Headings) -> Spoken:
    """The sentences of a dictation, each with its words and its seconds of the recording.

    A sentence ends at a full stop or at a pause of SENTENCE_PAUSE; PARAGRAPH_PAUSE begins a paragraph. A heading is
    a command where an utterance begins, after a pause within one, or after the word "kommando".
    """
    laid = _lay_out(utterances, headings)
    pieces: list[Piece] = []
    under = _Under()
    for line in _LINE.finditer(laid.source):
        low, high = bisect_left(laid.forced, line.start()), bisect_left(laid.forced, line.end())
        start, end = _trim(laid.source, line.start(), line.end())
        found, under = _cut(laid.source, start, end, laid.forced[low:high], under, headings)
        pieces += found
    return Spoken(laid.source, tuple(_with_sound(pieces, laid)))


@dataclass(frozen=True, slots=True)
class _Laid:
    """The words of a dictation as one text: where each begins, and where a sentence must begin."""

    source: str
    words: tuple[Word, ...]
    starts: tuple[int, ...]
    forced: tuple[int, ...]


def _lay_out(utterances: Sequence[Utterance], headings: Headings) -> _Laid:
    parts: list[str] = []
    words: list[Word] = []
    starts: list[int] = []
    apart: list[int] = []
    forced: list[int] = []
    position = 0
    for utterance in utterances:
        for index, word in enumerate(utterance.words):
            pause = word.start - words[-1].end if words else 0.0
            if words:
                parts.append("\n" if index == 0 and pause >= PARAGRAPH_PAUSE else " ")
                position += 1
            if index == 0 or pause >= COMMAND_PAUSE:
                apart.append(position)
            if index == 0 and pause >= SENTENCE_PAUSE:
                forced.append(position)
            starts.append(position)
            words.append(word)
            parts.append(" ".join(word.text.split()))
            position += len(parts[-1])
        if headings.person(utterance.text, line=False):
            forced += [starts[-len(utterance.words)], position + 1]
    source = "".join(parts)
    for begin in apart:
        opening = source[begin : begin + 120]
        if headings.command(opening) or lone_command(opening.split("\n")[0]) or _OPENING.match(opening):
            forced.append(begin)
    forced += keyword_positions(source)
    return _Laid(source, tuple(words), tuple(starts), tuple(sorted(set(forced))))


def _cut(
    text: str, start: int, end: int, forced: Sequence[int], under: _Under, headings: Headings
) -> tuple[list[Piece], _Under]:
    """The pieces of one line and the headings that hold after it."""
    pieces: list[Piece] = []
    cuts = [start, *boundaries(text, start, end, [place for place in forced if start < place < end]), end]
    first = True
    pending: tuple[int, int] | None = None
    for low, high in pairwise(cuts):
        low, high = _trim(text, low, high)
        if low == high:
            continue
        said = text[low:high]
        heading = headings.command(said) or (headings.leading(said) if pending else None)
        person = "" if heading else headings.person(said, line=False)
        if pending and not heading:
            pieces.append(_piece(text, *pending, under, first))
            first = False
        pending = None
        if person:
            under, first = replace(under, block=person), True
            continue
        if heading:
            under, first = replace(under, section=heading.section), True
            low, high = _trim(text, low + heading.end, high)
            if low == high:
                continue
        elif lone_command(said):
            pending = (low, high)
            continue
        pieces.append(_piece(text, low, high, under, first))
        first = False
    if pending:
        pieces.append(_piece(text, *pending, under, first))
    return pieces, under


def _piece(text: str, low: int, high: int, under: _Under, paragraph: bool) -> Piece:
    return Piece(low, high, text[low:high], under.section, paragraph, block=under.block)


def _with_sound(pieces: Iterable[Piece], laid: _Laid) -> Iterator[Piece]:
    for piece in pieces:
        low, high = bisect_right(laid.starts, piece.start) - 1, bisect_left(laid.starts, piece.end)
        words = laid.words[low:high]
        audio = (words[0].start, words[-1].end) if words else None
        yield replace(piece, audio=audio, words=words)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
