"""A process that records until it is killed: `python -m tests.recording_child FOLDER SEED` (see test_spool_kill.py).

It writes the number of samples said so far to stdout, eight bytes after each block. SEED `microphone` records from
the microphone of the machine instead, and writes one line when the first sound has come.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from dictate.audio.devices import SoundSystem
from dictate.audio.events import RecorderEvent, Started
from dictate.audio.recorder import Recorder
from dictate.vault.keys import KeyFile
from tests.fed_microphone import FedMicrophones, noise


def main(folder: Path, seed: str) -> None:
    """Records into `folder`/spool for a minute at most."""

    def said(samples: int) -> None:
        os.write(1, samples.to_bytes(8, "big"))

    def started(event: RecorderEvent) -> None:
        if isinstance(event, Started):
            os.write(1, b"started\n")

    keys = KeyFile(folder / "key")
    if seed == "microphone":
        recorder = Recorder(SoundSystem(), folder / "spool", keys, started)
    else:
        source = FedMicrophones(noise(int(seed), 900), on_said=said)
        recorder = Recorder(source, folder / "spool", keys, lambda _event: None)
    recorder.start()
    time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
