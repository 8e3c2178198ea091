"""How the throughput of `dictate batch` grows with workers on this computer.

    python scripts/benchmark_batch.py [--recordings 8] [--seconds 10] [--workers 1 2 4] [--rounds 1]

Recordings are pieces of the shipped synthetic dictation. Each line: workers, seconds of sound done in a second (median
of the rounds, lowest and highest), and the gain over one worker. Starting the workers and loading their models counts.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import wave
from pathlib import Path

import numpy as np

from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.batch import command
from dictate.batch.command import Wish
from dictate.batch.work import usable_cores
from dictate.settings import Folders, Settings
from dictate.shipped import sample


def recordings(folder: Path, count: int, seconds: int) -> None:
    """Writes the pieces; those past the end of the dictation begin again, a little shifted, so that all differ."""
    sound = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))
    for number in range(count):
        piece = np.take(sound, np.arange(seconds * 16_000) + number * (seconds * 16_000 + 37), mode="wrap")
        with wave.open(str(folder / f"{number:03}.wav"), "wb") as file:
            file.setparams((1, 2, 16_000, 0, "NONE", ""))
            file.writeframes((piece * 32767).astype("<i2").tobytes())


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recordings", type=int, default=8)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    program = Application(Folders.of_this_user(), Settings())
    print(f"{usable_cores()} cores; {given.recordings} recordings of {given.seconds} s; whisper-base")
    base = 0.0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "in"
        folder.mkdir()
        recordings(folder, given.recordings, given.seconds)
        for workers in given.workers:
            rates = []
            for turn in range(given.rounds):
                out = Path(work) / f"out-{workers}-{turn}"
                began = time.perf_counter()
                rows = command.run(
                    program, Wish(folder, out, key_file=Path(work) / "key", workers=workers), lambda _: None
                )
                rates.append(given.recordings * given.seconds / (time.perf_counter() - began))
                assert all(row.state == "done" for row in rows)
                assert len(list(out.glob("*.sealed"))) == given.recordings
            median = statistics.median(rates)
            base = base or median
            print(f"{workers} workers: {median:.2f} s of sound a second ({min(rates):.2f}-{max(rates):.2f}), "
                  f"{median / base:.2f} times {given.workers[0]} worker(s)", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
