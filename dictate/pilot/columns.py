"""The values of many pilot files column by column, on their way into DuckDB."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dictate.pilot.pilot_file import Data

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NOTE_NUMBERS = (
    "week", "dictation_s", "waiting_s", "review_s", "export_s", "typing_s", "words", "corrections", "moves", "findings",
    "days_to_note", "child_met", "childs_voice", "checks_waved",
)  # fmt: skip
_UNKNOWN = -1
"""Stands in the columns for what a note does not tell; -1 is no value that the format allows there."""


class Codes:
    """Numbers for texts that return."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The number of a text."""
        return self._of.setdefault(text, len(self._of))

    def texts(self) -> list[str]:
        """The texts by their number."""
        return list(self._of)


_TABLES: Mapping[str, tuple[str, ...]] = {
    "persons": ("person", "municipality", "unit", "role"),
    "notes": ("person", "way", "template", *_NOTE_NUMBERS),
    "minutes": ("person", "period", "day", "variable", "minutes"),
    "answers": ("person", "period", "question", "answer"),
    "families": ("person", "family", "question", "answer"),
    "reviews": ("person", "question", "answer", "files"),
}
_TEXTS = frozenset({"municipality", "unit", "role", "way", "template", "period", "variable", "question"})


class Columns:
    """All values column by column: 200 000 notes take some ten megabytes so, and DuckDB reads them as they are."""

    def __init__(self) -> None:
        self._columns = {name: tuple(array("i") for _ in columns) for name, columns in _TABLES.items()}
        self._codes = Codes()

    def add(self, person: int, data: Data) -> None:
        """The values of one person's file."""
        code = self._codes.of
        self._append("persons", [(person, code(data["municipality"]), code(data["unit"]), code(data["role"]))])
        self._append("notes", (_note(person, code(one["way"]), code(one["template"]), one) for one in data["notes"]))
        self._append(
            "minutes",
            (
                (person, code(day["period"]), int(day["day"]), code(variable), int(minutes))
                for day in data["days"]
                for variable, minutes in day["minutes"].items()
            ),
        )
        self._append(
            "answers",
            (
                (person, code(survey["when"]), code(question), int(answer))
                for survey in data["surveys"]
                for question, answer in survey["answers"].items()
            ),
        )
        self._append(
            "families",
            (
                (person, number, code(question), int(answer))
                for number, family in enumerate(data["families"])
                for question, answer in family["answers"].items()
            ),
        )
        self._append(
            "reviews",
            (
                (person, code(review["question"]), code(answer), int(count))
                for review in data["reviews"]
                for answer, count in review["counts"].items()
            ),
        )

    def tables(self) -> DuckDBPyConnection:
        """The values in DuckDB, texts as texts, what is not known as NULL."""
        import duckdb
        import numpy as np

        connection = duckdb.connect(config={"memory_limit": "300MB", "threads": 1})
        texts = {"code": np.arange(len(self._codes.texts())), "text": np.array(self._codes.texts(), dtype=object)}
        connection.register("texts", texts)
        for table, names in _TABLES.items():
            arrays = {
                name: np.frombuffer(column, dtype=np.int32) if column else np.empty(0, dtype=np.int32)
                for name, column in zip(names, self._columns[table], strict=True)
            }
            connection.register("columns", arrays)
            connection.execute(f"CREATE TABLE {table} AS SELECT {_selected(table, names)} FROM columns")
            connection.unregister("columns")
        connection.unregister("texts")
        return connection

    def _append(self, table: str, rows: Iterable[Sequence[int]]) -> None:
        columns = self._columns[table]
        for row in rows:
            for column, value in zip(columns, row, strict=True):
                column.append(value)


def _note(person: int, way: int, template: int, note: Data) -> Sequence[int]:
    return (person, way, template, *_numbers(note))


def _numbers(note: Data) -> Iterator[int]:
    for name in _NOTE_NUMBERS:
        value: Any = note[name]
        yield _UNKNOWN if value is None else int(value)


def _selected(table: str, names: Sequence[str]) -> str:
    """The columns of a table: codes as their texts, and -1 as NULL where a note may leave the value out."""

    def column(name: str) -> str:
        if name in _TEXTS or (table == "reviews" and name == "answer"):
            return f"(SELECT text FROM texts WHERE code = columns.{name}) AS {name}"
        if name in ("days_to_note", "child_met", "childs_voice"):
            return f"nullif({name}, {_UNKNOWN}) AS {name}"
        return name

    return ", ".join(column(name) for name in names)
