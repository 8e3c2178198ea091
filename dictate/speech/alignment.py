"""Two rows of words beside each other: which stands for which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate


def aligned(
    one: Sequence[str], other: Sequence[str], unlike: Callable[[str, str], float], alone: float
) -> list[tuple[int | None, int | None]]:
    """Positions that stand for each other, in order, at the least cost: None beside a word that only one row has.

    `unlike` is the cost of two words in each other's place, 0 for the same; `alone` that of a word on its own.
    """
    rows = [list(accumulate([alone] * len(other), initial=0.0))]
    for left in one:
        row, above = [rows[-1][0] + alone], rows[-1]
        for j, right in enumerate(other, 1):
            row.append(min(above[j] + alone, row[j - 1] + alone, above[j - 1] + unlike(left, right)))
        rows.append(row)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = len(one), len(other)
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + unlike(one[i - 1], other[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif j and rows[i][j] == rows[i][j - 1] + alone:
            j -= 1
            pairs.append((None, j))
        else:
            i -= 1
            pairs.append((i, None))
    return pairs[::-1]
