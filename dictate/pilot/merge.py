"""Joins the pilot files of any number of laptops: which of them count, and their values as tables in DuckDB."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.pilot.columns import Columns, Packed
from dictate.pilot.pilot_file import Data, PilotFileRefused, read_data

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MAX_FILES = 20_000


class NothingToMerge(DictateError):
    """No file was given, or none is left once those that can't be used are put aside."""


class KeysInvalid(DictateError):
    """The list of known laptops' keys can't be read."""


@dataclass(frozen=True, slots=True)
class Pilot:
    """The joined files. `tables` is an in-memory DuckDB with persons, notes, minutes, answers, families and reviews."""

    tables: DuckDBPyConnection
    files: int
    """Files that count: one a person."""
    superseded: int
    """Older files of a person whose newer file counts."""
    lost_notes: int
    """Notes that stand only in a superseded file."""
    refused: tuple[PilotFileRefused, ...]
    """Files put aside, each with its sentence."""
    municipalities: tuple[str, ...]
    made_on: date
    """The newest file's date."""
    known_keys: bool
    """Whether the files' keys were compared with a list from the municipality."""


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files named and every .json in the folders named, in order of name. Raises NothingToMerge."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*.json") if one.is_file())
        elif path.exists():
            found.append(path)
        else:
            raise NothingToMerge(f"Filen eller mappen {path} finns inte. Kontrollera namnet.")
    unique = list(dict.fromkeys(one.resolve() for one in found))
    if not unique:
        raise NothingToMerge("Det finns inga mätfiler (.json) att föra ihop. Ange filer eller en mapp med filer.")
    if len(unique) > MAX_FILES:
        raise NothingToMerge(f"Det är {len(unique)} filer och högst {MAX_FILES} kan föras ihop. Ange en mindre mapp.")
    return unique


def read_keys(path: Path) -> frozenset[str]:
    """The known laptops' public keys: one a line in base64, what follows # is a remark. Raises KeysInvalid."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KeysInvalid(
            f"Nyckellistan {path} går inte att läsa. Ange en textfil med en nyckel på varje rad."
        ) from error
    keys = set()
    for number, line in enumerate(lines, 1):
        key = line.partition("#")[0].strip()
        try:
            if key and len(base64.b64decode(key, validate=True)) != 32:
                raise binascii.Error
        except (binascii.Error, ValueError) as error:
            raise KeysInvalid(f"Nyckellistan {path}, rad {number}: det är ingen nyckel från Dictate.") from error
        keys.add(key)
    keys.discard("")
    if not keys:
        raise KeysInvalid(f"Nyckellistan {path} är tom. Ange en nyckel på varje rad.")
    return frozenset(keys)


def merge(files: Sequence[Path], keys: frozenset[str] | None = None, *, leave_out: bool = False) -> Pilot:
    """The files as one pilot. The order in which they are given changes nothing.

    Refused are files of the wrong form, edited files, copies, files of keys outside `keys` (where given), a second key
    for the same pseudonym and a second pseudonym of the same key. With `leave_out` they are put aside and stated,
    otherwise the first of them is raised as PilotFileRefused. Of several files of one person the newest counts.
    Raises NothingToMerge when no file is left.
    """
    sorted_out = _Sorting(keys)
    for path in files:
        sorted_out.take(path)
    chosen = sorted_out.chosen()
    refused = tuple(sorted(sorted_out.refused, key=lambda one: one.name))
    if refused and not leave_out:
        raise refused[0] if len(refused) == 1 else _several(refused)
    if not chosen:
        raise NothingToMerge("Ingen av filerna går att använda." + (f" {refused[0]}" if refused else ""))
    for person, one in enumerate(chosen):
        sorted_out.columns.add(person, one.packed)
    return Pilot(
        tables=sorted_out.columns.tables(),
        files=len(chosen),
        superseded=len(sorted_out.superseded),
        lost_notes=sorted_out.lost_notes,
        refused=refused,
        municipalities=tuple(sorted({one.municipality for one in chosen})),
        made_on=max(one.made_on for one in chosen),
        known_keys=keys is not None,
    )


def _several(refused: Sequence[PilotFileRefused]) -> PilotFileRefused:
    first = refused[0]
    return PilotFileRefused(
        first.name,
        f"{first.fault}; och {len(refused) - 1} {'fil' if len(refused) == 2 else 'filer'} till kan inte användas",
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that is sound in itself."""

    name: str
    file_id: str
    user: str
    key: str
    municipality: str
    number: int
    made_on: date
    note_ids: tuple[bytes, ...]
    packed: Packed

    @classmethod
    def of(cls, name: str, data: Data, packed: Packed) -> _Read:
        """What joining needs of a file; its plain values take ten times the room."""
        return cls(
            name,
            data["file_id"],
            data["user"],
            data["public_key"],
            data["municipality"],
            int(data["number"]),
            date.fromisoformat(data["made_on"]),
            tuple(bytes.fromhex(note["id"]) for note in data["notes"]),
            packed,
        )

    @property
    def age(self) -> tuple[int, date, str]:
        """Rises from a person's first file to the newest."""
        return self.number, self.made_on, self.file_id


@dataclass(slots=True)
class _Sorting:
    """Sorts files into those that count, those that are superseded, and those that are refused."""

    keys: frozenset[str] | None
    found: list[_Read] = field(default_factory=list)
    refused: list[PilotFileRefused] = field(default_factory=list)
    superseded: list[_Read] = field(default_factory=list)
    lost_notes: int = 0
    columns: Columns = field(default_factory=Columns)

    def take(self, path: Path) -> None:
        """Reads one file."""
        try:
            data = read_data(path)
        except PilotFileRefused as refusal:
            self.refused.append(refusal)
            return
        if self.keys is not None and data["public_key"] not in self.keys:
            fault = "den kommer från en dator som inte finns i nyckellistan"
            self.refused.append(PilotFileRefused(path.name, fault))
            return
        self.found.append(_Read.of(path.name, data, self.columns.pack(data)))

    def chosen(self) -> list[_Read]:
        """One file a person, sorted by pseudonym so that the order of the call tells nothing and changes nothing."""
        files: set[str] = set()
        key_of: dict[str, str] = {}
        user_of: dict[str, str] = {}
        newest: dict[str, _Read] = {}
        for one in sorted(self.found, key=lambda read: (read.age, read.user, read.name)):
            user, key = one.user, one.key
            if one.file_id in files:
                self._refuse(one, "den är en kopia av en annan av filerna")
            elif key_of.setdefault(user, key) != key:
                self._refuse(one, "den är undertecknad av en annan dator än samma persons första fil")
            elif user_of.setdefault(key, user) != user:
                self._refuse(one, "samma dator har redan lämnat en fil för en annan person")
            else:
                files.add(one.file_id)
                self._supersede(newest.get(user), one)
                newest[user] = one
        return [newest[user] for user in sorted(newest)]

    def _refuse(self, one: _Read, fault: str) -> None:
        self.refused.append(PilotFileRefused(one.name, fault))

    def _supersede(self, older: _Read | None, newer: _Read) -> None:
        if older is not None:
            self.superseded.append(older)
            self.lost_notes += len(set(older.note_ids) - set(newer.note_ids))
