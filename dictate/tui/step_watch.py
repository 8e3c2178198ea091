"""Times a step of a note on its screen, and keeps what has come every few seconds: a kill loses no more than that."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from dictate.errors import DictateError
from dictate.session import Session

KEEP_S = 5.0
"""Seconds of a step that a killed program loses at most."""


class StepWatch:
    """A stopwatch for one of a session's timings. Whoever shows the step calls `keep` every KEEP_S seconds."""

    def __init__(self, session: Session, step: str, seconds: Callable[[], float]) -> None:
        """`seconds` goes on while somebody is there; `step` is one of `pilot.measures.STEPS`."""
        self._session = session
        self._step = step
        self._seconds = seconds
        self._since: float | None = None

    def go(self) -> None:
        """The step goes on from now, unless it does."""
        if self._since is None:
            self._since = self._seconds()

    def count(self) -> None:
        """Adds what has come since the last time to the session's timings."""
        if self._since is not None:
            now, timings = self._seconds(), self._session.timings
            timings[self._step] = timings.get(self._step, 0.0) + now - self._since
            self._since = now

    def keep(self) -> None:
        """Counts, and hands the timings to the pilot where one is on."""
        self.count()
        with suppress(DictateError):  # the note is kept, and its time is handed over the next time
            self._session.keep_time()

    def stop(self) -> None:
        """The step goes on no more; what has come is kept."""
        self.keep()
        self._since = None
