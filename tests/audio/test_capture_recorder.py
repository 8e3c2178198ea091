"""A recording and those who listen to it: a slow listener, a broken one, a crash, a busy computer."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.blocks import Block, BlockQueue
from dictate.audio.devices import NoMicrophone, OpenMicrophone, Take
from dictate.audio.events import Failed, Overrun, Paused, RecorderEvent, Resumed, Stopped
from dictate.audio.recorder import Recorder, RecorderOptions
from dictate.audio.spool import Spool
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.fed_microphone import FedMicrophones, noise, pcm
from tests.kills import ROOT


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "key")


def wait(ready: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.005)


def open_files() -> int:
    """How many files this process has open, where the system tells."""
    listed = Path("/proc/self/fd")
    return len(list(listed.iterdir())) if listed.exists() else 0


def ignore(_event: RecorderEvent) -> None:
    """Nobody looks at the events."""


def test_a_slow_listener_delays_no_saving_and_gets_everything(tmp_path: Path, keys: KeyFile) -> None:
    source = FedMicrophones(noise(1, 400), speed=None)  # thirty seconds, as fast as they are taken
    options = RecorderOptions(listener_queue_s=2.0)
    recorder = Recorder(source, tmp_path / "spool", keys, ignore, options=options)
    recorder.start()
    blocks = recorder.blocks()
    got: list[Block] = [next(blocks)]
    wait(source.over.is_set)
    wait(lambda: recorder.duration_s == 30.0)
    recorder.stop()
    got += blocks
    assert [block.start for block in got] == [0, *(block.end for block in got)][:-1]
    heard = np.concatenate([block.samples for block in got])
    assert np.abs(heard - np.concatenate(list(noise(1, 400)))).max() < 1e-4


def test_a_listener_hears_of_the_end_even_when_it_comes_late(tmp_path: Path, keys: KeyFile) -> None:
    source = FedMicrophones(noise(1, 10), speed=None)
    recorder = Recorder(source, tmp_path / "spool", keys, ignore)
    recorder.start()
    wait(source.over.is_set)
    recorder.stop()
    assert sum(len(block.samples) for block in recorder.blocks()) == 12_000
    assert list(recorder.blocks()) == []


def test_a_fault_in_the_screen_costs_no_sound(tmp_path: Path, keys: KeyFile) -> None:
    def broken(_event: RecorderEvent) -> None:
        raise RuntimeError("the screen is gone")

    source = FedMicrophones(noise(2, 40), speed=None)
    recorder = Recorder(source, tmp_path / "spool", keys, broken)
    recorder.start()
    wait(source.over.is_set)
    assert recorder.stop() == 3.0


def test_a_fault_of_the_program_keeps_what_was_said(
    tmp_path: Path, keys: KeyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[RecorderEvent] = []
    source = FedMicrophones(noise(3, 40), speed=10)
    recorder = Recorder(source, tmp_path / "spool", keys, events.append)
    recorder.start()
    wait(lambda: recorder.duration_s > 1)
    monkeypatch.setattr(recorder, "_level", None)
    wait(lambda: events and isinstance(events[-1], Stopped))
    assert Failed("Inspelningen avbröts av ett fel i programmet. Det du sagt hittills är sparat.") in events
    reader = SpoolReader(tmp_path / "spool", recorder.recording, keys)
    kept = reader.samples()
    assert len(kept) > 16_000
    assert np.array_equal(pcm(kept), pcm(np.concatenate(list(noise(3, 40)))[: len(kept)]))
    assert recorder.stop() == reader.duration_s


def test_a_recovered_recording_is_gone_on_with_as_one(tmp_path: Path, keys: KeyFile) -> None:
    first = np.concatenate(list(noise(4, 20)))
    broken = Spool(tmp_path / "spool", keys)
    broken.add(first)
    broken.flush()
    broken.close()
    source = FedMicrophones(noise(5, 20), speed=None)
    recorder = Recorder(source, tmp_path / "spool", keys, ignore, carry_on=broken.recording)
    recorder.start()
    wait(source.over.is_set)
    assert recorder.stop() == pytest.approx(3.0)
    assert recorder.recording == broken.recording
    assert next(recorder.blocks()).start == len(first)
    kept = SpoolReader(tmp_path / "spool", broken.recording, keys).samples()
    assert np.array_equal(pcm(kept), pcm(np.concatenate([first, *noise(5, 20)])))


def test_sound_that_a_busy_computer_loses_is_counted_and_marked(tmp_path: Path, keys: KeyFile) -> None:
    events: list[RecorderEvent] = []
    given: list[Take] = []

    class Busy(FedMicrophones):
        def open_microphone(self, name: str | None, take: Take) -> OpenMicrophone:
            given.append(take)
            return super().open_microphone(name, take)

    source = Busy(noise(6, 400), speed=20)
    recorder = Recorder(source, tmp_path / "spool", keys, events.append)
    recorder.start()
    wait(lambda: recorder.duration_s > 1)
    given[0](np.zeros(1200, np.float32).tobytes(), 0.075, True)  # the driver says that it lost something before this
    wait(lambda: recorder.overruns.count)
    wait(source.over.is_set)
    recorder.stop()
    assert Overrun(1, 0.0) in events
    assert sum(block.seam for block in recorder.blocks()) == 1


def test_a_full_queue_refuses_the_new_or_drops_the_old_and_never_waits() -> None:
    refusing: BlockQueue[int] = BlockQueue(3)
    assert [refusing.put(number, 1) for number in range(5)] == [True, True, True, False, False]
    dropping: BlockQueue[int] = BlockQueue(3, newest=True)
    assert all(dropping.put(number, 1) for number in range(5))
    assert [refusing.get(0) for _ in range(4)] == [0, 1, 2, None]
    assert [dropping.get(0) for _ in range(4)] == [2, 3, 4, None]
    assert (refusing.dropped, dropping.dropped, dropping.size) == (2, 2, 0)


class Fickle(FedMicrophones):
    """A microphone that falls silent without saying so, and is not there again until told."""

    def __init__(self) -> None:
        super().__init__(noise(7, 4000), speed=1)
        self.here = True
        self.opened = 0

    def open_microphone(self, name: str | None, take: Take) -> OpenMicrophone:
        if not self.here:
            raise NoMicrophone("Ingen mikrofon hittades. Anslut en mikrofon eller ett headset och försök igen.")
        self.opened += 1
        return super().open_microphone(name, lambda *sound: take(*sound) if self.here else True)


def test_a_microphone_that_falls_silent_is_noticed_within_a_second(tmp_path: Path, keys: KeyFile) -> None:
    events: list[RecorderEvent] = []
    source = Fickle()
    recorder = Recorder(source, tmp_path / "spool", keys, events.append, options=RecorderOptions(search_s=0.05))
    recorder.start()
    wait(lambda: recorder.duration_s > 0.3)
    source.here = False
    assert not any(isinstance(event, Paused) for event in events)
    wait(lambda: any(isinstance(event, Paused) for event in events))
    assert RecorderOptions().stall_s < 1
    recorder.pause()
    wait(lambda: sum(isinstance(event, Paused) for event in events) == 2)
    recorder.resume()
    wait(lambda: sum(isinstance(event, Paused) for event in events) == 3)
    assert [event.by_user for event in events if isinstance(event, Paused)] == [False, True, False]
    source.here = True
    wait(lambda: any(isinstance(event, Resumed) for event in events))
    assert recorder.stop() > 0.3
    assert source.opened == 2


def test_a_recording_whose_microphone_is_away_can_be_ended(tmp_path: Path, keys: KeyFile) -> None:
    source = Fickle()
    recorder = Recorder(source, tmp_path / "spool", keys, ignore)
    recorder.start()
    wait(lambda: recorder.duration_s > 0.3)
    source.here = False
    time.sleep(0.8)
    assert recorder.stop() > 0.3


def test_recording_leaves_no_threads_and_no_open_files(tmp_path: Path, keys: KeyFile) -> None:
    keys.key()
    gc.collect()  # what earlier tests left open
    threads, files = threading.active_count(), open_files()
    for seed in range(5):
        source = FedMicrophones(noise(seed, 10), speed=None)
        recorder = Recorder(source, tmp_path / "spool", keys, ignore)
        recorder.start()
        wait(source.over.is_set)
        recorder.stop()
    assert threading.active_count() == threads
    assert open_files() <= files


def test_what_c_libraries_print_stays_off_the_screen() -> None:
    program = (
        "import os, sys\nfrom dictate.audio.native_noise import keep_native_noise_out\nkeep_native_noise_out()\n"
        "os.write(2, b'ALSA lib')\nsys.__stderr__.write('skärm')\nsys.stderr.write('!')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True)
    assert done.stderr.decode() == "skärm!"
