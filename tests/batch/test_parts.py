"""What a batch is built of, without a speech model: sources, queue, keys, sealed results, the number of workers."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from dictate.application import Application
from dictate.audio.spool import Spool
from dictate.batch.envelope import opened, sealed
from dictate.batch.errors import FolderMissing, KeyFileUnusable, QueueBusy, QueueUnusable, ResultUnreadable
from dictate.batch.keys import key_file, queue_key, result_key, result_name
from dictate.batch.local import Result
from dictate.batch.queue import Queue
from dictate.batch.run import open_batch
from dictate.batch.size import Share, share
from dictate.batch.sources import find_sources
from dictate.batch.work import Done, Failed, Setup, Task, Worker
from dictate.vault.keys import KeyFile, WrongKey

NAME, OTHER = "0a" * 16, "0b" * 16
KEY = bytes(range(32))


def test_recordings_are_found_in_their_order_and_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    found = find_sources(folder, tmp_path / "out")
    assert [source.shown for source in found] == [
        "genväg.wav", "lånad", "mars/kopia.wav", "mars/samtal.wav", "samtal Alva.wav", "trasig.mp3",
    ]  # fmt: skip
    assert [source.shown for source in found if source.link] == ["genväg.wav", "lånad"]


def test_the_results_of_an_earlier_run_are_no_recordings(folder: Path) -> None:
    out = folder / "ut"
    out.mkdir()
    shutil.copy(folder / "samtal Alva.wav", out / "gammal.wav")
    assert not [source for source in find_sources(folder, out) if source.shown.startswith("ut/")]
    with pytest.raises(FolderMissing):
        find_sources(folder, folder)


def _done(task: Task) -> Done:
    return Done(task.digest, task.name, b"content", ".sealed", 3.0, 1.0, 7)


def test_a_copy_under_another_name_is_done_once_and_a_later_run_does_nothing(folder: Path, tmp_path: Path) -> None:
    keys, given = KeyFile(tmp_path / "key"), list[Task]()

    def engine(tasks, on_result, crashed) -> None:
        given.extend(tasks)
        for task in tasks:
            on_result(_done(task) if "trasig" not in task.source.shown else Failed(task.digest, "Går inte."))

    for _ in range(2):
        with open_batch(folder, tmp_path / "out", keys) as batch:
            batch.look()
            batch.run(engine)
            rows = {row.shown: row for row in batch.results()}
    assert sorted(task.source.shown for task in given) == ["mars/kopia.wav", "mars/samtal.wav", "trasig.mp3"]
    assert rows["samtal Alva.wav"].copy_of == "mars/kopia.wav"
    assert rows["samtal Alva.wav"].state == "done"
    assert rows["trasig.mp3"].reason == "Går inte."
    assert "länk" in rows["genväg.wav"].reason

    (folder / "mars" / "kopia.wav").unlink()
    shutil.move(folder / "mars" / "samtal.wav", folder / "nytt namn.wav")
    with open_batch(folder, tmp_path / "out", keys) as batch:
        batch.look()
        batch.run(engine)
        after = {row.shown: row.state for row in batch.results()}
    assert len(given) == 3
    assert after["nytt namn.wav"] == after["samtal Alva.wav"] == "done"
    assert "mars/samtal.wav" not in after


def test_a_recording_that_kills_its_workers_fails_and_the_rest_is_done(folder: Path, tmp_path: Path) -> None:
    tries: list[bool] = []

    def engine(tasks, on_result, crashed) -> None:
        first, *rest = tasks
        tries.extend((crashed(first), crashed(first)))
        for task in rest:
            on_result(_done(task))

    with open_batch(folder, tmp_path / "out", KeyFile(tmp_path / "key")) as batch:
        batch.look()
        batch.run(engine)
        states = [row.state for row in batch.results() if row.name and not row.copy_of]
    assert tries == [True, False]
    assert sorted(states) == ["done", "done", "failed"]


def test_a_crash_between_result_and_row_makes_the_same_file_again(folder: Path, tmp_path: Path) -> None:
    keys, out = KeyFile(tmp_path / "key"), tmp_path / "out"

    class PowerCut(BaseException):
        pass

    def cut(tasks, on_result, crashed) -> None:
        (out / f"{tasks[0].name}.sealed").write_bytes(b"content")
        raise PowerCut

    with open_batch(folder, out, keys) as batch:
        batch.look()
        with pytest.raises(PowerCut):
            batch.run(cut)
    results: list[Result] = []

    def engine(tasks, on_result, crashed) -> None:
        for task in tasks:
            results.append(_done(task))
            on_result(results[-1])

    with open_batch(folder, out, keys) as batch:
        batch.look()
        batch.run(engine)
    assert len(results) == len(list(out.glob("*.sealed"))) == 3


def test_two_programs_never_work_on_one_queue(folder: Path, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "key")
    with (
        open_batch(folder, tmp_path / "out", keys),
        pytest.raises(QueueBusy),
        open_batch(folder, tmp_path / "out", keys),
    ):
        pass


def test_the_queue_does_not_open_with_another_key_and_holds_nothing_readable(tmp_path: Path) -> None:
    with Queue(tmp_path, queue_key(KEY)) as queue:
        queue.add("samtal Alva.wav", "1.2", "d" * 64, NAME)
    data = (tmp_path / "queue.db").read_bytes()
    assert b"Alva" not in data
    assert b"SQLite" not in data
    assert (tmp_path / "queue.db").stat().st_mode & 0o077 == 0
    with pytest.raises(QueueUnusable):
        Queue(tmp_path, queue_key(bytes(32)))


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (2 << 20) + 5])
def test_a_sealed_result_comes_out_as_it_went_in(size: int) -> None:
    content = os.urandom(size)
    assert opened(NAME, sealed(NAME, content, KEY), KEY) == content


def test_a_changed_exchanged_or_cut_result_is_refused() -> None:
    data = sealed(NAME, b"x" * 5000, KEY)
    for at in range(0, len(data), 97):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises(ResultUnreadable):
            opened(NAME, bytes(changed), KEY)
    for wrong in (data[:-1], data[:60], b"", data + b"x"):
        with pytest.raises(ResultUnreadable):
            opened(NAME, wrong, KEY)
    with pytest.raises(ResultUnreadable):
        opened(OTHER, data, KEY)
    with pytest.raises(ResultUnreadable):
        opened(NAME, data, bytes(32))


def test_each_use_of_the_secret_has_its_own_key_and_names_tell_nothing_without_it() -> None:
    assert len({KEY, queue_key(KEY), result_key(KEY)}) == 3
    assert result_name(KEY, "d" * 64) != result_name(bytes(32), "d" * 64)
    assert result_name(KEY, "d" * 64) == result_name(KEY, "d" * 64)


@pytest.mark.skipif(os.name != "posix", reason="Windows has no permission bits")
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    with pytest.raises(KeyFileUnusable):
        key_file(path, make=False)
    assert len(key_file(path, make=True).key()) == 32
    path.chmod(0o640)
    with pytest.raises(KeyFileUnusable, match="chmod 600"):
        key_file(path, make=True)
    path.chmod(0o600)
    path.write_bytes(b"short")
    with pytest.raises(WrongKey):
        key_file(path, make=True)


def test_workers_are_as_many_as_cores_and_memory_carry() -> None:
    gigabyte = 10**9
    assert share(8, 32 * gigabyte, 74) == Share(8, 1)
    assert share(8, 3 * gigabyte, 74) == Share(2, 4)
    assert share(8, 2 * gigabyte, 74) == Share(1, 8), "two take 1.82 GB at their peaks"
    assert share(8, 16 * gigabyte, 1550) == Share(2, 4)
    assert share(2, 1, 1550) == Share(1, 2)
    assert share(8, 0, 74) == Share(8, 1)
    assert share(8, 32 * gigabyte, 74, wanted=2) == Share(2, 4)
    assert share(8, 32 * gigabyte, 1550, cards=2) == Share(2, 4)


def test_a_recording_with_a_key_of_its_own_in_the_vault_is_opened_by_a_worker(
    application: Application, tmp_path: Path
) -> None:
    sound = np.random.default_rng(4).uniform(-0.5, 0.5, 16_000).astype(np.float32)
    application.keys.make_ready()
    spool = Spool(tmp_path / "in", application.keys)
    spool.add(sound)
    spool.finish()
    spool.close()
    tasks: list[Task] = []
    with open_batch(tmp_path / "in", tmp_path / "out", application.keys) as batch:
        batch.look()
        batch.run(lambda given, on_result, crashed: tasks.extend(given))
    (task,) = tasks
    assert task.sound_key is not None
    assert task.sound_key != application.keys.key()
    folders = application.folders
    worker = Worker(Setup(folders.data, folders.config, tmp_path / "out", secret=application.keys.key()))
    heard = np.concatenate(list(worker._sound(task).blocks()))
    assert np.allclose(heard, sound, atol=1 / 32000)
    assert task.sound_key.hex() not in repr(task)
