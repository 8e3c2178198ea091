"""A closed window or a dropped line loses nothing that was typed: the real program in a terminal of its own."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from dictate.application import Application
from tests.kills import ROOT


class Terminal:
    """The program in a pseudo-terminal; `shown` is all that it has written."""

    def __init__(self, application: Application) -> None:
        master, slave = pty.openpty()
        environment = os.environ | {"DICTATE_DATA": str(application.folders.data), "TERM": "xterm-256color"}
        self.child = subprocess.Popen(
            [sys.executable, "-c", "from dictate.cli import main; main()"],
            cwd=ROOT, env=environment | {"COLUMNS": "80", "LINES": "24"}, stdin=slave, stdout=slave, stderr=slave,
            start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        self.file, self.shown = master, bytearray()
        threading.Thread(target=self._drain, daemon=True).start()

    def _drain(self) -> None:
        try:
            while data := os.read(self.file, 65_536):
                self.shown += data
        except OSError:
            return

    def wait(self, ready: Callable[[], object], seconds: float = 30.0) -> None:
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, bytes(self.shown[-400:])
            time.sleep(0.02)

    def type(self, text: str, then: bytes) -> None:
        """Types, and waits until the program shows `then`."""
        del self.shown[:]
        os.write(self.file, text.encode())
        self.wait(lambda: then in self.shown)


@pytest.mark.parametrize("how", ["hangup", "closed", "killed"])
def test_text_that_is_being_typed_is_there_at_the_next_start(quiet: Application, how: str) -> None:
    quiet.store.close()
    terminal = Terminal(quiet)
    terminal.wait(lambda: b"Diktera" in terminal.shown)
    terminal.type("t", b"steg 1")
    terminal.type("\r", b"hos familjen")
    terminal.type("Hembesök hos Elsa", b"3 ord")
    if how == "killed":
        time.sleep(1.0)  # what is promised is all but the last half second
        terminal.child.kill()
    elif how == "hangup":
        terminal.child.send_signal(signal.SIGHUP)
    else:
        os.close(terminal.file)  # the terminal's window is closed
        time.sleep(1.0)
        terminal.child.send_signal(signal.SIGHUP)
    terminal.child.wait(timeout=20)
    again = Application(quiet.folders, quiet.settings, quiet.clock)
    assert again.store.asides.get("draft", "paste") == "Hembesök hos Elsa"
    again.store.close()
