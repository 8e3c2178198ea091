"""How long somebody was there: reading between two keys is work, an empty chair is not."""

from __future__ import annotations

from collections.abc import Callable

LONGEST_PAUSE_S = 60.0
"""Seconds of a pause between two keys that count at most. That counts too much rather than too little, so that the
program never looks quicker than it is."""


class ActiveTime:
    """A stopwatch that goes while somebody is there: `touch` at every key, and `seconds` reads it."""

    def __init__(self, stopwatch: Callable[[], float]) -> None:
        """`stopwatch` gives seconds that never go back."""
        self._stopwatch = stopwatch
        self._counted = 0.0
        self._last = stopwatch()

    def touch(self) -> None:
        """Somebody is there."""
        self._counted = self.seconds()
        self._last = self._stopwatch()

    def seconds(self) -> float:
        """Active seconds so far."""
        return self._counted + min(self._stopwatch() - self._last, LONGEST_PAUSE_S)
