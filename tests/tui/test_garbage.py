"""No search through all of the memory holds a key up: it is made while the user rests."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from dictate.tui.app import DictateApp
from dictate.tui.garbage import Garbage


class _Ring:
    """Holds itself, so that only a search finds out that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def garbage() -> Iterator[Garbage]:
    made = Garbage()
    made.begin()
    yield made
    made.end()


def _left_behind(searches: int) -> weakref.ref[_Ring]:
    """A ring that has outlived `searches` searches of what is young, and that nobody holds any more."""
    ring = _Ring()
    gc.collect()
    for _ in range(searches):
        gc.collect(1)
    return weakref.ref(ring)


def test_what_is_left_behind_is_found_when_the_user_rests_and_not_between_two_keys(garbage: Garbage) -> None:
    left = _left_behind(20)
    garbage.tick(0.4)
    assert left() is not None
    garbage.tick(2.5)
    assert left() is None


def test_nothing_is_searched_where_little_has_been_made(garbage: Garbage) -> None:
    left = _left_behind(2)
    garbage.tick(60.0)
    assert left() is not None


def test_much_garbage_is_looked_for_whoever_is_at_the_keys(garbage: Garbage) -> None:
    left = _left_behind(200)
    garbage.tick(0.0)
    assert left() is None


def test_what_has_outlived_a_search_is_looked_through_again_when_the_user_rests_for_long(garbage: Garbage) -> None:
    ring = _Ring()
    for _ in range(20):
        gc.collect(1)
    garbage.tick(2.5)
    left = weakref.ref(ring)
    del ring
    for _ in range(20):
        gc.collect(1)
    garbage.tick(2.5)
    assert left() is not None
    garbage.tick(25.0)
    assert left() is None


async def test_python_searches_as_before_when_the_program_is_closed(program: DictateApp) -> None:
    before = gc.get_threshold()
    async with program.run_test():
        assert gc.get_threshold() != before
    assert gc.get_threshold() == before
