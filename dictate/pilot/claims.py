"""Which of many differences may be called sure: what would the report have claimed if nothing had changed?

Where nothing has changed it is chance which of a person's two values was the one before. So for each person the two are
swapped or not, at random and for everything that is compared at once, thousands of times; only a difference that lies
further out than whatever lies furthest out in all but one of 200 such reports is claimed. This holds however few
the persons and whatever their spread, and what goes together (the questions of one survey) is not paid for twice.

Source: Westfall and Young, Resampling-Based Multiple Testing (1993), the step-down method of algorithm 2.8.
What that gives in simulated pilots, without an effect and with one, stands in docs/developers.md.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RISK = 1 / 200
"""The risk that a whole report claims anything at all where nothing has changed."""
_SWAPS = 9_999
_NUMBERS_AT_ONCE = 2_000_000
"""Bounds the memory, also for thousands of persons."""
_SEED = 20_250_702


def claimed(differences: Mapping[str, Mapping[int, float]], risk: float = RISK) -> frozenset[str]:
    """The comparisons that may be claimed. `differences` has by name each person's own difference, by person."""
    return frozenset(name for name, p in chances(differences).items() if p <= risk)


def chances(differences: Mapping[str, Mapping[int, float]]) -> Mapping[str, float]:
    """By name how often chance alone puts anything in the report so far out; a comparison where all are alike is 1.

    The same numbers give the same chances.
    """
    import numpy as np

    names = sorted(name for name, of in differences.items() if len(set(of.values())) > 1)
    never = dict.fromkeys(differences, 1.0)
    if not names:
        return never
    table = _table([differences[name] for name in names])
    here = _Distance(table)
    observed = here.of(np.nansum(table, axis=0))
    order = np.argsort(-observed, kind="stable")
    beaten = np.zeros(len(names))
    for sums in _swapped(np.nan_to_num(table)):
        # From the nearest to the furthest: what is surer than a claim already made is no rival of it any more.
        rivals = np.maximum.accumulate(here.of(sums)[:, order[::-1]], axis=1)[:, ::-1]
        beaten += np.count_nonzero(rivals >= observed[order] - 1e-9, axis=0)
    p = np.maximum.accumulate((1 + beaten) / (1 + _SWAPS))
    return never | {names[place]: float(p[rank]) for rank, place in enumerate(order)}


class _Distance:
    """How far from zero the mean of a comparison lies: Student's t, told as a normal deviate.

    So a comparison of few persons, whose t strays further, weighs as much as one of many. Source: Wallace, Bounds on
    normal approximations to Student's and the chi-square distributions, Ann. Math. Statist. 30 (1959).
    """

    def __init__(self, table: NDArray[np.float64]) -> None:
        """`table` has a row a person and a column a comparison, not-a-number where a person has no value."""
        import numpy as np

        self._count = np.count_nonzero(np.isfinite(table), axis=0)
        self._squares = np.nansum(table**2, axis=0)

    def of(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of the sum over persons of each comparison; signs do not change the sum of squares."""
        import numpy as np

        free = self._count - 1
        spread = np.maximum(self._squares - sums**2 / self._count, 1e-12 * self._squares) / free
        t_squared = sums**2 / (self._count * spread)
        return np.asarray((8 * free + 1) / (8 * free + 3) * np.sqrt(free * np.log1p(t_squared / free)))


def _table(differences: Collection[Mapping[int, float]]) -> NDArray[np.float64]:
    import numpy as np

    persons = {person: row for row, person in enumerate(sorted(set().union(*differences)))}
    table = np.full((len(persons), len(differences)), np.nan)
    for column, of in enumerate(differences):
        table[[persons[person] for person in of], column] = list(of.values())
    return table


def _swapped(table: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    """The sums of the columns, each person's whole row with its sign or the other, part by part."""
    import numpy as np

    rng, count = np.random.default_rng(_SEED), len(table)
    sizes = [max(1, _NUMBERS_AT_ONCE // count)] * math.ceil(_SWAPS / max(1, _NUMBERS_AT_ONCE // count))
    sizes[-1] = _SWAPS - sum(sizes[:-1])
    return ((2.0 * rng.integers(0, 2, (size, count)) - 1) @ table for size in sizes)
