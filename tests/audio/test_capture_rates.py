"""Sound of any rate becomes 16 kHz mono without clicks and without ghosts."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.resample import Resampler, mono

RATES = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000]


def sine(hertz: float, rate: int, seconds: float = 2.0) -> NDArray[np.float32]:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def through(samples: NDArray[np.float32], rate: int, seed: int | None = None) -> NDArray[np.float32]:
    """The samples resampled, in one piece or cut at random places."""
    cuts = np.sort(np.random.default_rng(seed).integers(0, len(samples), 200)) if seed is not None else []
    resampler = Resampler(rate, 16_000)
    return np.concatenate([*(resampler(piece) for piece in np.split(samples, cuts)), resampler.flush()])


def level(samples: NDArray[np.float32]) -> float:
    """dB over the tone that went in, the ends left out."""
    return float(20 * np.log10(np.sqrt(np.mean(samples[4000:-4000] ** 2)) / (0.5 / np.sqrt(2)) + 1e-9))


@pytest.mark.parametrize("rate", RATES)
def test_cutting_the_stream_anywhere_changes_nothing(rate: int) -> None:
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, rate).astype(np.float32)
    assert np.array_equal(through(samples, rate, seed=2), through(samples, rate))


@pytest.mark.parametrize("rate", RATES)
def test_a_tone_comes_through_clean_and_as_long(rate: int) -> None:
    result = through(sine(1000, rate), rate, seed=3)
    assert abs(len(result) - 32_000) <= 1
    middle = result[4000:-4000]
    time_s = np.arange(len(middle)) / 16_000
    base = np.stack([np.sin(2 * np.pi * 1000 * time_s), np.cos(2 * np.pi * 1000 * time_s)], axis=1)
    fitted = base @ np.linalg.lstsq(base, middle, rcond=None)[0]
    error = 10 * np.log10(np.mean((middle - fitted) ** 2) / np.mean(fitted**2) + 1e-12)
    assert error < -75  # a click at every seam of blocks would stand at about -30
    assert level(result) == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate > 22_050])
def test_what_16_khz_can_not_hold_does_not_come_back_as_another_tone(rate: int) -> None:
    for hertz in range(9_000, min(rate // 2, 24_000), 500):
        assert level(through(sine(hertz, rate), rate)) < -59


@pytest.mark.parametrize("rate", [rate for rate in RATES if rate >= 16_000])
def test_speech_keeps_its_consonants(rate: int) -> None:
    for hertz in (100, 1000, 3000, 5000, 6000):
        assert level(through(sine(hertz, rate), rate)) == pytest.approx(0, abs=0.3)


def test_channels_become_their_mean() -> None:
    left, right = sine(300, 16_000, 0.1), sine(700, 16_000, 0.1)
    stereo = np.stack([left, right], axis=1).astype(np.float32).tobytes()
    assert mono(stereo, 2) == pytest.approx((left + right) / 2, abs=1e-6)
    assert np.array_equal(mono(left.tobytes(), 1), left)


def test_a_broken_driver_gives_silence_and_not_noise() -> None:
    assert mono(np.array([np.nan, 0.25, np.inf], np.float32).tobytes(), 1).tolist() == [0.0, 0.25, 1.0]
