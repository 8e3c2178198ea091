"""How often the vault may be tried with a passphrase: the wait grows, also over a restart and whatever the clock says.

What is kept is a number, the failures in a row, never a time. Each program serves the whole wait anew by its own
monotonic clock, counted from when it first saw the number: a clock put forward shortens nothing, and neither does a
restart. A try is counted before it is made, so that killing the program undoes none. Whoever may write in the folder
can take the file away, but can as well copy the vault and guess elsewhere: against that stands Argon2id.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from dictate.errors import DictateError
from dictate.vault.header import put_whole

NAME = "vault.tries"
_FREE = 3
"""Failures that cost no wait: everybody mistypes."""
_LONGEST_S = 300.0
_LARGEST = 1_000_000


class TooSoon(DictateError):
    """The wait after failed tries is not over; `wait_s` is what is left of it."""

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        seconds = max(1, round(wait_s))
        super().__init__(f"Vänta {seconds} {'sekund' if seconds == 1 else 'sekunder'} innan du försöker igen.")


def wait_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: nothing for three, then 1, 2, 4 ... up to five minutes."""
    return 0.0 if failures < _FREE else float(min(_LONGEST_S, 2.0 ** min(failures - _FREE, 20)))


class Tries:
    """The failures of one vault folder."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that only ever go forward."""
        self._path = folder / NAME
        self._clock = clock
        self._seen = -1
        self._since = 0.0

    @property
    def failures(self) -> int:
        """Failures in a row. A file that can't be read counts as many: damage must not be a way round the wait."""
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return max(0, self._seen)
        except (OSError, UnicodeDecodeError):
            return _LARGEST
        try:
            number = json.loads(text)["failures"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return _LARGEST
        return min(_LARGEST, number) if isinstance(number, int) and number >= 0 else _LARGEST

    @property
    def wait_s(self) -> float:
        """Seconds until the next try."""
        failures = self.failures
        if failures != self._seen:  # another program has tried meanwhile, or this is the first look
            self._seen, self._since = failures, self._clock()
        return max(0.0, self._since + wait_after(failures) - self._clock())

    def begin(self) -> None:
        """Counts a try before it is made; `succeeded` takes it back. Raises TooSoon while the wait lasts."""
        if (left := self.wait_s) > 0:
            raise TooSoon(left)
        self._keep(min(_LARGEST, self.failures + 1))

    def succeeded(self) -> None:
        """The vault is open: what failed before is forgotten."""
        self._seen = 0
        try:
            self._path.unlink(missing_ok=True)
        except OSError:
            self._keep(0)

    def _keep(self, failures: int) -> None:
        self._seen, self._since = failures, self._clock()
        with contextlib.suppress(OSError):  # a read-only folder: this program still remembers
            put_whole(self._path, json.dumps({"failures": failures}).encode())
