"""When the screens should lock: after a time without a key press, and when the computer has been asleep.

Sleep is noticed in two ways, since operating systems count it differently: a clock that also runs in sleep has gone
further than the program's own, or the program's own has leapt between two looks. A clock put back does nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

# A busy computer may keep a program waiting for seconds; nobody closes a lid for less than this and minds.
_SLEPT_S = 30.0


def running_in_sleep() -> float:
    """Seconds on a clock that goes on while the computer sleeps: CLOCK_BOOTTIME on Linux, else the wall clock."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boottime) if boottime is not None else time.time()


class Idle:
    """Looks at the clocks; `due` is to be asked every second or so."""

    def __init__(
        self,
        limit_s: float,
        clock: Callable[[], float] = time.monotonic,
        clock_in_sleep: Callable[[], float] = running_in_sleep,
    ) -> None:
        """`limit_s` is the time without a key press, 0 for no limit; sleep locks whatever it is."""
        self.limit_s = limit_s
        self._clock = clock
        self._clock_in_sleep = clock_in_sleep
        self._touched = clock()
        self._looked = self._touched, clock_in_sleep()

    def touched(self) -> None:
        """Somebody is there."""
        self._touched = self._clock()

    @property
    def rested_s(self) -> float:
        """Seconds since somebody was there."""
        return self._clock() - self._touched

    def due(self) -> bool:
        """Whether it is time to lock."""
        now, in_sleep = self._clock(), self._clock_in_sleep()
        own, whole = now - self._looked[0], in_sleep - self._looked[1]
        self._looked = now, in_sleep
        slept = own > _SLEPT_S or whole - own > _SLEPT_S
        return slept or (self.limit_s > 0 and now - self._touched >= self.limit_s)
