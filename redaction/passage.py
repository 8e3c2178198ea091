"""The text prepared once for all detectors: tokens and sentences with their offsets."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from redaction.wordlists import words

if TYPE_CHECKING:
    from redaction.numerals import Piece

# Letters with their combining marks, digits, or one sign. No alternative can match in two ways: linear time.
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f])*|\d+|\S", re.UNICODE)
_ENDS = frozenset(".!?…")
_CLOSES = frozenset("\"”’»)]'")


@dataclass(frozen=True, slots=True)
class Token:
    """A run of letters, a run of digits, or one other sign; `start` and `end` are offsets in the text.

    `lower` is the form to compare with word lists: lower case, composed (NFC).
    """

    start: int
    end: int
    text: str
    lower: str

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_digits(self) -> bool:
        return self.text.isdecimal()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper() or self.text[0].istitle()


@dataclass(frozen=True)
class Passage:
    """A text with its tokens and the spans of its sentences, made by `Passage.of`.

    `sentences` are (start, end) character offsets in the order of the text, without the white space around them;
    they never overlap and every token lies in exactly one.
    """

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> Passage:
        """Prepares `text`; the work grows with its length and no faster."""
        tokens = tuple(_tokens(text))
        return cls(text, tokens, tuple(_sentences(text, tokens)))

    @cached_property
    def sentence_of(self) -> tuple[int, ...]:
        """For each token the number of its sentence."""
        starts = [start for start, _ in self.sentences]
        return tuple(bisect_right(starts, token.start) - 1 for token in self.tokens)

    @cached_property
    def number_runs(self) -> tuple[tuple[Piece, ...], ...]:
        """The numbers of the text as `redaction.numerals.runs` gives them, read once for all detectors."""
        from redaction.numerals import runs

        return runs(self)

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    def token_at(self, offset: int) -> int:
        """The index of the token that holds `offset`, or of the first one after it (`len(tokens)` at the end)."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and offset < self.tokens[index].end:
            return index
        return index + 1

    def starts_sentence(self, index: int) -> bool:
        """Whether the token is the first word of its sentence (quotes and dashes before it do not count)."""
        number = self.sentence_of[index]
        while index > 0 and self.sentence_of[index - 1] == number:
            index -= 1
            if self.tokens[index].is_word or self.tokens[index].is_digits:
                return False
        return True

    def spaced(self, index: int) -> str:
        """The white space between token `index` and the one before it; empty for the first token."""
        return self.text[self.tokens[index - 1].end : self.tokens[index].start] if index else ""

    def before(self, index: int, count: int) -> tuple[str, ...]:
        """The lower forms of up to `count` tokens before `index` in the same sentence, the nearest last."""
        first = max(0, index - count)
        number = self.sentence_of[index] if index < len(self.tokens) else -1
        return tuple(self.tokens[i].lower for i in range(first, index) if self.sentence_of[i] == number)

    def after(self, index: int, count: int) -> tuple[str, ...]:
        """The lower forms of up to `count` tokens after `index` in the same sentence, the nearest first."""
        last = min(len(self.tokens), index + 1 + count)
        return tuple(
            self.tokens[i].lower for i in range(index + 1, last) if self.sentence_of[i] == self.sentence_of[index]
        )


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        word = match.group()
        yield Token(match.start(), match.end(), word, unicodedata.normalize("NFC", word).lower())


def _sentences(text: str, tokens: tuple[Token, ...]) -> Iterator[tuple[int, int]]:
    """Ends a sentence at a line break and at a closing sign that is neither an abbreviation's nor a number's."""
    first = 0
    for index, token in enumerate(tokens):
        last = index + 1 == len(tokens)
        gap = "" if last else text[token.end : tokens[index + 1].start]
        if not (last or "\n" in gap or "\r" in gap or "\u2028" in gap or "\u2029" in gap):
            if not gap:
                continue
            stop = _stop_before(tokens, index, first)
            if stop is None or not _closes(text, tokens, stop, index + 1):
                continue
        yield tokens[first].start, token.end
        first = index + 1


def _stop_before(tokens: tuple[Token, ...], index: int, first: int) -> int | None:
    """The closing sign at `index`, or just before quotes and brackets that end there."""
    steps = 0
    while index > first and tokens[index].text in _CLOSES and steps < 3:
        index, steps = index - 1, steps + 1
    return index if tokens[index].text in _ENDS else None


def _closes(text: str, tokens: tuple[Token, ...], stop: int, following: int) -> bool:
    if tokens[stop].text != ".":
        return True
    after = tokens[following]
    begins = after.is_capital or after.text in "\"”»'’([§–-—•*" or after.is_digits
    if not begins:
        return False
    if stop == 0 or tokens[stop - 1].end != tokens[stop].start:
        return True
    before = tokens[stop - 1]
    if before.is_digits and after.is_digits:  # "14. 5." and "12. 30" stay together, "2019. 3 barn" is rare
        return False
    return not (before.is_word and _abbreviates(text, before))


def _abbreviates(text: str, before: Token) -> bool:
    """Whether the stop after `before` belongs to it and to nothing else: "kl.", "t.ex.", an initial as in "M. W."."""
    if len(before.text) == 1 and before.is_capital:
        return True
    if before.lower in words("passage", "often_last"):
        return False
    if before.lower in words("passage", "abbreviations"):
        return True
    if len(before.text) == 1:
        return before.start >= 2 and text[before.start - 1] == "."
    return before.start >= 2 and text[before.start - 1] == "." and before.lower in words("passage", "abbreviation_ends")
