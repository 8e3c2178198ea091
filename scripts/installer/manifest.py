"""The bundle's signed list of files: what may be in it, and the only names under which anything of it is read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from installer.errors import BundleRefused

SCHEMA = "dictate.bundle/1"
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.minisig"
_NAME = re.compile(r"[A-Za-z0-9_+.\-åäöÅÄÖ]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its path inside the bundle with forward slashes, bytes, SHA-256 in hexadecimal."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`python` is the minor version that the wheels are built for ("3.11"), `model` the speech model's id or "",
    `store_version` the version of the vault's tables, `python_archive` the path of a Python that IT put in, or ""."""

    version: str
    platform: str
    python: str
    model: str
    store_version: int
    python_archive: str
    files: tuple[Entry, ...]

    def below(self, folder: str) -> tuple[Entry, ...]:
        """The files in one folder of the bundle, "wheels" or "model"."""
        return tuple(entry for entry in self.files if entry.path.startswith(folder + "/"))

    @property
    def total_bytes(self) -> int:
        """The size of all files."""
        return sum(entry.bytes for entry in self.files)

    def as_json(self) -> bytes:
        """The manifest as it is signed: sorted, with a line a file, the same bytes every time."""
        head = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "files"}
        lines = [json.dumps({"schema": SCHEMA, **head}, ensure_ascii=False)[:-1] + ', "files": [']
        files = sorted(self.files, key=lambda entry: entry.path)
        rows = [json.dumps({"path": e.path, "bytes": e.bytes, "sha256": e.sha256}, ensure_ascii=False) for e in files]
        return ("\n".join([*lines, ",\n".join(rows)]) + "\n]}\n").encode()


def parse(content: bytes) -> Manifest:
    """The manifest in `content`, whose signature must have been checked. Raises BundleRefused.

    Signed or not, no path may lead out of the bundle or hide behind another spelling of the same name.
    """
    try:
        table: Mapping[str, Any] = json.loads(content)
        if table["schema"] != SCHEMA:
            raise BundleRefused("Paketet är gjort för ett nyare installationsprogram. Använd det som ligger i paketet.")
        files = tuple(Entry(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in table["files"])
        manifest = Manifest(
            str(table["version"]),
            str(table["platform"]),
            str(table["python"]),
            str(table["model"]),
            int(table["store_version"]),
            str(table["python_archive"]),
            files,
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BundleRefused("Paketets förteckning går inte att läsa. Hämta paketet på nytt från IT.") from error
    for name in (manifest.version, manifest.model or "x"):
        _expect_plain(name)
    for entry in files:
        for part in entry.path.split("/"):
            _expect_plain(part)
        if not re.fullmatch(r"[0-9a-f]{64}", entry.sha256) or entry.bytes < 0:
            raise BundleRefused(f"Paketets förteckning har ingen giltig kontrollsumma för {entry.path}.")
    if len({entry.path.casefold() for entry in files}) != len(files):
        raise BundleRefused("Paketets förteckning nämner samma fil två gånger. Hämta paketet på nytt från IT.")
    return manifest


def _expect_plain(name: str) -> None:
    if not _NAME.fullmatch(name) or name in (".", "..") or name.endswith(".") or _RESERVED.fullmatch(name):
        raise BundleRefused("Paketets förteckning nämner en plats utanför paketet. Paketet används inte; kontakta IT.")
