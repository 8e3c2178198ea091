"""A registered day in words and rows: what the screen and the command line both show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dictate.pilot.timeline import Stretch, seconds_by_variable, work_seconds
from dictate.pilot.variables import Variables

_GAP = timedelta(minutes=1)
"""Shorter stretches of nothing between two tasks are not shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the day: a stretch, or what was registered as nothing (`stretch` is None)."""

    start: datetime
    end: datetime | None
    title: str
    stretch: Stretch | None
    work: bool = True

    def clock(self) -> str:
        """ "08.05–09.15", and "08.05–nu" while it runs."""
        return f"{self.start:%H.%M}–{f'{self.end:%H.%M}' if self.end else 'nu'}"


def lines(stretches: Sequence[Stretch], variables: Variables) -> tuple[Line, ...]:
    """The day's stretches in order, with the stretches of nothing between them."""
    return tuple(_lines(stretches, variables))


def _lines(stretches: Sequence[Stretch], variables: Variables) -> Iterator[Line]:
    before: datetime | None = None
    for one in stretches:
        if before is not None and one.start - before >= _GAP:
            yield Line(before, one.start, "ingen tid registrerad", None, False)
        yield Line(one.start, one.end, variables.full_title(one.variable), one, variables[one.variable].work)
        before = one.end


def hours(seconds: float) -> str:
    """ "2 tim 5 min", "25 min", "under 1 min"."""
    whole = round(seconds / 60)
    if seconds < 60:
        return "under 1 min"
    of, rest = divmod(whole, 60)
    return " ".join(part for part in (f"{of} tim" if of else "", f"{rest} min" if rest or not of else "") if part)


def sums(stretches: Sequence[Stretch], variables: Variables, now: datetime) -> tuple[tuple[str, float, float], ...]:
    """Title, seconds and percent of the working time, by variable, in the order of the variables; breaks are not there.

    A part ("varav") follows its whole and is counted in it.
    """
    spent, all_of_it = seconds_by_variable(stretches, variables, now), work_seconds(stretches, variables, now)
    shown = [one for one in variables.all if one.work and spent.get(one.id)]
    return tuple((one.title, spent[one.id], 100 * spent[one.id] / all_of_it if all_of_it else 0.0) for one in shown)


def running_words(running: Stretch | None, variables: Variables, now: datetime) -> str:
    """What runs, in few words: "Administration 25 min"; "" when nothing does."""
    return f"{variables.full_title(running.variable)} {hours(running.seconds(now))}" if running else ""
