"""The program as its user meets it, in a terminal with a virtual microphone: how long each key of a dictation takes.

Needs what tests/virtual_microphone.py needs.
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.audio.decode import Recording  # noqa: E402
from dictate.audio.seal import HEADER_BYTES  # noqa: E402
from dictate.settings import Folders  # noqa: E402
from dictate.shipped import sample  # noqa: E402
from tests.virtual_microphone import VirtualMicrophone, virtual_microphones  # noqa: E402

_MODEL = "whisper-base"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Terminal:
    """The program in a pseudo-terminal; `shown` is all that it has drawn since the last `forget`."""

    process: subprocess.Popen[bytes]
    master: int
    shown: bytearray = field(default_factory=bytearray)

    def press(self, key: bytes) -> float:
        """Sends a key and gives the time of it."""
        self.shown.clear()
        os.write(self.master, key)
        return time.perf_counter()

    @property
    def text(self) -> str:
        """What was drawn since the last key, without colours."""
        return re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", bytes(self.shown)).decode(errors="replace")

    def shows(self, text: str) -> bool:
        """Whether these words were drawn since the last key."""
        return text in self.text

    def cpu_s(self) -> float:
        """Processor seconds that the program has used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def _program(data: Path) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (30, 100))
    environment = os.environ | {"DICTATE_DATA": str(data), "TERM": "xterm-256color"}
    child = subprocess.Popen(
        [sys.executable, "-m", "dictate"],
        cwd=ROOT, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
    )  # fmt: skip
    os.close(slave)
    terminal = Terminal(child, master)
    threading.Thread(target=_drain, args=(terminal,), daemon=True).start()
    try:
        yield terminal
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        os.close(master)


def _drain(terminal: Terminal) -> None:
    try:
        while data := os.read(terminal.master, 65_536):
            terminal.shown += data
    except OSError:
        return


def _when(terminal: Terminal, ready: Callable[[], object], seconds: float = 60.0) -> float:
    """The time at which something came true."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"the program did not get there: {terminal.text[-2_000:]}")
        time.sleep(0.005)
    return time.perf_counter()


def _round(data: Path, server: VirtualMicrophone) -> dict[str, float]:
    sound = data / "sound"
    speech = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))
    began = time.perf_counter()
    took = {}
    with _program(data) as terminal:
        took["start to first screen"] = _when(terminal, lambda: terminal.shows("Diktera")) - began
        time.sleep(3)
        before = {file.name for file in sound.iterdir()} if sound.is_dir() else set()
        pressed = terminal.press(b"d")

        def saved() -> bool:
            files = [file for file in sound.iterdir() if file.name not in before] if sound.is_dir() else []
            return any(file.stat().st_size > HEADER_BYTES for file in files)

        took["D to sound on the disk"] = _when(terminal, saved) - pressed
        server.speak(speech[: 45 * 16_000], "mik_a").wait()
        pressed = terminal.press(b" ")
        took["space to the pause"] = _when(terminal, lambda: terminal.shows("släppt")) - pressed
        time.sleep(6)
        cpu = terminal.cpu_s()
        time.sleep(10)
        took["share of a core in a pause"] = (terminal.cpu_s() - cpu) / 10
        pressed = terminal.press(b" ")
        _when(terminal, lambda: terminal.shows("Spelar in"))
        took["space to recording again"] = time.perf_counter() - pressed
        time.sleep(3)
        cpu = terminal.cpu_s()
        time.sleep(10)
        took["share of a core while nobody speaks"] = (terminal.cpu_s() - cpu) / 10
        server.speak(speech[45 * 16_000 : 57 * 16_000], "mik_a").wait()
        pressed = terminal.press(b"\r")
        took["Enter to the note"] = _when(terminal, lambda: terminal.shows("Exportera")) - pressed
        terminal.press(b"\x1b")
        time.sleep(1)
    return took


def dictation(rounds: int) -> None:
    """Seconds from each key to what it is pressed for; a minute of the shipped sample is dictated each round."""
    results: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        model = Folders.of_this_user().models / _MODEL
        shutil.copytree(model, data / "models" / _MODEL)
        with virtual_microphones(Path(folder) / "pulse", "mik_a") as server:
            results = [_round(data, server) for _ in range(rounds)]
    print("dictation: the program in a terminal, a virtual microphone")
    for name in results[0]:
        values = [result[name] for result in results]
        print(f"  {name:<38}" + "  ".join(f"{value:6.3f}" for value in values))


if __name__ == "__main__":
    dictation(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
