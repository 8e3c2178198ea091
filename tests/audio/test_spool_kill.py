"""A recording that is killed: at most a second is lost, and nothing can be heard by others."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np

from tests.fed_microphone import noise, pcm
from tests.kills import kill_recordings, sound_in_clear


def test_a_killed_recording_loses_at_most_one_second(tmp_path: Path) -> None:
    killed = kill_recordings(tmp_path, 15, 5, random.Random())
    assert max(kill.missing_s for kill in killed) <= 1.0
    assert all(kill.exact for kill in killed)
    assert not any(kill.leaked for kill in killed)
    assert max(kill.said_s for kill in killed) > 1.0  # else nothing could have been missing


def test_sound_lying_open_would_be_found(tmp_path: Path) -> None:
    samples = np.concatenate(list(noise(1, 20)))
    (tmp_path / "other").write_bytes(b"something else")
    assert not sound_in_clear(tmp_path, samples)
    (tmp_path / "open").write_bytes(b"x" + pcm(samples).tobytes()[5000:9000])
    assert sound_in_clear(tmp_path, samples)
