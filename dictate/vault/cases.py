"""The cases that notes belong to: who and what is in them, what was decided about them, what already left.

All of it lies in the encrypted store. A case's id says nothing; its title is what the user typed.
"""

from __future__ import annotations

import secrets
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dictate.vault.rows import Rows, Transaction
from redaction.finding import Label
from redaction.lexicon import Lexicon
from redaction.replace import Decision

# A case that was removed while a note of it was open has nothing left to keep.
_IF_CASE = 'WHERE EXISTS (SELECT 1 FROM "case" WHERE id = ?)'


@dataclass(frozen=True, slots=True)
class Case:
    """A case: `id` tells nothing about anybody, `title` is the user's own, `lexicon` its people and places."""

    id: str
    title: str
    lexicon: Lexicon = field(default_factory=Lexicon)


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was decided in a note about a person or place of the case, which has the whole name `name` there.

    `decision` is None where the note decided differently in different places, so that nothing can be proposed.
    """

    label: Label
    name: str
    decision: Decision | None
    role: str = ""


class Cases:
    """The cases in the store."""

    def __init__(self, rows: Rows, transaction: Transaction) -> None:
        self._rows = rows
        self._transaction = transaction

    def all(self) -> tuple[Case, ...]:
        """Every case, the one changed last first."""
        rows = self._rows('SELECT id, title, lexicon FROM "case" ORDER BY changed_at DESC, id')
        return tuple(Case(case_id, title, Lexicon.from_json(lexicon)) for case_id, title, lexicon in rows)

    def get(self, case_id: str) -> Case:
        """The case with that id. Raises KeyError."""
        rows = self._rows('SELECT id, title, lexicon FROM "case" WHERE id = ?', case_id)
        if not rows:
            raise KeyError(case_id)
        return Case(case_id, rows[0][1], Lexicon.from_json(rows[0][2]))

    def save(self, case: Case, now: str) -> None:
        """Writes the case, new or over the older one; `now` is ISO 8601 with time zone."""
        self._rows(
            'INSERT INTO "case" (id, title, lexicon, created_at, changed_at) VALUES (?1, ?2, ?3, ?4, ?4) '
            "ON CONFLICT (id) DO UPDATE SET title = ?2, lexicon = ?3, changed_at = ?4",
            case.id,
            case.title,
            case.lexicon.to_json(),
            now,
        )

    def remove(self, case_id: str) -> None:
        """Takes the case away for good with all it remembers; its notes stay and belong to no case."""
        self._rows('DELETE FROM "case" WHERE id = ?', case_id)

    def of_note(self, note_id: str) -> Case | None:
        """The case of a note, None when it has none."""
        rows = self._rows("SELECT case_id FROM note WHERE id = ? AND case_id IS NOT NULL", note_id)
        return self.get(str(rows[0][0])) if rows else None

    # -- decisions ------------------------------------------------------------------------------------------------

    def remember(self, case_id: str, note_id: str, decided: Iterable[Remembered], now: str) -> None:
        """What the note has decided about the people and places of the case, in place of what it said before."""
        before = {(one.label, one.name): one for one in self._of_note(case_id, note_id)}
        after = {(one.label, one.name): one for one in decided}
        if before == after:
            return
        with self._transaction():
            self._rows("DELETE FROM remembered WHERE case_id = ? AND note = ?", case_id, note_id)
            for one in after.values():
                values = (case_id, note_id, one.label, one.name, one.decision or "", one.role, now)
                self._rows(f"INSERT INTO remembered SELECT ?, ?, ?, ?, ?, ?, ? {_IF_CASE}", *values, case_id)

    def remembered(self, case_id: str, besides: str = "") -> tuple[Remembered, ...]:
        """What the note that decided last, save the one with the id `besides`, said of each person and place."""
        rows = self._rows(
            "SELECT label, name, decision, role FROM remembered WHERE case_id = ? AND note <> ? ORDER BY at, note",
            case_id,
            besides,
        )
        latest = {(row[0], row[1]): _remembered(row) for row in rows}
        return tuple(latest.values())

    def _of_note(self, case_id: str, note_id: str) -> tuple[Remembered, ...]:
        statement = "SELECT label, name, decision, role FROM remembered WHERE case_id = ? AND note = ?"
        return tuple(map(_remembered, self._rows(statement, case_id, note_id)))

    # -- what left ------------------------------------------------------------------------------------------------

    def keep_export(self, note_id: str, template: str, case_id: str, sentences: Iterable[str], now: str) -> None:
        """Keeps how long an exported note was and, when it has a case, its sentences as they left."""
        lines = [" ".join(sentence.split()) for sentence in sentences]
        words = sum(len(line.split()) for line in lines)
        with self._transaction():
            self._rows("INSERT OR REPLACE INTO exported_length VALUES (?, ?, ?)", note_id, template, words)
            if case_id:
                text = "\n".join(filter(None, lines))
                self._rows(
                    f"INSERT OR REPLACE INTO exported_text SELECT ?, ?, ?, ? {_IF_CASE}",
                    note_id, case_id, now, text, case_id,
                )  # fmt: skip

    def earlier_exports(self, case_id: str, besides: str = "") -> tuple[str, ...]:
        """The text of each export of the case, one sentence a line, save that of the note with the id `besides`."""
        statement = "SELECT text FROM exported_text WHERE case_id = ? AND note <> ? ORDER BY at"
        return tuple(str(row[0]) for row in self._rows(statement, case_id, besides))

    def median_words(self, template: str, besides: str = "") -> int:
        """The median length in words of the notes of that template that left this computer; 0 before the first."""
        rows = self._rows("SELECT words FROM exported_length WHERE template = ? AND note <> ?", template, besides)
        return round(statistics.median(row[0] for row in rows)) if rows else 0


def new_case_id() -> str:
    """An id that tells nothing: sixteen random hexadecimal digits."""
    return secrets.token_hex(8)


def _remembered(row: tuple[Any, ...]) -> Remembered:
    label, name, decision, role = row
    return Remembered(label, name, decision or None, role)
