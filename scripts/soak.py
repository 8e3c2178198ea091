"""The long form of the recording tests: kills, full disks, three hours, and a real virtual microphone.

    .venv/bin/python scripts/soak.py [--kills 100] [--disks 10] [--hours 3] [--microphone 60] [--kills-everywhere 1000]

Prints one line a part with what was measured; exit status 1 when a promise was broken. Needs what
tests/virtual_microphone.py needs, and root for the small disk (a limit on file size stands in for it otherwise).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from dictate.audio.devices import SoundSystem
from dictate.audio.events import DiskFull, Overrun, RecorderEvent
from dictate.audio.recorder import Recorder, RecorderOptions
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.fed_microphone import FedMicrophones, noise, pcm
from tests.kills import kill_recordings
from tests.small_disk import small_disk
from tests.virtual_microphone import virtual_microphones, voice

OPTIONS = RecorderOptions()


def kills(folder: Path, count: int) -> tuple[str, bool]:
    """Recordings killed at random moments."""
    killed = kill_recordings(folder, count, 5, random.Random())
    missing = [kill.missing_s for kill in killed]
    wrong, leaked = sum(not kill.exact for kill in killed), sum(kill.leaked for kill in killed)
    text = (
        f"{count} kills: at most {max(missing):.3f} s missing (median {statistics.median(missing):.3f} s), "
        f"{wrong} with wrong samples, {leaked} with sound in clear"
    )
    return text, max(missing) <= 1.0 and not wrong and not leaked


def kills_everywhere(folder: Path, count: int) -> tuple[str, bool]:
    """Kills in every phase, in two processes: what was lost, what leaked."""
    command = [sys.executable, "-m", "tests.attack.kills_everywhere"]
    shares = [count - count // 2, count // 2]
    running = []
    for share in filter(None, shares):
        place = folder / str(len(running))
        place.mkdir()
        asked = [*command, str(place), str(share), str(random.randrange(2**31))]
        running.append(subprocess.Popen(asked, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE))
    tables = [json.loads(one.communicate()[0] or "{}") for one in running]
    lines = []
    for phase in tables[0]:
        rows = [table[phase] for table in tables]
        found = [fault for row in rows for fault in row["faults"]]
        leaks = sum(fault.startswith(("leak", "leftover")) for fault in found)
        tries, midway = sum(row["kills"] for row in rows), sum(row["midway"] for row in rows)
        lines.append(f"  {phase:<12}{tries:>6} kills, {midway:>4} midway, {len(found) - leaks} losses, {leaks} leaks")
        lines += [f"    {fault}" for fault in found[:5]]
    right = all(tables) and not any(row["faults"] for table in tables for row in table.values())
    return f"{count} kills across every phase:\n" + "\n".join(lines), right


def full_disks(folder: Path, count: int) -> tuple[str, bool]:
    """Disks of random size that get full and are given room again."""
    keys, rng, right = KeyFile(folder / "key"), random.Random(), 0
    for number in range(count):
        size = rng.randrange(65_536, 262_144)
        with small_disk(folder / f"disk-{number}", size) as disk:
            events: list[RecorderEvent] = []
            source = FedMicrophones(noise(number, 200), speed=20)
            options = replace(OPTIONS, spool=replace(OPTIONS.spool, retry_s=0.05))
            recorder = Recorder(source, disk.folder, keys, events.append, options=options)
            recorder.start()
            _wait(lambda events=events: any(isinstance(event, DiskFull) for event in events))
            before = SpoolReader(disk.folder, recorder.recording, keys)
            untouched = before.check() > size / 32_000 - 1.0 and not before.damaged
            time.sleep(rng.uniform(0, 0.5))
            disk.grow(1_048_576)
            _wait(source.over.is_set)
            recorder.stop()
            kept = SpoolReader(disk.folder, recorder.recording, keys).samples()
            right += untouched and np.array_equal(pcm(kept), pcm(np.concatenate(list(noise(number, 200)))))
    return f"{count} full disks: {right} recordings complete", right == count


def long_recording(folder: Path, hours: float) -> tuple[str, bool]:
    """Hours of sound as fast as they are taken, with a listener that follows."""
    keys, events, given = KeyFile(folder / "key"), [], hashlib.sha256()
    memory: list[float] = []

    def sound() -> Iterator[NDArray[np.float32]]:
        for number, block in enumerate(noise(1, int(hours * 48_000))):
            given.update(pcm(block).astype("<i2").tobytes())
            if number % 800 == 0:
                memory.append(_memory_mb())
            yield block

    def not_too_fast(said: int) -> None:
        while said / 16_000 - recorder.duration_s > 5:
            time.sleep(0.001)

    source = FedMicrophones(sound(), speed=None, on_said=not_too_fast)
    recorder = Recorder(source, folder / "spool", keys, events.append)
    began, processor = time.monotonic(), time.process_time()
    recorder.start()
    heard = [0]
    listener = threading.Thread(target=lambda: [heard.append(block.end) for block in recorder.blocks() if _last(heard)])
    listener.start()
    events_seen = _until(source.over.is_set, events)
    duration = recorder.stop()
    listener.join()
    spent, taken = time.process_time() - processor, time.monotonic() - began
    kept = hashlib.sha256()
    reader = SpoolReader(folder / "spool", recorder.recording, keys)
    for block in reader.blocks():
        kept.update(pcm(block).astype("<i2").tobytes())
    grown = memory[-1] - memory[len(memory) // 10]
    text = (
        f"{duration / 3600:.2f} h in {taken:.0f} s: {'complete' if kept.digest() == given.digest() else 'DIFFERENT'}, "
        f"{recorder.overruns.count} overruns, memory {memory[-1]:.0f} MB, grown {grown:.1f} MB since a tenth of it, "
        f"{100 * spent / duration:.2f} % of a core, the making of the sound included; {events_seen} events"
    )
    right = kept.digest() == given.digest() and not recorder.overruns.count and grown < 10 and reader.ended
    return text, right and heard[-1] == round(duration * 16_000)


def microphone(folder: Path, seconds: float) -> tuple[str, bool]:
    """The virtual microphone: how soon sound is saved, what a recording costs, whether anything is lost."""
    with virtual_microphones(folder / "pulse", "mik_a") as server:
        sound, keys = SoundSystem(), KeyFile(folder / "key")
        sound.warm()
        presses = [_press(sound, folder, keys) for _ in range(10)]
        overruns: list[RecorderEvent] = []
        recorder = Recorder(sound, folder / "spool", keys, overruns.append)
        began, processor = time.monotonic(), time.process_time()
        recorder.start()
        server.speak(voice(seconds), "mik_a").wait()
        spent, passed = time.process_time() - processor, time.monotonic() - began
        stop = time.monotonic()
        duration = recorder.stop()
        stop = time.monotonic() - stop
    lost = [event for event in overruns if isinstance(event, Overrun)]
    text = (
        f"microphone: key to saved sound median {statistics.median(presses):.3f} s, at most {max(presses):.3f} s; "
        f"{duration:.1f} of {passed:.1f} s recorded, {len(lost)} overruns, {100 * spent / passed:.2f} % of a core, "
        f"stopped in {stop:.2f} s"
    )
    return text, max(presses) < 0.5 and not lost and abs(duration - passed) < 0.5


def _press(sound: SoundSystem, folder: Path, keys: KeyFile) -> float:
    recorder = Recorder(sound, folder / "spool", keys, lambda _event: None)
    began = time.monotonic()
    recorder.start()
    _wait(lambda: recorder.spool.saved_s > 0)
    passed = time.monotonic() - began
    recorder.stop()
    return passed


def _last(heard: list[int]) -> bool:
    """Keeps only the latest, so that the listener does not grow by itself."""
    del heard[:-1]
    return True


def _until(over: Callable[[], bool], events: list[RecorderEvent]) -> int:
    """Waits for the end; counts the events and lets them go."""
    seen = 0
    while not over():
        seen += len(events)
        events.clear()
        time.sleep(0.2)
    return seen + len(events)


def _wait(ready: Callable[[], object], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> int:
    """Runs the parts asked for; a part with 0 is left out."""
    parser = argparse.ArgumentParser(description="The long form of the recording tests.")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--disks", type=int, default=10)
    parser.add_argument("--hours", type=float, default=3)
    parser.add_argument("--microphone", type=float, default=60, metavar="SECONDS")
    parser.add_argument("--kills-everywhere", type=int, default=1000)
    asked = parser.parse_args()
    parts = [
        (microphone, asked.microphone), (kills, asked.kills), (full_disks, asked.disks), (long_recording, asked.hours),
        (kills_everywhere, asked.kills_everywhere),
    ]  # fmt: skip
    failed = False
    for part, size in parts:
        if size:
            with tempfile.TemporaryDirectory() as folder:
                text, right = part(Path(folder), size)
            print("ok  " if right else "FAIL", text, flush=True)
            failed = failed or not right
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
