"""The baseline: notes typed by hand, timed by start, pause and stop, with their number of words. Never their text.

So that they can be compared with dictated ones in more than time their writer may tell three things of each (`Signs`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from dictate.errors import DictateError
from dictate.journal.when import parse_day
from dictate.vault.pilot import PilotTables

_STATE = "typed-note"
_LATEST = "typed-latest"
LONGEST = timedelta(hours=4)
"""A timer that went longer without a pause was forgotten: its minutes must be said by whoever typed."""


MOST_DAYS = 3_660
"""From an event to its note; the pilot file takes no more."""


class NothingTyped(DictateError):
    """No typed note is being timed, or it has no words or no time."""


class NoEventDay(DictateError):
    """What was given is no day that a note can be written of."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the writer tells of a typed note; None is not told, which is not no.

    The program can't see it, for the note is written elsewhere. For a dictated note `measures` finds the same.
    """

    days_to_note: int | None = None
    """Whole days from the event to the note."""
    child_met: bool | None = None
    childs_voice: bool | None = None
    """Whether the child's own words are in it; told only where a child was met."""


UNTOLD = Signs()


def days_since(event: str, written: date) -> int:
    """Whole days from the event's day, as it is typed, to the day the note was written. Raises NoEventDay."""
    day = parse_day(event)
    if day is None:
        raise NoEventDay("Datumet går inte att läsa. Skriv det som 2026-03-16.")
    if day > written:
        raise NoEventDay("Händelsens datum är senare än dagen då anteckningen skrevs. Rätta datumet.")
    if (written - day).days > MOST_DAYS:
        raise NoEventDay("Händelsens datum är mer än tio år före anteckningen. Rätta datumet.")
    return (written - day).days


@dataclass(frozen=True, slots=True)
class Timed:
    """A typed note that is being timed: seconds before the latest pause, and since when it goes on ("" in a pause)."""

    began: str
    seconds: float = 0.0
    since: str = ""
    template: str = ""

    @property
    def day(self) -> date:
        """The day the note was begun."""
        return datetime.fromisoformat(self.began).date()

    def spent(self, now: datetime) -> float:
        """Seconds so far; never below 0, also when the clock was set back."""
        goes = (now - datetime.fromisoformat(self.since)).total_seconds() if self.since else 0.0
        return self.seconds + max(0.0, goes)

    def forgotten(self, now: datetime) -> bool:
        """Whether it has gone on for so long that it can't be right."""
        return bool(self.since) and now - datetime.fromisoformat(self.since) > LONGEST


class TypedTimer:
    """Start, pause, go on and stop; each is written at once, so that nothing is lost when the program is killed."""

    def __init__(self, tables: PilotTables, clock: Callable[[], datetime]) -> None:
        self._tables = tables
        self._clock = clock

    def present(self) -> Timed | None:
        """The note that is being timed, None when there is none."""
        kept = self._tables.state(_STATE)
        return Timed(**json.loads(kept)) if kept else None

    def start(self, template: str = "") -> Timed:
        """Begins to time a note, of that template when it is known; one that is being timed goes on."""
        return self.present() or self._keep(Timed(self._now(), 0.0, self._now(), template))

    def pause(self) -> Timed:
        """Stops the clock until `resume`. Raises NothingTyped."""
        timed = self._timed()
        return self._keep(replace(timed, seconds=timed.spent(self._clock()), since=""))

    def resume(self) -> Timed:
        """The clock goes on. Raises NothingTyped."""
        timed = self._timed()
        return timed if timed.since else self._keep(replace(timed, since=self._now()))

    def discard(self) -> None:
        """The note is not counted."""
        self._tables.set_state(_STATE, "")

    def finish(self, words: int, minutes: float | None = None, signs: Signs = UNTOLD) -> float:
        """Keeps the note with its words; gives its seconds. `minutes` stand in place of a clock that was forgotten.

        Raises NothingTyped without words or time, or where the clock was forgotten and no minutes are given.
        """
        timed, seconds = self._timed(), self.spent(words, minutes)
        voice = signs.childs_voice if signs.child_met else None
        key = self._tables.add_typed(
            timed.day.isoformat(), seconds, words, timed.template, signs.days_to_note, signs.child_met, voice
        )
        self._tables.set_state(_LATEST, key)
        self.discard()
        return seconds

    def can_take_back(self) -> bool:
        """Whether there is a note that `take_back` would remove."""
        return bool(self._tables.state(_LATEST))

    def take_back(self) -> None:
        """The note that was kept last is not counted any more. Raises NothingTyped."""
        key = self._tables.state(_LATEST)
        if not key:
            raise NothingTyped("Det finns ingen skriven anteckning att ta tillbaka.")
        self._tables.remove_typed(key)
        self._tables.set_state(_LATEST, "")

    def spent(self, words: int, minutes: float | None = None) -> float:
        """The seconds that `finish` would keep, so that nothing is asked of a note that it would refuse.

        Raises NothingTyped as `finish` does.
        """
        timed, now = self._timed(), self._clock()
        if minutes is None and timed.forgotten(now):
            raise NothingTyped("Tidtagningen har gått i mer än fyra timmar. Ange hur många minuter du skrev.")
        seconds = timed.spent(now) if minutes is None else minutes * 60
        if words < 1:
            raise NothingTyped("Ange hur många ord anteckningen har, eller avbryt tidtagningen.")
        if not 0 < seconds <= 86_400:
            raise NothingTyped("Tiden måste vara mer än noll och högst ett dygn. Ange hur många minuter du skrev.")
        return seconds

    def _timed(self) -> Timed:
        timed = self.present()
        if timed is None:
            raise NothingTyped("Ingen tid tas på en skriven anteckning just nu. Starta tidtagningen först.")
        return timed

    def _keep(self, timed: Timed) -> Timed:
        self._tables.set_state(_STATE, json.dumps(asdict(timed)))
        return timed

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")
