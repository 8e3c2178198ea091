"""Words with their place in time, and who speaks when: the values that speech hands to journal."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""What steers a terminal, turns text round, or can't stand in a document; not tabs and line ends."""


def without_control(text: str) -> str:
    """The text with a space for each control character, so that every place in it stays the same."""
    return _CONTROL.sub(" ", text)


def one_line(text: str) -> str:
    """The text as one line with single spaces, no control character among them: what somebody typed or pasted."""
    return " ".join(without_control(text).split())


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word as the recogniser gave it.

    `start` and `end` are seconds from the start of the recording; `text` has no spaces around it and keeps the
    punctuation that belongs to the word ("hem."); `probability` is how likely it is to be right, 0 to 1.

    `alternatives` are what was also heard at that moment, the likeliest first, each to stand in the word's place:
    another word, several ("har inte" for "har"), or "" where one reading heard nothing. `heard` is what the recogniser
    wrote where the program put a known name that sounds the same; empty for all other words.
    """

    start: float
    end: float
    text: str
    probability: float
    alternatives: tuple[str, ...] = ()
    heard: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said between two pauses: at least one word, in the order of time."""

    words: tuple[Word, ...]

    def __post_init__(self) -> None:
        if not self.words:
            raise ValueError("an utterance holds at least one word")

    @property
    def start(self) -> float:
        """Seconds from the start of the recording to the first word."""
        return self.words[0].start

    @property
    def end(self) -> float:
        """Seconds from the start of the recording to the end of the last word."""
        return self.words[-1].end

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody speaks from `start` to `end` (seconds); `speaker` counts from 1 in the order they are first heard."""

    start: float
    end: float
    speaker: int


def speaker_at(turns: Sequence[Turn], second: float) -> int:
    """The voice nearest to that moment, 0 without turns; they are in the order of time and do not overlap."""
    after = bisect_right(turns, second, key=lambda turn: turn.start)
    near = turns[max(0, after - 1) : after + 1]
    return min(near, key=lambda turn: max(turn.start - second, second - turn.end, 0.0)).speaker if near else 0
