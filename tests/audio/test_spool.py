"""The sealed spool: what was said comes back exactly, and whatever was done to the file is noticed."""

from __future__ import annotations

import os
import random
import stat
import time
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio import spool_files
from dictate.audio.recovery import recoverable, shred
from dictate.audio.seal import HEADER_BYTES, LEAD_BYTES, TAG_BYTES, Lead, Seal, SpoolUnreadable
from dictate.audio.spool import Spool, SpoolOptions
from dictate.audio.spool_files import SpoolUnusable, segments
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.fed_microphone import noise, pcm
from tests.kills import sound_in_clear

SECOND = 16_000
SMALL = SpoolOptions(frame_s=0.01, first_frame_s=0.005)


@dataclass(frozen=True)
class Place:
    """A spool folder and its key."""

    folder: Path
    keys: KeyFile

    def record(self, samples: NDArray[np.float32], end: bool = True, options: SpoolOptions = SMALL) -> str:
        """The samples as a recording; without `end` as a crash leaves it."""
        spool = Spool(self.folder, self.keys, options)
        spool.add(samples)
        if end:
            spool.finish()
        else:
            spool.flush()
        spool.close()
        return spool.recording

    def file(self, recording: str) -> Path:
        """The last file of the recording."""
        return segments(self.folder, recording)[-1]

    def read(self, recording: str) -> SpoolReader:
        """The recording, opened anew."""
        return SpoolReader(self.folder, recording, self.keys)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "spool", KeyFile(tmp_path / "key"))


def said(seconds: float, seed: int = 1) -> NDArray[np.float32]:
    return np.concatenate(list(noise(seed, int(seconds / 0.075) + 1)))[: int(seconds * SECOND)]


def frames(data: bytes) -> list[bytes]:
    """The sealed frames of a file, with their leads."""
    found, place = [], HEADER_BYTES
    while place < len(data):
        length = Lead.parsed(data[place : place + LEAD_BYTES]).frame_bytes
        found.append(data[place : place + length])
        place += length
    return found


def begins_with(whole: NDArray[np.float32], part: NDArray[np.float32]) -> bool:
    return np.array_equal(pcm(part), pcm(whole[: len(part)]))


def test_what_was_said_comes_back_exactly(place: Place) -> None:
    samples = said(3.21)
    reader = place.read(place.record(samples, options=SpoolOptions()))
    assert np.array_equal(pcm(reader.samples()), pcm(samples))
    assert (reader.ended, reader.damaged, reader.warning) == (True, False, None)
    assert reader.duration_s == pytest.approx(3.21)


def test_a_span_is_read_without_the_rest(place: Place) -> None:
    samples = said(2)
    reader = place.read(place.record(samples))
    assert np.array_equal(pcm(reader.samples(0.5, 1.25)), pcm(samples[8000:20_000]))
    assert len(reader.samples(5, 6)) == 0


def test_too_loud_sound_is_cut_off_and_not_turned_around(place: Place) -> None:
    reader = place.read(place.record(np.array([2.0, -3.0, 0.5], np.float32)))
    assert reader.samples() == pytest.approx([1.0, -1.0, 0.5], abs=1e-4)


def test_only_the_owner_may_read_the_file_and_its_name_says_nothing(place: Place) -> None:
    path = place.file(place.record(said(0.1)))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len({place.record(said(0.1)) for _ in range(20)}) == 20


def test_the_sound_does_not_lie_open_on_the_disk(place: Place) -> None:
    samples = said(2)
    place.record(samples)
    assert not sound_in_clear(place.folder.parent, samples)


def test_a_file_cut_anywhere_gives_all_before_the_cut_and_is_not_called_ended(place: Place) -> None:
    samples = said(0.03)
    recording = place.record(samples)
    path = place.file(recording)
    whole = path.read_bytes()
    ends = np.cumsum([HEADER_BYTES, *map(len, frames(whole))])
    lengths = np.cumsum([0, *(len(frame) - LEAD_BYTES - TAG_BYTES for frame in frames(whole))]) // 2
    for cut in range(HEADER_BYTES, len(whole)):
        path.write_bytes(whole[:cut])
        reader = place.read(recording)
        kept = reader.samples()
        assert len(kept) == lengths[np.searchsorted(ends, cut, side="right") - 1]
        assert begins_with(samples, kept)
        assert not reader.ended
        assert not reader.damaged
        assert reader.warning is not None


def test_a_power_cut_that_leaves_zeros_at_the_end_costs_only_that_frame(place: Place) -> None:
    samples = said(0.105)
    recording = place.record(samples, end=False)
    path = place.file(recording)
    whole = path.read_bytes()
    for zeros in (1, 50, 300):
        path.write_bytes(whole[:-zeros] + bytes(zeros))
        reader = place.read(recording)
        assert begins_with(samples, reader.samples())
        assert len(reader.samples()) == len(samples) - 160
        assert not reader.damaged


def test_no_changed_bit_ever_changes_what_is_heard(place: Place) -> None:
    samples = said(0.03)
    recording = place.record(samples)
    path = place.file(recording)
    whole = path.read_bytes()
    for bit in range(0, 8 * len(whole), 11):
        changed = bytearray(whole)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        try:
            reader = place.read(recording)
        except SpoolUnreadable:
            assert bit // 8 < HEADER_BYTES
            continue
        kept = reader.samples()
        assert begins_with(samples, kept)
        assert len(kept) < len(samples)
        assert not reader.ended
        assert reader.warning is not None


@pytest.mark.parametrize(
    "change",
    [
        lambda f: [f[0], f[2], f[1], *f[3:]],
        lambda f: [*f[:3], f[2], *f[3:]],
        lambda f: [*f[:2], *f[3:]],
        lambda f: [*f[:-2], f[-1]],
        lambda f: [f[-1]],
    ],
    ids=["swapped", "repeated", "left out", "the last but one left out", "only the end"],
)
def test_frames_moved_repeated_or_left_out_are_noticed(place: Place, change) -> None:
    samples = said(0.1)
    recording = place.record(samples)
    path = place.file(recording)
    whole = path.read_bytes()
    path.write_bytes(whole[:HEADER_BYTES] + b"".join(change(frames(whole))))
    reader = place.read(recording)
    kept = reader.samples()
    assert begins_with(samples, kept)
    assert len(kept) < len(samples)
    assert not reader.ended


def test_bytes_behind_the_end_are_noticed(place: Place) -> None:
    recording = place.record(said(0.1))
    with place.file(recording).open("ab") as file:
        file.write(b"\0")
    assert place.read(recording).damaged


def test_frames_of_another_recording_are_noticed(place: Place) -> None:
    one, other = place.record(said(0.1, 1)), place.record(said(0.1, 2))
    ours, theirs = place.file(one).read_bytes(), place.file(other).read_bytes()
    mixed = [frames(ours)[0], *frames(theirs)[1:]]
    place.file(one).write_bytes(ours[:HEADER_BYTES] + b"".join(mixed))
    assert begins_with(said(0.1, 1), place.read(one).samples())
    assert len(place.read(one).samples()) == len(frames(ours)[0]) // 2 - (LEAD_BYTES + TAG_BYTES) // 2


def test_a_recording_under_the_name_of_another_is_not_opened(place: Place) -> None:
    one, other = place.record(said(0.1, 1)), place.record(said(0.1, 2))
    place.file(one).write_bytes(place.file(other).read_bytes())
    with pytest.raises(SpoolUnreadable):
        place.read(one)


def test_another_key_opens_nothing_and_says_so(place: Place, tmp_path: Path) -> None:
    recording = place.record(said(0.1))
    with pytest.raises(SpoolUnreadable, match="nyckel"):
        SpoolReader(place.folder, recording, KeyFile(tmp_path / "other key"))


def test_a_recording_that_is_gone_is_said_to_be_gone(place: Place) -> None:
    with pytest.raises(SpoolUnusable, match="finns inte"):
        place.read("0" * 32)


def test_a_broken_off_recording_goes_on_in_a_new_file_as_one(place: Place) -> None:
    first, second, third = said(0.205, 1), said(0.3, 2), said(0.1, 3)
    recording = place.record(first, end=False)
    path = place.file(recording)
    path.write_bytes(path.read_bytes()[:-7])  # the last frame, of 160 samples, was half written
    kept = first[:-160]
    for samples in (second, third):
        spool = Spool.carry_on(place.folder, place.keys, recording, SMALL)
        assert spool.samples == len(kept)
        spool.add(samples)
        spool.flush()
        spool.close()
        kept = np.concatenate([kept, samples])
    Spool.carry_on(place.folder, place.keys, recording).finish()
    reader = place.read(recording)
    assert np.array_equal(pcm(reader.samples()), pcm(kept))
    assert np.array_equal(pcm(reader.samples(0.1, 0.55)), pcm(kept[1600:8800]))
    assert reader.ended
    assert not reader.damaged


def test_a_file_of_the_chain_taken_away_cut_or_exchanged_is_noticed(place: Place) -> None:
    samples = said(0.2)
    recording = place.record(samples, end=False)
    for _ in range(2):
        spool = Spool.carry_on(place.folder, place.keys, recording, SMALL)
        spool.add(samples)
        spool.flush()
        spool.close()
    spool = Spool.carry_on(place.folder, place.keys, recording)
    spool.finish()
    whole = {path: path.read_bytes() for path in segments(place.folder, recording)}
    first, second, third, _ = whole
    for change in (
        {second: None},
        {first: whole[first][: -len(frames(whole[first])[-1])]},
        {second: whole[third], third: whole[second]},
    ):
        for path, data in change.items():
            path.unlink() if data is None else path.write_bytes(data)
        reader = place.read(recording)
        assert begins_with(samples, reader.samples(0, 0.2))
        assert reader.duration_s <= 0.2
        assert reader.damaged
        assert not reader.ended
        for path, data in whole.items():
            path.write_bytes(data)
    assert place.read(recording).ended


def test_an_ended_recording_can_not_be_gone_on_with(place: Place) -> None:
    recording = place.record(said(0.1))
    with pytest.raises(SpoolUnusable, match="avslutad"):
        Spool.carry_on(place.folder, place.keys, recording)


def test_no_nonce_seals_two_things_not_even_after_crashes_and_failing_disks(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: dict[tuple[int, bytes], bytes] = {}
    seals: list[Seal] = []
    real_frame, real_write = Seal.frame, spool_files.write_at
    disk = random.Random(1)

    def frame(seal: Seal, counter: int, payload: bytes, last: bool) -> bytes:
        seals.append(seal)
        sealed = real_frame(seal, counter, payload, last)
        assert used.setdefault((id(seal), seal._nonce(counter, last)), sealed) == sealed
        return sealed

    def write_at(file: int, data: bytes, offset: int) -> None:
        if offset and disk.random() < 0.3:
            os.pwrite(file, data[: len(data) // 2], offset)
            raise OSError(28, "No space left on device")
        real_write(file, data, offset)

    monkeypatch.setattr(Seal, "frame", frame)
    monkeypatch.setattr(spool_files, "write_at", write_at)
    options = SpoolOptions(frame_s=0.01, first_frame_s=0.005, retry_s=0.0)
    recording = place.record(said(0.2), end=False, options=options)
    assert place.read(recording).duration_s <= 0.2
    for seed in range(5):
        spool = Spool.carry_on(place.folder, place.keys, recording, options)
        for block in noise(seed, 3):
            spool.add(block)
        while spool.trouble is not None:
            spool.retry()
        spool.close()
    salts = [path.read_bytes()[:HEADER_BYTES][-80:-48] for path in segments(place.folder, recording)]
    assert len(used) > 100
    assert len(set(salts)) == len(salts) == 6
    assert len({seal._prefix for seal in seals}) == 6
    written = b"".join(path.read_bytes() for path in segments(place.folder, recording))
    assert sum(sealed in written for sealed in used.values()) > 100
    assert begins_with(said(0.225, 4), place.read(recording).samples(place.read(recording).duration_s - 0.225))


def test_every_frame_is_on_the_disk_when_add_returns(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (real(file), synced.append(os.fstat(file).st_size)))
    spool = Spool(place.folder, place.keys)
    path = place.file(spool.recording)
    for block in noise(1, 30):
        spool.add(block)
        assert synced[-1] == path.stat().st_size
        assert spool.duration_s - place.read(spool.recording).duration_s < 0.3
    assert len(synced) > 4
    spool.close()


def test_a_recording_is_readable_while_it_is_made(place: Place) -> None:
    samples = said(0.9)
    spool = Spool(place.folder, place.keys)
    spool.add(samples)
    reader = place.read(spool.recording)
    assert begins_with(samples, reader.samples())
    assert reader.duration_s == pytest.approx(0.7)
    spool.finish()


def test_unfinished_recordings_are_offered_and_no_others(place: Place) -> None:
    place.record(said(0.5))
    broken = place.record(said(0.5), end=False)
    going_on = Spool(place.folder, place.keys, SMALL)
    going_on.add(said(0.5))
    spool_files.segment_path(place.folder, "1" * 32, 0).write_bytes(b"")
    (found,) = recoverable(place.folder, place.keys)
    assert found.recording == broken
    assert found.duration_s == pytest.approx(0.5)
    assert abs(found.started - time.time()) < 60
    assert found.problem is None
    going_on.finish()
    Spool.carry_on(place.folder, place.keys, broken).finish()
    assert recoverable(place.folder, place.keys) == ()
    assert recoverable(place.folder / "none", place.keys) == ()


def test_a_recording_that_can_not_be_opened_is_offered_with_the_reason(place: Place, tmp_path: Path) -> None:
    recording = place.record(said(0.5), end=False)
    (found,) = recoverable(place.folder, KeyFile(tmp_path / "other key"))
    assert found.recording == recording
    assert found.problem is not None
    assert "nyckel" in found.problem


def test_a_crash_while_the_next_file_was_made_hinders_nothing(place: Place) -> None:
    recording = place.record(said(0.5), end=False)
    spool_files.segment_path(place.folder, recording, 1).write_bytes(b"DICT")
    assert len(recoverable(place.folder, place.keys)) == 1
    Spool.carry_on(place.folder, place.keys, recording).finish()
    assert place.read(recording).ended


def test_a_shredded_recording_is_gone_and_an_old_copy_of_its_frames_is_worthless(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = said(0.5)
    recording = place.record(samples)
    path = place.file(recording)
    whole = path.read_bytes()
    kept = place.folder / "hard link"
    kept.hardlink_to(path)
    monkeypatch.setattr(os, "ftruncate", lambda _file, _length: None)  # a disk that forgets only what is overwritten
    shred(place.folder, recording)
    assert segments(place.folder, recording) == []
    left = kept.read_bytes()
    assert left[HEADER_BYTES:] == whole[HEADER_BYTES:]
    assert left[:HEADER_BYTES] != whole[:HEADER_BYTES]
    path.write_bytes(left)
    with pytest.raises(SpoolUnreadable):
        place.read(recording)
    shred(place.folder, "2" * 32)


def test_a_recording_that_goes_on_is_not_shredded(place: Place) -> None:
    spool = Spool(place.folder, place.keys)
    with pytest.raises(SpoolUnusable, match="pågår"):
        shred(place.folder, spool.recording)
    spool.finish()


def test_reading_a_long_recording_takes_little_memory(place: Place) -> None:
    spool = Spool(place.folder, place.keys)
    for block in noise(1, 2400):  # three minutes, 5.8 MB
        spool.add(block)
    spool.finish()
    tracemalloc.start()
    assert place.read(spool.recording).check() == pytest.approx(180)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 500_000


def test_saving_takes_less_than_two_percent_of_a_processor(place: Place) -> None:
    blocks = list(noise(1, 1600))
    spool = Spool(place.folder, place.keys)
    before = time.thread_time()
    for block in blocks:
        spool.add(block)
    spent = time.thread_time() - before
    assert spent < 0.02 * spool.duration_s
    spool.finish()
