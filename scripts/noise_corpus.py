"""Sounds in which nobody speaks, made by script: what a recogniser must answer with silence.

    scripts/noise_corpus.py FOLDER [--seconds 20]

Every sound is made from numbers with a fixed seed, so the corpus is the same on every machine and needs no licence.
`tests/speech` uses the same functions for a few seconds of each.
"""

from __future__ import annotations

import argparse
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Sound = NDArray[np.float64]
Maker = Callable[[np.random.Generator, int], Sound]


def nothing(random: np.random.Generator, samples: int) -> Sound:
    """Digital silence."""
    return np.zeros(samples)


def white(random: np.random.Generator, samples: int) -> Sound:
    """White noise: a bad cable."""
    return random.normal(0, 0.1, samples)


def coloured(random: np.random.Generator, samples: int, slope: float) -> Sound:
    """Noise whose power falls with frequency to the power `slope` (1: pink, 2: brown)."""
    spectrum = np.fft.rfft(random.normal(0, 1, samples))
    hertz = np.maximum(np.fft.rfftfreq(samples, 1 / RATE), 20)
    sound = np.fft.irfft(spectrum / hertz ** (slope / 2), samples)
    return 0.3 * sound / np.abs(sound).max()


def pink(random: np.random.Generator, samples: int) -> Sound:
    """Pink noise: a fan."""
    return coloured(random, samples, 1)


def brown(random: np.random.Generator, samples: int) -> Sound:
    """Brown noise: a car from inside."""
    return coloured(random, samples, 2)


def hum(random: np.random.Generator, samples: int) -> Sound:
    """Mains hum: 50 Hz and what rides on it."""
    time = np.arange(samples) / RATE
    return sum((0.1 / n * np.sin(2 * np.pi * 50 * n * time) for n in (1, 2, 3, 5)), np.zeros(samples))


def breathing(random: np.random.Generator, samples: int) -> Sound:
    """Somebody breathes close to the microphone: band noise that comes and goes every two seconds."""
    spectrum = np.fft.rfft(random.normal(0, 1, samples))
    hertz = np.fft.rfftfreq(samples, 1 / RATE)
    sound = np.fft.irfft(spectrum * np.exp(-(((hertz - 900) / 700) ** 2)), samples)
    time = np.arange(samples) / RATE
    return 0.15 * sound / np.abs(sound).max() * np.clip(np.sin(2 * np.pi * 0.45 * time), 0, None) ** 2


def clicks(random: np.random.Generator, samples: int, rate: float, decay_s: float, tone: float) -> Sound:
    """Short knocks at uneven times, `rate` a second, each a fading burst around `tone` hertz."""
    sound, at = np.zeros(samples), 0.0
    length = int(decay_s * 6 * RATE)
    time = np.arange(length) / RATE
    while (at := at + random.exponential(1 / rate) + 0.04) * RATE < samples - length:
        knock = np.exp(-time / decay_s) * (random.normal(0, 1, length) + np.sin(2 * np.pi * tone * time))
        first = int(at * RATE)
        sound[first : first + length] += random.uniform(0.05, 0.25) * knock
    return sound


def keyboard(random: np.random.Generator, samples: int) -> Sound:
    """Typing: six keys a second."""
    return clicks(random, samples, 6, 0.006, 2500)


def steps(random: np.random.Generator, samples: int) -> Sound:
    """Steps in a corridor, or a hand on the table."""
    return clicks(random, samples, 1.8, 0.04, 110)


def tones(random: np.random.Generator, samples: int, wave_form: Callable[[Sound], Sound]) -> Sound:
    """A slow tune: a note of a scale every 0.4 s with two of its overtones."""
    scale = 220 * 2 ** (np.array([0, 2, 4, 7, 9, 12, 14, 16]) / 12)
    length = int(0.4 * RATE)
    time = np.arange(length) / RATE
    notes = []
    for _ in range(samples // length + 1):
        pitch = random.choice(scale)
        note = sum((wave_form(2 * np.pi * pitch * n * time) / n for n in (1, 2, 3)), np.zeros(length))
        notes.append(note * np.exp(-3 * time) * np.minimum(1, time / 0.01))
    return 0.12 * np.concatenate(notes)[:samples]


def flute(random: np.random.Generator, samples: int) -> Sound:
    """A tune of pure tones."""
    return tones(random, samples, np.sin)


def organ(random: np.random.Generator, samples: int) -> Sound:
    """A tune of harsh tones: a toy, a ring signal."""
    return tones(random, samples, lambda phase: np.sign(np.sin(phase)))


def beeps(random: np.random.Generator, samples: int) -> Sound:
    """A telephone's engaged tone: 425 Hz on and off."""
    time = np.arange(samples) / RATE
    return 0.2 * np.sin(2 * np.pi * 425 * time) * ((time % 0.5) < 0.25)


def traffic(random: np.random.Generator, samples: int) -> Sound:
    """Cars that pass: brown noise that swells."""
    time = np.arange(samples) / RATE
    return coloured(random, samples, 1.6) * (0.2 + 0.8 * np.sin(2 * np.pi * 0.09 * time) ** 2)


def murmur(random: np.random.Generator, samples: int) -> Sound:
    """A crowd behind a wall: noise shaped like voices (formants, four syllables a second) without a word in it."""
    spectrum = np.fft.rfft(random.normal(0, 1, samples))
    hertz = np.fft.rfftfreq(samples, 1 / RATE)
    shape = sum((np.exp(-(((hertz - at) / wide) ** 2)) for at, wide in ((450, 120), (1100, 200))), np.zeros(len(hertz)))
    sound = np.fft.irfft(spectrum * shape, samples)
    time = np.arange(samples) / RATE
    return 0.1 * sound / np.abs(sound).max() * (1 + np.sin(2 * np.pi * 4 * time)) / 2


def babble(random: np.random.Generator, samples: int) -> Sound:
    """A voice without words: pulses of a throat through the formants of five vowels a second, in no language.

    Part of `radio`. As near as this it is not in the corpus: it is a voice by every sign, and "ja, ja" is heard in it.
    """
    sound = np.zeros(samples)
    at = 0
    while at < samples:
        length = min(int(random.uniform(0.12, 0.28) * RATE), samples - at)
        pitch = random.uniform(95, 150) * np.linspace(1, random.uniform(0.85, 1.1), length)
        pulses = np.diff(np.floor(np.cumsum(pitch) / RATE), prepend=0.0)
        hertz = np.fft.rfftfreq(length, 1 / RATE)
        formants = ((random.uniform(280, 750), 90), (random.uniform(850, 2100), 140), (2500, 250))
        shape = sum((np.exp(-(((hertz - middle) / wide) ** 2)) for middle, wide in formants), np.zeros(len(hertz)))
        vowel = np.fft.irfft(np.fft.rfft(pulses) * shape, length)
        sound[at : at + length] = vowel * np.hanning(length)
        at += length + int(random.choice([0.02, 0.05, 0.4], p=[0.5, 0.4, 0.1]) * RATE)
    return 0.25 * sound / max(np.abs(sound).max(), 1e-9)


def radio(random: np.random.Generator, samples: int) -> Sound:
    """A radio far away: a voice without words and a tune through a wall (nothing over 1 kHz), in the room's hiss."""
    both = babble(random, samples) + flute(random, samples)
    spectrum, hertz = np.fft.rfft(both), np.fft.rfftfreq(samples, 1 / RATE)
    return 0.08 * np.fft.irfft(spectrum / (1 + (hertz / 1000) ** 4), samples) + distant(random, samples)


def distant(random: np.random.Generator, samples: int) -> Sound:
    """Almost silent room tone, -60 dBFS."""
    return 0.01 * coloured(random, samples, 1)


CORPUS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        nothing, white, pink, brown, hum, breathing, keyboard, steps, flute, organ, beeps, traffic, murmur, distant,
        radio,
    )
}  # fmt: skip


def make(name: str, seconds: float, seed: int = 1) -> NDArray[np.float32]:
    """A sound of the corpus as 16 kHz mono float32 samples from -1 to 1."""
    number = list(CORPUS).index(name)
    sound = CORPUS[name](np.random.default_rng([seed, number]), int(seconds * RATE))
    return np.clip(sound, -1, 1).astype(np.float32)


def write_wav(path: Path, sound: NDArray[np.float32]) -> None:
    """A 16-bit wav file."""
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((sound * 32767).astype("<i2").tobytes())


def main() -> None:
    """Write every sound of the corpus as a wav file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in CORPUS:
        write_wav(options.folder / f"{name}.wav", make(name, options.seconds))
    print(f"{len(CORPUS)} ljud om {options.seconds:g} s i {options.folder}")


if __name__ == "__main__":
    main()
