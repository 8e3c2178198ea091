"""The baseline: notes typed by hand, timed by start, pause and stop, with their number of words. Never their text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from dictate.errors import DictateError
from dictate.vault.pilot import PilotTables

_STATE = "typed-note"
LONGEST = timedelta(hours=4)
"""A timer that went longer without a pause was forgotten: its minutes must be said by whoever typed."""


class NothingTyped(DictateError):
    """No typed note is being timed, or it has no words or no time."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A typed note that is being timed: seconds before the latest pause, and since when it goes on ("" in a pause)."""

    began: str
    seconds: float = 0.0
    since: str = ""
    template: str = ""

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

    def finish(self, words: int, minutes: float | None = None) -> float:
        """Keeps the note with its words; gives its seconds. `minutes` stand in place of a clock that was forgotten.

        Raises NothingTyped without words or time, or where the clock was forgotten and no minutes are given.
        """
        timed, now = self._timed(), self._clock()
        if minutes is None and timed.forgotten(now):
            raise NothingTyped("Tidtagningen har gått i mer än fyra timmar. Ange hur många minuter du skrev.")
        seconds = timed.spent(now) if minutes is None else minutes * 60
        if words < 1:
            raise NothingTyped("Ange hur många ord anteckningen har, eller avbryt tidtagningen.")
        if not 0 < seconds <= 86_400:
            raise NothingTyped("Tiden måste vara mer än noll och högst ett dygn. Ange hur många minuter du skrev.")
        day = datetime.fromisoformat(timed.began).date().isoformat()
        self._tables.add_typed(day, seconds, words, timed.template)
        self.discard()
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
