"""The short form of `scripts/simulate_pilot.py --runs 200`."""

from __future__ import annotations

from pathlib import Path

from scripts.simulate_pilot import World, claims, holds, judged, simulate


def test_the_interval_holds_the_true_effect_in_at_least_seventeen_of_twenty_pilots(tmp_path: Path) -> None:
    world = World(notes=24)
    outcomes = [judged(world, seed, tmp_path) for seed in range(20)]
    assert sum(holds(one, world) for one in outcomes) >= 17
    assert all("socialsekreterare: documentation/note" in claims(one) for one in outcomes)


def test_nothing_is_claimed_where_nothing_is_true(tmp_path: Path) -> None:
    world = World(notes=24, effect=0)
    assert [claims(judged(world, seed, tmp_path)) for seed in range(4)] == [[]] * 4


def test_the_same_seed_simulates_the_same_files() -> None:
    world = World(users=3, notes=10)
    assert simulate(world, 1) == simulate(world, 1)
    assert simulate(world, 1) != simulate(world, 2)
