"""Stretches of working time as values: what a correction does to them, what a day adds up to.

Every moment carries its zone offset, so that a length is right over a change to summer time and in another zone. The
day of a stretch is the day on which it began, where it began.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from dictate.errors import DictateError
from dictate.pilot.variables import Variables

LONGEST = timedelta(hours=12)
"""A stretch in which nothing was done for so long is asked about before it counts."""
OVER_MIDNIGHT = timedelta(hours=2)
"""The same, where midnight lies in between: who works late is not asked, who went home is."""


class CorrectionRefused(DictateError):
    """A correction that would make time run backwards or into what has not been yet."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time spent on one variable; `end` is None while it runs. `id` is the store's, 0 for one not written yet."""

    variable: str
    start: datetime
    end: datetime | None = None
    corrected: bool = False
    id: int = 0

    def seconds(self, now: datetime) -> float:
        """How long it is, up to `now` while it runs; never below 0, also when the clock was set back meanwhile."""
        return max(0.0, ((self.end or now) - self.start).total_seconds())

    @property
    def day(self) -> date:
        """The day on which it began."""
        return self.start.date()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A running stretch that may have been forgotten, and the moment at which it is proposed to have ended."""

    stretch: Stretch
    proposed: datetime


@dataclass(frozen=True, slots=True)
class Edit:
    """What a correction does: the ids of stretches that go, and what comes in their place."""

    withdrawn: tuple[int, ...]
    added: tuple[Stretch, ...]


def doubt(running: Stretch | None, seen: datetime | None, now: datetime) -> Doubt | None:
    """Whether the running stretch may have been forgotten.

    `seen` is when the user last did anything in the program. A machine that slept over night, or for twelve hours,
    is no work: the proposal is that the stretch ended when the user was last seen.
    """
    if running is None:
        return None
    last = max(running.start, seen) if seen else running.start
    other_day = now.astimezone(running.start.tzinfo).date() > last.astimezone(running.start.tzinfo).date()
    if now - last > (OVER_MIDNIGHT if other_day else LONGEST):
        return Doubt(running, min(last, now))
    return None


def switched(running: Stretch | None, variable: str, now: datetime) -> Edit:
    """The running stretch ends and another begins; one without length is not kept."""
    stopped = ended(running, now) if running else Edit((), ())
    return Edit(stopped.withdrawn, (*stopped.added, Stretch(variable, now)))


def ended(running: Stretch, at: datetime, *, corrected: bool = False) -> Edit:
    """The running stretch ends at `at`, at the earliest when it began."""
    end = max(at, running.start)
    kept = replace(running, end=end, id=0, corrected=running.corrected or corrected)
    return Edit((running.id,), (kept,) if end > running.start else ())


def laid(stretches: Sequence[Stretch], new: Stretch, now: datetime) -> Edit:
    """Puts `new` over what stands there: stretches beneath it are cut, those wholly beneath it go.

    A stretch that runs goes on after `new`. Raises CorrectionRefused when `new` has no length or ends after `now`.
    """
    end = new.end
    if end is None:
        raise CorrectionRefused("En rättad tid måste ha ett slut.")
    if end <= new.start:
        raise CorrectionRefused("Sluttiden måste vara senare än starttiden.")
    if end > now:
        raise CorrectionRefused("Tiden har inte varit än. Skriv ett klockslag före nu.")
    beneath = [one for one in stretches if one.start < end and (one.end is None or new.start < one.end)]
    cut: list[Stretch] = []
    for one in beneath:
        if one.start < new.start:
            cut.append(replace(one, end=new.start, id=0))
        if one.end is None or end < one.end:
            cut.append(replace(one, start=end, id=0))
    return Edit(tuple(one.id for one in beneath), (*cut, replace(new, id=0, corrected=True)))


def changed(stretches: Sequence[Stretch], one: Stretch, new: Stretch, now: datetime) -> Edit:
    """Gives a stretch other times or another variable. One that runs may go on running. Raises CorrectionRefused."""
    others = [other for other in stretches if other.id != one.id]
    if new.end is None:
        if new.start > now:
            raise CorrectionRefused("Tiden har inte varit än. Skriv ett klockslag före nu.")
        # What runs has no end to lay over with: what stands after its start is cut as if it ended now.
        over = laid(others, replace(new, end=now), now) if new.start < now else Edit((), ())
        kept = tuple(added for added in over.added if added.variable != new.variable or added.start != new.start)
        return Edit((one.id, *over.withdrawn), (*kept, replace(new, id=0, corrected=True)))
    over = laid(others, new, now)
    return Edit((one.id, *over.withdrawn), over.added)


def split(one: Stretch, at: datetime, variable: str, now: datetime) -> Edit:
    """Cuts a stretch at `at`; what comes after it is `variable`. Raises CorrectionRefused where there is none."""
    if not one.start < at < (one.end or now):
        raise CorrectionRefused("Klockslaget ligger utanför raden. Skriv en tid mellan dess start och slut.")
    return Edit(
        (one.id,), (replace(one, end=at, id=0), replace(one, start=at, variable=variable, id=0, corrected=True))
    )


def of_day(stretches: Iterable[Stretch], day: date) -> tuple[Stretch, ...]:
    """The stretches that began that day, in order."""
    return tuple(sorted((one for one in stretches if one.day == day), key=lambda one: (one.start, one.id)))


def seconds_by_variable(stretches: Iterable[Stretch], variables: Variables, now: datetime) -> Mapping[str, float]:
    """Seconds by variable, breaks too. Time of a part ("varav dokumentation") is counted in its whole as well."""
    total: dict[str, float] = {}
    for one in stretches:
        spent = one.seconds(now)
        whole = variables[one.variable].part_of
        for name in (one.variable, *([whole] if whole else [])):
            total[name] = total.get(name, 0.0) + spent
    return total


def work_seconds(stretches: Iterable[Stretch], variables: Variables, now: datetime) -> float:
    """Seconds of working time: all but breaks, each second once."""
    return sum(one.seconds(now) for one in stretches if variables[one.variable].work)
