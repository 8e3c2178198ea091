"""The data folder: for its owner alone, without links that lead elsewhere, and one program of screens at a time."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dictate.audio.spool_files import hold, why
from dictate.errors import DictateError

SOUND = "sound"
_OPEN_PROGRAM = ".program.lock"
_CHANGES = ".vault.lock"
_OWN = ("notes.db", "notes.db-wal", "notes.db-shm", "notes.key")
_OWN_TOO = ("notes.db*", "vault*", "vocabulary.*")
"""The program's own files: each is an ordinary file, never a link, a folder, or a pipe that would be waited for."""


class FolderUnsafe(DictateError):
    """The data folder belongs to somebody else, or holds a link where the program keeps its own files."""


class FolderUnwritable(DictateError):
    """The data folder does not take files: full, read-only, or not allowed."""


class AlreadyOpen(DictateError):
    """The program has its screens open in another window."""

    def __init__(self) -> None:
        super().__init__("Programmet är redan öppet i ett annat fönster. Fortsätt där, eller stäng det först.")


class VaultBusy(DictateError):
    """Another program changes the keys of the vault just now."""

    def __init__(self) -> None:
        super().__init__("Ett annat fönster ändrar nycklarna just nu. Vänta en stund och försök igen.")


def secure(folder: Path) -> None:
    """Makes the folder if it is missing, and it and the program's own files readable for the owner alone.

    Raises FolderUnsafe for a folder of somebody else's or a link among the program's files; FolderUnwritable when it
    can't be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    _refuse_strangers(folder)
    if os.name != "posix":
        return
    owner = folder.stat().st_uid
    if owner != os.geteuid() and os.geteuid() != 0:
        raise FolderUnsafe(f"Mappen {folder} tillhör någon annan på datorn, så där sparas inget. Kontakta IT.")
    with suppress(OSError):  # a read-only disk: what can't be written can't be made worse
        _narrow(folder, 0o700)
        for path in folder.iterdir():
            if path.is_file() and not path.is_symlink():
                _narrow(path, 0o600)
        for inner in (folder / SOUND, *(folder / SOUND).glob("*.spool")):
            if inner.exists():
                _narrow(inner, 0o700 if inner.is_dir() else 0o600)


def _refuse_strangers(folder: Path) -> None:
    """Raises FolderUnsafe for a link, and for anything but a file where the program keeps a file."""
    sound = folder / SOUND
    # By name too: a search passes over a link that leads to nothing.
    own = [*(folder / name for name in _OWN), *(path for pattern in _OWN_TOO for path in folder.glob(pattern))]
    for path in (sound, *own, *sound.glob("*.spool")):
        try:
            mode = path.lstat().st_mode
        except OSError:  # it is not there
            continue
        if stat.S_ISLNK(mode):
            raise FolderUnsafe(
                f"{path.name} i {folder} är en länk till en annan plats, så ingenting öppnas. Kontakta IT."
            )
        if not (stat.S_ISDIR(mode) if path == sound else stat.S_ISREG(mode)):
            what = "mapp" if path == sound else "vanlig fil"
            raise FolderUnsafe(f"{path.name} i {folder} är ingen {what}, så ingenting öppnas. Kontakta IT.")


def _narrow(path: Path, mode: int) -> None:
    if stat.S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)


def unwritable(folder: Path, error: OSError) -> FolderUnwritable:
    """The error that says why nothing can be kept in the folder."""
    return FolderUnwritable(
        f"{why(error).replace('ljudet', 'filer')} i {folder}. Frigör plats och kontrollera att du får skriva där."
    )


@contextmanager
def only_program(folder: Path) -> Iterator[None]:
    """Held while the screens are open; raises AlreadyOpen where another program holds it.

    The operating system lets go of it when the program ends, however it ends, so no stale lock is left behind.
    """
    secure(folder)
    file = _lock_file(folder, _OPEN_PROGRAM)
    try:
        if not hold(file):
            raise AlreadyOpen
        yield
    finally:
        os.close(file)


@contextmanager
def changing_keys(folder: Path, wait_s: float = 10.0) -> Iterator[None]:
    """Held while the header is changed, so that two programs don't change it at once. Raises VaultBusy."""
    file = _lock_file(folder, _CHANGES)
    try:
        until = time.monotonic() + wait_s
        while not hold(file):
            if time.monotonic() > until:
                raise VaultBusy
            time.sleep(0.02)
        yield
    finally:
        os.close(file)


def _lock_file(folder: Path, name: str) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.open(folder / name, flags, 0o600)
    except OSError as error:
        raise unwritable(folder, error) from error
