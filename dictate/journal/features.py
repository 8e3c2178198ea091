"""What the section model sees of a sentence: its words and parts of words, its concepts, its form and its place."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

from dictate.journal.concepts import Concepts

_TOKEN = re.compile(r"\"|[^\W_]+(?:[-:][^\W_]+)*")
_DIGIT = re.compile(r"\d")
_CLOCK = re.compile(r"\d\d?[.:]\d\d")
_ID_NUMBER = re.compile(r"\d{6,8}[- ]?\d{4}")
_WORD = re.compile(r"\w+")
_SHORTEST_PART, _LONGEST_PART = 2, 5
_LONGEST_SENTENCE = 2_000
"""Characters read of a sentence: far more than one is ever spoken, so that a text without full stops costs no more."""

FORM_FEATURES = 11
PLACE_FEATURES = 8


@dataclass(frozen=True, slots=True)
class Features:
    """Weights of `words` and `parts` by hash (1 + log of how often), of `concepts` by number, and the `form`."""

    words: dict[int, float]
    parts: dict[int, float]
    concepts: dict[int, float]
    form: tuple[float, ...]


def features(sentence: str, concepts: Concepts) -> Features:
    """The features of one sentence; letters' case and which digits they are make no difference to its words."""
    sentence = sentence[:_LONGEST_SENTENCE].replace("”", '"').replace("“", '"')
    tokens = _TOKEN.findall(sentence.casefold())
    plain = [_DIGIT.sub("0", token) for token in tokens]
    words = Counter(_hash("1" + token) for token in plain)
    words.update(_hash("2" + first + " " + second) for first, second in pairwise(plain))
    parts: Counter[int] = Counter()
    for token in plain:
        parts.update(_parts(token))
    found = {number: min(weight, 3.0) ** 0.5 for number, weight in concepts.sentence(tokens).items()}
    return Features(_damped(words), _damped(parts), found, _form(sentence, len(tokens)))


def place(index: int, count: int) -> tuple[float, ...]:
    """Where in a note of `count` sentences the sentence `index` (from 0) stands: PLACE_FEATURES values."""
    share = index / max(1, count)
    return (
        float(index == 0), float(index == 1), float(index == 2), share, share * share,
        float(index == count - 1), float(index == count - 2), float(share >= 0.7),
    )  # fmt: skip


def _form(sentence: str, tokens: int) -> tuple[float, ...]:
    digits = sum(letter.isdigit() for letter in sentence)
    capitals = sum(word[0].isupper() for word in _WORD.findall(sentence))
    return (
        min(tokens, 40) / 20, float('"' in sentence), float(digits > 0), min(digits, 12) / 6, float(";" in sentence),
        float(":" in sentence), float(sentence[:1].islower()), float("?" in sentence), capitals / max(1, tokens),
        float(bool(_CLOCK.search(sentence))), float(bool(_ID_NUMBER.search(sentence))),
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def _parts(token: str) -> Sequence[int]:
    """Hashes of all runs of letters in the word with its edges."""
    edged = f" {token} "
    return [
        _hash("p" + edged[start : start + length])
        for length in range(_SHORTEST_PART, min(_LONGEST_PART, len(edged)) + 1)
        for start in range(len(edged) - length + 1)
    ]


def _hash(text: str) -> int:
    return crc32(text.encode())


def _damped(counts: Counter[int]) -> dict[int, float]:
    return {key: 1 + math.log(count) for key, count in counts.items()}
