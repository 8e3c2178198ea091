"""The files of the spool: their names, and how they are written so that nothing is lost and nobody else reads them."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from dictate.errors import DictateError

_NAME = re.compile(r"([0-9a-f]{32})-(\d{3})\.spool")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# Far behind any sound: Windows forbids others to read what is locked.
_LOCK_OFFSET = 2**40


class SpoolUnusable(DictateError):
    """The sound can't be saved in the folder, or the recording is not to be had."""


@dataclass(frozen=True, slots=True)
class NewSound:
    """A recording about to begin: its name, its key of 32 random bytes, and whether the key is its own alone."""

    recording: str
    key: bytes = field(repr=False)
    own_key: bool


class KeySource(Protocol):
    """Gives the keys of recordings."""

    def begin(self) -> NewSound:
        """Name and key of a new recording; the key is kept for good when this returns."""
        ...

    def of(self, recording: str, own_key: bool) -> bytes:
        """The key that a recording was sealed with, its own or the common one. Raises SpoolUnreadable."""
        ...


class CommonKey:
    """Seals every recording with one key: where there is no vault to keep a key for each."""

    def key(self) -> bytes:
        """The key: 32 random bytes, the same at every call."""
        raise NotImplementedError

    def begin(self) -> NewSound:
        """A new recording under the common key."""
        return NewSound(new_recording(), self.key(), own_key=False)

    def of(self, recording: str, own_key: bool) -> bytes:
        """The common key, whichever recording; one with a key of its own does not open with it."""
        return self.key()


@dataclass(frozen=True, slots=True)
class HeldKey:
    """The key of the one recording that is being made: at hand also while the vault is locked."""

    held: NewSound

    def begin(self) -> NewSound:
        """The recording itself: there is no other."""
        return self.held

    def of(self, recording: str, own_key: bool) -> bytes:
        """Its key. Raises SpoolUnusable for another recording."""
        if recording != self.held.recording:
            raise SpoolUnusable("Inspelningen går inte att öppna medan en annan pågår.")
        return self.held.key


def new_recording() -> str:
    """The name of a new recording: 32 hexadecimal digits that say nothing."""
    return secrets.token_hex(16)


def segment_path(folder: Path, recording: str, segment: int) -> Path:
    """Where one file of a recording lies."""
    return folder / f"{recording}-{segment:03d}.spool"


def segments(folder: Path, recording: str) -> list[Path]:
    """The files of a recording that are there, in order."""
    return sorted(folder.glob(f"{recording}-[0-9][0-9][0-9].spool"))


def recordings(folder: Path) -> tuple[str, ...]:
    """All recordings in the folder, finished or not, by name."""
    if not folder.is_dir():
        return ()
    return tuple(sorted({match[1] for path in folder.iterdir() if (match := _NAME.fullmatch(path.name))}))


def create(path: Path) -> int:
    """A new file that only its owner may read, held as the one being written; its name is on the disk.

    Gives the file descriptor. Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        hold(file)
        sync_folder(path.parent)
    except OSError:
        os.close(file)
        path.unlink(missing_ok=True)
        raise
    return file


def write_at(file: int, data: bytes, offset: int) -> None:
    """Writes all of it at that place and waits until the disk has it. Raises OSError."""
    os.lseek(file, offset, os.SEEK_SET)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
    sync(file)


def sync(file: int) -> None:
    """Waits until the disk has the file; macOS needs more than fsync for that."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(file, fcntl.F_FULLFSYNC)
    else:
        os.fsync(file)


def sync_folder(folder: Path) -> None:
    """Waits until the disk has the names in the folder; Windows has no such thing to wait for."""
    if sys.platform == "win32":
        return
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def hold(file: int) -> bool:
    """Marks an open file as being written, until it is closed or its process ends; False when it already is."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(file, _LOCK_OFFSET, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def being_written(path: Path) -> bool:
    """True while some process, this one included, is recording into the file."""
    try:
        file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    except OSError:
        return False
    try:
        return not hold(file)
    finally:
        os.close(file)


def why(error: OSError) -> str:
    """What the disk said, as the beginning of a Swedish sentence."""
    if error.errno in _NO_ROOM:
        return "Disken är full"
    return "Disken tar inte emot ljudet"
