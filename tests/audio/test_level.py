"""The level meter: calm, right, and in words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.level import LevelMeter, LevelState, Reading
from tests.virtual_microphone import voice

# The virtual microphone is a real-time server: on a busy machine it drops sound before the program can hear it.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)

RATE = 16_000


def tone(dbfs_rms: float, seconds: float, hertz: float = 200.0) -> NDArray[np.float32]:
    amplitude = 10 ** (dbfs_rms / 20) * np.sqrt(2)
    return (amplitude * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def states(readings: list[Reading]) -> list[LevelState]:
    return [reading.state for reading in readings]


def changes(readings: list[Reading]) -> int:
    found = states(readings)
    return sum(one is not other for one, other in pairwise(found))


@pytest.mark.parametrize("level", [-60.0, -40.0, -26.0, -15.0])
def test_rms_and_peak_are_those_of_the_sound(level: float) -> None:
    reading = LevelMeter()(tone(level, 0.5))[-1]
    assert reading.rms_dbfs == pytest.approx(level, abs=0.1)
    assert reading.peak_dbfs == pytest.approx(level + 3.01, abs=0.1)


def test_silence_is_quiet_and_has_a_number() -> None:
    readings = LevelMeter()(np.zeros(RATE, np.float32))
    assert len(readings) == 10
    assert readings[-1] == Reading(-96.0, -96.0, LevelState.QUIET, False)


@pytest.mark.parametrize(
    ("level", "state"),
    [(-55.0, LevelState.QUIET), (-38.0, LevelState.GOOD), (-26.0, LevelState.GOOD), (-15.0, LevelState.GOOD),
     (-7.0, LevelState.LOUD)],
)  # fmt: skip
def test_speech_is_judged_by_its_level(level: float, state: LevelState) -> None:
    sound = voice(3)
    sound *= 10 ** (level / 20) / np.sqrt(np.mean(sound**2))
    assert states(LevelMeter()(np.clip(sound, -1, 1)))[-1] is state


def test_a_pause_between_sentences_is_not_called_too_quiet() -> None:
    meter = LevelMeter()
    meter(tone(-26, 2))
    assert set(states(meter(tone(-80, 2.5)))) == {LevelState.GOOD}
    assert states(meter(tone(-80, 1)))[-1] is LevelState.QUIET


@pytest.mark.parametrize("limit", [-45.0, -41.0, -9.0, -12.0])
def test_a_voice_that_sits_on_a_limit_makes_no_flicker(limit: float) -> None:
    rng = np.random.default_rng(1)
    meter = LevelMeter()
    readings = [reading for _ in range(300) for reading in meter(tone(limit + rng.uniform(-1, 1), 0.1))]
    assert changes(readings[30:]) <= 1


def test_a_clipped_vowel_is_shown_and_remembered() -> None:
    meter = LevelMeter()
    meter(tone(-26, 1))
    clipped = meter(np.clip(tone(2, 0.1), -1, 1))[-1]
    assert clipped.clipped
    assert clipped.state is LevelState.LOUD
    after = meter(tone(-26, 2))
    assert not any(reading.clipped for reading in after)
    assert set(states(after)) == {LevelState.LOUD}
    assert states(meter(tone(-26, 2)))[-1] is LevelState.GOOD


def test_one_click_is_not_called_clipping() -> None:
    sound = tone(-26, 0.1)
    sound[500] = 1.0
    assert not LevelMeter()(sound)[-1].clipped


def test_readings_do_not_depend_on_how_the_sound_is_cut() -> None:
    sound, rng = voice(2), np.random.default_rng(2)
    cuts = np.split(sound, np.sort(rng.integers(0, len(sound), 50)))
    meter = LevelMeter()
    assert [reading for piece in cuts for reading in meter(piece)] == LevelMeter()(sound)


def test_the_states_are_the_words_on_the_screen() -> None:
    assert [state.value for state in LevelState] == ["tyst", "bra", "för starkt"]
