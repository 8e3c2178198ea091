"""What the name model sees of a text: for each token the numbers of its traits, all hashed into tables of fixed size.

The same word in the same writing always has the same traits, so they are made once a word and looked up afterwards.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from redaction.names.lists import kinds_of
from redaction.passage import Passage, Token

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORD_BITS = 16  # size of the table of word traits
PAIR_BITS = 16  # size of the table of word pairs
PLACE_TRAITS = 40  # traits of a token's place in the text, small numbers that need no hashing
NO_WORD = "\u0000"  # stands before the first and after the last token


def hashed(text: str, bits: int) -> int:
    """A number from 1 to 2**bits - 1 that is the same on every machine; 0 is kept for "no trait"."""
    return zlib.crc32(text.encode()) % ((1 << bits) - 1) + 1


def base(lower: str) -> str:
    """The word without a genitive s, to compare words with: "elsas" and "elsa" are one."""
    return lower[:-1] if len(lower) > 3 and lower.endswith("s") else lower


def shape(text: str) -> str:
    """Capitals, small letters and digits in short: "Xx", "xx", "XX", "Xy" (mixed), "9", or the sign itself."""
    if text.isdecimal():
        return f"9{min(len(text), 5)}"
    if not text[0].isalpha():
        return text[0]
    if len(text) == 1:
        return "X" if text.isupper() else "x"
    if text.islower():
        return "xx"
    if text.isupper():
        return "XX"
    return "Xx" if text[1:].islower() and not text[0].islower() else "Xy"


@lru_cache(maxsize=1 << 15)
def word_traits(text: str) -> tuple[int, ...]:
    """The hashed traits of one word as it is written: itself, its parts, its shape, the lists that know it."""
    lower = text.lower()
    seen = shape(text)
    framed = f"<{lower}>"
    traits = [f"w:{lower}", f"b:{base(lower)}", f"s:{seen}", f"n:{min(len(text), 12)}"]
    if text[0].isalpha():
        traits += [f"p{size}:{lower[:size]}" for size in (1, 2, 3, 4, 5) if size <= len(lower)]
        traits += [f"e{size}:{lower[-size:]}" for size in (1, 2, 3, 4, 5, 6, 8) if size <= len(lower)]
        traits += [f"g:{framed[at : at + 3]}" for at in range(min(len(framed) - 2, 12))]
        traits += [f"k:{kind}" for kind in kinds_of(lower)]
    return tuple(hashed(trait, WORD_BITS) for trait in traits)


@lru_cache(maxsize=1 << 15)
def _pair_keys(text: str) -> tuple[int, int, int, int]:
    """Four views of one word to be paired with its neighbours': word, ending, shape with lists, lists."""
    lower = text.lower()
    kinds = ",".join(kinds_of(lower)) if text[0].isalpha() else ""
    views = (f"w:{lower}", f"e:{lower[-3:]}", f"s:{shape(text)}|{kinds}", f"l:{kinds}")
    return tuple(zlib.crc32(view.encode()) for view in views)  # type: ignore[return-value]


WORD, END, SHAPE, LISTS = range(4)
# (offset, view) pairs and triples: which words around the token are seen together.
_JOINED = (
    ((-1, WORD), (0, SHAPE)),
    ((-1, WORD), (0, END)),
    ((-2, WORD), (-1, WORD)),
    ((-2, WORD), (0, SHAPE)),
    ((-2, WORD), (-1, WORD), (0, SHAPE)),
    ((-1, WORD), (1, WORD)),
    ((0, SHAPE), (1, WORD)),
    ((0, WORD), (1, WORD)),
    ((-1, WORD), (0, WORD)),
    ((1, WORD), (2, WORD)),
    ((0, SHAPE), (1, SHAPE)),
    ((-1, SHAPE), (0, SHAPE)),
    ((-1, SHAPE), (0, SHAPE), (1, SHAPE)),
    ((0, WORD), (0, SHAPE)),
    ((-1, WORD), (0, LISTS), (1, LISTS)),
    ((0, SHAPE), (1, WORD), (2, WORD)),
)
PAIRS = len(_JOINED)


@dataclass(frozen=True)
class Traits:
    """A text as the model reads it: `forms` are its different words as written, `word` the index of each token's form,
    `pairs` (tokens x PAIRS) hashed word pairs, `places` (tokens x PLACE_TRAITS) zeros and ones."""

    forms: tuple[str, ...]
    word: NDArray[np.int32]
    pairs: NDArray[np.int64]
    places: NDArray[np.float32]


def traits_of(passage: Passage) -> Traits:
    """The traits of all tokens of `passage`; the work grows with the number of tokens."""
    import numpy as np

    tokens = passage.tokens
    index: dict[str, int] = {NO_WORD: 0}
    word = np.fromiter((index.setdefault(token.text, len(index)) for token in tokens), np.int32, len(tokens))
    keys = np.array([(7, 7, 7, 7), *(_pair_keys(form) for form in list(index)[1:])], dtype=np.uint64)
    padded = np.concatenate([np.zeros(2, np.int32), word, np.zeros(2, np.int32)])
    views = keys[padded]
    pairs = np.empty((len(tokens), PAIRS), np.int64)
    for number, parts in enumerate(_JOINED):
        mixed = np.full(len(tokens), 1469598103 + number * 7919, np.uint64)
        for offset, view in parts:
            mixed = (mixed * np.uint64(1099511628211)) ^ views[2 + offset : 2 + offset + len(tokens), view]
        mixed ^= mixed >> np.uint64(29)
        pairs[:, number] = (mixed * np.uint64(11400714819323198485) >> np.uint64(64 - PAIR_BITS)).astype(np.int64)
    return Traits(tuple(index), word, pairs, place_traits(passage))


def place_traits(passage: Passage) -> NDArray[np.float32]:
    """Where each token stands and how the rest of the text writes the same word."""
    import numpy as np

    tokens = passage.tokens
    inside_capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    starts = _starts(passage)
    for token, begins in zip(tokens, starts, strict=True):
        if token.is_word:
            if not token.is_capital:
                small[base(token.lower)] += 1
            elif not begins:
                inside_capital[base(token.lower)] += 1
    words = sum(token.is_word for token in tokens) or 1
    capitals = min(3, int(20 * sum(inside_capital.values()) / words))
    result = np.zeros((len(tokens), PLACE_TRAITS), np.float32)
    for number, token in enumerate(tokens):
        row = result[number]
        row[0] = starts[number]
        row[1] = number > 0 and "\n" in passage.text[tokens[number - 1].end : token.start]
        row[2] = number > 0 and tokens[number - 1].end == token.start
        row[3 + capitals] = 1
        if token.is_word:
            key = base(token.lower)
            mine = _is_inside_capital(token, starts[number])
            row[8 + min(3, inside_capital[key] - mine)] = 1
            row[12 + min(3, small[key] - (not token.is_capital))] = 1
            row[16] = token.is_capital and bool(starts[number])
            row[17] = token.is_capital and not starts[number]
            row[18] = not token.is_capital and inside_capital[key] > 0
            row[19] = token.is_capital and small[key] == 0 and inside_capital[key] - mine > 0
    return result


def _is_inside_capital(token: Token, begins: bool) -> bool:
    return token.is_capital and not begins


def _starts(passage: Passage) -> list[bool]:
    """For each token whether it is the first word of its sentence."""
    result = []
    done = -1
    for token, sentence in zip(passage.tokens, passage.sentence_of, strict=True):
        first = sentence != done and (token.is_word or token.is_digits)
        if first:
            done = sentence
        result.append(first)
    return result
