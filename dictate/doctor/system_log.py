"""The doctor's answer in the computer's own log, where monitoring looks: journald or syslog, Windows' event log.

What is written is the ids of the checks, the states and the version: no sentence of a check, since one may name a
folder or a microphone, and nothing of a note. Both logs are on this computer: a local socket, a call of the system.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dictate.doctor.check import Check, State, overall
from dictate.errors import DictateError

NAME = "dictate-doctor"
"""What the lines are found by: `journalctl -t dictate-doctor`."""
SOURCE = "Dictate"
"""The source in Windows' log, the installer's too."""
SOCKETS = (Path("/dev/log"), Path("/var/run/syslog"))
"""Where Linux, and macOS, take lines for their log."""

_USER = 1 << 3
"""The facility "user" of RFC 5424."""
_SEVERITY: dict[State, int] = {"ok": 6, "warning": 4, "fault": 3}
"""Informational, warning and error of RFC 5424."""
EVENTS: dict[State, tuple[int, int]] = {"ok": (4, 300), "warning": (2, 310), "fault": (1, 320)}
"""Type (information, warning, error of winnt.h) and number of each event; under 1000, so that the text is shown as it
is where the installer has registered the source."""


class SystemLogSilent(DictateError):
    """The computer's log takes no lines."""

    def __init__(self) -> None:
        super().__init__(
            "Datorns logg tog inte emot resultatet. Kontrollera att dess loggtjänst är igång, eller tala med IT."
        )


@dataclass(frozen=True, slots=True)
class Line:
    """What goes to the log."""

    state: State
    text: str


def line_of(checks: Iterable[Check], version: str) -> Line:
    """The line: one JSON object with `version`, `state` and the ids of the checks that are not ok, by state."""
    listed = tuple(checks)
    told: dict[str, Any] = {"version": version, "state": overall(listed)}
    for name, state in (("faults", "fault"), ("warnings", "warning")):
        told[name] = [check.id for check in listed if check.state == state]
    return Line(overall(listed), json.dumps(told))


def write(line: Line) -> None:
    """Hands the line to this computer's log. Raises SystemLogSilent."""
    if sys.platform == "win32":
        import ctypes

        report_event(line, ctypes.WinDLL("advapi32"))
    else:
        to_socket(line, SOCKETS)


def to_socket(line: Line, sockets: Iterable[Path]) -> None:
    """To the first of the local sockets that takes it, in the form of RFC 3164. Raises SystemLogSilent."""
    import socket

    packet = f"<{_USER | _SEVERITY[line.state]}>{NAME}[{os.getpid()}]: {line.text}".encode()
    for path in sockets:
        for kind, end in ((socket.SOCK_DGRAM, b""), (socket.SOCK_STREAM, b"\0")):
            with socket.socket(socket.AF_UNIX, kind) as one:
                one.settimeout(5)
                try:
                    one.connect(str(path))
                    one.sendall(packet + end)
                    return
                except OSError as error:
                    if error.errno != errno.EPROTOTYPE:  # the other kind of socket
                        break
    raise SystemLogSilent


def report_event(line: Line, advapi32: Any) -> None:
    """To Windows' application log; needs no administrator. Raises SystemLogSilent.

    `advapi32` is the system's library. Source: the reference of RegisterEventSourceW and ReportEventW.
    """
    import ctypes

    handle, word, number = ctypes.c_void_p, ctypes.c_ushort, ctypes.c_uint32
    advapi32.RegisterEventSourceW.argtypes = [ctypes.c_wchar_p, ctypes.c_wchar_p]
    advapi32.RegisterEventSourceW.restype = handle
    advapi32.ReportEventW.argtypes = [
        handle, word, word, number, handle, word, number, ctypes.POINTER(ctypes.c_wchar_p), handle,
    ]  # fmt: skip
    advapi32.DeregisterEventSource.argtypes = [handle]
    source = advapi32.RegisterEventSourceW(None, SOURCE)
    if not source:
        raise SystemLogSilent
    kind, event = EVENTS[line.state]
    try:
        if not advapi32.ReportEventW(source, kind, 0, event, None, 1, 0, (ctypes.c_wchar_p * 1)(line.text), None):
            raise SystemLogSilent
    finally:
        advapi32.DeregisterEventSource(source)
