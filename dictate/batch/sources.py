"""The recordings in a folder: plain sound files, and recordings that this program has sealed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dictate.batch.errors import FolderMissing, SourceRefused

ENDINGS = frozenset(
    {".wav", ".flac", ".mp3", ".m4a", ".mp4", ".ogg", ".oga", ".opus", ".webm", ".aac", ".amr", ".wma", ".mov"}
    | {".mkv", ".mka", ".aiff", ".aif", ".au", ".caf", ".avi", ".3gp", ".m4b", ".mpg", ".mpeg"}
)
"""File names that are taken for recordings; what else lies in the folder is left alone."""

_SEALED = re.compile(r"([0-9a-f]{32})-\d{3}\.spool")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A recording in the folder. `shown` is its place below the folder, with "/" between.

    `paths` is one sound file, or the files of a sealed recording in order; `link` whether it is a link, and so not
    read.
    """

    shown: str
    paths: tuple[Path, ...]
    link: bool = False

    @property
    def recording(self) -> str:
        """The name of a sealed recording, "" for a plain file."""
        found = _SEALED.fullmatch(self.paths[0].name)
        return found[1] if found else ""

    def stamp(self) -> str:
        """Sizes and times of change, by which an unchanged file is known without reading it. Raises SourceRefused."""
        try:
            stats = [path.stat() for path in self.paths]
        except OSError as error:
            raise unreadable(self) from error
        return " ".join(f"{one.st_size}.{one.st_mtime_ns}" for one in stats)

    def digest(self) -> str:
        """SHA-256 of what it holds, in hexadecimal digits. Raises SourceRefused."""
        sha = hashlib.sha256()
        try:
            for path in self.paths:
                with path.open("rb") as stream:
                    while block := stream.read(_BLOCK):
                        sha.update(block)
        except OSError as error:
            raise unreadable(self) from error
        return sha.hexdigest()


def find_sources(folder: Path, out: Path) -> list[Source]:
    """All recordings below the folder in the order of their places, the folder of results left out.

    Links are found but not followed; what begins with a dot is passed by. Raises FolderMissing.
    """
    if not folder.is_dir():
        raise FolderMissing(f"Mappen {folder} finns inte. Ange mappen med inspelningarna.")
    if folder.resolve() == out.resolve():
        raise FolderMissing("Resultaten kan inte ligga bland inspelningarna. Ange en annan mapp med --out.")
    plain: list[Source] = []
    sealed: dict[tuple[str, str], list[Path]] = {}
    for path in _files(folder, out.resolve()):
        shown = path.relative_to(folder).as_posix()
        if path.is_symlink():
            plain.append(Source(shown, (path,), link=True))
        elif found := _SEALED.fullmatch(path.name):
            sealed.setdefault((str(path.parent), found[1]), []).append(path)
        elif path.suffix.lower() in ENDINGS:
            plain.append(Source(shown, (path,)))
    grouped = [Source(paths[0].relative_to(folder).as_posix(), tuple(sorted(paths))) for paths in sealed.values()]
    return sorted([*plain, *grouped], key=lambda source: source.shown)


def _files(folder: Path, out: Path) -> Iterator[Path]:
    for place, names, files in os.walk(folder, followlinks=False):
        here = Path(place)
        links = [name for name in names if (here / name).is_symlink()]
        names[:] = sorted(name for name in names if not _passed_by(here / name, out) and name not in links)
        for name in sorted([*files, *links]):
            path = here / name
            sounds = path.suffix.lower() in ENDINGS or _SEALED.fullmatch(name) or name in links
            if not name.startswith(".") and sounds:
                yield path


def _passed_by(folder: Path, out: Path) -> bool:
    return folder.name.startswith(".") or folder.resolve() == out


def unreadable(source: Source) -> SourceRefused:
    """The error for a recording that can't be read from the disk."""
    return SourceRefused(f"{source.shown} går inte att läsa. Kontrollera att filen finns och att du får öppna den.")


def link_refused(source: Source) -> SourceRefused:
    """The error for a link, which could lead anywhere."""
    return SourceRefused(f"{source.shown} är en länk och läses inte. Lägg själva filen i mappen.")
