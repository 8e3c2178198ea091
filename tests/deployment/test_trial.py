"""The trial judges the program, not the computer it stands on."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from installer import trial
from installer.errors import TrialFailed


def computer(checks: dict[str, str], work: Path, *, demo: int = 0, says: str = "") -> tuple[trial.Run, list[list[str]]]:
    """A stand-in for a started program: the doctor's answer, and how the demo ends."""
    asked: list[list[str]] = []

    def run(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        asked.append(list(command))
        assert environment["DICTATE_DATA"] == str(work / "data"), "the user's own notes are never opened"
        if "doctor" in command:
            rows = [{"id": name, "state": state, "detail": f"{name}."} for name, state in checks.items()]
            return subprocess.CompletedProcess(command, 0, json.dumps({"checks": rows}), "")
        if not demo and "demo" in command:
            (work / "demo.docx").touch()
        return subprocess.CompletedProcess(command, demo, "", says)

    return run, asked


MACHINE = {"microphone": "fault", "free_space": "fault", "terminal": "warning", "templates": "ok"}


def test_a_computer_without_microphone_or_room_passes_with_remarks(tmp_path: Path) -> None:
    run, asked = computer(MACHINE, tmp_path)
    outcome = trial.try_out(Path("python"), tmp_path, "whisper-base", run, {})
    assert outcome.remarks == ("free_space", "microphone", "terminal")
    assert any("demo" in command for command in asked)


@pytest.mark.parametrize("check", ["templates", "network", "policy", "version", "speech_model"])
def test_a_fault_of_the_program_stops_it(tmp_path: Path, check: str) -> None:
    run, _ = computer({**MACHINE, check: "fault"}, tmp_path)
    with pytest.raises(TrialFailed, match=f"{check}\\."):
        trial.try_out(Path("python"), tmp_path, "whisper-base", run, {})


def test_a_bundle_without_a_speech_model_is_tried_without_one(tmp_path: Path) -> None:
    run, asked = computer({"speech_model": "fault"}, tmp_path)
    trial.try_out(Path("python"), tmp_path, "", run, {})
    assert not any("demo" in command for command in asked)
    assert asked[-1][-2:] == ["templates", "check"]


def test_a_demo_that_fails_is_told_in_the_program_s_own_words(tmp_path: Path) -> None:
    run, _ = computer({}, tmp_path, demo=1, says="varning\nTalmodellen gick inte att läsa.\n")
    with pytest.raises(TrialFailed, match=r"misslyckades: Talmodellen gick inte att läsa\."):
        trial.try_out(Path("python"), tmp_path, "whisper-base", run, {})


def test_rules_that_refuse_this_computer_refuse_no_version(tmp_path: Path) -> None:
    run, asked = computer({"disk_encryption": "fault"}, tmp_path, demo=1)
    assert trial.try_out(Path("python"), tmp_path, "whisper-base", run, {}).refused
    assert len(asked) == 1


def test_a_program_that_does_not_answer_fails(tmp_path: Path) -> None:
    def silent(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "ModuleNotFoundError")

    with pytest.raises(TrialFailed, match="svarade inte: ModuleNotFoundError"):
        trial.try_out(Path("python"), tmp_path, "", silent, {})
