"""What the net of sensitive content sees of each word: the word, the pieces it is spelled with, and its kinds."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

from redaction.tagging.kinds import DIGITS, Hit, negations

BITS = 13  # size of the table of words and pieces
SIGNS = 4  # cues after those of the kinds: a negation, after one, first of the sentence, a number
_NEAR = 4  # words that a negation reaches
_LONGEST = 30  # letters of a word that are read

Piece = tuple[int, float]
"""A row of the net's table, and how much it counts."""
Cues = tuple[str, tuple[int, ...]]
"""A word, and the rows of what else is known of it here, which count in full."""


def cues_of(sentence: Sequence[str], hits: Sequence[Hit], kinds: Mapping[str, int]) -> list[Cues]:
    """The cues of each word of a sentence; `kinds` are the rows of the kinds that the net knows."""
    signs = (1 << BITS) + len(kinds)
    rows: list[set[int]] = [set() for _ in sentence]
    denied = -1  # the last word that a negation reaches
    for index, word in enumerate(sentence):
        if index <= denied:
            rows[index].add(signs + 1)
        if word in negations():
            rows[index].add(signs)
            denied = index + _NEAR
        if word == DIGITS:
            rows[index].add(signs + 3)
    rows[0].add(signs + 2)
    for hit in hits:
        if hit.kind in kinds:
            for index in range(hit.index, hit.index + hit.length):
                rows[index].add(kinds[hit.kind])
    return [(word, tuple(sorted(of_word))) for word, of_word in zip(sentence, rows, strict=True)]


@lru_cache(maxsize=1 << 14)
def pieces_of(word: str) -> tuple[Piece, ...]:
    """The word whole, and its pieces, which together count as one."""
    edged = f"<{word[:_LONGEST]}>"
    pieces = {f"g{edged[at : at + size]}" for size in (3, 4, 5) for at in range(len(edged) - size + 1)}
    pieces |= {f"b{size}{word[:size]}" for size in (4, 6, 8) if len(word) > size}
    pieces |= {f"e{size}{word[-size:]}" for size in (4, 6, 8) if len(word) > size}
    numbers = sorted({_hashed(piece) for piece in pieces})
    return ((_hashed(f"w{word}"), 1.0), *((number, float(len(numbers) ** -0.5)) for number in numbers))


def _hashed(name: str) -> int:
    return zlib.crc32(name.encode()) & ((1 << BITS) - 1)
