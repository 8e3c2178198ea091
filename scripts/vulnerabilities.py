"""Known vulnerabilities in what a bundle carries, from a database that lies on this computer. Texts are Swedish.

    vulnerabilities.py BUNDLE/sbom.cdx.json --database all.zip

The database is OSV's export for PyPI (https://osv.dev, `PyPI/all.zip`), which IT fetches where there is a network and
carries here; a folder of its JSON files will do too. Exit status: 0 none known, 1 some found, 2 wrong usage, 3 no
database, one that can't be read or one that knows no Python package: "not looked" is never taken for "nothing found".
It knows Python packages. Libraries in C that lie inside some of them (FFmpeg, OpenSSL, SQLCipher) have none.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True, slots=True)
class Found:
    """One known vulnerability of one package in the bundle; `fixed` is the first version without it, or ""."""

    package: str
    version: str
    id: str
    summary: str
    fixed: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked for and found: how many entries for Python the database has, and the day of its newest."""

    found: tuple[Found, ...]
    entries: int
    newest: str


def components(sbom: Mapping[str, Any]) -> dict[str, str]:
    """Name and version of each Python package in a bill of materials."""
    return {
        canonicalize_name(str(one["name"])): str(one["version"])
        for one in sbom.get("components", [])
        if str(one.get("purl", "")).startswith("pkg:pypi/")
    }


def advisories(database: Path) -> Iterator[Mapping[str, Any]]:
    """Every entry of the database, a zip or a folder of JSON files."""
    if database.is_dir():
        for path in sorted(database.rglob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8"))
        return
    with zipfile.ZipFile(database) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".json"):
                yield json.loads(archive.read(name))


def known(packages: Mapping[str, str], database: Path) -> Looked:
    """What the database knows of these packages in these versions, by package.

    Raises OSError, ValueError or zipfile.BadZipFile where it can't be read.
    """
    found: set[Found] = set()
    entries, newest = 0, ""
    for entry in advisories(database):
        ours = [one for one in entry.get("affected", []) if one.get("package", {}).get("ecosystem") == "PyPI"]
        if not ours:
            continue
        entries, newest = entries + 1, max(newest, str(entry.get("modified", ""))[:10])
        if entry.get("withdrawn"):
            continue
        for affected in ours:
            name = canonicalize_name(str(affected["package"].get("name", "")))
            if name in packages and concerns(affected, packages[name]):
                text = str(entry.get("summary") or entry.get("details", "")).split("\n")[0][:120]
                found.add(Found(name, packages[name], str(entry["id"]), text, _fixed(affected)))
    return Looked(tuple(sorted(found, key=lambda one: (one.package, one.id))), entries, newest)


def concerns(affected: Mapping[str, Any], version: str) -> bool:
    """Whether OSV's `affected` holds for the version: it is listed, or lies in one of the ranges."""
    if any(_same(version, str(one)) for one in affected.get("versions", ())):
        return True
    ranges = [one for one in affected.get("ranges", []) if one.get("type") == "ECOSYSTEM"]
    return any(_inside(one.get("events", []), version) for one in ranges)


def _inside(events: list[Mapping[str, str]], version: str) -> bool:
    """OSV's own rule (ossf.github.io/osv-schema, "evaluation"): the last event at or before the version decides."""
    here = Version(version)
    inside = False
    for event in sorted(events, key=_moment):
        if "introduced" in event and here >= _moment(event):
            inside = True
        elif ("fixed" in event and here >= _moment(event)) or ("last_affected" in event and here > _moment(event)):
            inside = False
    return inside


def _same(version: str, other: str) -> bool:
    """Whether they are one version: 2.1 is 2.1.0."""
    try:
        return Version(version) == Version(other)
    except InvalidVersion:
        return version == other


def _moment(event: Mapping[str, str]) -> Version:
    try:
        return Version(next(iter(event.values())))
    except InvalidVersion:
        return Version("0")


def _fixed(affected: Mapping[str, Any]) -> str:
    events = [event for one in affected.get("ranges", []) for event in one.get("events", [])]
    return next((str(event["fixed"]) for event in reversed(events) if "fixed" in event), "")


def main() -> int:
    """Prints what is known, one line each."""
    parser = argparse.ArgumentParser(prog="vulnerabilities.py", description="Kända sårbarheter, utan nätverk.")
    parser.add_argument("sbom", type=Path, help="sbom.cdx.json ur paketet")
    parser.add_argument("--database", type=Path, help="OSV:s databas för PyPI: all.zip, eller en mapp med dess filer")
    chosen = parser.parse_args()
    packages = components(json.loads(chosen.sbom.read_text(encoding="utf-8")))
    if chosen.database is None or not chosen.database.exists():
        print(
            "Ingen databas över sårbarheter angavs, så inget är kontrollerat. Se --database.",
            file=sys.stderr,
        )
        return 3
    try:
        looked = known(packages, chosen.database)
    except (OSError, ValueError, zipfile.BadZipFile):
        print(
            "Databasen över sårbarheter kan inte läsas, så inget är kontrollerat. Hämta den på nytt.", file=sys.stderr
        )
        return 3
    if not looked.entries:
        print("Databasen har inga uppgifter om Python-paket, så inget är kontrollerat. Hämta PyPI:s.", file=sys.stderr)
        return 3
    for one in looked.found:
        fixed = f", rättat i {one.fixed}" if one.fixed else ""
        print(f"{one.package} {one.version}: {one.id}{fixed}. {one.summary}")
    newest = f", de nyaste från {looked.newest}" if looked.newest else ""
    print(
        f"{len(packages)} paket kontrollerade mot {looked.entries} uppgifter{newest}: {len(looked.found)} sårbarheter."
    )
    return 1 if looked.found else 0


if __name__ == "__main__":
    sys.exit(main())
