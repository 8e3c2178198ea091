"""The versions that lie side by side, and the pointer to the one in use."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from installer.errors import InstallError
from installer.places import Places

_RECORD = "installed.json"


@dataclass(frozen=True, slots=True)
class Installed:
    """What lies in a version's folder: written last, so a folder without it was broken off and is worth nothing.

    `name` is the folder, which tells two builds of one version apart; `manifest_sha256` whether the same bundle is
    installed already; `python` is the interpreter inside the folder; `installed_at` the time in seconds since 1970.
    """

    name: str
    version: str
    manifest_sha256: str
    store_version: int
    python: str
    installed_at: float
    model: str = ""


def record(folder: Path, installed: Installed) -> None:
    """Says that the version is whole; on the disk when this returns."""
    _replace(folder / _RECORD, json.dumps(asdict(installed), indent=1) + "\n")


def installed(places: Places) -> dict[str, Installed]:
    """Every whole version, oldest first."""
    found = []
    for file in (places.prefix / "versions").glob(f"*/{_RECORD}"):
        try:
            found.append(Installed(**json.loads(file.read_text(encoding="utf-8"))))
        except (OSError, ValueError, TypeError):
            continue  # a folder whose record can't be read is no version
    return {one.name: one for one in sorted(found, key=lambda one: (rank(one.version), one.installed_at))}


def current(places: Places) -> Installed | None:
    """The version in use, None where there is none."""
    try:
        name = places.pointer.read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return installed(places).get(name)


def point_to(places: Places, name: str) -> None:
    """Puts a version in use, in one step: a program that starts at the same moment gets the old one or the new."""
    _replace(places.pointer, name + "\n")


def previous(places: Places) -> Installed | None:
    """The version that was in use before the current one."""
    try:
        name = (places.prefix / "previous").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    return installed(places).get(name)


def remember_previous(places: Places, name: str) -> None:
    """Notes which version a rollback goes to."""
    _replace(places.prefix / "previous", name + "\n")


def remove(places: Places, name: str) -> None:
    """Removes a version; its record goes first, so that half a version is never taken for a whole one."""
    folder = places.version(name)
    (folder / _RECORD).unlink(missing_ok=True)
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise InstallError(f"Version {name} kunde inte tas bort helt. Stäng Dictate och försök igen.") from error


def rank(version: str) -> tuple[tuple[int, ...], int, str]:
    """Orders versions as numbers: 0.9.0 < 0.10.0rc1 < 0.10.0."""
    found = re.fullmatch(r"(\d+(?:\.\d+)*)(.*)", version)
    if not found:
        return (), 0, version
    numbers = tuple(int(part) for part in found[1].split("."))
    return (*numbers, *(0,) * (4 - len(numbers))), 0 if found[2] else 1, found[2]


def without_python_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would lead Python or pip to other code than the bundle's."""
    misleading = ("PYTHON", "PIP_", "VIRTUAL_ENV")
    return {name: value for name, value in environment.items() if not name.startswith(misleading)}


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:  # the system's own line ends: cmd.exe reads it too
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
