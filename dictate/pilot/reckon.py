"""From the joined files to the figures that may be shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, get_args

from dictate.pilot.claims import claimed
from dictate.pilot.groups import by_municipality, by_template, families, reviews
from dictate.pilot.outcomes import (
    Comparison,
    Level,
    LevelRow,
    Outcome,
    Point,
    RoleOutcome,
    Unit,
    in_unit,
    interval,
    level_shown,
    rounded,
    verdict,
)
from dictate.pilot.per_person import (
    USABLE,
    Pairs,
    answers,
    by_way,
    dictated,
    documentation,
    learned,
    minutes,
    weekly,
)
from dictate.pilot.pilot_file import Role
from dictate.pilot.statistics import Estimate, estimate
from dictate.pilot.suppression import FLOOR, in_fives
from dictate.pilot.survey import Question

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from dictate.pilot.variables import Variables

MAX_DAYS = 30
"""Days from event to note above this count as this: one forgotten note must not move the mean."""
KNOWN_DAYS = "days_to_note IS NOT NULL"
KNOWN_VOICE = "child_met = 1 AND childs_voice IS NOT NULL"
CORRECTED = "avg(100.0 * corrections / words)"
_NEAREST = 50


@dataclass(frozen=True, slots=True)
class _Tried:
    """A comparison before it is known how many others were tried with it."""

    id: str
    title: str
    unit: Unit
    level: Level
    pairs: Pairs
    national: float | None = None
    within: str = ""
    scale: str = ""

    def found(self) -> Estimate | None:
        """The mean change with its interval."""
        return estimate(self.pairs.second - self.pairs.first)

    def level_of(self, mean: float) -> float:
        """The persons' mean in what the level is told in: times and lengths are compared by their log."""
        if self.unit != "percent":
            return mean
        return math.exp(mean) if self.level == "words" else math.exp(mean) / 60


def reckon(
    tables: DuckDBPyConnection, variables: Mapping[Role, Variables], questions: Mapping[str, Question]
) -> Outcome:
    """All figures, each role for itself. `questions` are those of the users' survey by id.

    A role with fewer than five persons is left out of everything, so that no total gives it away.
    """
    tried: dict[tuple[Role, str], _Tried] = {}
    persons: dict[Role, int] = {}
    for role in get_args(Role):
        persons[role] = _count(tables, "SELECT count(*) FROM persons WHERE role = ?", role)
        if persons[role] >= FLOOR:
            for one in _all_tried(tables, role, variables[role], questions):
                tried[role, one.id] = one
    found = {key: one.found() for key, one in tried.items()}
    sure = claimed({"/".join(key): one.pairs.differences() for key, one in tried.items() if found[key]})
    compared = {key: _comparison(one, found[key], "/".join(key) in sure) for key, one in tried.items()}
    return Outcome(
        roles=tuple(
            _role(tables, role, count, {name: one for (of, name), one in compared.items() if of == role})
            for role, count in persons.items()
            if count >= FLOOR
        ),
        families=families(tables),
        reviews=reviews(tables),
        tried=sum(one is not None for one in found.values()),
    )


def _all_tried(
    tables: DuckDBPyConnection, role: Role, variables: Variables, questions: Mapping[str, Question]
) -> Sequence[_Tried]:
    """Everything that is compared for a role. The ids say to which part of the report a comparison belongs."""
    return [
        *_notes_tried(tables, role),
        *_time_tried(tables, role, variables),
        *_survey_tried(tables, role, questions),
    ]


def _notes_tried(tables: DuckDBPyConnection, role: Role) -> Iterator[_Tried]:
    """Typed against dictated notes."""
    per_words = "ln(100.0 * seconds / words)"
    yield _Tried(
        "documentation/note", "Tid per anteckning", "percent", "minutes", documentation(tables, role, "ln(seconds)")
    )
    yield _Tried("documentation/words", "Tid per 100 ord", "percent", "tenths", documentation(tables, role, per_words))
    yield _Tried(
        "learning/time",
        "Inlärning: tid per 100 dikterade ord",
        "percent",
        "tenths",
        learned(tables, role, f"median({per_words})"),
    )
    corrected = learned(tables, role, CORRECTED)
    yield _Tried("learning/corrections", "Inlärning: rättade ord per 100 dikterade", "times", "times", corrected)
    yield _Tried("quality/length", "Anteckningens längd", "percent", "words", documentation(tables, role, "ln(words)"))
    days = by_way(tables, role, f"avg(least(days_to_note, {MAX_DAYS}))", KNOWN_DAYS)
    yield _Tried("quality/days", "Tid från händelse till anteckning", "days", "days", days)
    voice = by_way(tables, role, "100 * avg(childs_voice)", KNOWN_VOICE)
    yield _Tried("quality/voice", "Barnets röst finns när ett barn träffats", "share", "share", voice)


def _time_tried(tables: DuckDBPyConnection, role: Role, variables: Variables) -> Iterator[_Tried]:
    """The registered working time before and after, in the variables' order, variables of older files last."""
    spent = minutes(tables, role, {one.id for one in variables.all if one.part_of})
    for variable in _in_order(spent, [one.id for one in variables.all]):
        one = variables[variable]
        within = variables[one.part_of].title if one.part_of else ""
        yield _Tried(f"time/{variable}", one.title, "minutes", "minutes", spent[variable], one.national, within)


def _survey_tried(tables: DuckDBPyConnection, role: Role, questions: Mapping[str, Question]) -> Iterator[_Tried]:
    """The survey's questions before and after."""
    asked = answers(tables, role)
    for question in _in_order(asked, list(questions)):
        one = questions.get(question) or Question(question, question, "", "")
        scale = f"1 = {one.low}, 5 = {one.high}" if one.low else ""
        yield _Tried(f"survey/{question}", one.text, "points", "points", asked[question], scale=scale)


def _in_order(names: Iterable[str], order: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda one: (order.index(one) if one in order else len(order), one))


def _comparison(tried: _Tried, found: Estimate | None, sure: bool) -> Comparison:
    """As shown: without an interval no figure either, for two levels beside each other are read as a result."""
    both = tried.pairs.complete()
    bare = Comparison(
        tried.id,
        tried.title,
        tried.unit,
        tried.level,
        "too few",
        national=tried.national,
        within=tried.within,
        scale=tried.scale,
    )
    if len(both.first) < FLOOR:
        return bare
    counted = replace(bare, persons=in_fives(len(both.first)))
    if found is None:
        return counted
    low, high = interval(found, tried.unit)
    return replace(
        counted,
        verdict=verdict(found, sure, tried.unit),
        first=level_shown(tried.level_of(float(both.first.mean())), tried.level),
        second=level_shown(tried.level_of(float(both.second.mean())), tried.level),
        change=rounded(in_unit(found.mean, tried.unit), tried.unit),
        low=low,
        high=high,
    )


def _role(tables: DuckDBPyConnection, role: Role, persons: int, compared: Mapping[str, Comparison]) -> RoleOutcome:
    def part(name: str) -> tuple[Comparison, ...]:
        return tuple(one for key, one in compared.items() if key.startswith(f"{name}/"))

    return RoleOutcome(
        role=role,
        persons=in_fives(persons),
        typed_notes=_notes(tables, role, "typed"),
        dictated_notes=_notes(tables, role, "dictated"),
        documentation=part("documentation"),
        learning=part("learning"),
        curve=_curve(tables, role),
        quality=part("quality"),
        dictated=tuple(_level(tables, role, *row) for row in _DICTATED),
        time=part("time"),
        survey=part("survey"),
        municipalities=by_municipality(tables, role),
        templates=by_template(tables, role),
    )


_DICTATED: tuple[tuple[str, str, Level, str, str], ...] = (
    ("days", "Dagar från händelse till anteckning", "days", f"avg(least(days_to_note, {MAX_DAYS}))", KNOWN_DAYS),
    ("soon", "Skrivna samma dag eller dagen efter", "share", "100 * avg((days_to_note <= 1)::int)", KNOWN_DAYS),
    ("voice", "Barnets röst finns, när ett barn träffats", "share", "100 * avg(childs_voice)", KNOWN_VOICE),
    ("waved", "Kontroller förbi med angivet skäl, per anteckning", "times", "avg(checks_waved)", "true"),
    ("corrections", "Rättade ord per 100", "times", CORRECTED, USABLE),
    ("moves", "Flyttade meningar per anteckning", "times", "avg(moves)", "true"),
    ("findings", "Beslutade fynd av personuppgifter per anteckning", "times", "avg(findings)", "true"),
)


def _level(
    tables: DuckDBPyConnection, role: Role, name: str, title: str, level: Level, aggregate: str, where: str
) -> LevelRow:
    values = dictated(tables, role, aggregate, where)
    if len(values) < FLOOR:
        return LevelRow(name, title, level, 0, None)
    return LevelRow(name, title, level, in_fives(len(values)), level_shown(float(values.mean()), level))


def _curve(tables: DuckDBPyConnection, role: Role) -> tuple[Point, ...]:
    """The weeks up to the first that has too few persons for an interval."""
    points = []
    for week, values in enumerate(weekly(tables, role)):
        found = estimate(values)
        if found is None:
            break
        low, high = interval(found, "percent")
        points.append(
            Point(
                week + 1,
                100 + rounded(in_unit(found.mean, "percent"), "percent"),
                100 + low,
                100 + high,
                in_fives(len(values)),
            )
        )
    return tuple(points)


def _notes(tables: DuckDBPyConnection, role: Role, way: str) -> int:
    """Notes to the nearest fifty."""
    sql = "SELECT count(*) FROM notes SEMI JOIN (FROM persons WHERE role = ?) p USING (person) WHERE way = ?"
    return round(_count(tables, sql, role, way) / _NEAREST) * _NEAREST


def _count(tables: DuckDBPyConnection, sql: str, *values: str) -> int:
    row = tables.execute(sql, list(values)).fetchone()
    return int(row[0]) if row else 0
