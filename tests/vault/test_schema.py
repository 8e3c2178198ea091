"""A store of an older version opens with everything in it; a change of tables that fails changes nothing."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from dictate.vault import schema
from dictate.vault.folder import FolderUnsafe
from dictate.vault.keys import KeyFile
from dictate.vault.pilot import TypedRow
from dictate.vault.store import Store, StoreUnusable

NOW = "2026-03-16T10:00:00+01:00"


def opened(folder: Path, name: str = "notes.db") -> sqlcipher.Connection:
    db = sqlcipher.connect(str(folder / name), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{KeyFile(folder / 'key').key().hex()}'\"")
    return db


@pytest.fixture
def first_version(tmp_path: Path) -> Path:
    """A store as the first version of the program made it, with one note."""
    db = opened(tmp_path)
    db.execute("PRAGMA journal_mode = WAL")
    schema.bring_up_to_date(db, tmp_path / "notes.db", b"", schema.STEPS[:1])
    db.execute("INSERT INTO note VALUES ('n1', 'journalanteckning', ?, ?, '', 3, 'Kvittrande Sjöfågel')", (NOW, NOW))
    assert schema.version_of(db) == 1
    db.close()
    return tmp_path


def open_store(folder: Path) -> Store:
    return Store(folder / "notes.db", KeyFile(folder / "key"))


def test_the_notes_of_the_first_version_are_there_and_belong_to_no_case(first_version: Path) -> None:
    with open_store(first_version) as store:
        assert store.body("n1") == "Kvittrande Sjöfågel"
        assert store.cases.of_note("n1") is None
        assert store.entries()[0].case == ""


def test_a_copy_from_before_is_kept_encrypted_for_its_owner_alone(first_version: Path) -> None:
    open_store(first_version).close()
    copy = first_version / "notes.db.version-1"
    assert b"Kvittrande" not in copy.read_bytes()
    db = opened(first_version, copy.name)
    assert schema.version_of(db) == 1
    assert db.execute("SELECT body FROM note").fetchall() == [("Kvittrande Sjöfågel",)]
    db.close()
    if os.name != "nt":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_a_change_that_fails_midway_leaves_the_old_store_as_it_was(
    first_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = (schema.STEPS[0], (*schema.STEPS[1], "CREATE TABLE note (id TEXT)"))  # the last one can't be done
    db = opened(first_version)
    with pytest.raises(sqlcipher.OperationalError):
        schema.bring_up_to_date(db, first_version / "notes.db", KeyFile(first_version / "key").key(), steps)
    assert schema.version_of(db) == 1
    assert [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")] == ["note"]
    assert db.execute("SELECT body FROM note").fetchall() == [("Kvittrande Sjöfågel",)]
    db.close()
    open_store(first_version).close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nobody stops this user from writing")
def test_without_room_for_the_copy_nothing_is_changed(first_version: Path) -> None:
    first_version.chmod(0o500)
    try:
        with pytest.raises(StoreUnusable):
            open_store(first_version)
    finally:
        first_version.chmod(0o700)
    open_store(first_version).close()


def test_a_folder_where_the_copy_should_go_is_a_plain_sentence_and_changes_nothing(first_version: Path) -> None:
    (first_version / "notes.db.version-1").mkdir()
    with pytest.raises(FolderUnsafe, match="vanlig fil"):
        open_store(first_version)
    db = opened(first_version)
    assert schema.version_of(db) == 1
    db.close()


def test_the_copy_goes_after_two_weeks_since_it_may_hold_what_was_removed(first_version: Path) -> None:
    open_store(first_version).close()
    copy = first_version / "notes.db.version-1"
    open_store(first_version).close()
    assert copy.exists()
    old = time.time() - 15 * 24 * 3600
    os.utime(copy, (old, old))
    open_store(first_version).close()
    assert not copy.exists()


def test_a_new_store_has_todays_version_and_needs_no_copy(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key", "notes.db"]


def test_a_typed_note_of_an_older_version_is_kept_and_what_was_not_asked_then_is_untold(tmp_path: Path) -> None:
    asked = next(number for number, step in enumerate(schema.STEPS) if any("childs_voice" in one for one in step))
    db = opened(tmp_path)
    key = KeyFile(tmp_path / "key").key()
    schema.bring_up_to_date(db, tmp_path / "notes.db", key, schema.STEPS[:asked])
    db.execute("INSERT INTO pilot_typed VALUES ('k1', '2026-03-12', 900, 92, 'journalanteckning')")
    db.close()
    with open_store(tmp_path) as store:
        store.pilot.add_typed("2026-03-13", 600, 80, "", 0, True, False)
        assert store.pilot.typed() == (
            TypedRow("k1", "2026-03-12", 900, 92, "journalanteckning"),
            TypedRow(store.pilot.typed()[1].key, "2026-03-13", 600, 80, "", 0, True, False),
        )
    db = opened(tmp_path, f"notes.db.version-{asked}")  # what the older version gets when it is put back
    schema.bring_up_to_date(db, tmp_path / "notes.db", key, schema.STEPS[:asked])
    db.execute("INSERT INTO pilot_typed VALUES ('k2', '2026-03-13', 600, 80, '')")
    assert db.execute("SELECT key FROM pilot_typed ORDER BY key").fetchall() == [("k1",), ("k2",)]
    db.close()


@pytest.mark.parametrize("version", range(1, schema.VERSION))
def test_every_older_version_opens_with_its_notes_and_gets_all_tables(tmp_path: Path, version: int) -> None:
    db = opened(tmp_path)
    schema.bring_up_to_date(db, tmp_path / "notes.db", KeyFile(tmp_path / "key").key(), schema.STEPS[:version])
    db.execute(
        "INSERT INTO note (id, template, created_at, changed_at, undecided, body) "
        "VALUES ('n1', 'journalanteckning', ?, ?, 3, 'Kvittrande Sjöfågel')",
        (NOW, NOW),
    )
    db.close()
    with open_store(tmp_path) as store:
        assert store.body("n1") == "Kvittrande Sjöfågel"
        store.audit.add("created", note="n1")
        assert store.sound_keys.make().own_key
        assert store.audit.verify() == ()
    assert (tmp_path / f"notes.db.version-{version}").exists()
