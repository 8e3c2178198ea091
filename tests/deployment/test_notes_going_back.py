"""A store that a newer version changed: the older version gets the copy from before, and nothing is thrown away."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from installer import notes
from installer.versions import Installed
from sqlcipher3 import dbapi2 as sqlcipher

from dictate.vault import schema

KEY = bytes(range(32))
NOTE = ("n1", "journalanteckning", "2026-01-02T10:00:00+01:00", "2026-01-02T10:00:00+01:00", "", 0, "{}")
NEWER_STEPS = (*schema.STEPS, ("CREATE TABLE later (id INTEGER)",))


def version(name: str, tables: int, installed_at: float) -> Installed:
    return Installed(name, name, "", tables, "bin/python", installed_at)


OLDER = version("1.0.0", schema.VERSION, 0.0)
NEWER = version("2.0.0", schema.VERSION + 1, time.time() - 60)


def opened(path: Path, steps: tuple[object, ...]) -> sqlcipher.Connection:
    """The store as a program with those tables opens it."""
    db = sqlcipher.connect(str(path), isolation_level=None)
    db.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    db.execute("PRAGMA journal_mode = WAL")
    schema.bring_up_to_date(db, path, KEY, steps)
    return db


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A store of the older version with one note."""
    db = opened(tmp_path / notes.STORE, schema.STEPS)
    columns = "id, template, created_at, changed_at, exported_at, undecided, body"
    db.execute(f"INSERT INTO note ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", NOTE)
    db.close()
    return tmp_path


def test_notes_that_no_newer_version_touched_are_readable(data: Path) -> None:
    day_ago = time.time() - 86400
    os.utime(data / notes.STORE, (day_ago, day_ago))
    assert notes.standing(data, NEWER, OLDER).state == "readable"
    assert notes.standing(data / "nobody", NEWER, OLDER).state == "readable"
    assert notes.standing(data, version("2.0.0", schema.VERSION, time.time()), OLDER).state == "readable"


def test_the_copy_comes_back_and_the_newer_notes_are_kept_aside(data: Path) -> None:
    db = opened(data / notes.STORE, NEWER_STEPS)
    db.execute("INSERT INTO later VALUES (1)")
    db.close()
    found = notes.standing(data, NEWER, OLDER)
    assert found.state == "copy"
    assert found.copy == data / f"{notes.STORE}.version-{schema.VERSION}"

    aside = notes.put_back(found.copy)

    old = opened(data / notes.STORE, schema.STEPS)
    assert schema.version_of(old) == schema.VERSION
    assert old.execute("SELECT id FROM note").fetchall() == [("n1",)]
    old.close()
    new = opened(aside, NEWER_STEPS)
    assert new.execute("SELECT id FROM later").fetchall() == [(1,)]
    new.close()
    assert (data / notes.STORE).stat().st_mode & 0o077 == 0
    assert found.copy.exists(), "the copy is still there, should this have to be done again"


def test_a_later_upgrade_brings_the_notes_forward_again(data: Path) -> None:
    opened(data / notes.STORE, NEWER_STEPS).close()
    found = notes.standing(data, NEWER, OLDER)
    assert found.copy
    notes.put_back(found.copy)
    again = opened(data / notes.STORE, NEWER_STEPS)
    assert schema.version_of(again) == schema.VERSION + 1
    assert again.execute("SELECT id FROM note").fetchall() == [("n1",)]
    again.close()


def test_changed_notes_without_a_copy_are_not_taken_for_readable(data: Path) -> None:
    opened(data / notes.STORE, NEWER_STEPS).close()
    for copy in data.glob(f"{notes.STORE}.version-*"):
        copy.unlink()
    assert notes.standing(data, NEWER, OLDER).state == "changed"


def test_a_copy_from_an_earlier_upgrade_is_not_put_back(data: Path) -> None:
    opened(data / notes.STORE, NEWER_STEPS).close()
    copy = data / f"{notes.STORE}.version-{schema.VERSION}"
    week_ago = time.time() - 7 * 86400
    os.utime(copy, (week_ago, week_ago))
    assert notes.standing(data, NEWER, OLDER).state == "changed"
