"""What a pilot's report may say: every figure already rounded, and hidden where its group is too small.

Nothing behind these values reaches the report, its pictures or a program that reads them, so that no picture's exact
coordinates and no decimals tell more than the text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dictate.pilot.pilot_file import Role
from dictate.pilot.statistics import Estimate
from dictate.pilot.suppression import FLOOR

Unit = Literal["percent", "share", "minutes", "days", "points", "times"]
"""percent: change of a time or length in percent; share: percentage points; minutes: of an eight-hour day; days;
points: of a scale 1 to 5; times: per note."""

_STEPS: Mapping[Unit, float] = {
    "percent": 1, "share": 1, "minutes": 1, "days": 0.1, "points": 0.1, "times": 0.1,
}  # fmt: skip
Level = Literal["minutes", "tenths", "words", "days", "share", "points", "times"]
"""What the levels of a comparison are told in; `tenths`: minutes with one decimal."""

_LEVEL_STEPS: Mapping[Level, float] = {
    "minutes": 1, "tenths": 0.1, "words": 10, "days": 0.1, "share": 1, "points": 0.1, "times": 0.1,
}  # fmt: skip
Verdict = Literal["less", "more", "unsure", "too few"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure before and after, or typed and dictated: a mean over persons of each person's own change."""

    id: str
    title: str
    unit: Unit
    level: Level
    verdict: Verdict
    """`unsure` where chance alone could have made the difference, `too few` where there is no interval at all."""
    persons: int = 0
    """In fives; 0 where they are under five. With `too few` nothing else is shown."""
    first: float | None = None
    """The level before, or typed."""
    second: float | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    """The interval, rounded outward."""
    national: float | None = None
    """Percent of the working time in the national study, where there is a figure."""
    within: str = ""
    """For a part ("varav dokumentation") the title of its whole."""
    scale: str = ""
    """For a question what 1 and 5 mean."""

    @property
    def full_title(self) -> str:
        """The title, a part's with its whole's before it."""
        return f"{self.within}, {self.title}" if self.within else self.title


@dataclass(frozen=True, slots=True)
class Point:
    """One week of the learning curve: time per 100 dictated words in percent of the same persons' typed."""

    week: int
    """1 is the first."""
    percent: float
    low: float
    high: float
    persons: int


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How the dictated notes are in one respect: a mean over persons, with nothing to compare it with."""

    id: str
    title: str
    level: Level
    persons: int
    value: float | None
    """None under five persons."""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Documentation time in one group; `persons` 0 where it is hidden, `change` None where there is no interval."""

    name: str
    within: str = ""
    persons: int = 0
    change: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """A question's mean on the scale 1 to 5, None under five; the ends of the scale are shown as 1.5 and 4.5."""

    id: str
    count: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question of the review sheet: files by answer in fives, None where hidden."""

    question: str
    counts: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class RoleOutcome:
    """All that is shown of one role. Only roles of five persons or more have one."""

    role: Role
    persons: int
    typed_notes: int
    dictated_notes: int
    """To the nearest fifty."""
    documentation: tuple[Comparison, ...]
    learning: tuple[Comparison, ...]
    curve: tuple[Point, ...]
    quality: tuple[Comparison, ...]
    dictated: tuple[LevelRow, ...]
    time: tuple[Comparison, ...]
    survey: tuple[Comparison, ...]
    municipalities: tuple[GroupRow, ...]
    templates: tuple[GroupRow, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All figures of a report."""

    roles: tuple[RoleOutcome, ...]
    families: tuple[Answers, ...]
    reviews: tuple[ReviewRow, ...]
    tried: int
    """Comparisons that were tried together; the more, the stronger evidence each one needs."""


def rounded(value: float, unit: Unit) -> float:
    """A change as shown."""
    return _plain(round(value / _STEPS[unit]) * _STEPS[unit])


def level_shown(value: float, level: Level) -> float:
    """A level as shown; a mean answer never so near an end of the scale that everyone's answer is known."""
    step = _LEVEL_STEPS[level]
    value = min(4.5, max(1.5, value)) if level == "points" else value
    return _plain(round(value / step) * step)


def interval(found: Estimate, unit: Unit) -> tuple[float, float]:
    """The ends of an interval as shown, rounded outward so that the shown one holds the found one."""
    step = _STEPS[unit]
    low, high = in_unit(found.low, unit), in_unit(found.high, unit)
    return _plain(math.floor(low / step + 1e-9) * step), _plain(math.ceil(high / step - 1e-9) * step)


def in_unit(value: float, unit: Unit) -> float:
    """A difference of log times as percent change; any other difference as it is."""
    return 100 * math.expm1(value) if unit == "percent" else value


def verdict(found: Estimate, claimed: bool, unit: Unit) -> Verdict:
    """What may be said of a difference. A claim whose shown interval reaches zero is none."""
    low, high = interval(found, unit)
    if not claimed or low <= 0 <= high:
        return "unsure"
    return "less" if found.mean < 0 else "more"


def mean_answer(total: int, count: int) -> float | None:
    """A mean on the scale; None under five, and never so near an end of the scale that everyone's answer is known."""
    if count < FLOOR:
        return None
    return level_shown(total / count, "points")


def _plain(value: float) -> float:
    """Without the noise of binary fractions, and never minus zero."""
    return round(value, 6) + 0.0
