"""The days of a pilot on which time is registered: five working days before the start and five from it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dictate.pilot.pilot_file import Period

DAYS = 5
"""Working days of each period; source: the design of the Swedish time studies (DOMAIN: measuring a pilot)."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Which days are registered: `of` gives the period and number (1 to 5) of each day."""

    of: Mapping[date, tuple[Period, int]]

    def days(self, period: Period) -> tuple[date, ...]:
        """The days of a period, in order."""
        return tuple(sorted(day for day, (of, _) in self.of.items() if of == period))

    def has(self, day: date) -> bool:
        """Whether time is registered that day."""
        return day in self.of


def schedule(start: date | None, after: date | None = None) -> Schedule:
    """The five working days right before `start` and the five from `after` on, which is `start` when it is None.

    A later `after` lets the users get used to dictating first. Without `start` no day is registered.
    """
    if start is None:
        return Schedule({})
    before = reversed(_working_days(start - timedelta(days=1), -1))
    later = _working_days(after or start, 1)
    days: dict[date, tuple[Period, int]] = {day: ("before", number) for number, day in enumerate(before, 1)}
    return Schedule(days | {day: ("after", number) for number, day in enumerate(later, 1)})


def _working_days(first: date, step: int) -> list[date]:
    found: list[date] = []
    day = first
    while len(found) < DAYS:
        if is_working_day(day):
            found.append(day)
        day += timedelta(days=step)
    return found


def is_working_day(day: date) -> bool:
    """Whether it is Monday to Friday and no Swedish public holiday, nor an eve that offices keep as one.

    Source: lag (1989:253) om allmänna helgdagar; midsummer's, Christmas and New Year's eve are those that
    semesterlagen (1977:480) 3 a § puts beside Sundays.
    """
    if day.weekday() > 4 or (day.month, day.day) in {(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26)}:
        return False
    if (day.month, day.day) == (12, 31) or (day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4):
        return False
    return (day - easter(day.year)).days not in (-2, 1, 39)  # Good Friday, Easter Monday, Ascension Day


def easter(year: int) -> date:
    """Easter Sunday. Source: the Gregorian computus of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)
