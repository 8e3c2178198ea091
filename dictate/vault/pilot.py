"""What a pilot measures, in the encrypted store: working time, figures of notes, answers. Never a word of a note.

What belongs to a note is kept under a random key. Only `pilot_note_of` knows which note that is, and its row goes when
the note goes: the figures stay, and nothing leads back. Rows are ordered by their random keys, so that their order
tells nothing either.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from dictate.vault.rows import Rows, Transaction


@dataclass(frozen=True, slots=True)
class TimeRow:
    """A stretch of working time: ISO 8601 with zone offset, seconds; `ended_at` is empty while it runs.

    `corrected` tells that it was put right afterwards. `id` is 0 for a row that is not written yet.
    """

    variable: str
    started_at: str
    ended_at: str = ""
    corrected: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A form that was answered: which one, when as roughly as the form allows ("2026-03-16", "2026-W12"), answers."""

    form: str
    at: str
    body: str


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A note that was typed: random key, day (ISO 8601), seconds, words, template or "", and what its writer told."""

    key: str
    day: str
    seconds: float
    words: int
    template: str
    days_to_note: int | None = None
    """Whole days from the event to the note; the event's date itself is not kept."""
    child_met: bool | None = None
    childs_voice: bool | None = None


class PilotTables:
    """The pilot's tables. Every method is one transaction, on the disk when it returns."""

    def __init__(self, rows: Rows, transaction: Transaction) -> None:
        self._rows = rows
        self._transaction = transaction

    # -- working time ---------------------------------------------------------------------------------------------

    def times(self, *, running: bool = False) -> tuple[TimeRow, ...]:
        """All stretches that stand, in the order they were written, or only the one that is `running`."""
        columns, which = "variable, started_at, ended_at, corrected, id", " AND ended_at = ''" if running else ""
        rows = self._rows(f"SELECT {columns} FROM pilot_time WHERE withdrawn_by IS NULL{which} ORDER BY id")
        return tuple(TimeRow(str(row[0]), str(row[1]), str(row[2]), bool(row[3]), int(row[4])) for row in rows)

    def edit_times(self, withdrawn: Iterable[int], added: Iterable[TimeRow]) -> bool:
        """Replaces the stretches with the ids `withdrawn` by `added`, as one edit that `undo_times` takes back.

        False when one of them stands no more, because another program has changed it: then nothing is done.
        """
        with self._transaction():
            standing = {int(row[0]) for row in self._rows("SELECT id FROM pilot_time WHERE withdrawn_by IS NULL")}
            gone = tuple(withdrawn)
            if not standing.issuperset(gone):
                return False
            number = self._latest_edit() + 1
            for row in gone:
                self._rows("UPDATE pilot_time SET withdrawn_by = ? WHERE id = ?", number, row)
            for one in added:
                self._rows(
                    "INSERT INTO pilot_time (variable, started_at, ended_at, corrected, made_by) "
                    "VALUES (?, ?, ?, ?, ?)",
                    one.variable, one.started_at, one.ended_at, int(one.corrected), number,
                )  # fmt: skip
            return True

    def undo_times(self) -> bool:
        """Takes back the latest edit; False when there is none."""
        with self._transaction():
            number = self._latest_edit()
            if not number:
                return False
            self._rows("DELETE FROM pilot_time WHERE made_by = ?", number)
            self._rows("UPDATE pilot_time SET withdrawn_by = NULL WHERE withdrawn_by = ?", number)
            return True

    def _latest_edit(self) -> int:
        rows = self._rows("SELECT max(max(made_by, coalesce(withdrawn_by, 0))) FROM pilot_time")
        return int(rows[0][0] or 0)

    # -- single values --------------------------------------------------------------------------------------------

    def state(self, name: str) -> str:
        """The value kept under a name, "" when there is none."""
        rows = self._rows("SELECT value FROM pilot_state WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def set_state(self, name: str, value: str) -> None:
        """Keeps a value under a name, in place of the one before."""
        self._rows("INSERT OR REPLACE INTO pilot_state VALUES (?, ?)", name, value)

    def count_up(self, name: str) -> int:
        """One more than the number kept under a name, which is kept; 1 at the first call."""
        with self._transaction():
            number = int(self.state(name) or 0) + 1
            self.set_state(name, str(number))
            return number

    def state_once(self, name: str, value: str) -> str:
        """Keeps the value unless the name has one; gives the one that stands."""
        with self._transaction():
            self._rows("INSERT OR IGNORE INTO pilot_state VALUES (?, ?)", name, value)
            return self.state(name)

    # -- figures of notes -----------------------------------------------------------------------------------------

    def figures(self) -> Mapping[str, str]:
        """The figures of every note, as JSON, by their random keys; those of a note that is gone stay."""
        return {str(key): str(body) for key, body in self._rows("SELECT key, body FROM pilot_note ORDER BY key")}

    def figures_of(self, note_id: str) -> str:
        """The figures of one note, "" when it has none."""
        rows = self._rows(
            "SELECT body FROM pilot_note JOIN pilot_note_of USING (key) WHERE pilot_note_of.note = ?", note_id
        )
        return str(rows[0][0]) if rows else ""

    def set_figures(self, note_id: str, body: str) -> None:
        """Keeps the figures of a note of the store; nothing is kept of a note that the store does not have."""
        with self._transaction():
            if key := self._key_of(note_id):
                self._rows("INSERT OR REPLACE INTO pilot_note VALUES (?, ?)", key, body)

    def drop_unfinished(self, finished: Callable[[str], bool]) -> None:
        """Forgets figures that are not `finished` and whose note is gone: it was never more than a draft."""
        with self._transaction():
            loose = "SELECT key, body FROM pilot_note WHERE key NOT IN (SELECT key FROM pilot_note_of)"
            for key, body in self._rows(loose):
                if not finished(str(body)):
                    self._rows("DELETE FROM pilot_note WHERE key = ?", key)

    def _key_of(self, note_id: str) -> str:
        """The random key of a note, made at the first call; "" for a note that the store does not have."""
        self._rows(
            "INSERT OR IGNORE INTO pilot_note_of SELECT id, ? FROM note WHERE id = ?", secrets.token_hex(16), note_id
        )
        rows = self._rows("SELECT key FROM pilot_note_of WHERE note = ?", note_id)
        return str(rows[0][0]) if rows else ""

    # -- reviews of notes -----------------------------------------------------------------------------------------

    def reviews(self) -> tuple[str, ...]:
        """The answered review sheets, as JSON."""
        return tuple(str(row[0]) for row in self._rows("SELECT body FROM pilot_review ORDER BY key"))

    def reviews_by_note(self) -> Mapping[str, str]:
        """The review sheets of the notes that are still in the store, by the note's id."""
        rows = self._rows("SELECT note, body FROM pilot_review JOIN pilot_note_of USING (key)")
        return {str(note): str(body) for note, body in rows}

    def set_review(self, note_id: str, body: str) -> None:
        """Keeps the review sheet of a note of the store."""
        with self._transaction():
            if key := self._key_of(note_id):
                self._rows("INSERT OR REPLACE INTO pilot_review VALUES (?, ?)", key, body)

    # -- answers and typed notes ----------------------------------------------------------------------------------

    def answers(self) -> tuple[AnswerRow, ...]:
        """All answered forms."""
        rows = self._rows("SELECT form, at, body FROM pilot_answer ORDER BY key")
        return tuple(AnswerRow(*row) for row in rows)

    def add_answer(self, form: str, at: str, body: str) -> None:
        """Keeps an answered form under a random key."""
        self._rows("INSERT INTO pilot_answer VALUES (?, ?, ?, ?)", secrets.token_hex(16), form, at, body)

    def replace_answer(self, form: str, at: str, body: str) -> None:
        """Keeps an answered form in place of all earlier answers to it."""
        with self._transaction():
            self._rows("DELETE FROM pilot_answer WHERE form = ?", form)
            self.add_answer(form, at, body)

    def typed(self) -> tuple[TypedRow, ...]:
        """The typed notes, in the order of their days."""
        columns = "key, day, seconds, words, template, days_to_note, child_met, childs_voice"
        return tuple(
            TypedRow(
                str(row[0]), str(row[1]), float(row[2]), int(row[3]), str(row[4]), row[5], _told(row[6]), _told(row[7])
            )
            for row in self._rows(f"SELECT {columns} FROM pilot_typed ORDER BY day, key")
        )

    def add_typed(
        self,
        day: str,
        seconds: float,
        words: int,
        template: str,
        days_to_note: int | None = None,
        child_met: bool | None = None,
        childs_voice: bool | None = None,
    ) -> str:
        """Keeps the figures of a note that was typed, and gives its key; None is what its writer did not tell."""
        told = (days_to_note, *(None if one is None else int(one) for one in (child_met, childs_voice)))
        values = (secrets.token_hex(16), day, seconds, words, template, *told)
        self._rows(
            "INSERT INTO pilot_typed (key, day, seconds, words, template, days_to_note, child_met, childs_voice) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            *values,
        )
        return str(values[0])

    def remove_typed(self, key: str) -> None:
        """Takes away the figures of a typed note."""
        self._rows("DELETE FROM pilot_typed WHERE key = ?", key)


def _told(value: int | None) -> bool | None:
    """Yes, no, or None for what was not told."""
    return None if value is None else bool(value)
