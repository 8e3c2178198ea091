"""One number a person: the middle of a person's notes, days and answers, so that no person counts for more than one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dictate.pilot.pilot_file import Role

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

FEWEST_NOTES = 3
"""Typed and dictated notes that a person needs for a middle value of each."""
FEWEST_DAYS = 3
"""Registered days that a person needs before and after, of five."""
WORKDAY = 480
"""Minutes of the eight-hour day that shares of time are told in."""
LEARNED_FROM = 4
"""The week (the first is 0) from which a user is taken to have learned, beside the first two weeks."""
_SECONDS = "dictation_s + waiting_s + review_s + export_s + typing_s"
USABLE = "seconds >= 10 AND words >= 5"
"""A note without a clock or without words is no measured note."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two numbers a person in the same order, not-a-number where a person lacks one."""

    persons: NDArray[np.int64]
    """Who it is, by the number that a person has in all tables."""
    first: NDArray[np.float64]
    second: NDArray[np.float64]

    def complete(self) -> Pairs:
        """Only the persons that have both."""
        import numpy as np

        both = np.isfinite(self.first) & np.isfinite(self.second)
        return Pairs(self.persons[both], self.first[both], self.second[both])

    def differences(self) -> Mapping[int, float]:
        """The second less the first, by person, of those who have both."""
        both = self.complete()
        return dict(zip(both.persons.tolist(), (both.second - both.first).tolist(), strict=True))


def notes_of(role_only: bool = True) -> str:
    """The notes with their total `seconds`, of one role when a role is given to the query."""
    where = "WHERE person IN (SELECT person FROM persons WHERE role = $role)" if role_only else ""
    return f"(SELECT *, {_SECONDS} AS seconds FROM notes {where})"


def documentation(tables: DuckDBPyConnection, role: Role, value: str) -> Pairs:
    """The median over a person's typed and over the same person's dictated notes of `value`, an SQL expression."""
    return by_way(tables, role, f"median({value})", USABLE)


def by_way(tables: DuckDBPyConnection, role: Role, aggregate: str, where: str) -> Pairs:
    """An aggregate of a person's typed and dictated notes, for persons with at least FEWEST_NOTES of both."""
    return pairs(
        tables,
        f"""SELECT person, {aggregate} FILTER (way = 'typed') AS first,
                   {aggregate} FILTER (way = 'dictated') AS second
            FROM {notes_of()} WHERE {where} GROUP BY person
            HAVING count(*) FILTER (way = 'typed') >= {FEWEST_NOTES}
               AND count(*) FILTER (way = 'dictated') >= {FEWEST_NOTES} ORDER BY person""",
        role=role,
    )


def dictated(tables: DuckDBPyConnection, role: Role, aggregate: str, where: str) -> NDArray[np.float64]:
    """An aggregate of each person's dictated notes, for persons with at least FEWEST_NOTES of them."""
    rows = tables.execute(
        f"""SELECT {aggregate} AS v FROM {notes_of()} WHERE way = 'dictated' AND {where}
            GROUP BY person HAVING count(*) >= {FEWEST_NOTES} ORDER BY person""",
        {"role": role},
    ).fetchnumpy()
    return _numbers(rows["v"])


def learned(tables: DuckDBPyConnection, role: Role, aggregate: str) -> Pairs:
    """An aggregate of a person's dictated notes in the first two weeks, and from LEARNED_FROM on."""
    early, late = "week BETWEEN 0 AND 1", f"week >= {LEARNED_FROM}"
    return pairs(
        tables,
        f"""SELECT person, {aggregate} FILTER (WHERE {early}) AS first, {aggregate} FILTER (WHERE {late}) AS second
            FROM {notes_of()} WHERE way = 'dictated' AND {USABLE} GROUP BY person
            HAVING count(*) FILTER (WHERE {early}) >= {FEWEST_NOTES}
               AND count(*) FILTER (WHERE {late}) >= {FEWEST_NOTES}
            ORDER BY person""",
        role=role,
    )


def weekly(tables: DuckDBPyConnection, role: Role) -> list[NDArray[np.float64]]:
    """Week by week from the first: each person's log time per 100 dictated words less the same person's typed."""
    import numpy as np

    rows = tables.execute(
        f"""WITH measured AS (SELECT person, way, week, ln(100.0 * seconds / words) AS v
                              FROM {notes_of()} WHERE {USABLE}),
                 typed AS (SELECT person, median(v) AS v FROM measured WHERE way = 'typed'
                           GROUP BY person HAVING count(*) >= {FEWEST_NOTES})
            SELECT week, person, median(measured.v) - any_value(typed.v) AS off FROM measured JOIN typed USING (person)
            WHERE way = 'dictated' AND week >= 0 GROUP BY week, person ORDER BY week, person""",
        {"role": role},
    ).fetchnumpy()
    if not len(rows["week"]):
        return []
    return [np.asarray(rows["off"][rows["week"] == week]) for week in range(int(rows["week"].max()) + 1)]


def minutes(tables: DuckDBPyConnection, role: Role, parts: Collection[str]) -> Mapping[str, Pairs]:
    """By variable: each person's minutes of an eight-hour day before and after; `parts` are counted in another too."""
    sql = f"""
        WITH mine AS (SELECT * FROM minutes WHERE person IN (SELECT person FROM persons WHERE role = $role)),
             worked AS (SELECT person, period, sum(minutes) AS total FROM mine WHERE NOT list_contains($parts, variable)
                        GROUP BY person, period HAVING sum(minutes) > 0 AND count(DISTINCT day) >= {FEWEST_DAYS}),
             both_periods AS (SELECT person FROM worked GROUP BY person HAVING count(*) = 2),
             grid AS (SELECT DISTINCT w.person, w.period, w.total, v.variable
                      FROM worked w SEMI JOIN both_periods USING (person), (SELECT DISTINCT variable FROM mine) v),
             share AS (SELECT g.variable, g.person, g.period,
                              {WORKDAY} * coalesce(sum(m.minutes), 0) / any_value(g.total) AS v
                       FROM grid g LEFT JOIN mine m USING (variable, person, period) GROUP BY ALL)
        SELECT variable, person,
               max(v) FILTER (period = 'before') AS first, max(v) FILTER (period = 'after') AS second
        FROM share GROUP BY variable, person ORDER BY variable, person"""
    return _pairs_by(tables, sql, "variable", {"role": role, "parts": sorted(parts)})


def answers(tables: DuckDBPyConnection, role: Role) -> Mapping[str, Pairs]:
    """By question: each person's answer before and after."""
    sql = """
        SELECT question, person, max(answer) FILTER (period = 'before') AS first,
                                 max(answer) FILTER (period = 'after') AS second
        FROM answers WHERE person IN (SELECT person FROM persons WHERE role = $role)
        GROUP BY question, person ORDER BY question, person"""
    return _pairs_by(tables, sql, "question", {"role": role})


def pairs(tables: DuckDBPyConnection, sql: str, **values: str) -> Pairs:
    """The columns `person`, `first` and `second` of a query."""
    rows = tables.execute(sql, values).fetchnumpy()
    return Pairs(rows["person"], _numbers(rows["first"]), _numbers(rows["second"]))


def _pairs_by(tables: DuckDBPyConnection, sql: str, key: str, values: dict[str, Any]) -> Mapping[str, Pairs]:
    rows = tables.execute(sql, values).fetchnumpy()
    persons, first, second = rows["person"], _numbers(rows["first"]), _numbers(rows["second"])
    names = rows[key]
    return {
        str(name): Pairs(persons[names == name], first[names == name], second[names == name])
        for name in sorted(set(names))
    }


def _numbers(column: Any) -> NDArray[np.float64]:
    """A column of DuckDB as plain numbers, NULL as not-a-number."""
    import numpy as np

    return np.asarray(np.ma.filled(np.ma.asarray(column, dtype=np.float64), np.nan))
