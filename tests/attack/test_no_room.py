"""A full disk and a read-only one in every phase: one sentence, nothing lost, and it goes when there is room again."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.attack.no_room import PHASES
from tests.kills import ROOT

ALONE = ("unshare", "--map-root-user", "--mount")
WRITE_NOTHING = {"structure", "transcribe"}

pytestmark = pytest.mark.skipif(
    sys.platform != "linux"
    or shutil.which("unshare") is None
    or subprocess.run([*ALONE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False).returncode,
    reason="the kernel lets this user mount nothing",
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> dict[str, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("no_room")
    command = [*ALONE, sys.executable, "-m", "tests.attack.no_room", str(folder), str(model_folder), "--short"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return dict(json.loads(done.stdout))


def test_each_phase_says_one_sentence_and_loses_nothing(table: dict[str, dict[str, Any]]) -> None:
    assert {phase: row["faults"] for phase, row in table.items()} == {phase: [] for phase in PHASES}


@pytest.mark.parametrize("state", ["full", "read-only"])
def test_nothing_is_said_to_be_done_that_was_not(table: dict[str, dict[str, Any]], state: str) -> None:
    done = {phase for phase, row in table.items() if not row["answers"][state]}
    assert done == WRITE_NOTHING


@pytest.mark.parametrize("state", ["full", "read-only"])
def test_each_sentence_says_what_to_look_at(table: dict[str, dict[str, Any]], state: str) -> None:
    said = [row["answers"][state] for phase, row in table.items() if phase not in WRITE_NOTHING]
    unclear = [one for one in said if not re.search("disken|plats|skriva", one, re.IGNORECASE)]
    assert unclear == []
