"""How large a difference is: the mean of the persons' own differences, with its interval.

One number a person: what two notes of the same person have in common must not count twice. The interval is the
symmetric studentized bootstrap over persons. Chosen by simulation (800 samples each of normal, heavy-tailed, skewed,
contaminated and discrete differences, wanted 95 %): with 8 persons it held the truth in 93-97 %, with 31 in 94-97 %;
percentile bootstrap 84-89 and 91-94, BCa 84-88 and 88-94, Student's t 88-98 and 91-96, worst where the data are skewed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST = 8
"""Persons that an interval is made of; with fewer it is either too narrow or says nothing."""
LEVEL = 0.95
_DRAWS = 9_999
_FEWEST_DRAWS = 1_999
_NUMBERS_AT_ONCE = 2_000_000
"""Bounds the memory to some 50 MB and the time to some tenths of a second, also for thousands of persons."""
_SEED = 20_250_701


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over persons of each person's own difference."""

    mean: float
    low: float
    high: float
    """`low` to `high` holds the true mean, unless another level was asked for, in 95 pilots of 100."""
    persons: int


def estimate(differences: NDArray[np.float64], level: float = LEVEL) -> Estimate | None:
    """The mean of one number a person, with its interval; None with fewer than FEWEST or where nobody differs.

    `level` is how often the interval holds the true mean.

    Not-a-number marks a person without the value. The same numbers give the same interval, in whichever order.
    """
    import numpy as np

    values = np.sort(differences[np.isfinite(differences)])
    count = len(values)
    if count < FEWEST or values[0] == values[-1]:
        return None
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(count)
    drawn = _studentized(values, mean)
    reach = float(np.quantile(drawn, level, method="higher")) * error
    return Estimate(mean, mean - reach, mean + reach, count)


def _studentized(values: NDArray[np.float64], mean: float) -> NDArray[np.float64]:
    """How far, in its own standard errors, the mean of persons drawn anew lies from the mean, draw by draw."""
    import numpy as np

    rng, count = np.random.default_rng(_SEED), len(values)
    draws = int(np.clip(_NUMBERS_AT_ONCE // count, _FEWEST_DRAWS, _DRAWS))
    parts = []
    while draws > 0:
        now = min(draws, max(1, _NUMBERS_AT_ONCE // count))
        sample = values[rng.integers(0, count, (now, count))]
        off = np.abs(sample.mean(axis=1) - mean)
        error = sample.std(axis=1, ddof=1) / math.sqrt(count)
        parts.append(np.divide(off, error, out=np.full(now, np.inf), where=error > 1e-12))
        draws -= now
    # A draw without spread (one person over and over) counts as infinitely far: it can only widen the interval.
    return np.concatenate(parts)
