"""What the user has written that is no note: a text not finished, a meeting that waits, the unit's own words.

It may name people, so it lies in the encrypted store and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from dictate.vault.rows import Rows, Transaction

SOUND_FILE = "sound_file"
"""The kind of what tells, by a note's id, in which file its words can be heard; it goes with the note."""

DRAFT = "draft"
"""The kind of a text that is not finished. One about a note has its id between colons: "edit:<note>:<sentence>"."""


class Asides:
    """Texts by kind and id; what they mean is known to who keeps them."""

    def __init__(self, rows: Rows, transaction: Transaction) -> None:
        self._rows = rows
        self._transaction = transaction

    def keep(self, kind: str, aside_id: str, value: str, now: str) -> None:
        """Writes a text, new or over the older one; `now` is ISO 8601 with time zone."""
        statement = "INSERT OR REPLACE INTO aside (kind, id, value, at) VALUES (?, ?, ?, ?)"
        self._rows(statement, kind, aside_id, value, now)

    def change(self, kind: str, aside_id: str, after: Callable[[str], str], now: str) -> None:
        """Writes what `after` makes of the text that is there ("" for none); no other program comes between."""
        with self._transaction():
            before = self.get(kind, aside_id)
            if (made := after(before)) != before:
                self.keep(kind, aside_id, made, now)

    def of(self, kind: str) -> dict[str, str]:
        """The texts of a kind by id, the oldest first."""
        rows = self._rows("SELECT id, value FROM aside WHERE kind = ? ORDER BY at, id", kind)
        return {str(aside_id): str(value) for aside_id, value in rows}

    def get(self, kind: str, aside_id: str = "") -> str:
        """One text, "" when there is none."""
        rows = self._rows("SELECT value FROM aside WHERE kind = ? AND id = ?", kind, aside_id)
        return str(rows[0][0]) if rows else ""

    def remove(self, kind: str, aside_id: str = "") -> None:
        """Takes a text away for good; nothing happens when there is none."""
        self._rows("DELETE FROM aside WHERE kind = ? AND id = ?", kind, aside_id)
