"""Reading a text or note file that the user names."""

from __future__ import annotations

import sys
from pathlib import Path

from dictate.errors import DictateError

_LARGEST_TEXT = 2_000_000
"""Bytes of a text or note file; a day's dictation is a hundredth of it."""


class TextUnreadable(DictateError):
    """A text or note file that is missing, a folder, too large, or not UTF-8."""


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for "-". Raises TextUnreadable."""
    if str(path) == "-":
        return sys.stdin.read()
    try:
        if path.stat().st_size > _LARGEST_TEXT:
            raise TextUnreadable(f"{path} är för stor för att vara en anteckning. Ange en fil under 2 megabyte.")
        with path.open("rb") as file:
            content = file.read(_LARGEST_TEXT + 1)  # what has no size, like a pipe, may never end
        if len(content) > _LARGEST_TEXT:
            raise TextUnreadable(f"{path} är för stor för att vara en anteckning. Ange en fil under 2 megabyte.")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise TextUnreadable(f"{path} finns inte. Kontrollera filens namn.") from error
    except UnicodeDecodeError as error:
        raise TextUnreadable(f"{path} är ingen textfil i UTF-8. Spara texten som UTF-8 och försök igen.") from error
    except OSError as error:
        raise TextUnreadable(f"{path} kan inte läsas. Ange en fil som du får öppna.") from error
