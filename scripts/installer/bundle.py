"""A bundle on disk, folder or zip: its signature checked, then every file copied to a private place while it is hashed.

Only the copies are used afterwards, so that nothing can be exchanged on the stick or the share between check and use.
"""

from __future__ import annotations

import hashlib
import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from installer.errors import BundleRefused, InstallError
from installer.manifest import MANIFEST, SIGNATURE, Entry, Manifest, parse
from installer.minisign import PublicKey, trusted_comment

_BLOCK = 1 << 20
_LARGEST_LIST = 10_000_000
"""Bytes of a manifest or signature; ours are a hundred times smaller."""


class Source(Protocol):
    """Where a bundle lies: the names in it, and each file as a stream."""

    def names(self) -> set[str]:
        """Every file's path, with forward slashes. Raises BundleRefused for anything that is no plain file."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """A file's content. Raises OSError or KeyError."""
        ...


class Folder:
    """A bundle unpacked in a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> set[str]:
        found = set()
        for place, folders, files in os.walk(self._path):
            for name in (*folders, *files):
                path = Path(place, name)
                inside = path.relative_to(self._path).as_posix()
                mode = path.lstat().st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    raise BundleRefused(f"{inside} i paketet är en länk i stället för en fil. Paketet används inte.")
                if stat.S_ISREG(mode):
                    found.add(inside)
        return found

    def open(self, name: str) -> IO[bytes]:
        path = self._path / PurePosixPath(name)
        return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb")


class Archive:
    """A bundle as one zip, whose files lie in one folder in it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        names = [name for name in archive.namelist() if not name.endswith("/")]
        self._root = f"{names[0].split('/', 1)[0]}/" if names and "/" in names[0] else ""
        self._names = names

    def names(self) -> set[str]:
        inside = {name.removeprefix(self._root) for name in self._names if name.startswith(self._root)}
        if len(inside) != len(self._names):
            raise BundleRefused("Paketet har filer som inte hör dit. Hämta paketet på nytt från IT.")
        return inside

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._root + name)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """The bundle in a folder or a zip file. Raises InstallError where there is none."""
    if path.is_dir():
        yield Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield Archive(archive)
    except FileNotFoundError as error:
        raise InstallError(f"Paketet {path} finns inte. Ange mappen eller zip-filen från IT.") from error
    except zipfile.BadZipFile as error:
        raise BundleRefused(f"Paketet {path} är skadat. Hämta det på nytt från IT.") from error


def checked_manifest(source: Source, key: PublicKey) -> Manifest:
    """The bundle's manifest, signed by `key`. Raises BundleRefused."""
    try:
        content, signature = (_small(source, name) for name in (MANIFEST, SIGNATURE))
    except (OSError, KeyError) as error:
        raise BundleRefused("Paketet saknar sin förteckning eller sin signatur. Hämta det på nytt från IT.") from error
    comment = trusted_comment(content, signature.decode("utf-8", "replace"), key)
    manifest = parse(content)
    if comment != signed_comment(manifest):
        raise BundleRefused("Paketets signatur hör till en annan version. Hämta paketet på nytt från IT.")
    return manifest


def signed_comment(manifest: Manifest) -> str:
    """The trusted comment of a bundle's signature: what it is, and no time, so that two builds are the same."""
    return f"dictate {manifest.version} {manifest.platform} python {manifest.python}"


def copy_checked(source: Source, manifest: Manifest, into: Path) -> None:
    """Copies every file of the manifest into the new folder `into`, each hashed on its way.

    Raises BundleRefused for a file that is missing, changed, too many, or no plain file, and names it.
    """
    names = source.names()
    wanted = {entry.path for entry in manifest.files}
    for name in sorted(names - wanted - {MANIFEST, SIGNATURE}):
        raise BundleRefused(f"{name} hör inte till paketet. Paketet används inte; hämta det på nytt från IT.")
    for entry in manifest.files:
        if entry.path not in names:
            raise BundleRefused(f"{entry.path} saknas i paketet. Hämta paketet på nytt från IT.")
        _copy(source, entry, into / PurePosixPath(entry.path))


def _copy(source: Source, entry: Entry, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, length = hashlib.sha256(), 0
    try:
        with source.open(entry.path) as stream, target.open("xb") as file:
            while length <= entry.bytes and (block := stream.read(_BLOCK)):
                digest.update(block)
                length += len(block)
                file.write(block)
    except (zipfile.BadZipFile, EOFError) as error:
        raise BundleRefused(f"{entry.path} i paketet är skadad. Hämta paketet på nytt från IT.") from error
    if (length, digest.hexdigest()) != (entry.bytes, entry.sha256):
        raise BundleRefused(f"{entry.path} i paketet är ändrad eller skadad. Hämta paketet på nytt från IT.")


def _small(source: Source, name: str) -> bytes:
    with source.open(name) as stream:
        content = stream.read(_LARGEST_LIST + 1)
    if len(content) > _LARGEST_LIST:
        raise BundleRefused("Paketets förteckning är orimligt stor. Paketet används inte.")
    return content
