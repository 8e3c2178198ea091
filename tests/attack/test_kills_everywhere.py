"""A kill at any moment of any phase costs nothing that was promised; the long form is in scripts/soak.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attack import marks
from tests.attack.phases import PHASES
from tests.kills import ROOT

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the kills need a system that forks")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("kills")
    command = [sys.executable, "-m", "tests.attack.kills_everywhere", str(folder), "27", "1"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return dict(json.loads(done.stdout))


def test_a_kill_in_any_phase_loses_nothing_committed_and_leaves_nothing_in_clear(
    table: dict[str, dict[str, Any]],
) -> None:
    assert {phase: row["faults"] for phase, row in table.items()} == {key: [] for key in PHASES}


def test_the_kills_come_in_the_midst_of_the_work(table: dict[str, dict[str, Any]]) -> None:
    assert sum(row["kills"] for row in table.values()) == 27
    assert sum(row["midway"] for row in table.values()) > 13


def test_the_search_finds_words_and_sound_that_do_lie_in_clear(tmp_path: Path) -> None:
    samples = marks.sound()
    (tmp_path / "utf16.tmp").write_bytes(b"\0" * 5000 + marks.WORDS[1].encode("utf-16-be"))
    (tmp_path / f"{marks.WORDS[0]}.tmp").touch()
    (tmp_path / "sound.tmp").write_bytes((samples * 32_768).round().astype("<i2").tobytes()[777:])
    (tmp_path / "floats.tmp").write_bytes(samples[500:9000].tobytes())
    (tmp_path / "other.tmp").write_bytes(os.urandom(100_000))
    wanted = (*marks.forms(), *marks.sound_forms(samples))
    hits = {Path(hit).name for hit in marks.found([tmp_path], wanted)}
    assert hits == {"utf16.tmp", f"{marks.WORDS[0]}.tmp", "sound.tmp", "floats.tmp"}
