"""The real program in a terminal of its own: keys go in, and what it draws can be waited for."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.kills import ROOT

_CODES = re.compile(rb"\x1b\[[0-9;?<>=]*[A-Za-z]")


class Terminal:
    """The program in a pseudo-terminal, ended with it; `shown` is all that it has drawn since the last key."""

    def __init__(self, data: Path, size: tuple[int, int] = (24, 80), arguments: tuple[str, ...] = ()) -> None:
        """`data` is the program's folder; `size` lines and columns."""
        self.file, slave = pty.openpty()
        termios.tcsetwinsize(slave, size)
        around = {name: said for name, said in os.environ.items() if name not in ("COLUMNS", "LINES")}
        self.child = subprocess.Popen(
            [sys.executable, "-m", "dictate", *arguments],
            cwd=ROOT, env=around | {"DICTATE_DATA": str(data), "TERM": "xterm-256color"},
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.shown = bytearray()
        self.all = bytearray()
        """All that it has drawn since its start."""
        self.keys = 0
        """How many keys were pressed."""
        self._open = True
        threading.Thread(target=self._drain, daemon=True).start()

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.child.kill()
        self.child.wait()
        self.close()

    def close(self) -> None:
        """The terminal's window is closed."""
        if self._open:
            self._open = False
            os.close(self.file)

    def _drain(self) -> None:
        try:
            while data := os.read(self.file, 65_536):
                self.shown += data
                self.all += data
        except OSError:
            return

    @property
    def text(self) -> str:
        """What was drawn since the last key, without colours and places."""
        return _CODES.sub(b"", bytes(self.shown)).decode(errors="replace")

    def until(self, ready: Callable[[], object], seconds: float = 60.0) -> None:
        """Waits for something to come true; fails when it does not."""
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, self.text[-2_000:]
            time.sleep(0.02)

    def press(self, key: str, then: str = "", seconds: float = 60.0) -> None:
        """Presses a key (or types a text), and waits until the program draws `then`."""
        self.keys += 1
        del self.shown[:]
        os.write(self.file, key.encode())
        self.until(lambda: then in self.text, seconds)

    def still(self, quiet_s: float = 1.0) -> str:
        """Waits until the program has drawn and draws no more; gives what was drawn since the last key."""
        drawn, since = 0, time.monotonic()
        while not drawn or time.monotonic() - since < quiet_s:
            if len(self.shown) != drawn:
                drawn, since = len(self.shown), time.monotonic()
            time.sleep(0.02)
        return self.text
