"""The installer's log: what happened, never to whom. Versions, steps, seconds and ids of checks; no names, no paths."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

Tell = Callable[[Sequence[str]], None]
"""Hands one line to the system's log; whatever goes wrong there stops nothing."""

_EVENT_IDS = {"installed": 100, "rolled_back": 110, "uninstalled": 120, "refused": 200, "failed": 210}


class Log:
    """Lines to a file and to the system's log (journald or syslog; on Windows the application log)."""

    def __init__(self, file: Path | None, *, windows: bool, tell: Tell | None = None) -> None:
        self._file = file
        self._windows = windows
        self._tell = tell or _tell

    def write(self, event: str, **values: str | int | float) -> None:
        """One line; `event` is one of `_EVENT_IDS` when it ends a run, else it goes to the file alone."""
        text = " ".join((event, *(f"{name}={value}" for name, value in values.items())))
        if self._file:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with self._file.open("a", encoding="utf-8") as file:
                    file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')} {text}\n")
            except OSError:
                self._file = None  # a log that can't be written stops no installation
        if event in _EVENT_IDS:
            self._tell(system_log_command(event, text, windows=self._windows))


def system_log_command(event: str, text: str, *, windows: bool) -> list[str]:
    """The command that hands a line to the system's log."""
    bad = _EVENT_IDS[event] >= 200
    if windows:
        kind = "WARNING" if bad else "INFORMATION"
        number = str(_EVENT_IDS[event])
        return ["eventcreate.exe", "/T", kind, "/ID", number, "/L", "APPLICATION", "/SO", "Dictate", "/D", text]
    return ["logger", "-t", "dictate-installer", "-p", f"user.{'warning' if bad else 'notice'}", "--", text]


def _tell(command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    if which(command[0]) is None:
        return
    try:
        subprocess.run(command, capture_output=True, timeout=10, check=False, env=environment)
    except (OSError, subprocess.SubprocessError):
        return
