"""A program that was killed while sound was being started stops no later one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.audio import jack_leftovers
from dictate.audio.jack_leftovers import without_jack_leftovers

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="JACK's database is a thing of Linux")

_HOLDS = (
    "import sys, time; from pathlib import Path; from dictate.audio.jack_leftovers import without_jack_leftovers\n"
    "with without_jack_leftovers(Path(sys.argv[1])): print('held', flush=True); time.sleep(600)"
)


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A database that a killed program has left."""
    folder = tmp_path / f"jack_db-{os.getuid()}"
    folder.mkdir()
    (folder / "__db.001").write_bytes(b"locked")
    return folder


def starting(shared: Path) -> subprocess.Popen[str]:
    """Another program that is starting sound, and never gets done."""
    other = subprocess.Popen([sys.executable, "-c", _HOLDS, str(shared)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


def test_what_is_left_is_gone_before_sound_is_started(left: Path) -> None:
    with without_jack_leftovers(left.parent):
        assert not left.exists()


def test_where_a_server_runs_nothing_is_touched(left: Path) -> None:
    (left.parent / f"jack_default_{os.getuid()}_0").touch()
    with without_jack_leftovers(left.parent):
        assert (left / "__db.001").exists()


def test_a_link_is_not_followed(left: Path) -> None:
    elsewhere = left.rename(left.parent / "somebody-elses")
    left.symlink_to(elsewhere)
    with without_jack_leftovers(left.parent):
        assert (elsewhere / "__db.001").exists()


def test_while_another_program_starts_sound_nothing_is_taken_from_it(
    left: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (left / "__db.001").unlink()
    left.rmdir()
    monkeypatch.setattr(jack_leftovers, "_PATIENCE_S", 0.05)
    other = starting(left.parent)
    try:
        left.mkdir()
        with without_jack_leftovers(left.parent):
            assert left.exists()
    finally:
        other.kill()
        other.wait()


def test_one_that_was_killed_meanwhile_is_not_waited_for(left: Path) -> None:
    other = starting(left.parent)
    other.kill()
    other.wait()
    left.mkdir()
    with without_jack_leftovers(left.parent):
        assert not left.exists()


def test_where_there_is_no_shared_memory_sound_is_started_all_the_same(tmp_path: Path) -> None:
    with without_jack_leftovers(tmp_path / "missing"):
        pass
