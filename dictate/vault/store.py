"""The encrypted store of notes and cases: one SQLCipher database in the data folder."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlcipher3 import dbapi2 as sqlcipher

from dictate.errors import DictateError
from dictate.vault import audit, schema
from dictate.vault.asides import DRAFT, SOUND_FILE, Asides
from dictate.vault.audit import Audit
from dictate.vault.cases import Cases
from dictate.vault.folder import secure
from dictate.vault.keys import KeySource, WrongKey
from dictate.vault.pilot import PilotTables
from dictate.vault.rows import Rows
from dictate.vault.sound_keys import KeysOfSound


class StoreUnusable(DictateError):
    """The store can't be opened or written: damaged, made by a newer program, no room, or no right to write."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the list of notes. Times are ISO 8601 with time zone; `exported_at` is empty until the first export."""

    id: str
    template: str
    created_at: str
    changed_at: str
    exported_at: str
    undecided: int
    case: str = ""
    """The title of its case, empty when it has none."""
    remarks: int = 0
    """How many required checks of its template are not met."""


@dataclass(frozen=True, slots=True)
class NotedSound:
    """A recording and its note: when the note left for the case system (empty for never), when it was recorded."""

    recording: str
    note: str
    exported_at: str
    recorded_at: str


class Facts:
    """What the vault knows of itself: short texts by name."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def get(self, name: str) -> str:
        """The text, "" when there is none."""
        rows = self._rows("SELECT value FROM vault_fact WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def keep(self, name: str, value: str) -> None:
        """Writes the text in place of the one before."""
        self._rows("INSERT OR REPLACE INTO vault_fact VALUES (?, ?)", name, value)


class Store:
    """Notes and cases on disk, encrypted as a whole.

    Every write is one transaction, on the disk when the method returns.
    """

    def __init__(self, path: Path, keys: KeySource) -> None:
        """Opens the store in `path`, made when missing. Raises WrongKey, StoreUnusable or FolderUnsafe."""
        self._path = path
        self._lock = threading.RLock()
        key = keys.key()
        secure(path.parent)
        with self._stated():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
        try:
            self._begin(key)
        except BaseException:
            self._db.close()
            raise
        self.cases = Cases(self._rows, self._transaction)
        self.asides = Asides(self._rows, self._transaction)
        self.pilot = PilotTables(self._rows, self._transaction)
        self.facts = Facts(self._rows)
        self.audit = Audit(self._rows, self._transaction, path.with_name(audit.NAME), key)
        self.sound_keys = KeysOfSound(self._rows, lambda: self._forget_overwritten(key))

    def _begin(self, key: bytes) -> None:
        """Opens the database with the key, and makes its tables today's."""
        with self._stated():
            # Its own memory, with the key and the pages of notes, is kept out of swap as far as the system lets it, and
            # overwritten when it is let go.
            self._db.execute("PRAGMA cipher_memory_security = ON")
            self._db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            self._db.execute("PRAGMA temp_store = MEMORY")
        if self._version(key) > schema.VERSION:
            raise StoreUnusable("Anteckningarna är sparade av en nyare version av programmet. Uppgradera programmet.")
        with self._stated():
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.execute("PRAGMA secure_delete = ON")
        try:
            schema.bring_up_to_date(self._db, self._path, key)
        except (OSError, sqlcipher.Error) as error:
            raise StoreUnusable(
                f"Anteckningarna i {self._path.parent} kunde inte föras över till den här versionen av programmet. "
                "De är kvar som de var. Kontrollera att disken inte är full och försök igen, eller kontakta IT."
            ) from error

    def _version(self, key: bytes) -> int:
        """The version of the tables. Raises WrongKey, or StoreUnusable for a file that is damaged or not to be had."""
        try:
            return schema.version_of(self._db)
        except sqlcipher.OperationalError as error:
            raise _unusable(self._path.parent, error) from error
        except sqlcipher.DatabaseError as error:
            if audit.is_of_this_key(self._path.with_name(audit.NAME), key):
                raise StoreUnusable(
                    f"Filen {self._path} är skadad, så anteckningarna går inte att läsa; nyckeln är den rätta. "
                    "Återställ filen från en säkerhetskopia eller kontakta IT."
                ) from error
            raise WrongKey(
                f"Nyckeln öppnar inte anteckningarna i {self._path}. Kontakta IT; ingenting är raderat."
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the database when no thread is in it: SQLite does not survive that. The store can't be used after."""
        with self._lock:
            self._db.close()

    def entries(self) -> tuple[Entry, ...]:
        """All notes, the one changed last first."""
        rows = self._rows(
            "SELECT note.id, template, note.created_at, note.changed_at, exported_at, undecided, "
            'coalesce("case".title, \'\'), remarks FROM note LEFT JOIN "case" ON case_id = "case".id '
            "ORDER BY note.changed_at DESC, note.id"
        )
        return tuple(Entry(*row) for row in rows)

    def body(self, note_id: str) -> str:
        """The note's JSON. Raises KeyError when no note has that id."""
        rows = self._rows("SELECT body FROM note WHERE id = ?", note_id)
        if not rows:
            raise KeyError(note_id)
        return str(rows[0][0])

    def save(
        self, note_id: str, template: str, body: str, undecided: int, now: str, case_id: str = "", remarks: int = 0
    ) -> None:
        """Writes the note's JSON, new or over the older one; `now` is ISO 8601 with time zone.

        `case_id` is the case that it belongs to, "" for none; a case that is gone counts as none. `remarks` is how many
        required checks are not met.
        """
        self._rows(
            "INSERT INTO note (id, template, created_at, changed_at, undecided, body, case_id, remarks) "
            'VALUES (?1, ?2, ?3, ?3, ?4, ?5, (SELECT id FROM "case" WHERE id = ?6), ?7) ON CONFLICT (id) DO UPDATE SET '
            "template = ?2, changed_at = ?3, undecided = ?4, body = ?5, case_id = excluded.case_id, remarks = ?7",
            note_id,
            template,
            now,
            undecided,
            body,
            case_id,
            remarks,
        )

    def mark_exported(self, note_id: str, now: str) -> None:
        """Remembers that the note left as a document; `now` is ISO 8601 with time zone."""
        self._rows("UPDATE note SET exported_at = ? WHERE id = ?", now, note_id)

    def remove(self, note_id: str) -> None:
        """Takes the note away for good, with what was begun about it; its pages are overwritten."""
        with self._transaction():
            self._rows("DELETE FROM note WHERE id = ?", note_id)
            self._rows("DELETE FROM aside WHERE kind = ? AND id = ?", SOUND_FILE, note_id)
            self._rows("DELETE FROM aside WHERE kind = ? AND instr(id || ':', ?) > 0", DRAFT, f":{note_id}:")

    def remove_exported(self, note_id: str) -> None:
        """As `remove`, with the text that its case kept of it."""
        with self._transaction():
            self.remove(note_id)
            self._rows("DELETE FROM exported_text WHERE note = ?", note_id)

    # -- sound ----------------------------------------------------------------------------------------------------

    def keep_recording(self, note_id: str, recording: str) -> None:
        """Remembers that the note was dictated in that recording of the spool."""
        self._rows("INSERT OR REPLACE INTO recording (name, note) VALUES (?, ?)", recording, note_id)

    def recording_of(self, note_id: str) -> str:
        """The recording that the note was dictated in, "" when it has none."""
        rows = self._rows("SELECT name FROM recording WHERE note = ?", note_id)
        return str(rows[0][0]) if rows else ""

    def recordings(self) -> frozenset[str]:
        """All recordings that a note was made of."""
        return frozenset(str(row[0]) for row in self._rows("SELECT name FROM recording"))

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._stated(), self._lock:
            return list(self._db.execute(statement, values).fetchall())

    def noted_sounds(self) -> tuple[NotedSound, ...]:
        """The recordings that notes were made of, with their notes."""
        rows = self._rows(
            "SELECT recording.name, note.id, CASE WHEN exported_length.note IS NULL THEN '' ELSE exported_at END, "
            "coalesce(sound_key.at, note.created_at) FROM recording JOIN note ON note.id = recording.note "
            "LEFT JOIN exported_length ON exported_length.note = note.id "
            "LEFT JOIN sound_key ON sound_key.recording = recording.name"
        )
        return tuple(NotedSound(*row) for row in rows)

    def in_case_system(self) -> frozenset[str]:
        """The notes that have left for the case system, as they were then."""
        return frozenset(str(row[0]) for row in self._rows("SELECT note FROM exported_length"))

    def forget_recording(self, recording: str) -> None:
        """The recording is no more: its note has no sound from now on."""
        self._rows("DELETE FROM recording WHERE name = ?", recording)

    def _forget_overwritten(self, key: bytes) -> None:
        """Makes what was overwritten leave the log beside the database, and the copies from before a change of tables.

        Another program that reads just now can keep the log for a moment; the log is then emptied later.
        """
        for wait_s in (0.0, 0.1, 0.3, 0.6):
            time.sleep(wait_s)
            if not self._rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
                break
        with self._stated():
            schema.destroy_keys_in_copies(self._path, key, self.sound_keys.destroyed())

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All statements inside take hold together, or none does; within another one it is a part of that."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._rows("BEGIN IMMEDIATE")
            try:
                yield
                self._rows("COMMIT")
            except BaseException:
                with suppress(StoreUnusable):
                    self._rows("ROLLBACK")
                raise

    @contextmanager
    def _stated(self) -> Iterator[None]:
        """What goes wrong in the database or on the disk, said in plain Swedish."""
        try:
            yield
        except (OSError, sqlcipher.Error) as error:
            raise _unusable(self._path.parent, error) from error


def _unusable(folder: Path, error: Exception) -> StoreUnusable:
    """The sentence for what the database or the disk answered."""
    answer = getattr(error, "sqlite_errorname", "")
    if answer.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreUnusable("Ett annat program håller anteckningarna upptagna. Vänta och försök igen.")
    return StoreUnusable(
        f"Det gick inte att spara eller läsa i {folder}. Kontrollera att disken inte är full och att du får skriva där."
    )
