"""A small net that tells from six words on each side whether a new sentence begins between them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from redaction.passage import Token
from redaction.tagging.known_words import KnownWords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

BITS = 13  # size of the table of words and their beginnings and ends
BEFORE, AFTER = 6, 6  # tokens of a window
EDGE = "|"  # stands beyond the ends of what is read
_LENGTHS = (16, 22, 30, 45, 70)
_STEP, _STEPS = 4, 6  # how far the ends are, in steps of four tokens
SIGNS = BEFORE + AFTER + 2 * _STEPS + len(_LENGTHS)
_LONGEST = 20  # letters of a word that are read
_AT_ONCE = 2000  # windows; keeps a sentence without an end from filling the memory


@dataclass(frozen=True)
class CutNet:
    """`table` (2**BITS x size), `window` ((BEFORE + AFTER) * size + SIGNS x units), `out` (units x 1), and the bias of
    each layer."""

    table: Floats
    window: Floats
    window_bias: Floats
    out: Floats
    out_bias: Floats
    _known: KnownWords = field(default_factory=KnownWords, init=False, repr=False, compare=False)

    def log_odds(self, tokens: Sequence[Token]) -> Floats:
        """For each token of a sentence as the text has it: the log odds that a new one begins there."""
        import numpy as np

        words = around(self._known.of(padded(tokens), self._sums))
        marks = signs(tokens)
        found = []
        for start in range(0, len(tokens), _AT_ONCE):
            part = words[start : start + _AT_ONCE]
            seen = np.hstack([part.reshape(len(part), -1), marks[start : start + _AT_ONCE]])
            units = np.maximum(seen @ self.window + self.window_bias, 0)
            found.append((units @ self.out)[:, 0] + self.out_bias)
        odds: Floats = np.concatenate(found)
        return odds

    def _sums(self, forms: Sequence[str]) -> Floats:
        """What the table says of tokens."""
        import numpy as np

        pieces = [pieces_of(form) for form in forms]
        lengths = np.array([len(of_form) for of_form in pieces], np.float32)
        firsts = np.cumsum([0, *map(len, pieces[:-1])])
        rows = [row for of_form in pieces for row in of_form]
        return np.asarray(np.add.reduceat(self.table[rows], firsts, axis=0) / np.sqrt(lengths)[:, None], np.float32)


def padded(tokens: Sequence[Token]) -> list[str]:
    """The tokens as they are looked up, with as much of EDGE around them as the windows of the outermost need."""
    said = [token.lower if token.is_word else "0" if token.is_digits else token.text for token in tokens]
    return [EDGE] * BEFORE + said + [EDGE] * (AFTER - 1)


def around(rows: NDArray[np.generic]) -> NDArray[np.generic]:
    """Tokens x (BEFORE + AFTER) x what a row holds, from the rows of `padded` tokens."""
    import numpy as np

    wide = np.lib.stride_tricks.sliding_window_view(rows, BEFORE + AFTER, axis=0)
    return wide if rows.ndim == 1 else wide.transpose(0, 2, 1)


def signs(tokens: Sequence[Token]) -> Floats:
    """Tokens x SIGNS: the capitals of the window, how far the ends are, and how long the whole is."""
    import numpy as np

    count = len(tokens)
    capital = [token.is_word and token.is_capital for token in tokens]
    known = np.array([*[False] * BEFORE, *capital, *[False] * (AFTER - 1)], np.float32)
    at = np.arange(count)
    steps = np.arange(_STEPS)
    passed = np.minimum(at // _STEP, _STEPS - 1)[:, None] == steps
    left = np.minimum((count - at) // _STEP, _STEPS - 1)[:, None] == steps
    longer = np.tile([count > length for length in _LENGTHS], (count, 1))
    found: Floats = np.hstack([around(known), passed, left, longer]).astype(np.float32)
    return found


@lru_cache(maxsize=1 << 15)
def pieces_of(form: str) -> tuple[int, ...]:
    """The rows of the table for a word: itself, and how it begins and ends."""
    edged = f"<{form[:_LONGEST]}>"
    names = [f"w{form}"]
    for size in (3, 4, 5):
        if len(edged) > size:
            names += [f"p{edged[:size]}", f"s{edged[-size:]}"]
    return tuple(zlib.crc32(name.encode()) & ((1 << BITS) - 1) for name in names)
