"""Each check judges facts that a computer could have; the facts are given, so no such computer is needed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate.disk_encryption import Encryption
from dictate.doctor import checks
from dictate.doctor.check import Check, as_json, overall
from dictate.doctor.machine import (
    Folder,
    Key,
    Machine,
    Microphone,
    Network,
    PolicyFile,
    SettingsFile,
    SpeechModel,
    Terminal,
)

POLICY = Path("/etc/dictate/policy.toml")
DATA = Path("/home/vera/.local/share/dictate")
IN_CLEAR = Encryption("not_encrypted", "Disken sda1 är inte krypterad av den här datorn.")
UNKNOWN = Encryption("unknown", "Det syns inte.")
REFUSED = {"disk_rule": "refuse", "disk_refuses": ("not_encrypted",)}
WELL = Machine(
    version="1.0", system="Linux", policy=PolicyFile(POLICY, False, False), disk_rule="warn", disk_refuses=(),
    microphone=Microphone("", ("Headset",), True), model=SpeechModel("kb-whisper-small", 484, 244),
    disk=Encryption("encrypted", "Disken är krypterad (LUKS eller dm-crypt)."),
    swap=Encryption("encrypted", "Datorn skriver inte minnet till någon disk."),
    key=Key(("keystore", "recovery")), network=Network(True), cores=4, memory_bytes=16_000_000_000,
    free_bytes=100_000_000_000, template_faults=(), templates=18, folders=(Folder(DATA, 0o700, False, True),),
    terminal=Terminal(120, 40, "utf-8", 1 << 24), dumps_off=True,
)  # fmt: skip


def told(machine: Machine) -> dict[str, Check]:
    return {check.id: check for check in (examine(machine) for examine in checks.CHECKS)}


def test_a_well_kept_computer_has_nothing_to_do() -> None:
    found = told(WELL)
    assert len(found) == len(checks.CHECKS)
    assert overall(found.values()) == "ok"
    assert not [check for check in found.values() if check.advice]


@pytest.mark.parametrize(
    ("changed", "check_id", "state", "says"),
    [
        ({"microphone": Microphone("", (), False)}, "microphone", "fault", "Ingen mikrofon"),
        ({"microphone": Microphone("Bordsmik", ("Headset",), False)}, "microphone", "fault", "Bordsmik"),
        ({"microphone": Microphone("", ("Headset",), False, "Upptagen.")}, "microphone", "fault", "Upptagen"),
        ({"settings": SettingsFile(True, ("author.pronoun",))}, "settings", "warning", "author.pronoun"),
        ({"settings": SettingsFile(True)}, "settings", "ok", "nyare version"),
        ({"model": SpeechModel("whisper-base", 0, 0, "Saknas.")}, "speech_model", "fault", "Saknas"),
        ({"disk": IN_CLEAR}, "disk_encryption", "warning", "stulen"),
        ({"disk": IN_CLEAR, **REFUSED}, "disk_encryption", "fault", "stulen"),
        ({"disk": IN_CLEAR, "disk_rule": "off"}, "disk_encryption", "ok", "kräver det inte"),
        (
            {"disk": Encryption("unknown", "Det syns inte."), "disk_rule": "refuse"},
            "disk_encryption",
            "warning",
            "syns",
        ),
        ({"swap": IN_CLEAR}, "swap", "warning", "klartext"),
        ({"swap": IN_CLEAR, "disk_rule": "off"}, "swap", "ok", "kräver det inte"),
        ({"dumps_off": False}, "memory_dumps", "warning", "minne"),
        ({"key": Key((), fault="Nyckelfilen är skadad.")}, "key", "fault", "skadad"),
        ({"key": Key((), new=True)}, "key", "ok", "första gången"),
        ({"key": Key(("passphrase",), locked=True)}, "key", "ok", "låsta"),
        ({"key": Key(("keystore",), whole=False)}, "key", "warning", "vault.json"),
        ({"key": Key(("passphrase",), failures=3)}, "key", "warning", "3 misslyckade försök i rad"),
        ({"key": Key(("file",))}, "key", "ok", "diskkrypteringen"),
        ({"key": Key(("file",)), "disk": IN_CLEAR}, "key", "warning", "Den som tar datorn"),
        ({"network": Network(False)}, "network", "fault", "inte på"),
        ({"network": Network(True, (("socket.connect", 2),))}, "network", "warning", "socket.connect: 2"),
        ({"network": Network(True, (), 2)}, "network", "warning", "2 gånger"),
        ({"memory_bytes": 1_200_000_000}, "memory", "fault", "kb-whisper-small behöver"),
        ({"memory_bytes": 0}, "memory", "warning", "Det går inte att se"),
        ({"cores": 1}, "memory", "warning", "långsam"),
        ({"device": "cuda"}, "memory", "ok", "Grafikkortet räknar"),
        ({"device": "cpu"}, "memory", "ok", "Processorn räknar"),
        ({"free_bytes": 100_000_000}, "free_space", "fault", "0,1 GB"),
        ({"free_bytes": 1_200_000_000}, "free_space", "warning", "10 timmars"),
        ({"free_bytes": -1}, "free_space", "warning", "Det går inte att se"),
        ({"policy": PolicyFile(POLICY, True, False, ("En regel (a).",))}, "policy", "ok", "En regel (a)."),
        ({"policy": PolicyFile(POLICY, True, True)}, "policy", "warning", "ändrar inget"),
        ({"template_faults": ("Filen a.toml, rad 3: fel.",)}, "templates", "fault", "rad 3"),
        ({"folders": (Folder(DATA, 0o755, False, True),)}, "folders", "warning", "0755"),
        ({"folders": (Folder(DATA, 0o700, True, True),)}, "folders", "fault", "länk"),
        ({"folders": (Folder(DATA, 0o700, False, False),)}, "folders", "fault", "annan användare"),
        ({"folders": (Folder(DATA, None, False, True),)}, "folders", "ok", "Bara du"),
        ({"terminal": Terminal(0, 0, "utf-8", 16)}, "terminal", "ok", "inte till en terminal"),
        ({"terminal": Terminal(120, 40, "cp850", 256)}, "terminal", "warning", "åäö"),
        ({"terminal": Terminal(79, 40, "UTF-8", 256)}, "terminal", "warning", "79 × 40"),
        ({"terminal": Terminal(120, 40, "utf8", 16)}, "terminal", "warning", "färger"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(
    changed: dict[str, object], check_id: str, state: str, says: str
) -> None:
    found = told(replace(WELL, **changed))  # type: ignore[arg-type]
    assert found[check_id].state == state
    assert says in found[check_id].detail
    assert overall(found.values()) == state
    if state != "ok" and check_id not in ("microphone", "speech_model", "key", "memory", "free_space"):
        assert found[check_id].advice


def test_larger_models_need_more_memory() -> None:
    needs = [checks.needed_bytes(parameters) for parameters in (39, 74, 244, 769, 1550)]
    assert needs == sorted(needs)
    assert needs[-1] < 8e9


def test_the_json_holds_every_check_and_the_worst_state() -> None:
    listed = tuple(told(replace(WELL, dumps_off=False)).values())
    value = as_json(listed, "1.0")
    assert set(value) == {"checks", "state", "version"}
    assert value["state"] == "warning"
    assert [set(one) for one in value["checks"]] == [{"id", "state", "title", "detail", "advice"}] * len(listed)
    assert as_json((), "1.0")["state"] == "ok"
