"""Counting the time limits of a template, from the dates in a note's fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dictate.journal.note import Note
from dictate.journal.template import Deadline, Template
from dictate.journal.when import add_months, parse_day, swedish_date


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit of this note: the day it ends and the days left (below zero: late); None while a date is missing."""

    deadline: Deadline
    day: date | None
    left: int | None

    @property
    def text(self) -> str:
        """One line to show: what, when and how long is left."""
        if self.day is None or self.left is None:
            return f"{self.deadline.label}: datum saknas att räkna från"
        shown = f"{self.deadline.label} senast {swedish_date(self.day)}"
        if self.left < 0:
            return f"{shown}, för {_days(-self.left)} sedan"
        return f"{shown}, {'i dag' if self.left == 0 else f'{_days(self.left)} kvar'}"


def due(note: Note, template: Template, today: date) -> tuple[Due, ...]:
    """Every time limit of the template, counted in calendar days or months from its field."""
    return tuple(_due(note, deadline, today) for deadline in template.deadlines)


def last_day(deadline: Deadline, begins: date) -> date:
    """The last day of the time limit that begins on `begins`."""
    return add_months(begins, deadline.months) if deadline.months else begins + timedelta(days=deadline.days)


def _due(note: Note, deadline: Deadline, today: date) -> Due:
    value = note.fields.get(deadline.counted_from, "")
    begins = parse_day(value) if isinstance(value, str) else None
    if begins is None:
        return Due(deadline, None, None)
    try:
        day = last_day(deadline, begins)
    except (ValueError, OverflowError):
        return Due(deadline, None, None)
    return Due(deadline, day, (day - today).days)


def _days(count: int) -> str:
    return "1 dag" if count == 1 else f"{count} dagar"
