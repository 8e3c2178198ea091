"""Choosing sections by word lists, for an installation that has no trained model.

Every section has its words in `templates/shared/lexicon.toml`. What the sentences before and after are about, and
where in the note the sentence stands, count too, but less.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dictate.journal.section import SECTION_IDS
from dictate.journal.structure import Classifier, Ranking
from dictate.journal.toml_file import DataFileInvalid, read_toml
from dictate.shipped import shipped

_TOKEN = re.compile(r"\"?[^\W_]+")
_SHORTEST = 2
_STRONG, _WEAK = 2.0, 1.0
_OPENING = 2.0
"""What standing first in the note adds to `kontakt`."""
_LATE, _CLOSING = 0.7, 0.5
"""What standing in the last part of the note adds to `bedomning` and `planering`."""
_NEIGHBOUR = 0.15
"""What of the score of the sentence before counts for this one."""
_SHARPNESS = 0.9
"""How much a point of score tells: chosen so that the confidences come near the share that is right."""


@dataclass(frozen=True, slots=True)
class _Entry:
    section: str
    weight: float


@dataclass(frozen=True)
class WordListClassifier:
    """A `Classifier` that adds up the words of the lists; `words` and `stems` map them to what they speak for."""

    words: dict[str, tuple[_Entry, ...]]
    stems: dict[str, tuple[_Entry, ...]]

    def classify(self, sentences: Sequence[str]) -> Sequence[Ranking]:
        """One ranking of all shared sections for each sentence."""
        rankings: list[Ranking] = []
        before = dict.fromkeys(SECTION_IDS, 0.0)
        for index, sentence in enumerate(sentences):
            own = self._scores(sentence)
            scores = {name: own[name] + _NEIGHBOUR * before[name] for name in SECTION_IDS}
            if index == 0:
                scores["kontakt"] += _OPENING
            if index >= _LATE * len(sentences):
                scores["planering"] += _CLOSING
                scores["bedomning"] += _CLOSING
            scores["ovrigt"] += 0.1
            rankings.append(_ranked(scores))
            before = own
        return rankings

    def _scores(self, sentence: str) -> dict[str, float]:
        scores = dict.fromkeys(SECTION_IDS, 0.0)
        for token in _TOKEN.findall(sentence.casefold()):
            for entry in self._found(token):
                scores[entry.section] += entry.weight
        return scores

    def _found(self, token: str) -> tuple[_Entry, ...]:
        if token in self.words:
            return self.words[token]
        for length in range(min(len(token), 24), _SHORTEST - 1, -1):
            if token[:length] in self.stems:
                return self.stems[token[:length]]
        return ()


def shipped_classifier() -> Classifier:
    """The best classifier that this installation has."""
    return word_list_classifier()


@cache
def word_list_classifier() -> WordListClassifier:
    """The classifier of the shipped word lists, read once. Raises DataFileInvalid when they name no known section."""
    path = shipped("templates") / "shared" / "lexicon.toml"
    data, _ = read_toml(path)
    if sorted(data) != sorted(SECTION_IDS):
        raise DataFileInvalid(path, "varje gemensamt avsnitt ska ha sina ord")
    weights: dict[str, dict[str, float]] = {}
    for section, lists in data.items():
        for kind, weight in (("strong", _STRONG), ("words", _WEAK)):
            for word in lists.get(kind, "").casefold().split():
                by_section = weights.setdefault(word, {})
                by_section[section] = max(weight, by_section.get(section, 0.0))
    words = {word: _entries(found) for word, found in weights.items() if not word.endswith("*")}
    stems = {word[:-1]: _entries(found) for word, found in weights.items() if word.endswith("*")}
    return WordListClassifier(words, stems)


def _entries(weights: dict[str, float]) -> tuple[_Entry, ...]:
    """A word that speaks for several sections says less about each."""
    return tuple(_Entry(section, weight / len(weights) ** 0.5) for section, weight in weights.items())


def _ranked(scores: dict[str, float]) -> Ranking:
    powers = {name: math.exp(_SHARPNESS * score) for name, score in scores.items()}
    total = sum(powers.values())
    return tuple(sorted(((name, power / total) for name, power in powers.items()), key=lambda entry: -entry[1]))
