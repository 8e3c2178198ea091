"""What a net's table says of each word, kept: the same words come back in every text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_MOST = 1 << 14


class KnownWords:
    """The sums of a table's rows by word. Any thread may ask."""

    def __init__(self) -> None:
        self._sums: dict[str, Floats] = {}

    def of(self, words: Sequence[str], sums: Callable[[Sequence[str]], Floats]) -> Floats:
        """A row for each word, in order; `sums` makes the rows of those that are new, all at once."""
        import numpy as np

        known = self._sums
        new = [word for word in dict.fromkeys(words) if word not in known]
        if len(known) + len(new) > _MOST:
            known = self._sums = {}  # never emptied: another thread may be reading the old ones
            new = list(dict.fromkeys(words))
        if new:
            known.update(zip(new, sums(new), strict=True))
        return np.array([known[word] for word in words])
