"""What each simple cure for bad sound is worth: the same clips in the same rooms with and without it, in one run.

Used by `scripts/benchmark.py cures`. What ships is heard in turn with ways that differ from it in one thing each. In
each round the clips are joined in another order, with other pauses, to one recording, so that the voice detector must
keep up. Resamplers are compared on the same brought to the rates of sound cards; soxr is that of ffmpeg, where it is
installed.
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
from degraded import changes, level
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
_QUIET_DBFS = (-40,)


@dataclass
class Tally:
    """One way to listen: the wrong words of each recording, and the seconds that it took to hear all."""

    wrong: list[int] = field(default_factory=list)
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
    engine = Engine.load(Folders.of_this_user().models / Settings().model)
    orders = [np.random.default_rng(number).permutation(len(clips)) for number in range(rounds)]
    spoken = [_joined([sounds[at] for at in order], number) for number, order in enumerate(orders)]
    said = [[word for at in order for word in compared(clips[at].said)] for order in orders]
    print(f"cures: {len(clips)} clips joined in {rounds} orders, {len(said[0])} words each; wrong words of each order")
    every = {name: Tally() for name in WAYS}
    for room in changes(sounds[0]):
        heard = [changes(np.roll(sound, len(sound) // 2))[room](sound) for sound in spoken]
        _compare(engine, room, WAYS, heard, said, every)
    _print("all rooms", every)
    _one_by_one(engine, sounds, [compared(clip.said) for clip in clips])
    if shutil.which("ffmpeg"):
        _resamplers(engine, spoken, said)


def _one_by_one(engine: Engine, sounds: Sequence[Sound], said: Sequence[list[str]]) -> None:
    """Quiet clips each by itself: in a short dictation there is no louder speech beside."""
    ways = {name: WAYS[name] for name in ("ships", "no gain")}
    for dbfs in _QUIET_DBFS:
        heard = [level(sound, dbfs) for sound in sounds]
        _compare(engine, f"{dbfs} dBFS alone", ways, heard, said, {name: Tally() for name in ways})


def _resamplers(engine: Engine, spoken: Sequence[Sound], said: Sequence[list[str]]) -> None:
    """The same for the sound as cards give it, as it is and with hiss that reaches far over what a voice has."""
    every = {name: Tally() for name in ("ships", "soxr")}
    for rate in _CARD_RATES:
        ways: dict[str, Way] = {
            "ships": (nullcontext, lambda sound, rate=rate: _by_ours(sound, rate)),
            "soxr": (nullcontext, lambda sound, rate=rate: _by_soxr(sound, rate)),
        }
        for hiss in (False, True):
            heard = [_as_a_card_gives(sound, rate, hiss) for sound in spoken]
            _compare(engine, f"{rate} Hz" + " + hiss" * hiss, ways, heard, said, every)
    _print("all rates", every)


def _compare(
    engine: Engine,
    title: str,
    ways: Mapping[str, Way],
    heard: Sequence[Sound],
    said: Sequence[list[str]],
    every: Mapping[str, Tally],
) -> None:
    """Listens in turn, prints, and adds to `every`."""
    found = {name: Tally() for name in ways}
    for sound, words in zip(heard, said, strict=True):
        for name, (otherwise, change) in ways.items():
            changed = change(sound)
            with otherwise():
                began = time.perf_counter()
                text = " ".join(one.text for one in engine.transcribe([changed]))
                seconds = time.perf_counter() - began
            for tally in (found[name], every[name]):
                tally.wrong.append(errors(words, compared(text)))
                tally.seconds += seconds
    _print(title, found)


def _print(title: str, tallies: Mapping[str, Tally]) -> None:
    shown = []
    for name, tally in tallies.items():
        pairs = list(zip(tally.wrong, tallies["ships"].wrong, strict=True))
        better, worse = sum(one < other for one, other in pairs), sum(one > other for one, other in pairs)
        each = f" ({'/'.join(map(str, tally.wrong))})" if len(tally.wrong) < 6 else f" (better {better}, worse {worse})"
        shown.append(f"{name} {sum(tally.wrong)}{each} {tally.seconds:.0f} s")
    print(f"  {title:<16}" + "; ".join(shown), flush=True)


def _joined(sounds: Sequence[Sound], seed: int) -> Sound:
    """All in one recording with a pause after each."""
    random = np.random.default_rng(seed)
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
