"""What each simple cure for bad sound is worth: the same clips in the same rooms with and without it, in one run.

Used by `scripts/benchmark.py cures`. What ships is heard in turn with ways that differ from it in one thing each. The
clips come one by one, as short dictations do, and joined to one recording, in which the voice detector must keep up.
Resamplers are compared on the clips brought to the rate of a sound card; soxr is that of ffmpeg, where it is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import numpy as np
from degraded import changes
from noise_corpus import RATE
from numpy.typing import NDArray
from spoken_words import compared, errors, read_manifest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.audio.decode import Recording  # noqa: E402
from dictate.audio.resample import Resampler  # noqa: E402
from dictate.settings import Folders, Settings  # noqa: E402
from dictate.speech import decoding, voice  # noqa: E402
from dictate.speech.engine import Engine  # noqa: E402

Sound = NDArray[np.float32]
Way = tuple[Callable[[], AbstractContextManager[object]], Callable[[Sound], Sound]]
"""What is otherwise in the program while it listens, and what is done to the sound before."""
_HIGH_PASS_HZ = 80
_PAUSES_S = (0.4, 1.5)
_CARD_RATES = (48_000, 44_100)
_HISS_DB = 10.0


@dataclass
class Tally:
    """One way to listen: wrong words of each round, those of each sound (all rounds together), seconds of listening."""

    rounds: list[int] = field(default_factory=list)
    each: list[int] = field(default_factory=list)
    seconds: float = 0.0


@contextmanager
def _no_gain() -> Iterator[None]:
    with patch.object(decoding, "louder", lambda samples: samples):
        yield


@contextmanager
def _no_outline() -> Iterator[None]:
    with patch.object(voice, "_with_outline", lambda rows: np.ascontiguousarray(rows[:, voice._LONG :])):
        yield


def _as_it_is(sound: Sound) -> Sound:
    return sound


def _high_pass(sound: Sound) -> Sound:
    """Without what lies below a voice: a Butterworth filter of the fourth order."""
    from scipy.signal import butter, sosfilt

    return np.asarray(sosfilt(butter(4, _HIGH_PASS_HZ, "highpass", fs=RATE, output="sos"), sound), np.float32)


WAYS: dict[str, Way] = {
    "ships": (nullcontext, _as_it_is),
    "no gain": (_no_gain, _as_it_is),
    "no outline": (_no_outline, _as_it_is),
    f"high-pass {_HIGH_PASS_HZ} Hz": (nullcontext, _high_pass),
}


def cures(manifest: Path, rounds: int) -> None:
    """Prints the wrong words of every way in every room, then those of resamplers."""
    clips = [clip for clip in read_manifest(manifest) if clip.said]
    sounds = [np.concatenate(list(Recording(clip.path).blocks())) for clip in clips]
    said = [compared(clip.said) for clip in clips]
    engine = Engine.load(Folders.of_this_user().models / Settings().model)
    print(
        f"cures: {len(clips)} clips, {sum(map(len, said))} words, {rounds} rounds; wrong words one by one + joined "
        "(clips better and worse than what ships)"
    )
    every = {name: Tally() for name in WAYS}
    for room in changes(sounds[0]):
        alone = [changes(sounds[number - 1])[room](sound) for number, sound in enumerate(sounds)]
        whole = changes(_joined(sounds[::-1]))[room](_joined(sounds))
        _compare(engine, room, WAYS, alone, whole, said, rounds, every)
    _print("all rooms", every)
    _resamplers(engine, sounds, said, rounds)


def _resamplers(engine: Engine, sounds: Sequence[Sound], said: Sequence[list[str]], rounds: int) -> None:
    """The same for the sound as cards give it, as it is and with hiss that reaches far over what a voice has."""
    if not shutil.which("ffmpeg"):
        print("  no ffmpeg: soxr is not compared")
        return
    every = {name: Tally() for name in ("ships", "soxr")}
    for rate in _CARD_RATES:
        ways: dict[str, Way] = {
            "ships": (nullcontext, lambda sound, rate=rate: _by_ours(sound, rate)),
            "soxr": (nullcontext, lambda sound, rate=rate: _by_soxr(sound, rate)),
        }
        for hiss in (False, True):
            alone = [_as_a_card_gives(sound, rate, hiss) for sound in sounds]
            whole = _as_a_card_gives(_joined(sounds), rate, hiss)
            _compare(engine, f"{rate} Hz" + " + hiss" * hiss, ways, alone, whole, said, rounds, every)
    _print("all rates", every)


def _compare(
    engine: Engine,
    title: str,
    ways: Mapping[str, Way],
    alone: Sequence[Sound],
    whole: Sound,
    said: Sequence[list[str]],
    rounds: int,
    every: Mapping[str, Tally],
) -> None:
    """Listens in turn, prints and adds to `every`."""
    found = {name: Tally() for name in ways}
    for _ in range(rounds):
        for name, (otherwise, change) in ways.items():
            changed = [*map(change, alone), change(whole)]
            with otherwise():
                began = time.perf_counter()
                texts = [" ".join(one.text for one in engine.transcribe([sound])) for sound in changed]
                seconds = time.perf_counter() - began
            expected = [*said, [word for words in said for word in words]]
            each = [errors(words, compared(text)) for words, text in zip(expected, texts, strict=True)]
            for tally in (found[name], every[name]):
                tally.rounds.append(sum(each))
                tally.seconds += seconds
            found[name].each = [a + b for a, b in zip(found[name].each or [0] * len(each), each, strict=True)]
    for name in ways:
        every[name].each += found[name].each
    _print(title, found)


def _print(title: str, tallies: Mapping[str, Tally]) -> None:
    usual, shown = tallies["ships"], []
    for name, tally in tallies.items():
        text = f"{name} {'/'.join(map(str, tally.rounds))}" if len(tally.rounds) < 9 else f"{name} {sum(tally.rounds)}"
        if tally is not usual:
            pairs = list(zip(tally.each, usual.each, strict=True))
            text += f" (+{sum(one < other for one, other in pairs)} -{sum(one > other for one, other in pairs)})"
        shown.append(f"{text} {tally.seconds:.0f} s")
    print(f"  {title:<16}" + "; ".join(shown), flush=True)


def _joined(sounds: Sequence[Sound]) -> Sound:
    """All in one recording with a pause after each."""
    random = np.random.default_rng(7)
    silent = [np.zeros(int(random.uniform(*_PAUSES_S) * RATE), np.float32) for _ in sounds]
    return np.concatenate([part for pair in zip(sounds, silent, strict=True) for part in pair])


def _as_a_card_gives(sound: Sound, rate: int, hiss: bool) -> Sound:
    """The same sound at a higher rate, by its spectrum; with white noise up to half of that rate."""
    size = round(len(sound) * rate / RATE)
    high = np.fft.irfft(np.fft.rfft(sound), size) * (size / len(sound))
    if hiss:
        strength = np.sqrt((high**2).mean()) * 10 ** (-_HISS_DB / 20)
        high = high + np.random.default_rng(9).normal(0, strength, size)
    return high.astype(np.float32)


def _by_ours(sound: Sound, rate: int) -> Sound:
    resampler = Resampler(rate, RATE)
    return np.concatenate([resampler(sound), resampler.flush()])


def _by_soxr(sound: Sound, rate: int) -> Sound:
    """The best that soxr has (28 bits)."""
    form = ["-f", "f32le", "-ac", "1"]
    command = ["ffmpeg", "-v", "error", *form, "-ar", str(rate), "-i", "-"]
    command += ["-af", "aresample=resampler=soxr:precision=28", *form, "-ar", str(RATE), "-"]
    done = subprocess.run(command, input=sound.tobytes(), check=True, stdout=subprocess.PIPE)
    return np.frombuffer(done.stdout, np.float32)
