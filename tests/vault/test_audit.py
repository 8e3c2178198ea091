"""The audit trail shows every line that was changed, removed, moved or put in, and holds nothing of any note."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dictate.vault import audit, failures
from dictate.vault.keys import WrongKey
from dictate.vault.vault import Vault
from tests.vault.backends import QUICK, none

PHRASE = "fyra fåglar på taket"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """A vault whose trail has a dozen lines."""
    made = Vault(tmp_path, key_store=none(), stretch=QUICK)
    for number in range(10):
        made.store.audit.add("exported", recipient="case_system", kept=number, replaced=2, masked=1)
    assert made.store.audit.verify() == ()
    return made


def rows(vault: Vault, statement: str, *values: object) -> None:
    vault.store._rows(statement, *values)


def told(vault: Vault) -> str:
    return " ".join(fault.sentence for fault in vault.store.audit.verify())


def test_the_lines_come_back_in_order(vault: Vault) -> None:
    lines = vault.store.audit.lines()
    assert [line.seq for line in lines] == list(range(1, 13))
    assert [line.event for line in lines[:2]] == ["vault_made", "unlocked"]
    assert lines[6].facts == {"recipient": "case_system", "kept": 4, "replaced": 2, "masked": 1}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET facts = replace(facts, '\"kept\": 4', '\"kept\": 5') WHERE seq = 7",
        "UPDATE audit SET at = '2020-01-01T00:00:00+00:00' WHERE seq = 6",
        "UPDATE audit SET event = 'removed' WHERE seq = 6",
        "UPDATE audit SET hash = 'a' WHERE seq = 6",
        "DELETE FROM audit WHERE seq = 6",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq >= 10",
        "DELETE FROM audit",
        "DELETE FROM vault_fact WHERE name = 'audit_head'",
        "UPDATE vault_fact SET value = replace(value, '1', '2') WHERE name = 'audit_head'",
        "INSERT INTO audit SELECT 13, at, event, facts, hash FROM audit WHERE seq = 12",
        "UPDATE audit SET seq = 100 WHERE seq = 12",
    ],
)
def test_every_change_by_hand_is_found_also_after_the_program_wrote_on(vault: Vault, change: str) -> None:
    rows(vault, change)
    assert vault.store.audit.verify()
    vault.store.audit.add("unlocked", way="file")
    assert vault.store.audit.verify()


def test_lines_that_were_renumbered_and_chained_anew_are_found(vault: Vault) -> None:
    """The strongest change by hand: a line taken out, and every hash after it computed as the program does."""
    kept = [line for line in vault.store.audit.lines() if line.seq != 4]
    rows(vault, "DELETE FROM audit")
    last = audit._BEFORE_THE_FIRST
    for seq, line in enumerate(kept, 1):
        text = json.dumps(dict(line.facts), sort_keys=True)
        last = audit._hash(last, seq, line.at, line.event, text)
        rows(vault, "INSERT INTO audit VALUES (?, ?, ?, ?, ?)", seq, line.at, line.event, text, last)
    assert "borttagna" in told(vault)


def test_an_older_store_put_back_is_found_by_the_file_outside(vault: Vault, tmp_path: Path) -> None:
    vault.close()
    for path in tmp_path.glob("notes.db*"):
        shutil.copy(path, tmp_path / f"old-{path.name}")
    again = Vault(tmp_path, key_store=none(), stretch=QUICK)
    again.store.audit.add("removed", note="n1")
    again.close()
    for path in tmp_path.glob("notes.db*"):
        path.unlink()
    for path in tmp_path.glob("old-*"):
        path.rename(tmp_path / path.name.removeprefix("old-"))
    restored = Vault(tmp_path, key_store=none(), stretch=QUICK)
    assert "har haft 14 rader" in told(restored)


@pytest.mark.parametrize("damage", [None, "", "12 abc def", "å", "9" * 5000 + " abc def"])
def test_the_file_outside_can_not_be_taken_away_or_changed_unseen(
    vault: Vault, tmp_path: Path, damage: str | None
) -> None:
    path = tmp_path / audit.NAME
    path.unlink() if damage is None else path.write_text(damage, encoding="utf-8")
    assert audit.NAME in told(vault)
    vault.store.audit.add("unlocked", way="file")
    assert audit.NAME in told(vault), "told also when the file has been written anew"


def test_a_kill_before_the_file_outside_is_written_is_no_alarm(vault: Vault, tmp_path: Path) -> None:
    before = (tmp_path / audit.NAME).read_bytes()
    vault.store.audit.add("unlocked", way="file")
    (tmp_path / audit.NAME).write_bytes(before)
    assert told(vault) == ""
    vault.store.audit.add("unlocked", way="file")
    assert told(vault) == ""


def test_two_programs_write_one_trail(vault: Vault, tmp_path: Path) -> None:
    other = Vault(tmp_path, key_store=none(), stretch=QUICK)
    for _ in range(5):
        vault.store.audit.add("created", note="n1")
        other.store.audit.add("created", note="n2")
    assert told(vault) == told(other) == ""


# -- failed unlocks ---------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A folder whose vault is closed and opens by passphrase."""
    made = Vault(tmp_path, key_store=none(), stretch=QUICK)
    made.set_up("passphrase", PHRASE)
    made.lock()
    return tmp_path


def fail(folder: Path, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(WrongKey):
            Vault(folder, key_store=none(), stretch=QUICK).unlock("fel lösenfras här")


def unlocked(folder: Path) -> Vault:
    vault = Vault(folder, key_store=none(), stretch=QUICK)
    vault.unlock(PHRASE)
    return vault


def events(vault: Vault) -> list[str]:
    return [line.event for line in vault.store.audit.lines()]


def test_failed_unlocks_are_in_the_trail_once_the_vault_is_open(closed: Path) -> None:
    fail(closed, 2)
    vault = unlocked(closed)
    assert events(vault)[-3:] == ["unlock_failed", "unlock_failed", "unlocked"]
    vault.close()
    assert events(unlocked(closed)).count("unlock_failed") == 2, "merged once"


def test_a_failed_unlock_leaves_nothing_of_what_was_typed(closed: Path) -> None:
    fail(closed)
    for path in closed.rglob("*"):
        if path.is_file():
            assert "fel lösenfras".encode() not in path.read_bytes()


def test_failed_unlocks_can_not_be_taken_away_unseen(closed: Path) -> None:
    path = closed / failures.NAME
    empty = path.read_text()
    fail(closed, 2)
    table = json.loads(path.read_text())
    attacks = {
        "the file": None,
        "the last line": {**table, "lines": table["lines"][:1]},
        "all lines": {**table, "lines": []},
        "the first line": {**table, "lines": table["lines"][1:]},
        "a time": {**table, "lines": [{**table["lines"][0], "at": "2020-01-01"}, table["lines"][1]]},
        "the key": {**table, "key": "00" * 32},
        "everything": {},
    }
    for name, changed in attacks.items():
        folder = closed / name.replace(" ", "-")
        folder.mkdir()
        for one in closed.iterdir():
            if one.is_file():
                shutil.copy(one, folder / one.name)
        if changed is None:
            (folder / failures.NAME).unlink()
        else:
            (folder / failures.NAME).write_text(json.dumps(changed))
        vault = unlocked(folder)
        assert "trail_damaged" in events(vault), name
        assert failures.NAME in told(vault), name
    assert json.loads(empty)["lines"] == []


def test_a_kill_between_the_merge_and_the_new_file_tells_nothing_twice(closed: Path) -> None:
    fail(closed, 2)
    before = (closed / failures.NAME).read_bytes()
    unlocked(closed).close()
    (closed / failures.NAME).write_bytes(before)
    assert events(unlocked(closed)).count("unlock_failed") == 2
    assert "trail_damaged" not in events(unlocked(closed))


def test_a_changed_policy_is_told_once(tmp_path: Path) -> None:
    for policy in ("", "", "a" * 64, "a" * 64, ""):
        Vault(tmp_path, key_store=none(), policy=policy, stretch=QUICK).store.close()
    vault = Vault(tmp_path, key_store=none(), stretch=QUICK)
    changes = [line.facts["sha256"] for line in vault.store.audit.lines() if line.event == "policy_changed"]
    assert changes == ["a" * 64, "ingen"]
