"""One program of screens at a time, commands beside it, and a plain sentence where the disk says no."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.vault.folder import AlreadyOpen, VaultBusy, changing_keys, only_program
from dictate.vault.keys import WrongKey
from dictate.vault.store import StoreUnusable
from dictate.vault.vault import Vault
from tests.small_disk import SmallDisk, small_disk
from tests.vault.backends import QUICK, none

NOW = "2026-03-16T10:00:00+01:00"
_HOLDS = "import sys, time; from pathlib import Path; from dictate.vault.folder import only_program\n"
_HOLDS += "with only_program(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"


def test_the_second_program_says_so_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", _HOLDS, str(tmp_path)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(AlreadyOpen, match="redan öppet"), only_program(tmp_path):
        pass
    vault = Vault(tmp_path, key_store=none(), stretch=QUICK)
    vault.store.save("n1", "journalanteckning", "{}", 0, NOW)  # a command beside it works
    vault.close()
    other.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    other.wait()
    with only_program(tmp_path):
        pass


def test_keys_are_changed_by_one_program_at_a_time(tmp_path: Path) -> None:
    with changing_keys(tmp_path), pytest.raises(VaultBusy), changing_keys(tmp_path, wait_s=0.1):
        pass
    with changing_keys(tmp_path):
        pass


def test_two_programs_write_notes_side_by_side(tmp_path: Path) -> None:
    one, two = (Vault(tmp_path, key_store=none(), stretch=QUICK) for _ in range(2))
    for number in range(10):
        one.store.save(f"a{number}", "journalanteckning", "{}", 0, NOW)
        two.store.save(f"b{number}", "journalanteckning", "{}", 0, NOW)
    assert len(one.store.entries()) == len(two.store.entries()) == 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with small_disk(tmp_path / "disk", 400_000) as made:
        yield made


def test_a_full_disk_is_a_sentence_and_costs_nothing_that_was_saved(disk: SmallDisk) -> None:
    if not disk.mounted:
        pytest.skip("no small disk can be mounted here")
    vault = Vault(disk.folder, key_store=none(), stretch=QUICK)
    saved: list[str] = []

    def fill() -> None:
        for number in range(200):
            vault.store.save(f"n{number}", "journalanteckning", "x" * 8000, 0, NOW)
            saved.append(f"n{number}")

    with pytest.raises(DictateError, match=r"disken|Disken"):
        fill()
    assert saved
    vault.close()
    disk.grow(4_000_000)
    again = Vault(disk.folder, key_store=none(), stretch=QUICK)
    assert {entry.id for entry in again.store.entries()} >= set(saved)
    assert all(again.store.body(note) == "x" * 8000 for note in saved)
    again.close()


def test_on_a_disk_that_is_full_from_the_start_nothing_half_made_is_left(disk: SmallDisk) -> None:
    if not disk.mounted:
        pytest.skip("no small disk can be mounted here")
    filler = disk.folder / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    with pytest.raises(DictateError):
        _ = Vault(disk.folder, key_store=none(), stretch=QUICK).store
    filler.unlink()
    vault = Vault(disk.folder, key_store=none(), stretch=QUICK)
    vault.store.save("n1", "journalanteckning", "{}", 0, NOW)
    assert vault.store.audit.verify() == ()
    vault.close()


def test_a_read_only_disk_is_a_sentence_and_leaves_the_vault_locked(disk: SmallDisk) -> None:
    if not disk.mounted:
        pytest.skip("no small disk can be mounted here")
    disk.grow(4_000_000)
    phrase = "fyra fåglar på taket"
    made = Vault(disk.folder, key_store=none(), stretch=QUICK)
    made.set_up("passphrase", phrase)
    made.close()

    def remount(how: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{how}", str(disk.folder)], check=True)

    remount("ro")
    vault = Vault(disk.folder, key_store=none(), stretch=QUICK)
    with pytest.raises(WrongKey):
        vault.unlock("fel lösenfras här")
    with pytest.raises(StoreUnusable, match="skriva där"):
        vault.unlock(phrase)
    assert not vault.is_open
    remount("rw")
    vault.unlock(phrase)
    vault.close()
