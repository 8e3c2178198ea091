"""What the user waits for: from a key to its answer on the screen, in the real program in a terminal of its own.

The note has 500 sentences and 300 findings. A key comes when what the one before left to do is done, as when one reads.
"""

from __future__ import annotations

import os
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.tui.terminal import Terminal  # noqa: E402

_MAKE = """
import sys
from dictate.application import Application
from dictate.session import Session
from dictate.settings import Folders, Settings
from tests.tui.long_note import long_note
made = Application(Folders.of_this_user(), Settings())
made.vault.key()
for name, value in (("author.name", "Vera Exempel"), ("author.title", "socialsekreterare"),
                    ("letterhead.organisation", "Exempelkommun"), ("letterhead.unit", "Barn och familj")):
    made.choose(name, value)
Session(made, long_note(), made.template("journalanteckning")).save()
made.vault.close()
"""
_CODES = re.compile(rb"\x1b\[[0-9;?<>=]*[A-Za-z]")
_COUNTER = "◆ [0-9]+ fynd"
_LEAST = 30
"""Characters of an answer: less than that is the shape of the pointer or a cursor."""
_REST_S = 0.4
_TIMES = 7
_KEYS = (
    ("next", b"\t", ""),
    ("sentence", b"\x1b[B", ""),
    ("keep", b"b", _COUNTER),
    ("undo", b"u", _COUNTER),
    ("redo", b"U", _COUNTER),
    ("strike", b"\x1b[3~", "struken"),
    ("undo strike", b"u", _COUNTER),
    ("open move", b"f", "Står nu under"),
    ("back", b"\x1b", _COUNTER),
    ("open move", b"f", "Står nu under"),
    ("move", b"3", _COUNTER),
    ("open role", b"r", "Ersätt med roll"),
    ("back", b"\x1b", _COUNTER),
    ("open alike", b"a", "allt som väntar"),
    ("back", b"\x1b", _COUNTER),
    ("open edit", b"e", "Ändra meningen"),
    ("back", b"\x1b", _COUNTER),
    ("checks", b"k", "Kontroller"),
    ("back", b"\x1b", _COUNTER),
    ("fields", b"g", "Kontaktform"),
    ("back", b"\x1b", _COUNTER),
    ("export", b"x", "Exportera Journalanteckning"),
    ("back", b"\x1b", _COUNTER),
    ("help", b"\x1bOP", "Hjälp"),
    ("back", b"\x1b", _COUNTER),
    ("commands", b"\x10", "Alla kommandon"),
    ("back", b"\x1b", _COUNTER),
    ("open split", b"d", "här delas den"),
    ("split", b"\r", _COUNTER),
    ("join", b"j", _COUNTER),
)
"""Its name, what the terminal sends, and what its answer says, "" for anything."""


def keys(_rounds: int = 1) -> None:
    """Milliseconds to the answer of each key, median and longest; the aim is 50."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DICTATE_DATA": folder, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
        subprocess.run([sys.executable, "-c", _MAKE], check=True, cwd=ROOT)
        took: dict[str, list[float]] = {name: [] for name in (*(name for name, _, _ in _KEYS), "list", "open note")}
        with Terminal(Path(folder), (40, 120)) as terminal:
            terminal.until(lambda: "att göra klar" in terminal.text)
            time.sleep(5)  # what is loaded behind the screens
            terminal.press("\r", "Exportera")
            for _ in range(_TIMES):
                for name, sent, said in _KEYS:
                    took[name].append(_answered(terminal, sent, said))
            for _ in range(_TIMES):
                took["list"].append(_answered(terminal, b"\x1b", "att göra klar"))
                took["open note"].append(_answered(terminal, b"\r", "Öppnar anteckningen|Exportera"))
                terminal.until(lambda: "Exportera" in terminal.text)
    print("keys: from a key to its answer in a terminal, a note of 500 sentences and 300 findings")
    for name, values in took.items():
        print(f"  {name:<12}{statistics.median(values) * 1e3:5.0f} ms (longest {max(values) * 1e3:.0f})")


def _answered(terminal: Terminal, sent: bytes, said: str) -> float:
    """Seconds from the key to what it says."""
    time.sleep(_REST_S)
    del terminal.shown[:]
    began = time.perf_counter()
    os.write(terminal.file, sent)
    while time.perf_counter() < began + 5:
        text = _CODES.sub(b"", bytes(terminal.shown)).decode(errors="replace")
        if len(text) >= _LEAST and re.search(said, text):
            return time.perf_counter() - began
        select.select([], [], [], 0.001)
    raise SystemExit(f"The key {sent!r} had no answer: {text[-300:]!r}")


if __name__ == "__main__":
    keys()
