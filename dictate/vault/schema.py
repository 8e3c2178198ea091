"""The tables of the store, version by version, and the way from an older version to today's."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2 as sqlcipher

STEPS: Sequence[Sequence[str]] = (
    (
        """CREATE TABLE note (
            id TEXT PRIMARY KEY,
            template TEXT NOT NULL,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL,
            exported_at TEXT NOT NULL DEFAULT '',
            undecided INTEGER NOT NULL,
            body TEXT NOT NULL
        )""",
    ),
    (
        """CREATE TABLE "case" (
            id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            lexicon TEXT NOT NULL,
            created_at TEXT NOT NULL,
            changed_at TEXT NOT NULL
        )""",
        'ALTER TABLE note ADD COLUMN case_id TEXT REFERENCES "case"(id) ON DELETE SET NULL',
        # What each note decided about the people and places of its case; an empty decision says that it was not one.
        """CREATE TABLE remembered (
            case_id TEXT NOT NULL REFERENCES "case"(id) ON DELETE CASCADE,
            note TEXT NOT NULL,
            label TEXT NOT NULL,
            name TEXT NOT NULL,
            decision TEXT NOT NULL,
            role TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (case_id, note, label, name)
        )""",
        # The sentences of the case's exports as they left, one a line: they go when the case goes, not with their note.
        """CREATE TABLE exported_text (
            note TEXT PRIMARY KEY,
            case_id TEXT NOT NULL REFERENCES "case"(id) ON DELETE CASCADE,
            at TEXT NOT NULL,
            text TEXT NOT NULL
        )""",
        # How long the notes of each template were; it tells nothing of what stood in them.
        "CREATE TABLE exported_length (note TEXT PRIMARY KEY, template TEXT NOT NULL, words INTEGER NOT NULL)",
    ),
    (
        # The recording in the spool that a note was dictated in. One that stands here is no unfinished dictation.
        """CREATE TABLE recording (
            name TEXT PRIMARY KEY,
            note TEXT NOT NULL REFERENCES note(id) ON DELETE CASCADE
        )""",
    ),
    (
        # How many of the template's required checks are not met, for the list of notes.
        "ALTER TABLE note ADD COLUMN remarks INTEGER NOT NULL DEFAULT 0",
        # What is not a note yet, or no note at all: a text that is being written, a meeting that waits. See `asides`.
        """CREATE TABLE aside (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            value TEXT NOT NULL,
            at TEXT NOT NULL,
            PRIMARY KEY (kind, id)
        )""",
    ),
    (
        # What a pilot measures; see `pilot`. A stretch of time is never changed: an edit withdraws it and makes others.
        """CREATE TABLE pilot_time (
            id INTEGER PRIMARY KEY,
            variable TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT NOT NULL,
            corrected INTEGER NOT NULL,
            made_by INTEGER NOT NULL,
            withdrawn_by INTEGER
        )""",
        "CREATE TABLE pilot_state (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        # Which note a random key stands for, as long as the note is there.
        "CREATE TABLE pilot_note_of (note TEXT PRIMARY KEY REFERENCES note(id) ON DELETE CASCADE, key TEXT NOT NULL)",
        "CREATE TABLE pilot_note (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE pilot_review (key TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE pilot_answer (
            key TEXT PRIMARY KEY,
            form TEXT NOT NULL,
            at TEXT NOT NULL,
            body TEXT NOT NULL
        ) WITHOUT ROWID""",
        """CREATE TABLE pilot_typed (
            key TEXT PRIMARY KEY,
            day TEXT NOT NULL,
            seconds REAL NOT NULL,
            words INTEGER NOT NULL,
            template TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        # The key of each recording. One without a key is destroyed: what may be left of its files can't be heard.
        "CREATE TABLE sound_key (recording TEXT PRIMARY KEY, key BLOB, at TEXT NOT NULL)",
        # What was done, never what was written: each hash is over the line and the hash of the one before.
        """CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at TEXT NOT NULL,
            event TEXT NOT NULL,
            facts TEXT NOT NULL,
            hash TEXT NOT NULL
        )""",
        # What the vault knows of itself: the head of the audit trail, the policy last seen, what was warned of.
        "CREATE TABLE vault_fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
    (
        # Everything that the list of notes shows, so that ten thousand are listed without reading a body.
        "CREATE INDEX note_list ON note "
        "(changed_at DESC, id, template, created_at, exported_at, undecided, remarks, case_id)",
    ),
    (
        # What the writer tells of a typed note, so that it can be compared with dictated ones; NULL is not told.
        "ALTER TABLE pilot_typed ADD COLUMN days_to_note INTEGER",
        "ALTER TABLE pilot_typed ADD COLUMN child_met INTEGER",
        "ALTER TABLE pilot_typed ADD COLUMN childs_voice INTEGER",
    ),
)
"""For each version, from 1, the statements that make it of the one before."""

VERSION = len(STEPS)
_BACKUP_DAYS = 14
"""How long the copy from before a change of tables is kept: what is removed from the store must not live on in it."""


def version_of(db: Any) -> int:
    """The version of an opened database, 0 when it is empty. Raises DatabaseError where the key does not open it."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def bring_up_to_date(db: Any, path: Path, key: bytes, steps: Sequence[Sequence[str]] = STEPS) -> None:
    """Makes the tables, or changes those of an older version, in one transaction: wholly, or not at all.

    Before tables with notes in them are changed, a copy of the database, encrypted with the same key, is put beside
    it. A copy that is older than two weeks is taken away.
    """
    version = version_of(db)
    if 0 < version < len(steps):
        _copy(db, backup_of(path, version), key)
    elif version == len(steps):
        _forget_old_copies(path)
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        for number, statements in enumerate(steps, 1):
            if number > version_of(db):  # asked again: another program may have done it just now
                for statement in statements:
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {number}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def backup_of(path: Path, version: int) -> Path:
    """Where the copy lies that was made before the tables of that version were changed."""
    return path.with_name(f"{path.name}.version-{version}")


def destroy_keys_in_copies(path: Path, key: bytes, recordings: Collection[str]) -> None:
    """Empties the keys of destroyed recordings in the copies from before a change of tables too."""
    for version in range(1, VERSION):
        copy = backup_of(path, version)
        if not copy.exists():
            continue
        with contextlib.closing(sqlcipher.connect(str(copy), isolation_level=None)) as db:
            db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            db.execute("PRAGMA secure_delete = ON")
            if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'sound_key'").fetchall():
                db.executemany("UPDATE sound_key SET key = NULL WHERE recording = ?", [(one,) for one in recordings])
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy(db: Any, target: Path, key: bytes) -> None:
    """A copy of the open database as it is now, whole on the disk before it gets its name."""
    draft = target.with_name(target.name + ".part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with contextlib.closing(sqlcipher.connect(str(draft))) as copy:
            copy.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            copy.execute("PRAGMA synchronous = FULL")
            db.backup(copy)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _forget_old_copies(path: Path) -> None:
    oldest = time.time() - _BACKUP_DAYS * 24 * 3600
    for version in range(1, VERSION):
        copy = backup_of(path, version)
        with contextlib.suppress(OSError):  # one that can't be removed now is removed next time
            if copy.stat().st_mtime < oldest:
                copy.unlink()
