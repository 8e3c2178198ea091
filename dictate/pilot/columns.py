"""The values of many pilot files column by column, on their way into DuckDB."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from dictate.pilot.pilot_file import Data

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NOTE_NUMBERS = (
    "week", "dictation_s", "waiting_s", "review_s", "export_s", "typing_s", "words", "corrections", "moves", "findings",
    "days_to_note", "child_met", "childs_voice", "checks_waved",
)  # fmt: skip
_MAY_BE_UNKNOWN = frozenset({"days_to_note", "child_met", "childs_voice"})
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


Packed: TypeAlias = "Mapping[str, tuple[array[int], ...]]"
"""One file's values: by table the columns but the person."""


class Columns:
    """All values column by column: 200 000 notes take some ten megabytes so, and DuckDB reads them as they are."""

    def __init__(self) -> None:
        self._columns = {name: tuple(array("i") for _ in columns) for name, columns in _TABLES.items()}
        self._codes = Codes()

    def pack(self, data: Data) -> Packed:
        """The values of one file in a twentieth of the room, whether they will count or not."""
        code = self._codes.of
        rows: dict[str, Iterable[Sequence[int]]] = {
            "persons": [(code(data["municipality"]), code(data["unit"]), code(data["role"]))],
            "minutes": (
                (code(day["period"]), int(day["day"]), code(variable), int(minutes))
                for day in data["days"]
                for variable, minutes in day["minutes"].items()
            ),
            "answers": (
                (code(survey["when"]), code(question), int(answer))
                for survey in data["surveys"]
                for question, answer in survey["answers"].items()
            ),
            "families": (
                (number, code(question), int(answer))
                for number, family in enumerate(data["families"])
                for question, answer in family["answers"].items()
            ),
            "reviews": (
                (code(review["question"]), code(answer), int(count))
                for review in data["reviews"]
                for answer, count in review["counts"].items()
            ),
        }
        packed = {table: _turned(of, len(_TABLES[table]) - 1) for table, of in rows.items()}
        return packed | {"notes": self._notes(data["notes"])}

    def add(self, person: int, packed: Packed) -> None:
        """The values of one person's file that counts."""
        for table, columns in packed.items():
            of_person, *others = self._columns[table]
            of_person.extend([person] * len(columns[0]))
            for column, values in zip(others, columns, strict=True):
                column.extend(values)

    def _notes(self, notes: list[Data]) -> tuple[array[int], ...]:
        """Column by column: there are a hundred times as many notes as anything else."""
        code = self._codes.of
        columns = [[code(note["way"]) for note in notes], [code(note["template"]) for note in notes]]
        for name in _NOTE_NUMBERS:
            if name in _MAY_BE_UNKNOWN:
                columns.append([_UNKNOWN if note[name] is None else int(note[name]) for note in notes])
            else:
                columns.append([int(note[name]) for note in notes])
        return tuple(array("i", column) for column in columns)

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


def _turned(rows: Iterable[Sequence[int]], width: int) -> tuple[array[int], ...]:
    """Rows as columns."""
    columns = tuple(array("i") for _ in range(width))
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns


def _selected(table: str, names: Sequence[str]) -> str:
    """The columns of a table: codes as their texts, and -1 as NULL where a note may leave the value out."""

    def column(name: str) -> str:
        if name in _TEXTS or (table == "reviews" and name == "answer"):
            return f"(SELECT text FROM texts WHERE code = columns.{name}) AS {name}"
        if name in _MAY_BE_UNKNOWN:
            return f"nullif({name}, {_UNKNOWN}) AS {name}"
        return name

    return ", ".join(column(name) for name in names)
