"""The facts are taken from this computer, and the command tells them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dictate.application import Application
from dictate.disk_encryption import encryption_of
from dictate.doctor import examine
from dictate.doctor.facts import gather, memory_bytes
from dictate.doctor.policy_facts import policy_file_facts, rules_in_force, writable
from dictate.policy import OrganisationPolicy, read_policy
from dictate.process import memory_is_private

SAMPLE = Path(__file__).parents[2] / "docs" / "policy.toml"


def doctor(data: Path, *arguments: str, policy: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"DICTATE_DATA": str(data), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1", "HOME": str(data)}
    if policy:
        environment["DICTATE_POLICY"] = str(policy)
    return subprocess.run(
        [str(Path(sys.executable).parent / "dictate"), "doctor", *arguments],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_facts_are_those_of_this_computer(application: Application) -> None:
    machine = gather(application, open_microphone=False)
    assert machine.disk == encryption_of(application.folders.data)
    assert machine.model.id == "whisper-base"
    assert machine.model.megabytes == 148
    assert machine.model.fault == ""
    assert machine.templates >= 18
    assert machine.free_bytes > 0
    assert machine.memory_bytes == memory_bytes() > 500_000_000
    assert machine.cores == len(os.sched_getaffinity(0))
    assert all(folder.mode is None or not folder.mode & 0o077 for folder in machine.folders)


def test_a_folder_open_to_others_and_a_link_are_seen(application: Application) -> None:
    data = application.folders.data
    (data / "kopia.db").write_bytes(b"x")
    (data / "kopia.db").chmod(0o644)
    (data / "annat").symlink_to(data.parent)
    folders = {folder.path.name: folder for folder in gather(application, open_microphone=False).folders}
    assert folders["annat"].is_link
    assert folders["kopia.db"].mode in (0o600, 0o644)  # opening the vault may have closed it
    assert "models" not in folders


def test_a_damaged_model_is_a_fault_and_the_rest_is_still_told(application: Application) -> None:
    weights = application.folders.data / "models" / "whisper-base" / "model.bin"
    weights.unlink()
    weights.write_bytes(b"no model")
    found = {check.id: check for check in examine(application, open_microphone=False)}
    assert found["speech_model"].state == "fault"
    assert "model.bin" in found["speech_model"].detail
    assert found["templates"].state == "ok"


def test_the_command_prints_a_line_a_check_and_ends_with_1_on_a_fault(tmp_path: Path) -> None:
    done = doctor(tmp_path)
    assert done.returncode == 1, "no model is installed there"
    lines = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert {line.split()[0] for line in lines} <= {"ok", "varning", "fel"}
    assert any(line.startswith("fel     Talmodell: ") for line in lines)
    assert any(line.startswith("ok      Nätverk: Tyst") for line in lines)
    assert any(line.startswith("ok      Kraschdumpar: ") for line in lines)
    assert done.stderr == ""


def test_the_command_gives_json_for_monitoring(tmp_path: Path) -> None:
    done = doctor(tmp_path, "--json")
    value = json.loads(done.stdout)
    assert len(done.stdout.splitlines()) == 1
    assert value["state"] == "fault"
    assert next(check for check in value["checks"] if check["id"] == "memory_dumps")["state"] == "ok"


def test_the_doctor_tells_of_the_disk_that_stops_the_program(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[disk_encryption]\nrequired = "refuse"\nunknown = "refuse"', encoding="utf-8")
    if encryption_of(tmp_path).standing == "encrypted":
        pytest.skip("this computer's disk is encrypted, so nothing is refused")
    started = subprocess.run(
        [str(Path(sys.executable).parent / "dictate"), "check", str(policy)],
        env={"DICTATE_DATA": str(tmp_path), "DICTATE_POLICY": str(policy), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert started.returncode == 1
    assert len(started.stderr.splitlines()) == 1
    assert "krypterad disk" in started.stderr
    assert "Diskkryptering: " in doctor(tmp_path, policy=policy).stdout


def test_every_rule_of_the_sample_policy_is_told_with_its_key() -> None:
    rules = tuple(rules_in_force(read_policy(SAMPLE)))
    for key in ("export.folders", "models.allowed", "vault.key", "vault.sound_days", "fixed.case_system", "settings"):
        assert any(f"({key})" in rule for rule in rules), key
    assert any("kontonummer maskeras" in rule for rule in rules)
    assert tuple(rules_in_force(OrganisationPolicy())) == ()


def test_a_policy_that_differs_in_everything_is_told_in_whole(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(
        """
        formats = ["docx"]
        protected = true
        threshold = 0.4
        [fixed.outside_party]
        PHONE = "remove"
        [models]
        download = false
        [clipboard]
        allowed = false
        [disk_encryption]
        required = "refuse"
        [network]
        on_attempt = "close"
        [vault]
        sound_at_export = false
        idle_minutes = 5
        note_days = 30
        min_passphrase_length = 16
        [settings.author]
        title = "socialsekreterare"
        """,
        encoding="utf-8",
    )
    told = "\n".join(rules_in_force(read_policy(path)))
    for words in (
        "bara som .docx", "skyddade personuppgifter", "0,4", "telefonnummer tas bort", "hämtas från nätet",
        "kopieras", "startar inte", "stängs om något", "Ljudet sparas", "5 minuter", "30 dagar", "16 tecken",
        "author.title",
    ):  # fmt: skip
        assert words in told
    assert len(told.splitlines()) == 13


def test_whether_the_user_may_change_the_policy(tmp_path: Path) -> None:
    folder = tmp_path / "dictate"
    folder.mkdir(mode=0o755)
    path = folder / "policy.toml"
    path.write_text("")
    path.chmod(0o666)
    assert writable(path)
    assert policy_file_facts(OrganisationPolicy(), path).writable
    path.chmod(0o444)
    folder.chmod(0o777)
    assert writable(path), "another file can be put in its place"
    folder.chmod(0o755)
    if os.geteuid() == 0:
        assert not writable(path)
    assert not policy_file_facts(OrganisationPolicy(), folder / "none.toml").writable


def test_a_crash_would_write_no_memory() -> None:
    script = "from dictate.process import *; keep_memory_private(); print(memory_is_private())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.stdout == "True\n", done.stderr
    assert isinstance(memory_is_private(), bool)
