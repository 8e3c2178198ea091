"""What working time is registered as: data in `variables.toml`, the municipality's own file before the shipped one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from dictate.errors import DictateError
from dictate.pilot.data_files import Entries, data_file
from dictate.pilot.pilot_file import Role

FILE = "variables.toml"
_ID = re.compile(r"[a-z0-9åäö][a-z0-9åäö-]{0,59}\Z")
_KEYS = {"id", "title", "key", "short", "national", "part_of", "work"}


class VariableUnknown(DictateError):
    """A variable that the user's role does not have."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One thing that working time is spent on; `variables.toml` explains each field.

    `national` is percent of the working time, None where the national study has no figure.
    """

    id: str
    title: str
    key: str
    short: str = ""
    national: float | None = None
    part_of: str = ""
    work: bool = True


@dataclass(frozen=True, slots=True)
class Variables:
    """The variables of one role, in the order in which they are shown."""

    role: Role
    title: str
    all: tuple[Variable, ...]

    def __getitem__(self, variable_id: str) -> Variable:
        """The variable with that id; one that an older file had is shown by its id. Never raises."""
        return next((one for one in self.all if one.id == variable_id), Variable(variable_id, variable_id, ""))

    def by_key(self, key: str) -> Variable | None:
        """The variable that a key switches to, None when there is none."""
        return next((one for one in self.all if one.key == key), None)

    def named(self, name: str) -> Variable:
        """The variable with that key, id or title, whichever way it is typed. Raises VariableUnknown."""
        wanted = name.strip()
        folded = wanted.casefold()
        for one in self.all:
            if wanted == one.key or folded in (one.id, self.full_title(one.id).casefold()):
                return one
        titled = [one for one in self.all if one.title.casefold() == folded]
        if len(titled) == 1:
            return titled[0]
        known = ", ".join(one.id for one in self.all)
        raise VariableUnknown(f"Det finns ingen variabel {name}. Välj någon av: {known}.")

    def full_title(self, variable_id: str) -> str:
        """The title with its whole's before it: "Indirekt tid barn och vuxna, varav dokumentation"."""
        one = self[variable_id]
        return f"{self[one.part_of].title}, {one.title}" if one.part_of else one.title

    def documentation(self, of: str = "") -> Variable | None:
        """The part to propose while something is dictated: that of the variable `of`, else the last one there is."""
        parts = [one for one in self.all if one.part_of]
        own = [one for one in parts if of in (one.id, one.part_of)]
        return next(iter(own or parts[-1:]), None)


def load_variables(role: str, folders: Sequence[Path] = ()) -> Variables:
    """The variables of the role, from the first of `folders` that has the file. Raises DataFileInvalid."""
    for one in all_variables(folders):
        if one.role == role:
            return one
    raise Entries(data_file(FILE, folders)).fault(f"rollen ”{role}” saknas")


def all_variables(folders: Sequence[Path] = ()) -> tuple[Variables, ...]:
    """The variables of every role of the file, in its order. Raises DataFileInvalid."""
    file = Entries(data_file(FILE, folders))
    roles = {file.text_of(table, "id"): table for table in file.of("role")}
    for name in roles:
        if name not in get_args(Role):
            raise file.fault(f"rollen ”{name}” är okänd: den ska vara {' eller '.join(get_args(Role))}", (f'"{name}"',))
    return tuple(_role(file, name, table) for name, table in roles.items())


def titles(folders: Sequence[Path] = ()) -> Mapping[str, str]:
    """The full titles of all roles' variables by id, for reading a pilot file. Raises DataFileInvalid."""
    return {one.id: role.full_title(one.id) for role in all_variables(folders) for one in role.all}


def _role(file: Entries, name: str, table: dict[str, Any]) -> Variables:
    file.only(table, {"id", "title", "variable"})
    found = tuple(_variable(file, name, one) for one in file.of("variable", table))
    ids, keys = [one.id for one in found], [one.key for one in found]
    for one in found:
        marks = (f'id = "{name}"', f'id = "{one.id}"')
        if ids.count(one.id) > 1:
            raise file.fault(f"variabeln ”{one.id}” finns två gånger för rollen {name}", marks)
        if keys.count(one.key) > 1:
            raise file.fault(f"tangenten ”{one.key}” har två variabler för rollen {name}", (*marks, "key ="))
        whole = next((other for other in found if other.id == one.part_of), None)
        if one.part_of and (whole is None or whole.part_of or not whole.work):
            raise file.fault(f"”{one.part_of}” är ingen variabel som kan ha delar", (*marks, "part_of ="))
    if not any(one.work for one in found):
        raise file.fault(f"rollen {name} har ingen arbetstid", (f'id = "{name}"',))
    return Variables(name, file.text_of(table, "title"), found)  # type: ignore[arg-type]  # the name is checked above


def _variable(file: Entries, role: str, table: dict[str, Any]) -> Variable:
    file.only(table, _KEYS)
    name = file.text_of(table, "id")
    marks = (f'id = "{role}"', f'id = "{name}"')
    if not _ID.match(name):
        raise file.fault("id ska vara små bokstäver, siffror och bindestreck", marks)
    key = file.text_of(table, "key")
    if len(key) != 1 or not key.isalnum():
        raise file.fault("key ska vara en bokstav eller siffra", (*marks, "key ="))
    national, work = table.get("national"), table.get("work", True)
    if national is not None and (isinstance(national, bool) or not isinstance(national, (int, float))):
        raise file.fault("national ska vara ett tal, procent", (*marks, "national ="))
    if national is not None and not 0 <= national <= 100:
        raise file.fault("national ska vara mellan 0 och 100 procent", (*marks, "national ="))
    if not isinstance(work, bool):
        raise file.fault("work ska vara true eller false", (*marks, "work ="))
    return Variable(
        name,
        file.text_of(table, "title"),
        key,
        file.text_of(table, "short", ""),
        national,
        file.text_of(table, "part_of", ""),
        work,
    )
