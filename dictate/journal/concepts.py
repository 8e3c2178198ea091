"""What words are about: a hand-written list of concepts that also knows inflections and compounds.

A model learns from some thousand sentences, which hold few of the words that a social worker will say. The concepts
tie the others to them: who has seen only `cykel` still knows what `mopeden` and `barncykelns` are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from dictate.journal.toml_file import DataFileInvalid, read_toml

HEAD, MODIFIER, PHRASE = 1.0, 0.5, 1.5
"""How much a word, the first part of a compound and a phrase of several words say."""

_LONGEST_ENDING = 6
_SHORTEST_OPENING = 3
_LONGEST_WORD = 40

Found = tuple[tuple[int, ...], tuple[int, ...]]
"""Concepts of a word itself (of a compound: of its last part), and of the first part of a compound."""


class Concepts:
    """The concepts in a file, matched against words in lower case. Raises DataFileInvalid when they can't be read."""

    def __init__(self, path: Path) -> None:
        data, _ = read_toml(path)
        try:
            concepts = data["concepts"]
            self._endings = frozenset(data["grammar"]["endings"].split()) | {""}
            self._short_parts = frozenset(data["grammar"]["short_parts"].split())
            words = [(word, number) for number, text in enumerate(concepts.values()) for word in text.split()]
        except (KeyError, AttributeError, TypeError) as error:
            raise DataFileInvalid(path, "begreppen och deras grammatik ska vara texter med ord") from error
        self.names = tuple(concepts)
        self._exact = _by_word((word[1:], number) for word, number in words if word.startswith("="))
        self._phrases = _by_word((word.replace("_", " "), number) for word, number in words if "_" in word)
        self._openings = _by_word((word[:-1], number) for word, number in words if word.endswith("*"))
        self._stems = _by_word((word, number) for word, number in words if not (set(word) & set("=_*")))
        self._phrase_starts = frozenset(phrase.split()[0] for phrase in self._phrases)
        self._longest_phrase = max((len(phrase.split()) for phrase in self._phrases), default=0)
        self.word = lru_cache(maxsize=20_000)(self._word)

    def sentence(self, tokens: Sequence[str]) -> dict[int, float]:
        """How much each concept is spoken of."""
        weights: dict[int, float] = {}
        for index, token in enumerate(tokens):
            own, first = self.word(token)
            for number in own:
                weights[number] = weights.get(number, 0.0) + HEAD
            for number in first:
                weights[number] = weights.get(number, 0.0) + MODIFIER
            if token in self._phrase_starts:
                for length in range(2, self._longest_phrase + 1):
                    for number in self._phrases.get(" ".join(tokens[index : index + length]), ()):
                        weights[number] = weights.get(number, 0.0) + PHRASE
        return weights

    def _word(self, word: str) -> Found:
        word = word[:_LONGEST_WORD]
        own = {*self._exact.get(word, ()), *self._opened(word)}
        own.update(*(self._stems[stem] for stem in self._stems_of(word)))
        if own:
            return tuple(sorted(own)), ()
        return self._last_part(word), self._first_part(word)

    def _stems_of(self, word: str) -> list[str]:
        """The stems that `word` is a form of: itself, and the longest other one (`mössa` for `mössorna`)."""
        found = [word] if word in self._stems else []
        for cut in range(len(word) - 1, max(2, len(word) - _LONGEST_ENDING - 1), -1):
            if word[cut:] in self._endings and word[:cut] in self._stems:
                return [*found, word[:cut]]
        for cut in range(len(word), max(2, len(word) - _LONGEST_ENDING), -1):
            if word[cut:] in self._endings:
                for vowel in "ae":
                    if word[:cut] + vowel in self._stems:
                        return [*found, word[:cut] + vowel]
        return found

    def _opened(self, word: str) -> tuple[int, ...]:
        """Concepts of the longest opening that `word` has."""
        for cut in range(len(word), _SHORTEST_OPENING - 1, -1):
            if word[:cut] in self._openings:
                return self._openings[word[:cut]]
        return ()

    def _last_part(self, word: str) -> tuple[int, ...]:
        """Concepts of the longest last part of a compound."""
        for start in range(2, len(word) - 2):
            part = word[start:]
            own = {number for stem in self._stems_of(part) if self._joins(stem) for number in self._stems[stem]}
            own.update(self._opened(part) if len(part) > _SHORTEST_OPENING + 1 else ())
            if own:
                return tuple(sorted(own))
        return ()

    def _first_part(self, word: str) -> tuple[int, ...]:
        """Concepts of the longest first part of a compound."""
        for end in range(len(word) - 1, 2, -1):
            for part in (word[:end], word[:end] + "a"):
                if part in self._stems and self._joins(part):
                    return self._stems[part]
        return ()

    def _joins(self, stem: str) -> bool:
        """Whether the stem is long enough, or known, to be a part of a compound and not there by chance."""
        return len(stem) > _SHORTEST_OPENING or stem in self._short_parts


def _by_word(pairs: Iterable[tuple[str, int]]) -> Mapping[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for word, number in pairs:
        found[word] = (*found.get(word, ()), number)
    return found
