"""Figures by municipality and unit, by template, of families and reviewed files: hidden where a group is too small."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from dictate.pilot.outcomes import Answers, GroupRow, ReviewRow, in_unit, interval, mean_answer, rounded
from dictate.pilot.per_person import FEWEST_NOTES, USABLE, notes_of
from dictate.pilot.pilot_file import Role
from dictate.pilot.statistics import FEWEST, LEVEL, estimate
from dictate.pilot.suppression import FLOOR, in_fives, in_fives_or_hidden, shown_tree

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PER_PERSON = f"""
    SELECT person, median(ln(seconds)) FILTER (way = 'dictated') - median(ln(seconds)) FILTER (way = 'typed') AS off
    FROM {notes_of()} WHERE {USABLE} GROUP BY person
    HAVING count(*) FILTER (way = 'typed') >= {FEWEST_NOTES} AND count(*) FILTER (way = 'dictated') >= {FEWEST_NOTES}"""


def by_municipality(tables: DuckDBPyConnection, role: Role) -> tuple[GroupRow, ...]:
    """Documentation time per note by municipality and unit, of those who typed and dictated; none when all hide."""
    rows = tables.execute(
        f"SELECT municipality, unit, off FROM ({_PER_PERSON}) JOIN persons USING (person) ORDER BY ALL", {"role": role}
    ).fetchall()
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for municipality, unit, off in rows:
        values[municipality, unit].append(off)
    wholes, units = shown_tree({group: len(found) for group, found in values.items()})
    if not wholes:
        return ()  # names alone, beside a total, would tell how few each has
    together = [[off for pair, found in values.items() if pair[0] == name for off in found] for name in wholes]
    level = _for_all([*together, *(values[pair] for pair in units)])
    table = []
    for municipality in sorted({name for name, _ in values}):
        inside = sorted(unit for name, unit in values if name == municipality)
        whole = [off for unit in inside for off in values[municipality, unit]]
        table.append(_row(municipality, "", whole if municipality in wholes else [], level))
        if len(inside) > 1 and any(name == municipality for name, _ in units):
            table += [
                _row(unit, municipality, values[municipality, unit] if (municipality, unit) in units else [], level)
                for unit in inside
            ]
    return tuple(table)


def by_template(tables: DuckDBPyConnection, role: Role) -> tuple[GroupRow, ...]:
    """The same by template, of the persons who have typed and dictated that kind of note: the groups share persons."""
    rows = tables.execute(
        f"""SELECT template, median(ln(seconds)) FILTER (way = 'dictated') - median(ln(seconds)) FILTER (way = 'typed')
            FROM {notes_of()} WHERE {USABLE} GROUP BY template, person
            HAVING count(*) FILTER (way = 'typed') >= {FEWEST_NOTES}
               AND count(*) FILTER (way = 'dictated') >= {FEWEST_NOTES} ORDER BY ALL""",
        {"role": role},
    ).fetchall()
    values: dict[str, list[float]] = defaultdict(list)
    for template, off in rows:
        values[template].append(off)
    level = _for_all(values.values())
    return tuple(_row(name, "", found, level) for name, found in sorted(values.items()) if len(found) >= FLOOR)


def families(tables: DuckDBPyConnection) -> tuple[Answers, ...]:
    """The families' questions, all roles and municipalities together."""
    rows = tables.execute("SELECT question, count(*), sum(answer) FROM families GROUP BY question ORDER BY question")
    return tuple(
        Answers(question, in_fives(int(count)), mean_answer(int(total), int(count)))
        for question, count, total in rows.fetchall()
    )


def reviews(tables: DuckDBPyConnection) -> tuple[ReviewRow, ...]:
    """The review sheet's questions: files by answer, all municipalities together."""
    rows = tables.execute("SELECT question, answer, sum(files) FROM reviews GROUP BY ALL ORDER BY question, answer")
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for question, answer, files in rows.fetchall():
        counts[question][answer] = int(files)
    return tuple(ReviewRow(question, in_fives_or_hidden(of)) for question, of in counts.items())


def _for_all(groups: Iterable[Sequence[float]]) -> float:
    """The level of each interval at which those of all groups hold together: many groups beside each other are many
    chances for one that lies apart by accident. Source: Bonferroni's inequality."""
    return 1 - (1 - LEVEL) / max(1, sum(len(values) >= FEWEST for values in groups))


def _row(name: str, within: str, values: Sequence[float], level: float) -> GroupRow:
    """A group's line; without values it is a hidden one."""
    import numpy as np

    if not len(values):
        return GroupRow(name, within)
    numbers = np.asarray(values, dtype=np.float64)
    found = estimate(numbers, level)
    if found is None:
        return GroupRow(
            name, within, in_fives(len(numbers))
        )  # a change without an interval would be quoted as one with
    low, high = interval(found, "percent")
    change = rounded(in_unit(float(numbers.mean()), "percent"), "percent")
    return GroupRow(name, within, in_fives(len(numbers)), change, low, high)
