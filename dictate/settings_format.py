"""The form of the settings file: its number, and the steps that bring an older file to today's form.

`format = 1` stands first in the file; a file without it is of the first form. A key that changes its name or its
meaning is a new form: one step more in STEPS. A file of a higher number is a newer program's, as after going back to
an older version: what the program does not know in it is left standing and not followed (`settings.read_settings`).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from redaction import toml_text

Step = Callable[[str], str]
"""From the text of a file to its text in the next form, comments and all. Done to a text that has the next form it
changes nothing: an older program, gone back to, may have written a key of its own into a newer file."""

STEPS: tuple[Step, ...] = ()
"""The step at place n leads from form n + 1 to form n + 2."""

_NUMBER = re.compile(r"^[ \t]*format[ \t]*=.*$", re.MULTILINE)


class BadNumber(ValueError):
    """`format` is no whole number from 1."""


def number_of(table: Mapping[str, Any]) -> int:
    """The form of a file that was read as TOML, 1 where it says none. Raises BadNumber."""
    number = table.get("format", 1)
    if type(number) is not int or number < 1:
        raise BadNumber
    return number


def brought_forward(text: str, steps: tuple[Step, ...] = STEPS) -> str:
    """The text in today's form, with its number where that rose; a newer program's text as it is.

    Raises ValueError where it is not TOML or has no right number.
    """
    number = number_of(toml_text.read(text))
    if number > len(steps) + 1:
        return text
    changed = text
    for step in steps:
        changed = step(changed)
    return changed if number == len(steps) + 1 else numbered(changed, len(steps) + 1)


def numbered(text: str, number: int = len(STEPS) + 1) -> str:
    """The text with that number on its line, which is made first in the file when missing."""
    top = text[: at.start()] if (at := re.search(r"^[ \t]*\[", text, re.MULTILINE)) else text
    line = f"format = {number}"
    if _NUMBER.search(top):
        return _NUMBER.sub(line, top, count=1) + text[len(top) :]
    return f"{line}\n{text}"


def kept(path: Path, number: int) -> Path:
    """Where the file lies that was of form `number` before it was brought forward."""
    return path.with_name(f"{path.name}.format-{number}")


def bring_forward(path: Path, steps: tuple[Step, ...] = STEPS) -> None:
    """Rewrites an older file in today's form; as it was it is kept beside it (`kept`).

    What can't be read or written stays as it is: reading takes the same steps, so nothing but the file is the older.
    """
    with contextlib.suppress(OSError, ValueError, RecursionError):
        if not path.is_file():  # a pipe would be waited for
            return
        text = path.read_text(encoding="utf-8")
        changed = brought_forward(text, steps)
        if changed != text:
            replace_text(kept(path, number_of(toml_text.read(text))), text, rights_of=path)
            replace_text(path, changed, rights_of=path)


def replace_text(path: Path, text: str, *, rights_of: Path | None = None) -> None:
    """Writes the file wholly or not at all; on the disk when this returns. Raises OSError."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if rights_of is not None:
            shutil.copymode(rights_of, draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def with_line(raw: str, key: str, value: str) -> str:
    """The text of a settings file with `key` set in its group, which is made last in the file when missing."""
    group, _, name = key.rpartition(".")
    # A JSON string is a TOML string too, save for the one control character that JSON leaves as it is.
    line = f"{name} = {json.dumps(value.replace(chr(127), ''), ensure_ascii=False)}"
    lines = raw.splitlines()
    if group and f"[{group}]" not in map(_head, lines):
        return "\n".join([*lines, *([""] if lines else []), f"[{group}]", line]) + "\n"
    own = _lines_of(lines, group)
    if (at := _at(lines, own, name)) is not None:
        lines[at] = line
    else:
        begins = own.start
        lines.insert(begins + (not group and begins < len(lines) and _name(lines[begins]) == "format"), line)
    return "\n".join(lines) + "\n"


def renaming(key: str, name: str) -> Step:
    """The step in which a setting, "theme" or "author.name", is called `name` in the same group from now on.

    Where both stand in the file an older program wrote the old one after it was gone back to: that is the later word.
    """

    def step(text: str) -> str:
        group, _, old = key.rpartition(".")
        lines = text.splitlines(keepends=True)
        own = _lines_of(lines, group)
        if (at := _at(lines, own, old)) is None:
            return text
        lines[at] = lines[at].replace(old, name, 1)
        kept_lines = [one for n, one in enumerate(lines) if n == at or n not in own or _name(one) != name]
        return "".join(kept_lines)

    return step


def _lines_of(lines: Sequence[str], group: str) -> range:
    """Where the settings of a group stand, those of none ("") first; nowhere for a missing group."""
    heads = [at for at, text in enumerate(lines) if text.lstrip().startswith("[")]
    if group:
        own = [at for at in heads if _head(lines[at]) == f"[{group}]"]
        if not own:
            return range(0)
    begins = own[0] + 1 if group else 0
    return range(begins, next((at for at in heads if at >= begins), len(lines)))


def _at(lines: Sequence[str], own: range, name: str) -> int | None:
    return next((at for at in own if _name(lines[at]) == name), None)


def _head(line: str) -> str:
    return line.split("#", 1)[0].strip()


def _name(line: str) -> str:
    return line.split("=", 1)[0].strip()


def line_of(key: str, raw: str) -> int:
    """The line on which the last part of a dotted key is set; 1 where it can't be told."""
    last = key.rsplit(".", 1)[-1]
    for number, line in enumerate(raw.splitlines(), 1):
        if _name(line) == last:
            return number
    return 1
