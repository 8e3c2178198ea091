"""`dictate vault` as a user and IT call it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
PHRASE = "fyra fåglar på taket"


class Command:
    """Calls `dictate vault` on one data folder; what is typed goes to standard input."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, typed: tuple[str, ...] = (), status: int = 0) -> str:
        environment = {
            "DICTATE_DATA": str(self.folder),
            "PATH": "/usr/bin:/bin",
            "PYTHONUTF8": "1",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
        }
        done = subprocess.run(
            [str(BIN / "dictate"), "vault", *arguments],
            env=environment,
            input="".join(f"{line}\n" for line in typed),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == status, done
        assert "Traceback" not in done.stderr
        assert (len(done.stderr.splitlines()) == 1) == (status != 0), done.stderr
        return done.stderr if status else done.stdout


@pytest.fixture
def vault(tmp_path: Path) -> Command:
    return Command(tmp_path / "data")


def test_it_makes_a_vault_prints_the_recovery_key_and_both_open_it(vault: Command) -> None:
    made = json.loads(vault("init", "--passphrase", "--json", typed=(PHRASE,)))
    assert made["ways"] == ["passphrase", "recovery"]
    assert len(made["recovery_key"].split("-")) == 14
    for typed in (PHRASE, made["recovery_key"]):
        assert json.loads(vault("unlock", "--json", typed=(typed,))) == {"ways": ["passphrase", "recovery"]}
    assert "Kontrollera" in vault("unlock", typed=("fel lösenfras här",), status=1)
    vault("passphrase", typed=(PHRASE, "tre tranor i diket"))
    vault("unlock", typed=("tre tranor i diket",))
    vault("unlock", typed=(PHRASE,), status=1)
    events = [
        json.loads(line)["event"] for line in vault("audit", "--json", typed=(made["recovery_key"],)).splitlines()
    ]
    assert {"vault_made", "unlocked", "unlock_failed", "passphrase_changed"} <= set(events)
    assert "är helt" in vault("audit", "--verify", typed=("tre tranor i diket",))
    new = vault("recovery", typed=("tre tranor i diket",))
    assert made["recovery_key"][:19] not in new
    vault("unlock", typed=(made["recovery_key"],), status=1)


def test_wrong_usage_and_what_can_not_be_done_are_told_apart(vault: Command) -> None:
    assert "ange" in vault("init", status=2)
    assert "nyckelring" in vault("init", "--keystore", status=1)
    assert "för kort" in vault("init", "--passphrase", typed=("kort",), status=1)
    assert not (vault.folder / "vault.json").exists()


def test_purge_shows_first_and_does_it_with_yes(vault: Command) -> None:
    left = vault.folder / "models" / ".whisper-base-a1b2c3d4"
    left.mkdir(parents=True)
    import os

    os.utime(left, (1, 1))
    assert "Kör: dictate vault purge --yes" in vault("purge")
    assert left.exists()
    assert json.loads(vault("purge", "--yes", "--json"))["cleared"]["leftovers"] == 1
    assert not left.exists()
    assert "Inget att gallra." in vault("purge")


def test_a_damaged_trail_is_a_stated_failure(vault: Command) -> None:
    vault("unlock")
    (vault.folder / "vault.audit").write_text("1 2 3")
    assert "inte helt" in vault("audit", "--verify", status=1)
