"""A disk that gets full while somebody speaks: told at once, nothing lost, and on again when there is room."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.events import DiskFree, DiskFull, Failed, Paused, RecorderEvent, Resumed, Stopped
from dictate.audio.recorder import Recorder, RecorderOptions
from dictate.audio.spool import SpoolOptions
from dictate.audio.spool_files import SpoolUnusable, recordings
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.fed_microphone import FedMicrophones, noise, pcm
from tests.small_disk import SmallDisk, small_disk

ROOM = 131_072  # four seconds of sound
OPTIONS = RecorderOptions(search_s=0.05, spool=SpoolOptions(retry_s=0.1))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", ROOM) as disk:
        yield disk


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    keys = KeyFile(tmp_path / "key")
    keys.key()
    return keys


def wait(ready: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def of(kind: type, events: list[RecorderEvent]) -> list[RecorderEvent]:
    return [event for event in events if isinstance(event, kind)]


def test_a_full_disk_is_told_at_once_and_costs_nothing(disk: SmallDisk, keys: KeyFile) -> None:
    events: list[RecorderEvent] = []
    source = FedMicrophones(noise(1, 134), speed=8)  # ten seconds
    recorder = Recorder(source, disk.folder, keys, events.append, options=OPTIONS)
    recorder.start()
    wait(lambda: of(DiskFull, events))
    saved = SpoolReader(disk.folder, recorder.recording, keys)
    assert saved.check() == pytest.approx(4, abs=0.6)
    assert not saved.damaged
    wait(source.over.is_set)
    wait(lambda: recorder.duration_s > 10)
    with pytest.raises(SpoolUnusable, match="Disken är full"):
        recorder.stop()
    disk.grow(4 * ROOM)
    assert recorder.stop() == pytest.approx(10.05)
    reader = SpoolReader(disk.folder, recorder.recording, keys)
    assert np.array_equal(pcm(reader.samples()), pcm(np.concatenate(list(noise(1, 134)))))
    assert reader.ended
    (full,) = of(DiskFull, events)
    assert isinstance(full, DiskFull)
    assert full.sentence == (
        "Disken är full. Inspelningen fortsätter i minnet i högst 10 minuter. Frigör plats på disken innan du stänger "
        "programmet."
    )
    assert of(Failed, events)


def test_a_disk_with_room_again_takes_all_that_waited(disk: SmallDisk, keys: KeyFile) -> None:
    events: list[RecorderEvent] = []
    source = FedMicrophones(noise(2, 134), speed=8)
    recorder = Recorder(source, disk.folder, keys, events.append, options=OPTIONS)
    recorder.start()
    wait(lambda: of(DiskFull, events))
    disk.grow(4 * ROOM)
    wait(lambda: of(DiskFree, events))
    wait(source.over.is_set)
    recorder.stop()
    reader = SpoolReader(disk.folder, recorder.recording, keys)
    assert np.array_equal(pcm(reader.samples()), pcm(np.concatenate(list(noise(2, 134)))))
    assert of(Stopped, events)
    assert not of(Failed, events)


def test_more_than_memory_should_hold_is_not_taken_in_and_the_user_is_told(disk: SmallDisk, keys: KeyFile) -> None:
    events: list[RecorderEvent] = []
    # Nothing is said that the recorder has not taken in yet: how busy the computer is plays no part.
    source = FedMicrophones(noise(3, 134), speed=8, on_said=lambda said: wait(lambda: taken(said)))
    short = replace(OPTIONS, spool=replace(OPTIONS.spool, waiting_limit_s=2.0))
    recorder = Recorder(source, disk.folder, keys, events.append, options=short)

    def taken(said: int) -> bool:
        return recorder.spool.samples >= said or bool(of(Paused, events))

    recorder.start()
    wait(lambda: of(Paused, events))
    (paused,) = of(Paused, events)
    assert isinstance(paused, Paused)
    assert "disken tar inte emot mer ljud" in paused.reason
    assert not paused.by_user
    assert recorder.spool.waiting_s == pytest.approx(2.0, abs=0.6)
    held = source.said
    time.sleep(0.3)
    assert source.said == held
    disk.grow(4 * ROOM)
    wait(lambda: of(Resumed, events))
    wait(source.over.is_set)
    recorder.stop()
    reader = SpoolReader(disk.folder, recorder.recording, keys)
    assert np.array_equal(pcm(reader.samples()), pcm(np.concatenate(list(noise(3, 134)))))


def test_a_recording_does_not_begin_on_a_full_disk(disk: SmallDisk, keys: KeyFile) -> None:
    if disk.mounted:
        (disk.folder / "full").write_bytes(bytes(ROOM))
    else:
        disk.grow(0)
    recorder = Recorder(FedMicrophones(noise(4, 10)), disk.folder, keys, lambda _event: None)
    with pytest.raises(SpoolUnusable, match="Disken är full, så inspelningen kan inte börja"):
        recorder.start()
    assert recordings(disk.folder) == ()
