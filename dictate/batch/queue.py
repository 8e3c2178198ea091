"""What became of each recording: one encrypted database beside the results, true after a crash at any moment.

A recording is one row whatever names it has; each name is a row of its own that points to it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sqlcipher3 import dbapi2 as sqlcipher

from dictate.batch.errors import QueueUnusable

State = Literal["waiting", "done", "failed"]
NAME = "queue.db"
_VERSION = 1
_TABLES = (
    "CREATE TABLE recording (digest TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, state TEXT NOT NULL, "
    "crashes INTEGER NOT NULL DEFAULT 0, duration_s REAL, took_s REAL, words INTEGER, reason TEXT NOT NULL DEFAULT '')",
    "CREATE TABLE place (shown TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT, reason TEXT NOT NULL DEFAULT '')",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One recording in the folder and how it stands.

    `name` is what its result is called; `duration_s`, `took_s` (seconds) and `words` are known when it is done;
    `reason` is the Swedish sentence when it failed. `copy_of` is the place under which the same recording is done, ""
    for the first of its places.
    """

    shown: str
    name: str
    state: State
    duration_s: float | None
    took_s: float | None
    words: int | None
    reason: str
    copy_of: str = ""

    def as_json(self) -> dict[str, Any]:
        """The object of `dictate batch --json`."""
        return {
            "file": self.shown,
            "state": self.state,
            "result": self.name,
            "copy_of": self.copy_of or None,
            "duration_s": round(self.duration_s, 3) if self.duration_s is not None else None,
            "took_s": round(self.took_s, 3) if self.took_s is not None else None,
            "words": self.words,
            "reason": self.reason,
        }


class Queue:
    """The open queue. For one thread."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Opens the queue in the folder of results, and makes it when missing. Raises QueueUnusable."""
        self._path = folder / NAME
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with self._stated():
            self._db = sqlcipher.connect(str(self._path), isolation_level=None, timeout=30)
            try:
                self._db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.execute("BEGIN IMMEDIATE")
                if not self._db.execute("PRAGMA user_version").fetchone()[0]:
                    for statement in (*_TABLES, f"PRAGMA user_version = {_VERSION}"):
                        self._db.execute(statement)
                self._db.execute("COMMIT")
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def known(self, shown: str, stamp: str) -> str:
        """The digest of the recording at that place when it was last read, "" if it was not, or has changed since."""
        rows = self._rows("SELECT digest FROM place WHERE shown = ? AND stamp = ?", shown, stamp)
        return str(rows[0][0] or "") if rows else ""

    def add(self, shown: str, stamp: str, digest: str, name: str) -> None:
        """The recording lies at that place; one that is new waits from now on."""
        with self._together():
            self._rows("INSERT OR IGNORE INTO recording (digest, name, state) VALUES (?, ?, 'waiting')", digest, name)
            self._rows("INSERT OR REPLACE INTO place (shown, stamp, digest) VALUES (?, ?, ?)", shown, stamp, digest)

    def refuse(self, shown: str, reason: str) -> None:
        """What lies at that place is not read at all."""
        self._rows("INSERT OR REPLACE INTO place (shown, stamp, reason) VALUES (?, '', ?)", shown, reason)

    def forget(self, gone: frozenset[str]) -> None:
        """These places are no more; what was done of them stays done."""
        for shown in gone:
            self._rows("DELETE FROM place WHERE shown = ?", shown)

    def places(self) -> frozenset[str]:
        """All places that are remembered."""
        return frozenset(str(row[0]) for row in self._rows("SELECT shown FROM place"))

    def waiting(self) -> dict[str, tuple[str, str]]:
        """What is to be done: digest -> its first place and the name of its result, in the order of places."""
        rows = self._rows(
            "SELECT min(shown), digest, name FROM place JOIN recording USING (digest) WHERE state = 'waiting' "
            "GROUP BY digest ORDER BY 1"
        )
        return {str(digest): (str(shown), str(name)) for shown, digest, name in rows}

    def done(self, digest: str, duration_s: float, took_s: float, words: int) -> None:
        """Its result is on the disk."""
        self._rows(
            "UPDATE recording SET state = 'done', duration_s = ?, took_s = ?, words = ?, reason = '' WHERE digest = ?",
            duration_s, took_s, words, digest,
        )  # fmt: skip

    def failed(self, digest: str, reason: str) -> None:
        """No result can be made of it."""
        self._rows("UPDATE recording SET state = 'failed', reason = ? WHERE digest = ?", reason, digest)

    def crashed(self, digest: str) -> int:
        """A worker died at it; gives how many have."""
        self._rows("UPDATE recording SET crashes = crashes + 1 WHERE digest = ?", digest)
        return int(self._rows("SELECT crashes FROM recording WHERE digest = ?", digest)[0][0])

    def again(self, *, done: bool) -> None:
        """What has failed waits anew, with `done` also what is done."""
        states = "('failed', 'done')" if done else "('failed')"
        self._rows(f"UPDATE recording SET state = 'waiting', crashes = 0, reason = '' WHERE state IN {states}")

    def rows(self) -> list[Row]:
        """Every recording of the folder, in the order of places."""
        found, first = [], dict[str, str]()
        for shown, refused, name, state, duration_s, took_s, words, reason in self._rows(
            "SELECT shown, place.reason, name, state, duration_s, took_s, words, recording.reason "
            "FROM place LEFT JOIN recording USING (digest) ORDER BY shown"
        ):
            if state is None:
                found.append(Row(shown, "", "failed", None, None, None, refused))
                continue
            copy_of = first.get(name, "")
            first.setdefault(name, shown)
            found.append(Row(shown, name, state, duration_s, took_s, words, reason, copy_of))
        return found

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._stated():
            return list(self._db.execute(statement, values).fetchall())

    @contextlib.contextmanager
    def _together(self) -> Iterator[None]:
        self._rows("BEGIN IMMEDIATE")
        try:
            yield
            self._rows("COMMIT")
        except BaseException:
            self._rows("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _stated(self) -> Iterator[None]:
        try:
            yield
        except sqlcipher.DatabaseError as error:
            raise QueueUnusable(
                f"Kön i {self._path.parent} går inte att läsa eller skriva. Kontrollera att du använder samma nyckel "
                "som förra gången, och att disken inte är full."
            ) from error
