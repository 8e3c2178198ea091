"""Hearing a sentence again: what comes out of the loudspeaker, recorded there."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.devices import NoSpeaker, SoundSystem
from dictate.audio.playback import play
from dictate.audio.spool import Spool
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.virtual_microphone import VirtualMicrophone, voice

# The virtual microphone is a real-time server: on a busy machine it drops sound before the program can hear it.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)

RATE = 16_000


@pytest.fixture(scope="module")
def sound(server: VirtualMicrophone) -> SoundSystem:
    sound = SoundSystem()
    sound.speakers()
    return sound


class Ear:
    """What sounds in the loudspeaker while it is open."""

    def __init__(self, server: VirtualMicrophone, path: Path) -> None:
        self.path = path
        self._listener = server.listen("mik_a", path, RATE)

    def heard(self) -> NDArray[np.float32]:
        """All of it, once it is over."""
        time.sleep(0.5)
        self._listener.terminate()
        self._listener.wait()
        return np.frombuffer(self.path.read_bytes(), np.float32)


def place_of(part: NDArray[np.float32], whole: NDArray[np.float32]) -> tuple[float, float]:
    """Where the part sounds in the whole, in seconds, and how alike it is there."""
    likeness = np.correlate(whole, part, "valid")
    place = int(likeness.argmax())
    return place / RATE, float(np.corrcoef(whole[place : place + len(part)], part)[0, 1])


def test_a_span_of_a_recording_is_heard_and_nothing_else(
    server: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    said, keys = voice(3), KeyFile(tmp_path / "key")
    spool = Spool(tmp_path / "spool", keys)
    spool.add(said)
    spool.finish()
    ear = Ear(server, tmp_path / "heard")
    began = time.monotonic()
    playback = play(sound, SpoolReader(tmp_path / "spool", spool.recording, keys).blocks(1.0, 2.0))
    assert time.monotonic() - began < 0.5
    assert playback.active
    assert playback.wait(5)
    heard = ear.heard()
    likeness = [place_of(said[at : at + 4000], heard)[1] for at in range(16_000, 32_000, 4000)]
    assert sorted(likeness)[1] > 0.95  # all of it; a test machine under load may make one gap
    assert 0.9 < np.count_nonzero(np.abs(heard) > 1e-4) / RATE < 1.1
    assert playback.error is None
    assert playback.played_s == pytest.approx(1.0, abs=0.01)


def test_playback_is_stopped_at_once(server: VirtualMicrophone, sound: SoundSystem, tmp_path: Path) -> None:
    ended: list[str | None] = []
    playback = play(sound, voice(20), on_end=ended.append)
    time.sleep(0.3)
    assert playback.active
    began = time.monotonic()
    playback.stop()
    assert time.monotonic() - began < 0.5
    assert not playback.active
    assert playback.played_s < 2
    assert ended == [None]


def test_an_unknown_loudspeaker_is_named_in_the_error(server: VirtualMicrophone, sound: SoundSystem) -> None:
    with pytest.raises(NoSpeaker, match="Ljudutgången Rumshögtalare är inte ansluten"):
        play(sound, voice(0.1), speaker="Rumshögtalare")


def test_headphones_pulled_out_while_playing_end_it_with_a_sentence(
    server: VirtualMicrophone, sound: SoundSystem
) -> None:
    ended: list[str | None] = []
    playback = play(sound, voice(5), on_end=ended.append)
    time.sleep(0.3)
    server.unplug("mik_a")
    assert playback.wait(10)
    server.plug("mik_a")
    (sentence,) = ended
    assert sentence is not None
    assert sentence.startswith("Ljudet går inte att spela upp genom default. Kontrollera att hörlurarna")


def test_a_broken_off_listening_leaves_the_loudspeaker_free(sound: SoundSystem, server: VirtualMicrophone) -> None:
    for _ in range(5):
        play(sound, voice(1)).stop()
    assert play(sound, voice(0.1)).wait(5)
    subprocess.run(["pactl", "info"], check=True, capture_output=True)
