"""Cutting a dictation or a pasted text into sentences that know where they come from."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dictate.journal.boundary import boundaries
from dictate.journal.heading import Headings, keyword_positions, lone_command
from dictate.words import Utterance, Word, without_control

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
    `written` is what the note says where that differs from what was said ("15 mars"), else empty.
    """

    start: int
    end: int
    text: str
    section: str = ""
    paragraph: bool = False
    audio: tuple[float, float] | None = None
    words: tuple[Word, ...] = ()
    block: str = ""
    written: str = ""


@dataclass(frozen=True, slots=True)
class _Under:
    """The headings that hold for what is said next."""

    section: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that was said, headings included, and the sentences in it, headings left out.

    `removed` are sentences that the speaker struck; they are no part of the note but not lost.
    """

    source: str
    pieces: tuple[Piece, ...]
    removed: tuple[Piece, ...] = ()


def from_text(text: str, headings: Headings) -> Spoken:
    """The sentences of a text whose lines are paragraphs.

    A line that is a heading ("## Hälsa", "Hälsa:", "ny rubrik hälsa") sets the section of what follows and is no
    sentence itself. Takes time in proportion to the text's length and never fails.
    """
    text = without_control(text)
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


@dataclass(frozen=True, slots=True)
class Token:
    """What the note writes for some of the words: `text` for the characters `start`:`end` of the source.

    `between` stands before it: a space, a new line, or nothing. `apart` tells that a pause came before it, `forced`
    that a sentence begins with it, `opens` and `closes` that it is the first or last of its utterance. A `whole` one
    is a text block, a sentence of its own.
    """

    text: str
    start: int
    end: int
    between: str = " "
    apart: bool = False
    forced: bool = False
    opens: bool = False
    closes: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A dictation laid out as one text: its words, and one token for each as it was said."""

    source: str
    words: tuple[Word, ...]
    tokens: tuple[Token, ...]


def lay_out(utterances: Sequence[Utterance]) -> Said:
    """The words of a dictation with one space between them, a new line where the speaker paused long."""
    words: list[Word] = []
    tokens: list[Token] = []
    position = 0
    for utterance in utterances:
        for index, word in enumerate(utterance.words):
            pause = word.start - words[-1].end if words else 0.0
            between = ("\n" if index == 0 and pause >= PARAGRAPH_PAUSE else " ") if words else ""
            text = " ".join(word.text.split())
            start = position + len(between)
            position = start + len(text)
            token = Token(
                text,
                start,
                position,
                between,
                apart=index == 0 or pause >= COMMAND_PAUSE,
                forced=index == 0 and pause >= SENTENCE_PAUSE,
                opens=index == 0,
                closes=index == len(utterance.words) - 1,
            )
            words.append(word)
            tokens.append(token)
    return Said("".join(token.between + token.text for token in tokens), tuple(words), tuple(tokens))


def from_tokens(said: Said, tokens: Sequence[Token], headings: Headings) -> Spoken:
    """The sentences of a dictation as `tokens` write it, each with its words and its seconds of the recording.

    A sentence ends at a full stop or at a pause of SENTENCE_PAUSE; PARAGRAPH_PAUSE begins a paragraph. A heading is
    a command where an utterance begins, after a pause within one, or after the word "kommando".
    """
    text, starts = _written(tokens)
    forced = _forced(text, tokens, starts, headings)
    pieces: list[Piece] = []
    under = _Under()
    for line in _LINE.finditer(text):
        low, high = bisect_left(forced, line.start()), bisect_left(forced, line.end())
        start, end = _trim(text, line.start(), line.end())
        if start < end and tokens[bisect_right(starts, start) - 1].whole:
            pieces.append(_piece(text, start, end, under, True))
            continue
        found, under = _cut(text, start, end, forced[low:high], under, headings)
        pieces += found
    origin = _Origin(said, tokens, starts)
    return Spoken(said.source, tuple(origin.of(piece) for piece in pieces))


def _written(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The tokens as one text, and where each begins in it."""
    parts: list[str] = []
    starts: list[int] = []
    position = 0
    for token in tokens:
        between = token.between if parts else ""
        starts.append(position + len(between))
        parts.append(between + token.text)
        position += len(parts[-1])
    return "".join(parts), starts


def _forced(text: str, tokens: Sequence[Token], starts: Sequence[int], headings: Headings) -> list[int]:
    """Where a sentence must begin: after a long pause and where a heading is spoken."""
    forced = [start for token, start in zip(tokens, starts, strict=True) if token.forced]
    opened = 0
    for number, (token, start) in enumerate(zip(tokens, starts, strict=True)):
        if token.opens:
            opened = start
        opening = text[start : start + 120] if token.apart and not token.forced else ""
        if opening and (headings.command(opening) or lone_command(opening.split("\n")[0]) or _OPENING.match(opening)):
            forced.append(start)
        end = start + len(token.text)
        if token.closes and headings.person(text[opened:end], line=False):
            forced += [opened, *starts[number + 1 : number + 2]]
    return sorted({*forced, *keyword_positions(text)})


@dataclass(frozen=True, slots=True)
class _Origin:
    """The way back from the written text to what was said."""

    said: Said
    tokens: Sequence[Token]
    starts: Sequence[int]

    def of(self, piece: Piece) -> Piece:
        """The piece at its place in the source, with its words and its sound."""
        first, last = bisect_right(self.starts, piece.start) - 1, bisect_left(self.starts, piece.end) - 1
        start = self.tokens[first].start + self._inside(first, piece.start)
        end = self.tokens[last].end
        if self._same(last):
            end = self.tokens[last].start + piece.end - self.starts[last]
        text = self.said.source[start:end]
        low = bisect_right(self.said.tokens, start, key=lambda token: token.start) - 1
        words = self.said.words[low : bisect_left(self.said.tokens, end, key=lambda token: token.start)]
        written = piece.text if piece.text != text else ""
        audio = (words[0].start, words[-1].end)
        return replace(piece, start=start, end=end, text=text, written=written, audio=audio, words=words)

    def _inside(self, number: int, position: int) -> int:
        return position - self.starts[number] if self._same(number) else 0

    def _same(self, number: int) -> bool:
        """Whether the token writes just what was said."""
        token = self.tokens[number]
        return token.text == self.said.source[token.start : token.end]


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


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
