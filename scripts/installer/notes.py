"""Notes on the way back: a newer version may have changed the tables of the store, and the older one can't read them.

The program puts a copy beside the store, `notes.db.version-N`, before it changes tables of version N, and keeps it for
two weeks. Going back puts that copy in place; the newer store steps aside and is kept.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from installer.errors import InstallError
from installer.versions import Installed

STORE = "notes.db"
_PARTS = ("", "-wal", "-shm")
"""SQLite's own files beside a database; they belong to it by name."""

State = Literal["readable", "copy", "changed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How this user's notes stand to an older version: it can read them; it can read a copy; or neither."""

    state: State
    copy: Path | None = None


def standing(data: Path, newer: Installed, older: Installed) -> Standing:
    """How the notes in the data folder stand when `older` is to read what `newer` may have changed."""
    store = data / STORE
    if newer.store_version <= older.store_version or not store.exists():
        return Standing("readable")
    copies = [
        (int(found[1]), path)
        for path in data.glob(f"{STORE}.version-*")
        if (found := re.fullmatch(rf"{re.escape(STORE)}\.version-(\d+)", path.name))
        and int(found[1]) <= older.store_version
        and path.stat().st_mtime >= newer.installed_at
    ]
    if copies:
        return Standing("copy", max(copies)[1])
    touched = max(path.stat().st_mtime for part in _PARTS if (path := data / f"{STORE}{part}").exists())
    return Standing("readable" if touched < newer.installed_at else "changed")


def put_back(copy: Path) -> Path:
    """Puts the copy in the store's place and gives the name that the newer store has now. Raises InstallError.

    The copy stays as it is; the newer notes are kept until somebody removes them.
    """
    store = copy.with_name(STORE)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    aside = store.with_name(f"{STORE}.newer-{stamp}")
    draft = store.with_name(f"{STORE}.part")
    try:
        shutil.copyfile(copy, draft)
        draft.chmod(0o600)
        for part in _PARTS:
            if (file := store.with_name(STORE + part)).exists():
                file.replace(aside.with_name(aside.name + part))
        draft.replace(store)
    except OSError as error:
        raise InstallError(
            f"Anteckningarna i {store.parent} kunde inte läggas tillbaka. Stäng Dictate och försök igen."
        ) from error
    return aside
