"""Whether a word is Swedish: as it stands, put together of others, or nothing that anybody says."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from dictate.speech.vocabulary import common_words

Standing = Literal["word", "compound", "unknown"]
_SHORTEST_PART = 4


def load_words() -> None:
    """Loads the dictionary, which takes a second, before the first word is asked for."""
    standing("hus")


@lru_cache(maxsize=50_000)
def standing(word: str) -> Standing:
    """`word` in lower case and without punctuation; a compound has parts of at least four letters, an s between."""
    if _known(word):
        return "word"
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        first, rest = word[:cut], word[cut:]
        if (_known(first) or (first.endswith("s") and _known(first[:-1]))) and standing(rest) != "unknown":
            return "compound"
    return "unknown"


def _known(word: str) -> bool:
    from simplemma import is_known

    return word in common_words() or bool(is_known(word, lang="sv"))
