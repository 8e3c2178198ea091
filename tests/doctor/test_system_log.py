"""`dictate doctor --log`: the answer reaches the computer's log and holds ids and states alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dictate.doctor.check import Check, State
from dictate.doctor.system_log import EVENTS, Line, SystemLogSilent, line_of, report_event, to_socket

SECRET = "Lisa Prov på /home/vera"
needs_sockets = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="a log behind a local socket")

# As the program runs: the guard is up and the kernel's lock is on before anything is written. The lock can't be taken
# away, so it is another process; its one difference is where the log's socket lies.
PROGRAM = """
import sys
from pathlib import Path
from dictate.doctor import system_log
system_log.SOCKETS = (Path(sys.argv.pop(1)),)
from dictate.cli import main
main()
"""


def answer(state: State) -> tuple[Check, ...]:
    return (
        Check("microphone", state, "Mikrofon", SECRET, SECRET),
        Check("key", "ok", "Nyckel", SECRET),
    )


def program(log: Path, data: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(log), "doctor", *options],
        env={**os.environ, "DICTATE_DATA": str(data)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(("state", "told"), [("ok", []), ("warning", ["microphone"]), ("fault", ["microphone"])])
def test_the_line_names_checks_by_id_and_never_what_they_say(state: State, told: list[str]) -> None:
    line = line_of(answer(state), "1.2")
    assert line.state == state
    found = json.loads(line.text)
    assert (found["version"], found["state"]) == ("1.2", state)
    assert found["faults"] + found["warnings"] == told
    assert SECRET not in line.text
    assert "Mikrofon" not in line.text


@needs_sockets
@pytest.mark.parametrize("kind", [socket.SOCK_DGRAM, socket.SOCK_STREAM])
def test_the_log_s_socket_gets_one_line_with_its_severity_and_name(kind: int, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, kind) as log:
        log.bind(str(tmp_path / "log"))
        log.settimeout(10)
        if kind == socket.SOCK_STREAM:
            log.listen()
        to_socket(Line("warning", '{"state": "warning"}'), (tmp_path / "missing", tmp_path / "log"))
        if kind == socket.SOCK_STREAM:
            with log.accept()[0] as one:
                got = one.recv(4096).rstrip(b"\0")
        else:
            got = log.recv(4096)
    assert got.decode() == f'<12>dictate-doctor[{os.getpid()}]: {{"state": "warning"}}'


@needs_sockets
def test_the_whole_program_writes_to_it_behind_the_guard_and_the_kernel_s_lock(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(tmp_path / "log"))
        log.settimeout(30)
        done = program(tmp_path / "log", tmp_path / "data", "--json", "--log")
        packet = log.recv(4096).decode()
    shown = json.loads(done.stdout)
    assert done.returncode == (1 if shown["state"] == "fault" else 0), done.stderr
    priority, _, rest = packet.partition(">dictate-doctor[")
    assert priority == {"ok": "<14", "warning": "<12", "fault": "<11"}[shown["state"]]
    logged = json.loads(rest.partition("]: ")[2])
    assert logged == {
        "version": shown["version"],
        "state": shown["state"],
        "faults": [check["id"] for check in shown["checks"] if check["state"] == "fault"],
        "warnings": [check["id"] for check in shown["checks"] if check["state"] == "warning"],
    }
    network = next(check for check in shown["checks"] if check["id"] == "network")
    assert network["state"] == "ok", "a local log is no network"
    assert str(tmp_path) not in packet


@needs_sockets
def test_a_log_that_is_silent_is_told_in_one_sentence_after_the_answer(tmp_path: Path) -> None:
    done = program(tmp_path / "nothing", tmp_path / "data", "--json", "--log")
    assert done.returncode == 1
    assert done.stderr.strip() == str(SystemLogSilent())
    assert json.loads(done.stdout)["checks"]


class Windows:
    """The three functions of advapi32 that are used, and what was said to them."""

    def __init__(self, source: int = 7, taken: int = 1) -> None:
        self.said: list[tuple[Any, ...]] = []
        self.RegisterEventSourceW = self._function("register", source)
        self.ReportEventW = self._function("report", taken)
        self.DeregisterEventSource = self._function("end", 1)

    def _function(self, name: str, result: int) -> Any:
        def called(*arguments: Any) -> int:
            self.said.append((name, *arguments))
            return result

        return _Function(called)


class _Function(SimpleNamespace):
    """A function that takes `argtypes` and `restype`, as those of ctypes do."""

    def __init__(self, called: Any) -> None:
        super().__init__(called=called)

    def __call__(self, *arguments: Any) -> int:
        assert len(arguments) == len(self.argtypes), "as many as the reference says"
        return self.called(*arguments)


@pytest.mark.parametrize("state", ["ok", "warning", "fault"])
def test_windows_log_gets_one_event_with_its_number_and_the_source_is_let_go(state: State) -> None:
    windows = Windows()
    report_event(Line(state, "åäö"), windows)
    kind, number = EVENTS[state]
    (_, machine, source), (_, handle, *report), (_, ended) = windows.said
    assert (machine, source, handle, ended) == (None, "Dictate", 7, 7)
    assert report[:6] == [kind, 0, number, None, 1, 0]
    assert list(report[6]) == ["åäö"]
    assert report[7] is None


def test_windows_that_takes_nothing_is_told_and_the_source_is_let_go() -> None:
    with pytest.raises(SystemLogSilent):
        report_event(Line("ok", ""), Windows(source=0))
    windows = Windows(taken=0)
    with pytest.raises(SystemLogSilent):
        report_event(Line("ok", ""), windows)
    assert windows.said[-1] == ("end", 7)
