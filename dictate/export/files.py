"""Puts a finished document on the disk: whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from pathlib import Path
from typing import Literal

from dictate.errors import DictateError

_DRAFT = re.compile(r"\.[0-9a-f]{12}\.part")
_DRAFT_S = 60.0
"""A draft older than this is nobody's: a document is written in less than a second."""


class OutputExists(DictateError):
    """A file already stands where the document should go."""


class OutputUnwritable(DictateError):
    """The document can't be written there: no such folder, no right, no room."""


Form = Literal["docx", "txt", "json"]


def form_of(path: Path) -> Form:
    """What the document is by the name of its file: plain text, the note itself, or else a Word document."""
    if path.suffix.lower() == ".txt":
        return "txt"
    return "json" if path.suffix.lower() == ".json" else "docx"


def check_output(path: Path, *, replace: bool) -> None:
    """Says before any work is done what would stop `write_whole`. Raises OutputExists or OutputUnwritable."""
    if path.is_dir():
        raise OutputUnwritable(f"{path} är en mapp. Ange ett filnamn som slutar på .docx.")
    if not path.parent.is_dir():
        raise OutputUnwritable(f"Mappen {path.parent} finns inte. Skapa den eller välj en annan mapp.")
    if path.exists() and not replace:
        raise OutputExists(f"{path} finns redan. Välj ett annat namn, eller ange --force för att ersätta filen.")


def write_whole(path: Path, content: bytes, *, replace: bool) -> None:
    """Writes `content` to `path` through a draft in the same folder, so that no half file is ever seen.

    Raises OutputExists when the file is there and `replace` is false, OutputUnwritable when it can't be written.
    """
    check_output(path, replace=replace)
    draft = path.with_name(f".{secrets.token_hex(6)}.part")
    try:
        _remove_old_drafts(path.parent)
        if _written_unnamed(path, draft, content):
            return
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise OutputUnwritable(
            f"{path} kunde inte skrivas. Kontrollera att disken inte är full, att du får skriva i mappen "
            "och att filen inte är öppen i ett annat program."
        ) from error
    finally:
        with contextlib.suppress(OSError):  # a read-only disk refuses that too, also where there is no draft
            draft.unlink(missing_ok=True)


def _written_unnamed(path: Path, draft: Path, content: bytes) -> bool:
    """Writes to a file without a name, which gets its name when it is whole: a kill before that leaves nothing.

    False where the system has no such files (all but Linux, and some network folders). Raises OSError without room.
    """
    unnamed = getattr(os, "O_TMPFILE", None)
    if unnamed is None:
        return False
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError:
        return False
    try:
        file = os.open(path.parent, unnamed | os.O_WRONLY, 0o600)
    except OSError:
        os.close(folder)
        return False
    try:
        with os.fdopen(file, "wb") as whole:
            whole.write(content)
            whole.flush()
            os.fsync(whole.fileno())
            # Only with a folder given does Python ask the kernel to follow the link to the open file.
            with contextlib.suppress(OSError):
                goal = draft if path.exists() else path
                os.link(f"/proc/self/fd/{file}", goal, src_dir_fd=folder, follow_symlinks=True)
                if goal is draft:
                    draft.replace(path)
                return True
    finally:
        os.close(folder)
    return False


def _remove_old_drafts(folder: Path) -> None:
    """Takes away the drafts that a killed export has left in the folder: they hold what the document would."""
    latest = time.time() - _DRAFT_S
    for path in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if _DRAFT.fullmatch(path.name) and path.lstat().st_mtime < latest:
                path.unlink()
