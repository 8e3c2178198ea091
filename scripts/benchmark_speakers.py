"""How well voices are told apart: diarization error rate on conversations mixed from clips whose voices are known.

    python scripts/benchmark_speakers.py CLIPS_FOLDER CHECKPOINT [--conversations 12] [--seed 7] [--alike 0.4 0.5 0.6]
                                         [--faster 1.0] [--library PYTHON]

CLIPS_FOLDER holds a folder of clips for each voice (scripts/festival_voices.py makes one), or the clips of the table
below. Each conversation takes turns of two to four voices with pauses of 0.2 to 1.5 s. The rate counts time, in steps
of 10 ms and without a collar: missed speech, speech where there is none, and speech given to another voice under the
best assignment, of all speech in the reference. The reference is the voice detector's on each clean clip. Clips played
faster or slower are other voices, as is usual where such models are trained. PYTHON is one that has senko 0.2.2, which
is then heard on the same conversations as it comes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from dictate.audio.decode import Recording
from dictate.speech.speakers import Hearing, find_turns
from dictate.speech.speakers_net import SpeakerNet, read_weights
from dictate.speech.voice import FRAME, VoiceDetector
from dictate.words import Turn

VOICES = (("human-01", "human-02"), ("tts-03", "tts-04"), ("tts-05", "tts-06", "tts-07"),
          ("tts-08", "tts-09", "tts-10"), tuple(f"tts-{number}" for number in range(11, 19)))  # fmt: skip
_STEP_S = 0.01


def spoken(samples: np.ndarray) -> np.ndarray:
    """Whether there is a voice, for every 10 ms of a clean clip."""
    frames = len(samples) // FRAME
    voiced = VoiceDetector().probabilities(samples[: frames * FRAME]) >= 0.4
    at = (np.arange(int(len(samples) / 16_000 / _STEP_S)) * _STEP_S * 16_000 / FRAME).astype(int)
    return voiced[np.minimum(at, frames - 1)]


def read_voices(folder: Path, faster: float = 1.0) -> list[list[np.ndarray]]:
    """The clips of each voice, played so many times faster."""
    by_voice = [sorted(one.iterdir()) for one in sorted(folder.iterdir()) if one.is_dir()]
    by_voice = by_voice or [[folder / f"{name}.flac" for name in names] for names in VOICES]
    return [[_played(np.concatenate(list(Recording(path).blocks())), faster) for path in paths] for paths in by_voice]


def _played(clip: np.ndarray, faster: float) -> np.ndarray:
    """The clip at another speed and pitch, as on a tape."""
    if faster == 1.0:
        return clip
    at = np.arange(0, len(clip) - 1, faster)
    return np.interp(at, np.arange(len(clip)), clip).astype(np.float32)


def conversation(voices: Sequence[Sequence[np.ndarray]], rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """Sound, and who speaks (0 nobody) for every 10 ms."""
    people = rng.sample(range(len(voices)), rng.randint(2, 4))
    pieces, said, last = [], [], -1
    for _ in range(rng.randint(10, 16)):
        person = rng.choice([one for one in people if one != last] or people)
        last = person
        clip = rng.choice(voices[person])
        clip = clip / max(1e-4, float(np.sqrt(np.mean(clip**2)))) * 10 ** (rng.uniform(-32, -22) / 20)
        pause = int(rng.uniform(0.2, 1.5) * 100) * 160
        clip = clip[: len(clip) // 160 * 160]
        pieces += [clip, np.zeros(pause, np.float32)]
        said += [np.where(spoken(clip), person + 1, 0), np.zeros(pause // 160, int)]
    sound = np.concatenate(pieces).astype(np.float32)
    noise = np.random.default_rng(rng.randrange(2**31)).normal(0, 10 ** (-60 / 20), len(sound))
    return np.clip(sound + noise, -1, 1).astype(np.float32), np.concatenate(said)  # as a recording can hold it


def rates(turns: list[Turn], said: np.ndarray) -> tuple[float, float, float]:
    """Missed, false and confused speech as shares of the speech said."""
    found = np.zeros(len(said), int)
    for turn in turns:
        found[int(turn.start / _STEP_S) : int(turn.end / _STEP_S)] = turn.speaker
    total = (said > 0).sum()
    real, heard = sorted(set(said) - {0}), sorted(set(found) - {0})
    heard += [-n for n in range(1, 1 + max(0, len(real) - len(heard)))]
    both = (said > 0) & (found > 0)
    best = max(
        sum(int(((said == one) & (found == other)).sum()) for one, other in zip(real, chosen, strict=True))
        for chosen in itertools.permutations(heard, len(real))
    )
    missed = ((said > 0) & (found == 0)).sum() / total
    return missed, ((said == 0) & (found > 0)).sum() / total, (both.sum() - best) / total


def library(python: Path, mixed: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[list[Turn]]:
    """The turns that senko finds in each conversation."""
    with tempfile.TemporaryDirectory() as work:
        for number, (sound, _) in enumerate(mixed):
            np.save(Path(work) / f"{number:03}.npy", sound)
        command = [str(python), str(Path(__file__).with_name("senko_peer.py")), work]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return [[Turn(*turn) for turn in json.loads(line)] for line in done.stdout.splitlines() if line[:1] == "["]


def show(name: str, found: Sequence[Sequence[Turn]], mixed: Sequence[tuple[np.ndarray, np.ndarray]]) -> None:
    """One line of the table."""
    wrong = [rates(list(turns), said) for turns, (_, said) in zip(found, mixed, strict=True)]
    counts = zip(found, mixed, strict=True)
    counted = sum(len({turn.speaker for turn in turns}) == len(set(said) - {0}) for turns, (_, said) in counts)
    missed, false, confused = np.mean(wrong, axis=0)
    print(f"{name}: error rate {missed + false + confused:6.1%} (missed {missed:.1%}, false {false:.1%}, confused "
          f"{confused:.1%}; worst {max(map(sum, wrong)):.1%}), voices counted right {counted} of {len(mixed)}",
          flush=True)  # fmt: skip


def main() -> None:
    """Prints one line a setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--conversations", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--alike", type=float, nargs="*", default=[Hearing().alike])
    parser.add_argument("--faster", type=float, default=1.0)
    parser.add_argument("--library", type=Path, help="a Python with senko")
    given = parser.parse_args()
    net, rng = SpeakerNet(read_weights(given.checkpoint)), random.Random(given.seed)
    voices = read_voices(given.clips, given.faster)
    mixed = [conversation(voices, rng) for _ in range(given.conversations)]
    seconds = sum(len(sound) for sound, _ in mixed) / 16_000
    print(f"{len(mixed)} conversations of 2 to 4 of {len(voices)} voices, {seconds:.0f} s")
    for alike in given.alike:
        began = time.perf_counter()
        found = [find_turns([sound], net, replace(Hearing(), alike=alike)) for sound, _ in mixed]
        took = (time.perf_counter() - began) / seconds
        show(f"ours, alike {alike:.2f}, {took:.2f} s a second of sound", found, mixed)
    if given.library:
        show("senko", library(given.library, mixed), mixed)


if __name__ == "__main__":
    main()
