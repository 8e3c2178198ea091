"""What other readings of the same sound say, put beside each word as its alternatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from dictate.speech.alignment import aligned
from dictate.words import Word

_MOST = 3
# The cost of a word that only one reading has; two words in each other's place cost 0 to 1 by their letters.
_ALONE = 0.6
# Readings that share less than this are of different things: the other is noise, not an opinion.
_LEAST_SHARED = 0.3


def with_alternatives(words: Sequence[Word], readings: Sequence[str]) -> tuple[Word, ...]:
    """The words with what the other readings have in their place, the first reading's first.

    A word that only another reading has goes with the word before it ("har inte" for "har"), or with the first one. A
    reading that has little in common with the words is left out.
    """
    found: list[list[str]] = [[] for _ in words]
    said = [plain(word.text) for word in words]
    for reading in readings:
        other = reading.split()
        pairs = _pairs(said, [plain(word) for word in other])
        shared = sum(i is not None and j is not None and said[i] == plain(other[j]) for i, j in pairs)
        if words and shared >= _LEAST_SHARED * len(words):
            for number, text in enumerate(_in_place(words, other, pairs)):
                if plain(text) not in (said[number], *map(plain, found[number])):
                    found[number].append(text)
    return tuple(
        replace(word, alternatives=tuple(dict.fromkeys((*word.alternatives, *others)))[:_MOST]) if others else word
        for word, others in zip(words, found, strict=True)
    )


def agreeing(words: Sequence[Word], reading: str) -> tuple[bool, ...]:
    """Whether the other reading has the same word in the place of each."""
    other = [plain(word) for word in reading.split()]
    said = [plain(word.text) for word in words]
    return tuple(j is not None and said[i] == other[j] for i, j in _pairs(said, other) if i is not None)


def plain(text: str) -> str:
    """A text as it is compared: lower case, letters and digits alone, single spaces."""
    return " ".join("".join(sign for sign in word if sign.isalnum()) for word in text.lower().split())


def _in_place(words: Sequence[Word], other: Sequence[str], pairs: list[tuple[int | None, int | None]]) -> list[str]:
    """What the other reading has in the place of each word."""
    texts, before, last = ["" for _ in words], "", None
    for i, j in pairs:
        if i is not None:
            texts[i] = " ".join(part for part in (before, other[j] if j is not None else "") if part)
            before, last = "", i
        elif j is not None and last is None:
            before = f"{before} {other[j]}".strip()
        elif j is not None and last is not None:
            # the word itself stays where the other reading has it; where it has nothing, what it adds stands alone
            texts[last] = f"{texts[last]} {other[j]}".strip()
    return texts


def _pairs(one: Sequence[str], other: Sequence[str]) -> list[tuple[int | None, int | None]]:
    return aligned(one, other, _unlike, _ALONE)


def _unlike(one: str, other: str) -> float:
    return 0.0 if one == other else 1.0 - SequenceMatcher(None, one, other, False).ratio()
