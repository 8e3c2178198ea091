"""Whether a word is Swedish: as it stands, put together as Swedish words are, or nothing that anybody says."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import islice
from typing import Literal

from dictate.speech.vocabulary import common_words

Standing = Literal["word", "compound", "unknown"]
_SHORTEST_PART = 4
# A beginning is one that words are put together with when the dictionary has so many words of it and another word,
# and when it is not mostly another form that they have: "företags-" in 319 words, "företag-" in 15, "färdplåns-" in 0.
_FEWEST_JOINED, _LEAST_SHARE = 4, 0.15
_MOST_JOINED = 100


def load_words() -> None:
    """Loads the dictionary, which takes a second, before the first word is asked for."""
    standing("hus")
    _listed()


@lru_cache(maxsize=50_000)
def standing(word: str) -> Standing:
    """`word` in lower case and without punctuation; a compound has parts of at least four letters, an s between."""
    if _known(word):
        return "word"
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, rest = word[:cut], word[cut:]
        if (
            (_known(first) or (first.endswith("s") and _known(first[:-1])))
            and standing(rest) != "unknown"
            and _begins_compounds(first)
        ):
            return "compound"
    return "unknown"


def _known(word: str) -> bool:
    from simplemma import is_known

    return word in common_words() or bool(is_known(word, lang="sv"))


def _begins_compounds(first: str) -> bool:
    """Whether the dictionary has compounds that begin so, and not mostly with or without the s."""
    joined = _joined(first)
    other = _joined(first + "s") + (_joined(first[:-1]) if first.endswith("s") else 0)
    return joined >= _FEWEST_JOINED and joined >= _LEAST_SHARE * (joined + other)


@lru_cache(maxsize=10_000)
def _joined(first: str) -> int:
    """How many words of the dictionary are `first` and another word, at most `_MOST_JOINED`."""
    pattern = re.compile(rb"\n" + re.escape(first.encode()) + rb"([^\n]+)")
    rests = (match[1].decode() for match in pattern.finditer(_listed()))
    words = (rest for rest in rests if len(rest) >= _SHORTEST_PART and _known(rest))
    return sum(1 for _ in islice(words, _MOST_JOINED))


@cache
def _listed() -> bytes:
    """The dictionary's longer words, one a line: 12 MB that are looked through in some milliseconds."""
    from simplemma.strategies import DEFAULT_DICTIONARY_FACTORY

    lines = bytearray(b"\n")
    for word in DEFAULT_DICTIONARY_FACTORY.get_dictionary("sv"):
        if len(word) >= 2 * _SHORTEST_PART and word.isalpha() and word.islower():
            lines += word.encode() + b"\n"
    return bytes(lines)
