from __future__ import annotations

import numpy as np
import pytest

from dictate.pilot.statistics import FEWEST, estimate


@pytest.mark.parametrize("shape", ["normal", "skewed", "contaminated"])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(shape: str) -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(100):
        noise = rng.gamma(1.0, 0.3, 20) - 0.3 if shape == "skewed" else rng.normal(0, 0.3, 20)
        if shape == "contaminated":
            noise += (rng.random(20) < 0.1) * rng.normal(0, 1.5, 20)
        found = estimate(0.4 + noise)
        assert found is not None
        held += found.low <= 0.4 <= found.high
    assert held >= 91, f"{shape}: {held} of 100"


def test_fewer_than_eight_persons_give_no_interval() -> None:
    assert estimate(np.linspace(-1, 0, FEWEST - 1)) is None
    assert estimate(np.linspace(-1, 0, FEWEST)) is not None


def test_persons_without_a_value_are_left_out() -> None:
    values = np.random.default_rng(1).normal(-0.3, 0.2, 12)
    with_gaps = np.concatenate([values, [np.nan, np.nan]])
    assert estimate(with_gaps) == estimate(values)


def test_the_order_of_the_persons_changes_nothing() -> None:
    values = np.random.default_rng(2).normal(-0.3, 0.2, 15)
    assert estimate(values[::-1]) == estimate(values)


def test_where_nobody_differs_nothing_is_estimated() -> None:
    assert estimate(np.zeros(20)) is None


def test_two_persons_who_differ_much_from_many_alike_make_no_sure_difference() -> None:
    found = estimate(np.array([0.0] * 18 + [9.0, 8.0]))
    assert found is not None
    assert found.low <= 0


def test_thousands_of_persons_are_reckoned_in_bounded_memory() -> None:
    found = estimate(np.random.default_rng(3).normal(-0.5, 0.3, 5000))
    assert found is not None
    assert found.low < -0.5 < found.high
    assert found.high - found.low < 0.03
