"""Looks for garbage while nobody presses a key: a search through all of a long note takes 40 ms and more.

What is young Python searches by itself, which takes some milliseconds at most; what no circle holds is gone at once.
What has outlived a whole search is left out of those that follow, which else took longer with each change: 110 ms after
four hundred. All of it is searched when the user has rested for long.
"""

from __future__ import annotations

import gc

_REST_S = 2.0
"""Seconds since the last key: whoever waits so long reads or thinks."""
_LONG_REST_S = 20.0
"""Whoever waits so long is hardly about to press a key in the quarter of a second that all of it takes."""
_WORTH = 10
"""Searches of what is young since the last whole search: before that little can have been left behind."""
_AT_MOST = 30
"""So many, which is about two hundred thousand things, and the search is made whoever is at the keys."""
_NEVER = 1_000_000_000


class Garbage:
    """From `begin` to `end` the whole memory is searched only at a `tick`."""

    def __init__(self) -> None:
        self._before: tuple[int, int, int] | None = None
        self._left_out = False

    def begin(self) -> None:
        """Python makes no whole search by itself from here on."""
        if self._before is None:
            self._before = gc.get_threshold()
            gc.set_threshold(*self._before[:2], _NEVER)

    def end(self) -> None:
        """Python does as it did before."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            gc.unfreeze()
            self._before = None

    def tick(self, rested_s: float) -> None:
        """To be called every second; `rested_s` is the time in seconds since somebody was at the keys."""
        if rested_s >= _LONG_REST_S and self._left_out:
            gc.unfreeze()
            self._search(left_out=False)
        elif gc.get_count()[2] >= (_WORTH if rested_s >= _REST_S else _AT_MOST):
            self._search(left_out=True)

    def _search(self, *, left_out: bool) -> None:
        gc.collect()
        gc.freeze()
        self._left_out = left_out
