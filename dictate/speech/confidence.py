"""How likely each word is to be right: the recogniser's own probability, put right by measurement.

Whisper is too sure of what it makes up. Whether there is such a word in Swedish, and whether a plain reading of the
same sound has it too, says as much as its probability does, and mistakes come in company. All are weighed together;
the weights stand in `confidence.toml`, fitted by `scripts/fit_confidence.py`.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from dictate.speech.swedish_words import standing
from dictate.speech.vocabulary import Vocabulary
from dictate.words import Word

_PARTS = re.compile(r"[^\W\d_]+")
# The recogniser's certainties, 0 and 1, would weigh without end.
_LEAST = 1e-3
# Log odds (95 %) over which it says nothing more of a word that its neighbour is surer still.
_SURE = 3.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one word.

    `logit` is log(p / (1 - p)) of the recogniser's probability p, `agreed` whether a plain reading has the word too.
    `beside` is the logit of the less sure of its neighbours; None for a word alone, which counts as its own neighbour.
    """

    logit: float
    unknown: bool
    compound: bool
    agreed: bool
    beside: float | None = None

    @property
    def surety_beside(self) -> float:
        """What `beside` counts for."""
        return min(self.logit if self.beside is None else self.beside, _SURE)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign is worth in log odds for the word being right."""

    bias: float
    logit: float
    unknown: float
    compound: float
    agreed: float
    beside: float

    def probability(self, signs: Signs) -> float:
        """How likely the word is to be right, 0 to 1."""
        odds = self.bias + self.logit * signs.logit + self.unknown * signs.unknown + self.compound * signs.compound
        odds += self.agreed * signs.agreed + self.beside * signs.surety_beside
        return 1 / (1 + math.exp(-odds))


@cache
def shipped_weights() -> Weights:
    """The weights that come with the program."""
    return Weights(**tomllib.loads((files("dictate.speech") / "confidence.toml").read_text(encoding="utf-8")))


def known_words(vocabulary: Vocabulary) -> frozenset[str]:
    """The single words of a vocabulary in lower case, each with a genitive s: no dictionary needs to have them."""
    words = {part.lower() for entry in vocabulary.entries for part in _PARTS.findall(entry)}
    return frozenset(words | {word + "s" for word in words})


def signs(word: Word, known: frozenset[str], agreed: bool) -> Signs:
    """What is known of a word alone; a number is as any word, of a word with a hyphen the strangest part counts."""
    standings = {standing(part.lower()) for part in _PARTS.findall(word.text) if part.lower() not in known}
    unknown = "unknown" in standings
    return Signs(_logit(word), unknown, not unknown and "compound" in standings, agreed)


def signs_of(words: Sequence[Word], known: frozenset[str], agreed: Sequence[bool]) -> list[Signs]:
    """What is known of the words of an utterance; `agreed` is that of each."""
    logits = [_logit(word) for word in words]
    found = []
    for number, (word, same) in enumerate(zip(words, agreed, strict=True)):
        near = logits[max(0, number - 1) : number] + logits[number + 1 : number + 2]
        found.append(replace(signs(word, known, same), beside=min(near, default=None)))
    return found


def calibrated(words: Sequence[Word], known: Iterable[str], agreed: Sequence[bool]) -> tuple[Word, ...]:
    """The words of an utterance with the probability of being right in place of the recogniser's own."""
    weights = shipped_weights()
    return tuple(
        replace(word, probability=round(weights.probability(one), 4))
        for word, one in zip(words, signs_of(words, frozenset(known), agreed), strict=True)
    )


def _logit(word: Word) -> float:
    share = min(max(word.probability, _LEAST), 1 - _LEAST)
    return math.log(share / (1 - share))
