"""An attack on what is published: linear programming over everything that a reader knows."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import product
from pathlib import Path

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dictate.pilot.merge import merge
from dictate.pilot.outcomes import RoleOutcome
from dictate.pilot.publish import reckoned
from dictate.pilot.suppression import FLOOR, in_fives, in_fives_or_hidden, shown, shown_tree
from scripts.simulate_pilot import World, simulate

Group = tuple[str, ...]
Facts = list[tuple[frozenset[Group], float, float]]
"""What the reader knows: the sum over some groups lies between two numbers."""


def bounds(group: frozenset[Group], all_groups: list[Group], facts: Facts) -> tuple[float, float]:
    """The fewest and the most persons that a group can have, as far as the reader can tell."""
    row = {one: place for place, one in enumerate(all_groups)}
    matrix, limits = [], []
    for members, low, high in facts:
        line = np.zeros(len(row))
        line[[row[one] for one in members]] = 1
        matrix += [line, -line]
        limits += [high, -low]
    aim = np.zeros(len(row))
    aim[[row[one] for one in group]] = 1
    ends = [linprog(way * aim, A_ub=np.array(matrix), b_ub=limits, bounds=(1, None)) for way in (1, -1)]
    assert all(end.success for end in ends)
    return ends[0].fun, -ends[1].fun


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["norr", "söder", "öster", "väster", "mitt"])),
    st.integers(1, 12),
    min_size=1,
)


@settings(max_examples=80)
@given(COUNTS)
@example({("A", "norr"): 1, ("A", "söder"): 3, ("B", "norr"): 5, ("C", "norr"): 2})
@example({("A", "norr"): 2, ("A", "söder"): 1, ("B", "norr"): 2, ("B", "söder"): 2, ("C", "norr"): 9})
def test_no_hidden_group_can_be_known_to_be_small_even_with_exact_totals(counts: dict[tuple[str, str], int]) -> None:
    open_wholes, open_units = shown_tree(counts)
    groups: list[Group] = list(counts)
    wholes = {name: frozenset(one for one in groups if one[0] == name) for name, _ in counts}
    facts: Facts = [(frozenset(groups), total := sum(counts.values()), total)]
    facts += [(wholes[name], size := sum(counts[one] for one in wholes[name]), size) for name in open_wholes]  # type: ignore[index]
    facts += [(frozenset([one]), counts[one], counts[one]) for one in open_units]
    for name in open_wholes:
        assert sum(counts[one] for one in wholes[name]) >= FLOOR  # type: ignore[index]
    assert all(counts[one] >= FLOOR for one in open_units)
    hidden = [wholes[name] for name in wholes if name not in open_wholes] if open_wholes else []
    hidden += [frozenset([one]) for whole in list(hidden) for one in whole if len(whole) > 1]
    hidden += [
        frozenset([one])
        for one in groups
        if one[0] in open_wholes and one not in open_units and any(unit[0] == one[0] for unit in open_units)
    ]
    for group in hidden:
        low, high = bounds(group, groups, facts)
        assert low <= len(group), "a hidden group is known to be larger than its fewest"
        assert high >= FLOOR, "a hidden group is known to be small"
        assert low < high, "a hidden group is known exactly"


def test_who_also_knows_the_rule_cannot_tell_from_the_rounded_figures_that_a_hidden_group_is_small() -> None:
    """All counts of three and four groups that would have been published alike, beside each other."""
    for size, largest in ((3, 14), (4, 9)):
        most: dict[tuple[int | None, ...], list[int]] = {}
        for counts in product(range(1, largest + 1), repeat=size):
            visible = shown(dict(enumerate(counts)))
            if 0 < len(visible) < size:
                figures = (in_fives(n) if group in visible else None for group, n in enumerate(counts))
                key = (in_fives(sum(counts)), *figures)
                most[key] = [max(pair) for pair in zip(most.get(key, counts), counts, strict=True)]
        assert len(most) > 20
        for (_, *told), highest in most.items():
            assert all(high >= FLOOR for figure, high in zip(told, highest, strict=True) if figure is None)


def test_a_single_small_group_hides_a_second_one_with_it() -> None:
    assert shown({"A": 20, "B": 9, "C": 2}) == {"A"}
    assert shown({"A": 20, "B": 9, "C": 0}) == {"A", "B"}
    assert shown({"A": 20, "B": 4}) == frozenset()
    assert shown({"A": 2, "B": 1}) == frozenset()
    assert shown({"A": 20, "B": 4, "C": 4, "D": 6}) == {"A", "D"}
    assert shown({"A": 20, "B": 2, "C": 2, "D": 6}) == {"A"}


def test_a_small_group_of_many_parts_hides_more_than_one_that_could_be_anybody() -> None:
    """A's three and B's three could be one and five, were it not that A is known to have two units with somebody."""
    assert shown({"A": 3, "B": 3, "C": 9, "D": 20}) == {"C", "D"}
    assert shown({"A": 3, "B": 3, "C": 9, "D": 20}, {"A": 2, "B": 1, "C": 1, "D": 1}) == {"D"}


def test_empty_answers_are_told_only_where_they_leave_the_others_open() -> None:
    assert in_fives_or_hidden({"ja": 12, "delvis": 7, "nej": 0}) == {"ja": 10, "delvis": 5, "nej": 0}
    assert in_fives_or_hidden({"ja": 21, "delvis": 4, "nej": 3, "vet inte": 0}) == {
        "ja": 20,
        "delvis": None,
        "nej": None,
        "vet inte": 0,
    }
    assert in_fives_or_hidden({"ja": 4, "delvis": 0, "nej": 0}) == {"ja": None, "delvis": None, "nej": None}


def test_the_attack_finds_what_is_hidden_without_a_second_group() -> None:
    """The attack itself works: hiding only the small group gives it away."""
    groups: list[Group] = [("A",), ("B",), ("C",)]
    facts: Facts = [(frozenset(groups), 31, 31), (frozenset([("A",)]), 20, 20), (frozenset([("B",)]), 9, 9)]
    assert bounds(frozenset([("C",)]), groups, facts) == (2, 2)


def published(path: Path, world: World, seed: int) -> list[RoleOutcome]:
    files = []
    for number, content in enumerate(simulate(world, seed)):
        files.append(path / f"{number}.json")
        files[-1].write_bytes(content)
    pilot = merge(files)
    with pilot.tables:
        return list(reckoned(pilot).roles)


def test_the_published_figures_withstand_the_attack(tmp_path: Path) -> None:
    """The reader knows the rounded totals of the report and that every named group has somebody."""
    attacked = 0
    for seed in range(3):
        for role in published(tmp_path, World(users=16 + 7 * seed, notes=12, weeks=3), seed):
            assert role.persons >= FLOOR
            leaves = [one for one in role.municipalities if one.within]
            split = {one.within for one in leaves}
            leaves += [one for one in role.municipalities if not one.within and one.name not in split]
            groups: list[Group] = [(one.within or one.name, one.name) for one in leaves]
            everyone = role.documentation[0].persons
            facts: Facts = [(frozenset(groups), everyone, everyone + 4)] if groups else []
            hidden = []
            for one in role.municipalities:
                whole = frozenset(group for group in groups if group[0] == one.name)
                group = frozenset([(one.within, one.name)]) if one.within else whole
                if one.persons:
                    assert one.persons % FLOOR == 0
                    facts.append((group, one.persons, one.persons + 4))
                else:
                    hidden.append(group)
            for group in hidden:
                attacked += 1
                low, high = bounds(group, groups, facts)
                assert low <= 1
                assert high >= FLOOR
    assert attacked >= 4


def test_a_report_with_one_more_file_does_not_tell_that_persons_value(tmp_path: Path) -> None:
    """Both reports known, and how many took part: the new person's change stays open by ten percentage points."""
    contents = simulate(World(users=20, notes=12, weeks=3), 5)
    changes = []
    for count in (19, 20):
        files = []
        for number, content in enumerate(contents[:count]):
            files.append(tmp_path / f"{number}.json")
            files[-1].write_bytes(content)
        pilot = merge(files)
        with pilot.tables:
            (role, *_) = reckoned(pilot).roles
        changes.append((role.documentation[0].change, role.documentation[0].persons))
    (before, persons), (after, _) = changes
    assert before is not None
    assert after is not None
    widest, narrowest = -np.inf, np.inf
    for count in range(persons, persons + FLOOR):
        for first in (before - 0.5, before + 0.5):
            for second in (after - 0.5, after + 0.5):
                own = (count + 1) * np.log1p(second / 100) - count * np.log1p(first / 100)
                widest, narrowest = max(widest, own), min(narrowest, own)
    assert 100 * (np.expm1(widest) - np.expm1(narrowest)) >= 10


def test_every_number_of_persons_in_the_figures_is_in_fives(tmp_path: Path) -> None:
    seen = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "persons":
                    seen.append(inner)
                walk(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                walk(inner)

    for role in published(tmp_path, World(users=37, notes=12, weeks=3), 2):
        walk(json.loads(json.dumps(asdict(role))))
    assert len(seen) > 20
    assert all(count == in_fives(count) for count in seen)


def test_a_role_with_fewer_than_five_is_in_no_figure(tmp_path: Path) -> None:
    """37 users have 3 managers: the others' report is the same with and without them."""
    roles = published(tmp_path, World(users=37, notes=12, weeks=3), 1)
    assert [role.role for role in roles] == ["socialsekreterare"]
