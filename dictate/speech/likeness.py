"""How near two written words sound in Swedish: the cost of turning the sounds of one into those of the other."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Sounds:
    """The rules and costs of `sounds.toml`, where each is explained."""

    rules: tuple[tuple[re.Pattern[str], str], ...]
    vowels: frozenset[str]
    near: Mapping[tuple[str, str], float]
    missing: Mapping[str, float]
    other_vowel: float
    other: float
    missing_vowel: float
    missing_other: float

    @property
    def cheapest(self) -> float:
        """The least that a missing sound costs."""
        return min(*self.missing.values(), self.missing_vowel, self.missing_other)

    def of(self, word: str) -> str:
        """The sounds of a word, one letter each; spaces and hyphens are not heard."""
        heard = word.lower()
        for pattern, sound in self.rules:
            heard = pattern.sub(sound, heard)
        return heard

    def instead(self, one: str, other: str) -> float:
        """The cost of one sound in the place of another."""
        if one == other:
            return 0.0
        both_vowels = one in self.vowels and other in self.vowels
        return self.near.get((one, other), self.other_vowel if both_vowels else self.other)

    def without(self, sound: str) -> float:
        """The cost of a sound that is missing."""
        return self.missing.get(sound, self.missing_vowel if sound in self.vowels else self.missing_other)


@cache
def swedish() -> Sounds:
    """The shipped rules."""
    data = tomllib.loads((files("dictate.speech") / "sounds.toml").read_text(encoding="utf-8"))
    pairs = {(str(a), str(b)): float(cost) for a, b, cost in data["near"]}
    return Sounds(
        rules=tuple((re.compile(pattern), str(sound)) for pattern, sound in data["rules"]),
        vowels=frozenset(data["vowels"]),
        near={**pairs, **{(b, a): cost for (a, b), cost in pairs.items()}},
        missing=data["missing"],
        other_vowel=data["other_vowel"],
        other=data["other"],
        missing_vowel=data["missing_vowel"],
        missing_other=data["missing_other"],
    )


@cache
def sounded(word: str) -> str:
    """The sounds of a word by the shipped rules."""
    return swedish().of(word)


def unlike(one: str, other: str, most: float = 1.0) -> float:
    """How unlike two words sound: 0 for the same sounds, 1 for words that have nothing in common.

    The cheapest way from the sounds of one to those of the other, divided by the sounds of the longer. Words whose
    first sounds have nothing in common are unlike, whatever follows: people rhyme, recognisers hear beginnings. More
    than `most` is not worked out, and 1 is given.
    """
    sounds, a, b = swedish(), sounded(one), sounded(other)
    longer = max(len(a), len(b))
    room = most * longer
    if not a or not b or abs(len(a) - len(b)) * sounds.cheapest > room or sounds.instead(a[0], b[0]) >= sounds.other:
        return 0.0 if a == b else 1.0
    row = [0.0]
    for sound in b:
        row.append(row[-1] + sounds.without(sound))
    for left in a:
        above, row = row, [row[0] + sounds.without(left)]
        for j, right in enumerate(b, 1):
            row.append(
                min(
                    above[j] + sounds.without(left),
                    row[j - 1] + sounds.without(right),
                    above[j - 1] + sounds.instead(left, right),
                )
            )
        if min(row) > room:
            return 1.0
    return min(1.0, row[-1] / longer)
