"""The first run from an empty folder by keys alone, with a virtual microphone: `python scripts/first_journey.py`.

Prints how many keys it takes and how long the program makes the user wait, step by step. Who reads the whole practice
text aloud takes about a minute for it; to be done in under five minutes the program's part must be seconds.
Needs what the microphone tests need (see tests/virtual_microphone.py) and the default speech model.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from dictate.audio.decode import Recording  # noqa: E402
from dictate.settings import Folders  # noqa: E402
from tests.tui.terminal import Terminal  # noqa: E402
from tests.virtual_microphone import RATE, VirtualMicrophone  # noqa: E402

NAME = "Vera Exempel"
DOWN = "\x1b[B"


class Steps:
    """Presses keys and times how long each is waited for."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self.waited: list[tuple[str, float]] = []

    def __call__(self, told: str, key: str, until: str) -> None:
        """Presses the key, waits for that text, and notes the seconds under the name `told`."""
        began = time.monotonic()
        self._terminal.press(key, until)
        self.waited.append((told, time.monotonic() - began))


def journey(terminal: Terminal, microphone: VirtualMicrophone, sound: Path) -> Steps:
    """From the question of the lock to the end of the practice reading."""
    step = Steps(terminal)
    began = time.monotonic()
    terminal.until(lambda: "Hur ska dina anteckningar" in terminal.text)
    step.waited.append(("start", time.monotonic() - began))
    step("another row", DOWN, "Du slipper skriva")
    step("vault without a passphrase", "\r", "Första gången")
    step("introduction", "k", "Nästa steg")
    step("who writes", "\r", "Ditt namn")
    terminal.press(NAME, NAME[-1])
    step("name kept", "\r", "Nästa steg")
    step("microphones", "\r", "Använd")
    step("microphone chosen", "\r", "Nästa steg")
    step("practice text", "\r", "Börja läsa")
    step("reading begins", " ", "0:0")
    heard = np.concatenate(list(Recording(sound).blocks()))
    microphone.speak(heard[int(3.5 * RATE) : 9 * RATE], "mik_a").wait()
    step("result", "\r", "ord rätt")
    step("back in the introduction", "\x1b", "Allt är klart")
    step("the list", "\x1b", "Diktera nu")
    return step


def main() -> None:
    """Makes an empty home for the program, goes the way, and prints what it took."""
    model = Folders.of_this_user().models / "whisper-base"
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        shutil.copytree(model, home / "data" / "models" / model.name)
        microphone = VirtualMicrophone(home / "pulse")
        microphone.start()
        try:
            microphone.plug("mik_a")
            os.environ.update(microphone.env, XDG_CONFIG_HOME=str(home / "config"))
            with Terminal(home / "data") as terminal:
                step = journey(terminal, microphone, ROOT / "dictate" / "sample" / "dictation.opus")
                keys = terminal.keys - 1  # the name was typed at once
        finally:
            microphone.stop()
    for told, seconds in step.waited:
        print(f"{seconds:6.2f} s  {told}")
    waited = sum(seconds for _, seconds in step.waited)
    print(f"{waited:6.2f} s  waited for, {keys} keys and a name of {len(NAME)} letters")


if __name__ == "__main__":
    main()
