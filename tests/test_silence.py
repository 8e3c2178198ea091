"""The whole journey without a network, and what it asks of the kernel: the proofs that reach beyond Python's own hooks.

A dictation to its document and the screens run in an empty network namespace, under strace. A try to reach a network
would fail there, and would be seen as a system call even so.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.settings import Folders, Settings
from dictate.shipped import sample

BIN = Path(sys.executable).parent
WORD = "Kvasthilda"
"""Typed as text of a note; stands nowhere else."""
_OUT = "?1049l"
_LOCAL = ("AF_UNIX", "AF_LOCAL", "AF_NETLINK")
_NO_NETWORK = ("unshare", "--map-root-user", "--net")

namespaces = pytest.mark.skipif(
    sys.platform != "linux"
    or shutil.which("unshare") is None
    or subprocess.run([*_NO_NETWORK, "true"], capture_output=True, check=False).returncode != 0,
    reason="the kernel lets this user make no network namespace",
)
traced = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: apt-get install strace")


@dataclass(frozen=True)
class Journey:
    """What a program printed or drew, how it ended, and the file of its network calls ("" without strace)."""

    shown: bytes
    status: int
    calls: str


def alone(command: Sequence[str], calls: Path) -> list[str]:
    """The command in an empty network namespace, with its network calls and those of its children written down."""
    # Not --seccomp-bpf: the kernel's answer to the program's own filter would come before the tracer's.
    tracer = ["strace", "-f", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", str(calls)]
    return [*_NO_NETWORK, *(tracer if shutil.which("strace") else []), *command]


def read(calls: Path) -> str:
    return calls.read_text(encoding="utf-8", errors="replace") if calls.exists() else ""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Path:
    """A data folder with the model in it, where the question of the first start is answered."""
    folder = tmp_path_factory.mktemp("silence") / "data"
    shutil.copytree(model_folder, folder / "models" / model_folder.name, copy_function=os.link)
    Application(Folders(folder, folder), Settings()).vault.key()
    return folder


def environment(data: Path) -> dict[str, str]:
    return {
        "DICTATE_DATA": str(data), "HOME": str(data.parent), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1",
        "TERM": "xterm-256color", "OMP_NUM_THREADS": "1",
    }  # fmt: skip


@pytest.fixture(scope="module")
def document(data: Path) -> Journey:
    """From sound to document, as `dictate demo` does it, on the first seconds of its sound."""
    calls, sound = data.parent / "document.calls", data.parent / "sound.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        for block in islice(Recording(sample("dictation.opus")).blocks(1.0), 8):
            file.writeframes((block * 32767).astype("<i2").tobytes())
    command = [str(BIN / "dictate"), "run", str(sound), "--decide", "role", "--out", str(data.parent / "a.docx")]
    done = subprocess.run(alone(command, calls), env=environment(data), capture_output=True, timeout=240, check=False)
    return Journey(done.stdout + done.stderr, done.returncode, read(calls))


@pytest.fixture(scope="module")
def screens(data: Path) -> Journey:
    """The screens, with every model loaded: text is typed, marked, copied, and the program closed."""
    calls = data.parent / "screens.calls"
    child, terminal = pty.fork()
    if child == 0:
        command = alone([str(BIN / "dictate")], calls)
        os.execvpe(command[0], command, environment(data))
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    shown = bytearray()
    draws(terminal, shown, "Klistra in")
    time.sleep(1.0)
    for keys, awaited in (("t", "mall"), ("\r", "eller skriv"), (f"{WORD} sover gott.", f"{WORD} sover gott")):
        os.write(terminal, keys.encode())
        draws(terminal, shown, awaited)
    os.write(terminal, b"\x1b[1;2H\x03")  # Shift+Home marks the line, Ctrl+C copies it
    draws(terminal, shown, "]52;c;")
    os.write(terminal, b"\x11")
    draws(terminal, shown, None)
    return Journey(bytes(shown), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), read(calls))


def draws(terminal: int, shown: bytearray, awaited: str | None, seconds: float = 180.0) -> None:
    """Reads what the program draws until it has drawn `awaited` since the call, or, with None, has closed.

    Where it asks whether it shall close in spite of something, the answer is yes.
    """
    begin, end = len(shown), time.monotonic() + seconds
    while time.monotonic() < end:
        if awaited is not None and awaited in plain(shown[begin:]):
            return
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                new = os.read(terminal, 65536)
            except OSError:
                new = b""
            if not new:
                break
            shown += new
            if awaited is None and "ändå?" in plain(new):
                os.write(terminal, b"j")
    assert awaited is None, f"{awaited!r} was never drawn"


def plain(drawn: bytes | bytearray) -> str:
    """The text without colours and cursor moves; what is sent to the clipboard stays."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode("utf-8", errors="replace"))


def outward(calls: str) -> list[str]:
    """The calls that have to do with anything else than local sockets."""
    return [line for line in calls.splitlines() if "AF_" in line and not any(one in line for one in _LOCAL)]


@namespaces
def test_from_sound_to_document_no_network_is_needed(document: Journey, data: Path) -> None:
    assert document.status == 0, document.shown
    assert (data.parent / "a.docx").is_file()


@namespaces
def test_the_screens_need_no_network(screens: Journey) -> None:
    assert screens.status == 0, plain(screens.shown)[-1500:]


@namespaces
@traced
def test_the_whole_journey_asks_the_kernel_for_no_internet_socket(document: Journey, screens: Journey) -> None:
    assert outward(document.calls) == []
    assert outward(screens.calls) == []
    assert "socketpair(AF_UNIX" in screens.calls  # asyncio's own: the tracer did see the calls


@namespaces
def test_no_library_leaves_an_identity_of_this_computer_behind(document: Journey, screens: Journey, data: Path) -> None:
    assert document.status == screens.status == 0
    cached = data.parent / ".cache"
    assert not [path for path in cached.rglob("*") if "device" in path.name.lower() or path.name == "Microsoft"]


@namespaces
@traced
def test_a_try_to_get_out_would_be_seen(tmp_path: Path) -> None:
    calls = tmp_path / "calls"
    script = """
import socket
socket.socket().connect_ex(("192.0.2.1", 443))
assert open("/proc/net/dev").read().count(":") == 1, "more than the loopback device is there"
"""
    done = subprocess.run(alone([sys.executable, "-c", script], calls), capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert any("connect(" in line and "192.0.2.1" in line for line in outward(read(calls)))


@namespaces
def test_nothing_dictated_is_left_in_the_terminal(screens: Journey) -> None:
    before, _, rest = screens.shown.partition(b"?1049h")
    inside, _, after = rest.rpartition(_OUT.encode())
    assert WORD in plain(inside)
    assert WORD not in plain(before) + plain(after)
    assert inside.count(b"?1049") == 0, "it never left the alternate screen in between"


@namespaces
def test_what_was_copied_is_cleared_when_the_program_ends(screens: Journey) -> None:
    sent = re.findall(rb"\x1b\]52;c;([^\a]*)\a", screens.shown)
    assert len(sent) == 3
    assert sent[0] != b""
    assert sent[1:] == [b"IA==", b""]
