"""A second look at a sentence: the pieces its words are spelled with, which know words that no lexicon lists."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache

GRAM_BITS = 17  # size of the table of pieces
_SHORTEST, _LONGEST = 2, 6  # letters of a piece; the edges of a word count as one
_MOST_LETTERS = 30  # of one word; what follows is no Swedish word


def grams_of(sentence: Sequence[str]) -> tuple[int, ...]:
    """The hashed numbers of all pieces in a sentence, given as its lower-case words in order; each once."""
    found: set[int] = set()
    for index, word in enumerate(sentence):
        found.update(_of_word(word[:_MOST_LETTERS]))
        if index:
            found.add(_hashed(f"<{sentence[index - 1]}{word}>"))  # as the compound that it would be in one word
    return tuple(sorted(found))


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[int, ...]:
    edged = f"<{word}>"
    sizes = range(_SHORTEST, min(_LONGEST, len(edged)) + 1)
    pieces = {edged[at : at + size] for size in sizes for at in range(len(edged) - size + 1)}
    return tuple(_hashed(piece) for piece in pieces | {edged})


def _hashed(piece: str) -> int:
    return zlib.crc32(piece.encode()) & ((1 << GRAM_BITS) - 1)
