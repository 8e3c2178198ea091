"""What the command line says of itself: every command, in Swedish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from dictate.cli import app

_ENGLISH = re.compile(
    r"\b(usage|options?|arguments|commands?|args|exit|required|default|int|str|float|bool|path|list\[\w+\])\b",
    re.IGNORECASE,
)


def helps(command: Any, name: str, above: Any = None) -> Iterator[tuple[str, str]]:
    """The name and the help of a command and of all below it."""
    context = command.make_context(name, [], parent=above, resilient_parsing=True)
    yield context.command_path, command.get_help(context)
    for name, below in getattr(command, "commands", {}).items():
        yield from helps(below, name, context)


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    return dict(helps(typer.main.get_command(app), "dictate"))


def test_the_help_of_every_command_is_swedish(told: dict[str, str]) -> None:
    assert {"dictate", "dictate run", "dictate vault purge", "dictate models add"} <= told.keys()
    said = {name: re.sub(r"--[\w-]+|dictate [a-z ]+", "", text) for name, text in told.items()}
    english = {name: sorted(set(_ENGLISH.findall(text))) for name, text in said.items() if _ENGLISH.search(text)}
    assert english == {}


def test_the_help_has_its_headings_and_lays_out_its_rows(told: dict[str, str]) -> None:
    lines = told["dictate run"].splitlines()
    assert lines[0].startswith("Användning: ")
    assert {"Argument:", "Val:"} <= set(lines)
    assert "Kommandon:" in told["dictate"].splitlines()
    options = lines[lines.index("Val:") + 1 :]
    begins = {re.search(r"(?<=\S)  +(?=\S)", line).end() for line in options if line.startswith("  -")}  # type: ignore[union-attr]
    assert len(begins) == 1
    assert all(re.search(r"-h, --help +Visa den här hjälpen\.$", text, re.MULTILINE) for text in told.values())
