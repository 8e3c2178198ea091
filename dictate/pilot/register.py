"""Registering working time: one call a task switch, written at once, and put right afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dictate.pilot import timeline
from dictate.pilot.timeline import CorrectionRefused, Doubt, Edit, Stretch
from dictate.vault.pilot import PilotTables, TimeRow

_SEEN = "time-seen"
_SEEN_EVERY = timedelta(seconds=60)
"""How often the user's presence is written while keys are pressed."""
_TRIES = 5


class Register:
    """The stretches of working time in the store. Two programs may use it at once: each edit is made whole or anew."""

    def __init__(self, tables: PilotTables, clock: Callable[[], datetime]) -> None:
        """`clock` gives the present time with its zone."""
        self._tables = tables
        self._clock = clock

    # -- what stands ----------------------------------------------------------------------------------------------

    def stretches(self) -> tuple[Stretch, ...]:
        """All stretches, in order."""
        found = (_stretch(row) for row in self._tables.times())
        return tuple(sorted(found, key=lambda one: (one.start, one.id)))

    def day(self, day: date) -> tuple[Stretch, ...]:
        """The stretches that began that day, in order."""
        return timeline.of_day(self.stretches(), day)

    def running(self) -> Stretch | None:
        """The stretch that runs, None when no time is taken."""
        return next((_stretch(row) for row in self._tables.times(running=True)), None)

    def doubt(self) -> Doubt | None:
        """Whether the running stretch may have been forgotten, over night above all."""
        seen = self._tables.state(_SEEN)
        return timeline.doubt(self.running(), datetime.fromisoformat(seen) if seen else None, self._clock())

    def counted(self) -> tuple[Stretch, ...]:
        """The stretches as they count: one that may have been forgotten ends where it is proposed to have ended."""
        found = self.doubt()
        if found is None:
            return self.stretches()
        return tuple(
            replace(one, end=found.proposed) if one.id == found.stretch.id else one for one in self.stretches()
        )

    # -- as the day goes ------------------------------------------------------------------------------------------

    def switch(self, variable: str) -> Stretch:
        """From now on the time goes to `variable`; the stretch that now runs.

        The same variable again goes on. A stretch that may have been forgotten ends where it is proposed to have.
        """
        self.settle()
        running = self.running()
        if running is None or running.variable != variable:
            self._edit(lambda: timeline.switched(self.running(), variable, self._clock()))
        self.seen()
        found = self.running()
        assert found is not None
        return found

    def stop(self) -> Stretch | None:
        """No time is taken any more, at the end of the day; gives the stretch that ended, None when none ran."""
        self.settle()
        running = self.running()
        if running is not None:
            self._edit(lambda: self._end(self._clock()))
        self.seen()
        return replace(running, end=max(running.start, self._clock())) if running else None

    def settle(self, end: datetime | None = None) -> Doubt | None:
        """Ends a stretch that may have been forgotten, at `end` or else as proposed; None when there is none.

        Raises CorrectionRefused for an end before it began or after now.
        """
        found = self.doubt()
        if found is None:
            return None
        at = end or found.proposed
        if not found.stretch.start <= at <= self._clock():
            raise CorrectionRefused("Sluttiden måste ligga mellan starten och nu.")
        self._edit(lambda: self._end(at, corrected=True))
        return replace(found, proposed=at)

    def _end(self, at: datetime, *, corrected: bool = False) -> Edit:
        running = self.running()
        return timeline.ended(running, at, corrected=corrected) if running else Edit((), ())

    def seen(self) -> None:
        """The user does something just now. Written once a minute at most, so it may be called at every key.

        While a stretch waits to be asked about nothing is written, so that the proposal stays.
        """
        now = self._clock()
        before = self._tables.state(_SEEN)
        if before and abs(now - datetime.fromisoformat(before)) < _SEEN_EVERY:
            return
        if self.doubt() is None:
            self._tables.set_state(_SEEN, now.isoformat(timespec="seconds"))

    # -- afterwards -----------------------------------------------------------------------------------------------

    def lay(self, variable: str, start: datetime, end: datetime) -> None:
        """The time between two moments was spent on `variable`, whatever stood there. Raises CorrectionRefused."""
        self._edit(lambda: timeline.laid(self.stretches(), Stretch(variable, start, end), self._clock()))

    def change(self, one: Stretch, variable: str, start: datetime, end: datetime | None) -> None:
        """Gives a stretch other times or another variable; what it is laid over is cut. Raises CorrectionRefused."""
        new = Stretch(variable, start, end)
        self._edit(lambda: timeline.changed(self.stretches(), one, new, self._clock()))

    def split(self, one: Stretch, at: datetime, variable: str) -> None:
        """Cuts a stretch in two; what comes after `at` is `variable`. Raises CorrectionRefused."""
        self._edit(lambda: timeline.split(one, at, variable, self._clock()))

    def remove(self, one: Stretch) -> None:
        """Takes a stretch away; its time is registered as nothing."""
        self._edit(lambda: Edit((one.id,), ()))

    def undo(self) -> bool:
        """Takes back the latest switch or correction; False when there is none."""
        return self._tables.undo_times()

    def _edit(self, make: Callable[[], Edit]) -> None:
        """Makes the edit and writes it; where another program was quicker it is made anew of what now stands."""
        for _ in range(_TRIES):
            edit = make()
            if self._tables.edit_times(edit.withdrawn, _rows(edit.added)):
                return
        raise CorrectionRefused("Raden har ändrats i ett annat fönster. Öppna dagen igen och försök på nytt.")


def at_clock(day: date, typed: str, zone: datetime) -> datetime:
    """A time of day that was typed ("9.15", "09:15", "915", "9") on that day, in the computer's zone as it was then.

    `zone` is the present moment. Raises CorrectionRefused.
    """
    text = typed.strip().replace(":", ".").replace(",", ".")
    hours, dot, minutes = text.partition(".")
    if not dot and hours.isdecimal() and len(hours) in (3, 4):
        hours, minutes = hours[:-2], hours[-2:]
    fits = hours.isdecimal() and len(hours) <= 2 and (minutes.isdecimal() or not minutes) and len(minutes) in (0, 2)
    if not fits or int(hours) > 23 or int(minutes or 0) > 59:
        raise CorrectionRefused(f"”{typed.strip()}” är inget klockslag. Skriv till exempel 9.15.")
    wanted = datetime.combine(day, time(int(hours), int(minutes or 0)))
    local = wanted.astimezone()  # the computer's own rules for that day, summer time too
    # A clock that is given a zone of its own, as a test's or another country's, keeps it.
    own = zone.astimezone().utcoffset() == zone.utcoffset()
    return local if own else wanted.replace(tzinfo=zone.tzinfo)


def _stretch(row: TimeRow) -> Stretch:
    end = datetime.fromisoformat(row.ended_at) if row.ended_at else None
    return Stretch(row.variable, datetime.fromisoformat(row.started_at), end, row.corrected, row.id)


def _rows(stretches: Sequence[Stretch]) -> list[TimeRow]:
    def written(moment: datetime | None) -> str:
        return moment.isoformat(timespec="seconds") if moment else ""

    return [TimeRow(one.variable, written(one.start), written(one.end), one.corrected) for one in stretches]
