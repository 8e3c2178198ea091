"""Marked words and sound go through the program, which is killed: they lie nowhere but in the user's documents."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.export.files import write_whole
from dictate.settings import Folders, Settings
from tests.attack import marks
from tests.attack.phases import PHRASES
from tests.kills import ROOT

STEPS = ("case", "recording", "spoken", "pasted", "exported docx", "exported txt", "exported json")

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")


def run_until(home: Path, step: str, rng: random.Random) -> None:
    """The program until a moment after `step`, then SIGKILL. Temporary files, caches and logs go under `home`."""
    for name in ("tmp", "documents", ".cache", "work"):
        (home / name).mkdir(exist_ok=True)
    environment = {
        "HOME": str(home), "TMPDIR": str(home / "tmp"), "XDG_CACHE_HOME": str(home / ".cache"),
        "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "OMP_NUM_THREADS": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.attack.marked_child", str(home / "data"), str(home / "documents")]
    with (home / "log.txt").open("ab") as log:
        child = subprocess.Popen(command, cwd=home / "work", env=environment, stdout=subprocess.PIPE, stderr=log)
        assert child.stdout is not None
        said = []
        for line in child.stdout:
            said.append(line.decode().strip())
            if said[-1] == step:
                break
        else:
            pytest.fail(f"it ended by itself after {said}: {(home / 'log.txt').read_text()[-2000:]}")
        time.sleep(rng.uniform(0, 0.15))
        child.send_signal(signal.SIGKILL)
        child.wait()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a program was killed seven times, once after each of its steps."""
    made, rng = tmp_path_factory.mktemp("marked"), random.Random(3)
    for step in STEPS:
        run_until(made, step, rng)
    return made


def documents(home: Path) -> list[Path]:
    return [path for path in (home / "documents").iterdir() if not path.name.startswith(".")]


def test_after_kills_no_word_lies_in_any_file_but_the_documents(home: Path) -> None:
    assert len(documents(home)) >= 3
    assert marks.found([home], marks.forms(), besides=documents(home)) == []
    whole = marks.found([home / "documents"], marks.forms())
    assert {path for path in whole if path.endswith((".txt", ".json"))}, "the search finds nothing where it must"


def test_after_kills_no_sound_lies_in_any_file(home: Path) -> None:
    # An export destroys its sound; what was never exported is there, sealed.
    assert any(path.stat().st_size > 1000 for path in (home / "data" / "sound").iterdir())
    assert marks.found([home], marks.sound_forms(marks.sound())) == []


def test_the_properties_and_names_of_a_document_tell_no_word(home: Path) -> None:
    for path in documents(home):
        assert not any(word in path.name for word in marks.WORDS)
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as archive:
                assert marks.WORDS[1] in archive.read("word/document.xml").decode()
                others = [archive.read(name) for name in archive.namelist() if name != "word/document.xml"]
            assert not any(form in content for content in others for form in marks.forms())


def test_after_kills_all_notes_open_and_the_trail_is_whole(home: Path) -> None:
    application = Application(Folders(home / "data", home / "data"), Settings())
    application.vault.unlock(PHRASES[0])
    entries = application.entries()
    assert len(entries) >= 9
    texts = [beginning.from_store(application, entry.id).note.source for entry in entries]
    assert all(marks.WORDS[2] in text for text in texts)
    assert application.store.audit.verify() == ()
    application.vault.close()


def test_a_draft_that_a_killed_export_left_goes_with_the_next_export(tmp_path: Path) -> None:
    left, own = tmp_path / ".0123456789ab.part", tmp_path / ".mine.part"
    for path in (left, own):
        path.write_text(marks.WORDS[0])
        os.utime(path, (time.time() - 3600,) * 2)
    for content in (b"one", b"two"):
        write_whole(tmp_path / "ut.txt", content, replace=True)
        assert (tmp_path / "ut.txt").read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == [own.name, "ut.txt"]
