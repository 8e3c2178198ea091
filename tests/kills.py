"""Killing recordings, and looking at what they leave: shared by the tests and scripts/soak.py."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dictate.audio.recovery import recoverable
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.fed_microphone import noise, pcm

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Killed:
    """What one kill left: seconds said and recovered, whether each sample of it is right, and open sound found."""

    said_s: float
    recovered_s: float
    exact: bool
    leaked: bool

    @property
    def missing_s(self) -> float:
        """What was said and is gone."""
        return self.said_s - self.recovered_s


def kill_recordings(folder: Path, count: int, together: int, rng: random.Random) -> list[Killed]:
    """Kills `count` recording processes, each at a random moment, `together` of them running at a time."""
    done: list[Killed] = []
    while len(done) < count:
        seeds = [rng.randrange(2**31) for _ in range(min(together, count - len(done)))]
        children = [_start(folder / str(seed), seed) for seed in seeds]
        for child in children:
            assert child.stdout is not None
            assert child.stdout.read(8), "the recording did not begin"
        moments = sorted((time.monotonic() + rng.uniform(0.0, 2.5), child) for child in children)
        for moment, child in moments:
            time.sleep(max(0.0, moment - time.monotonic()))
            child.send_signal(signal.SIGKILL)
        done += [_look(folder / str(seed), seed, child) for seed, child in zip(seeds, children, strict=True)]
    return done


def _start(folder: Path, seed: int) -> subprocess.Popen[bytes]:
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.recording_child", str(folder), str(seed)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def _look(folder: Path, seed: int, child: subprocess.Popen[bytes]) -> Killed:
    assert child.stdout is not None
    told = child.stdout.read()
    child.wait()
    said = int.from_bytes(told[-8:], "big") if told else 1200
    keys = KeyFile(folder / "key")
    (found,) = recoverable(folder / "spool", keys) or (None,)
    assert found is not None or said < 16_000, "nothing was recovered"
    spoken = np.concatenate(list(noise(seed, said // 1200 + 20)))
    kept = SpoolReader(folder / "spool", found.recording, keys).samples() if found else np.zeros(0, np.float32)
    exact = np.array_equal(pcm(kept), pcm(spoken[: len(kept)]))
    return Killed(said / 16_000, len(kept) / 16_000, exact, sound_in_clear(folder, spoken[:said]))


def sound_in_clear(folder: Path, samples: NDArray[np.float32]) -> bool:
    """Whether any file under the folder holds a hundredth of a second of the sound, as 16-bit or as float.

    Silence is not looked for: zeros are everywhere.
    """
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    places = range(0, max(1, len(samples) - 160), 800)
    pieces = [samples[at : at + 160] for at in places]
    forms = [form for piece in pieces if np.ptp(piece[64:80]) > 0.01 for form in _forms(piece)]
    assert forms, "there is no sound to look for"
    return any(form in data for form in forms)


def _forms(samples: NDArray[np.float32]) -> tuple[bytes, ...]:
    """32 bytes from the middle are enough to know it, and short enough to survive a cut."""
    middle = samples[64:80]
    return pcm(middle).astype("<i2").tobytes(), pcm(middle).astype(">i2").tobytes(), middle.tobytes()
