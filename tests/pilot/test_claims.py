"""What may be called sure: nothing where nothing is, and what is there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dictate.pilot.claims import RISK, chances, claimed
from dictate.pilot.statistics import FEWEST

PERSONS = 30


def persons(values: np.ndarray) -> Mapping[int, float]:
    return dict(enumerate(values.tolist()))


def test_one_clear_difference_is_found_and_the_more_are_tried_the_clearer_it_must_be() -> None:
    rng = np.random.default_rng(4)
    noise = rng.normal(0, 1.0, PERSONS)
    weak = persons(0.6 + (noise - noise.mean()) / noise.std(ddof=1))  # t = 3.3
    clear = persons(rng.normal(1.4, 1.0, PERSONS))
    chance = {f"chance {number}": persons(rng.normal(0, 1.0, PERSONS)) for number in range(30)}
    assert claimed({"weak": weak}) == {"weak"}
    assert claimed({"weak": weak} | chance) == frozenset()
    assert claimed({"clear": clear, "weak": weak} | chance) == {"clear"}


def test_a_report_of_nothing_claims_something_no_more_often_than_it_says() -> None:
    """Skewed answers in whole steps, persons who are missing, questions that go together: 100 reports of 20."""
    rng, wrong = np.random.default_rng(5), 0
    for _ in range(100):
        own = rng.normal(0, 1, PERSONS)
        tried = {}
        for number in range(20):
            values = np.rint(rng.normal(0, 1, PERSONS) + own * (number < 7))
            there = rng.random(PERSONS) < 0.9
            tried[f"{number}"] = {person: value for person, value in persons(values).items() if there[person]}
        wrong += min(chances(tried).values()) <= 10 * RISK
    assert 1 <= wrong <= 11, f"{wrong} of 100, wanted {100 * 10 * RISK:.0f}"


def test_questions_that_go_together_are_not_paid_for_one_by_one() -> None:
    rng = np.random.default_rng(6)
    own = rng.normal(0.62, 1.0, PERSONS)
    alike = {f"{number}": persons(own + rng.normal(0, 0.05, PERSONS)) for number in range(30)}
    assert claimed(alike) == set(alike)


def test_what_is_surer_no_longer_stands_in_the_way_of_the_next() -> None:
    rng = np.random.default_rng(7)
    sure = {f"sure {number}": persons(rng.normal(2, 1, PERSONS)) for number in range(20)}
    next_one = {"next": persons(rng.normal(0.72, 1, PERSONS))}
    assert claimed(sure | next_one) == {*sure, "next"}


def test_few_persons_can_not_carry_a_claim_among_many() -> None:
    few = {f"{number}": persons(np.linspace(1, 1.5, FEWEST - 2) + number) for number in range(20)}
    assert claimed(few) == frozenset()


def test_the_order_changes_nothing_and_where_all_are_alike_nothing_is_claimed() -> None:
    rng = np.random.default_rng(8)
    tried = {"b": persons(rng.normal(1, 1, PERSONS)), "a": persons(rng.normal(0, 1, PERSONS))}
    turned = {name: dict(reversed(list(tried[name].items()))) for name in ("a", "b")}
    assert chances(turned) == chances(tried)
    assert chances({"alike": persons(np.ones(PERSONS)), "none": {}}) == {"alike": 1.0, "none": 1.0}
    assert claimed({}) == frozenset()


def test_thousands_of_persons_are_reckoned_in_bounded_memory() -> None:
    rng = np.random.default_rng(9)
    many = {f"{number}": persons(rng.normal(0.1 * (number == 3), 1, 3000)) for number in range(20)}
    assert claimed(many) == {"3"}
