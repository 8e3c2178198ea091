"""Clean speech made as it sounds in real rooms: quiet and loud, by telephone, with echo, noise, or a second voice.

Every change is made from numbers with a fixed seed, so that two runs hear the same. Used by
`scripts/benchmark.py robust` and by `tests/speech`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from noise_corpus import RATE, coloured
from numpy.typing import NDArray

Sound = NDArray[np.float32]
Change = Callable[[Sound], Sound]
LEVELS = (-3, -10, -20, -30, -40)


def level(sound: Sound, dbfs: float) -> Sound:
    """The sound with its loudest moment (20 ms) at so many dB below full scale, as 16-bit samples can hold it."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    loudest = float(np.sqrt((frames.astype(np.float64) ** 2).mean(axis=1).max()))
    return _as_stored(sound * (10 ** (dbfs / 20) / max(loudest, 1e-9) / np.sqrt(2)))


def telephone(sound: Sound) -> Sound:
    """300 to 3 400 Hz and the eight bits of an old line (mu-law)."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    line = np.fft.irfft(np.where((hertz > 300) & (hertz < 3400), spectrum, 0), len(sound))
    peak = max(float(np.abs(line).max()), 1e-9)
    squeezed = np.sign(line) * np.log1p(255 * np.abs(line / peak)) / np.log(256)
    coded = np.round(squeezed * 127) / 127
    return _as_stored(peak * np.sign(coded) * (256 ** np.abs(coded) - 1) / 255)


def echo(sound: Sound) -> Sound:
    """A bare meeting room: 0.6 s until the echo is 60 dB down, the speaker 2 m away."""
    time = np.arange(int(0.7 * RATE)) / RATE
    tail = np.random.default_rng(3).normal(0, 1, len(time)) * 10 ** (-3 * time / 0.6)
    tail[: int(0.012 * RATE)] = 0
    tail *= 0.7 / np.sqrt((tail**2).sum())
    tail[0] = 1.0
    size = len(sound) + len(tail)
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(tail, size), size)[: len(sound)]
    return _as_stored(heard * np.abs(sound).max() / max(np.abs(heard).max(), 1e-9))


def noise(sound: Sound, signal_to_noise_db: float = 10.0) -> Sound:
    """A fan or traffic over it, so many dB below the speech."""
    hiss = coloured(np.random.default_rng(4), len(sound), 1)
    return _as_stored(sound + hiss * _power(sound) / _power(hiss) * 10 ** (-signal_to_noise_db / 20))


def hum(sound: Sound) -> Sound:
    """Mains hum as strong as the speech, below the voice: what a high-pass takes away."""
    time = np.arange(len(sound)) / RATE
    tone = np.sin(2 * np.pi * 50 * time) + 0.5 * np.sin(2 * np.pi * 25 * time)
    return _as_stored(sound + tone * _power(sound) / _power(tone))


def second_voice(sound: Sound, other: Sound, below_db: float = 12.0) -> Sound:
    """Somebody else speaks all the while, so many dB below."""
    behind = np.resize(other, len(sound))
    return _as_stored(sound + behind * _power(sound) / _power(behind) * 10 ** (-below_db / 20))


def changes(other: Sound) -> dict[str, Change]:
    """Every change by its name; `other` is the sound of the second voice."""
    by_level: dict[str, Change] = {f"{dbfs} dBFS": lambda sound, dbfs=dbfs: level(sound, dbfs) for dbfs in LEVELS}
    return {
        "clean": lambda sound: sound,
        **by_level,
        "telephone": telephone,
        "echo": echo,
        "noise 10 dB": noise,
        "hum 0 dB": hum,
        "second voice": lambda sound: second_voice(sound, other),
    }


def _power(sound: NDArray[np.floating]) -> float:
    return max(float(np.sqrt((sound.astype(np.float64) ** 2).mean())), 1e-9)


def _as_stored(sound: NDArray[np.floating]) -> Sound:
    return (np.round(np.clip(sound, -1, 1) * 32767) / 32767).astype(np.float32)
