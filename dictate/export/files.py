"""Puts a finished document on the disk: whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from dictate.errors import DictateError


class OutputExists(DictateError):
    """A file already stands where the document should go."""


class OutputUnwritable(DictateError):
    """The document can't be written there: no such folder, no right, no room."""


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
        draft.unlink(missing_ok=True)
