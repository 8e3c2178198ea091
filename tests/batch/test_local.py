"""`dictate batch` on this computer, with the real model, killed and taken up again."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import docx
import numpy as np
import pytest

from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.batch import command
from dictate.batch.command import Wish
from dictate.batch.errors import PlainRefused
from dictate.batch.sources import find_sources
from dictate.batch.work import Setup, Task, Worker
from dictate.policy import OrganisationPolicy

BIN = Path(sys.executable).parent


def _children(process: int) -> list[int]:
    """The processes that a process has started and that are at work (Linux)."""
    stats = [_stat(int(path.name)) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid, state, parent in filter(None, stats) if parent == process and state != "Z"]


def _stat(process: int) -> tuple[int, str, int] | None:
    """Its number, its state and its parent, None when it is gone."""
    try:
        state, parent = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return None
    return process, state, int(parent)


def _quiet(_: object) -> None:
    pass


def test_a_folder_becomes_sealed_results_and_nothing_readable_is_left(
    program: Application, folder: Path, tmp_path: Path
) -> None:
    wish = Wish(folder, tmp_path / "out", key_file=tmp_path / "key", workers=1, template="journalanteckning")
    rows = {row.shown: row for row in command.run(program, wish, _quiet)}
    assert [row.state for row in rows.values()].count("done") == 3
    assert rows["trasig.mp3"].reason == (
        "trasig.mp3 är ingen ljudfil som går att läsa; använd wav, flac, mp3, m4a, ogg eller opus."
    )
    results = list(command.finished(program, wish))
    assert [value["file"] for value in results] == ["mars/kopia.wav", "mars/samtal.wav"]
    assert all(value["duration_s"] == 3.0 and value["model"] == "whisper-base" for value in results)
    assert all(value["note"]["schema"] == "dictate.note/1" for value in results)
    words = {word["text"] for value in results for word in value["words"]}
    assert words
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len([path for path in left if path.suffix == ".sealed"]) == 2
    for path in left:
        data = path.read_bytes()
        assert "Alva" not in path.name
        assert not any(said.encode() in data for said in (*words, "samtal", "transcript") if len(said) > 4)


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(
    program: Application, clips: list[Path], tmp_path: Path
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    shutil.copy(clips[2], folder)
    shutil.copy(clips[3], folder)
    killed: list[int] = []

    def kill() -> None:
        until = time.monotonic() + 180
        while not killed and time.monotonic() < until:
            for child in multiprocessing.active_children():
                time.sleep(0.5)  # it is loading, or at its first recording
                child.kill()
                killed.append(child.pid or 0)
            time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    rows = command.run(program, Wish(folder, out, key_file=tmp_path / "key", workers=1), _quiet)
    killer.join()
    assert killed
    assert [row.state for row in rows] == ["done", "done"]
    assert len(list(out.glob("*.sealed"))) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a thing of Unix")
def test_a_queue_killed_in_the_middle_goes_on_where_it_was(
    program: Application, clips: list[Path], tmp_path: Path
) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    shutil.copytree(clips[0].parent, folder)
    arguments = [str(BIN / "dictate"), "batch", str(folder), "--out", str(out)]
    arguments += ["--key-file", str(tmp_path / "key"), "--workers", "1", "--json"]
    environment = {"DICTATE_DATA": str(program.folders.data), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
    first = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 300
    while not list(out.glob("*.sealed")):
        assert time.monotonic() < until, "nothing was done"
        time.sleep(0.02)
    workers = _children(first.pid)
    assert workers or sys.platform != "linux"
    first.send_signal(signal.SIGKILL)
    first.wait()
    before = {path: path.stat().st_mtime_ns for path in out.glob("*.sealed")}
    assert len(before) < 4, "it was killed too late"
    until = time.monotonic() + 60
    while any((stat := _stat(worker)) and stat[1] != "Z" for worker in workers):
        assert time.monotonic() < until, "a worker goes on without its queue"
        time.sleep(0.05)
    second = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert second.returncode == 0, second.stderr
    rows = [json.loads(line) for line in second.stdout.splitlines()]
    assert [row["file"] for row in rows] == ["0.wav", "1.wav", "2.wav", "3.wav"]
    assert {row["state"] for row in rows} == {"done"}
    assert len(list(out.glob("*.sealed"))) == len({row["result"] for row in rows}) == 4
    assert not list(out.glob(".*.part"))
    # What was on the disk is left alone, save at most the one whose row the kill came before.
    assert sum(path.stat().st_mtime_ns != then for path, then in before.items()) <= 1


def test_a_worker_hears_sealed_recordings_as_the_plain_and_plain_results_are_documents(
    program: Application, clips: list[Path], tmp_path: Path
) -> None:
    folder, sealed, key = tmp_path / "in", tmp_path / "sealed", tmp_path / "key"
    folder.mkdir()
    shutil.copy(clips[1], folder / "Alva.wav")
    for _ in range(2):  # sealing again adds nothing
        assert command.seal_folder(program, Wish(folder, sealed, key_file=key)) == (1, [])
    (spool,) = sealed.glob("*.spool")
    assert clips[1].read_bytes()[2000:2032] not in spool.read_bytes()
    out = tmp_path / "out"
    (source,) = find_sources(sealed, out)
    worker = Worker(Setup(program.folders.data, program.folders.config, out, key_file=key))
    heard = np.concatenate(list(worker._sound(Task("", "", source)).blocks()))
    assert np.array_equal(heard, np.concatenate(list(Recording(clips[1]).blocks())))
    wish = Wish(sealed, out, key_file=key, workers=1, plain=True, template="journalanteckning")
    (row,) = command.run(program, wish, _quiet)
    assert row.state == "done", row.reason
    value = json.loads((out / f"{row.name}.json").read_text(encoding="utf-8"))
    assert list(value) == ["file", "duration_s", "model", "language", "text", "words", "timing"]
    assert value["text"] == " ".join(word["text"] for word in value["words"])
    assert docx.Document(str(out / f"{row.name}.docx")).paragraphs[0].text == "Journalanteckning"


def test_plain_results_are_refused_on_a_disk_that_is_not_known_to_be_encrypted(
    program: Application, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dictate import disk_encryption
    from dictate.disk_encryption import Encryption

    strict = Application(program.folders, program.settings, policy=OrganisationPolicy())
    monkeypatch.setattr(disk_encryption, "encryption_of", lambda _: Encryption("unknown", "Disken är okänd."))
    with pytest.raises(PlainRefused, match="krypterad disk"):
        command.run(strict, Wish(folder, tmp_path / "out", key_file=tmp_path / "key", plain=True), _quiet)
    assert not (tmp_path / "out").exists()
