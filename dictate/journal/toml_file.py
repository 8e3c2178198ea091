"""Reading the program's TOML data with errors that name the file and the line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from redaction import toml_text

MAX_BYTES = 1_000_000
"""A data file is a few kilobytes; more than this is a mistake or an attack."""


class DataFileInvalid(DictateError):
    """A template or word list that can't be used; the sentence names the file, the line where known, and the fault."""

    def __init__(self, path: Path, fault: str, line: int | None = None) -> None:
        place = f"{path.name}, rad {line}" if line else path.name
        super().__init__(f"Filen {place} går inte att använda: {fault.rstrip('.')}.")
        self.path, self.line, self.fault = path, line, fault


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The parsed file and its text. Raises DataFileInvalid when it can't be read, is too large or isn't TOML."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataFileInvalid(path, f"den är {size} byte stor och får vara högst {MAX_BYTES}")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataFileInvalid(path, "den är inte sparad som UTF-8") from error
    except OSError as error:
        raise DataFileInvalid(path, "den kan inte läsas") from error
    try:
        return toml_text.read(text), text
    except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
        found = re.search(r"line (\d+)", str(error))
        raise DataFileInvalid(path, "den är inte skriven som TOML", int(found[1]) if found else None) from error


def line_of(text: str, *marks: str) -> int | None:
    """The line (from 1) that holds `marks[0]`, then after it `marks[1]` and so on, as far as they are found."""
    found = None
    rows = text.splitlines()
    row = 0
    for mark in marks:
        for number in range(row, len(rows)):
            if mark in rows[number]:
                found = row = number
                break
        else:
            break
    return None if found is None else found + 1
