"""The help of the command line in Swedish: typer's own headings and words are English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import typer

_HEADINGS = {"Arguments": "Argument", "Options": "Val", "Commands": "Kommandon"}
_WORDS = (
    (re.compile(r"^Show this message and exit\.$"), "Visa den här hjälpen."),
    (re.compile(r"\[required\]$"), "[måste anges]"),
    (re.compile(r"\[default: (.*)\]$"), r"[annars: \1]"),
    (re.compile(r"<(?:list\[)?str\]?>"), "<text>"),
    (re.compile(r"<(?:list\[)?path\]?>", re.IGNORECASE), "<fil>"),
    (re.compile(r"<(?:int|float)(?= range>|>)"), "<tal"),
    (re.compile(r" range>"), ">"),
)


def in_swedish(app: typer.Typer) -> None:
    """Gives every command and group of `app` its help in Swedish; to be called when all are registered."""
    app.info.cls = _Group
    for command in app.registered_commands:
        command.cls = _Command
    for group in app.registered_groups:
        group.cls = _Group
        if group.typer_instance is not None:
            in_swedish(group.typer_instance)


class _Laid:
    """Typer's formatter, given its headings and words in Swedish before it lays them out."""

    def __init__(self, formatter: Any) -> None:
        self._formatter = formatter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._formatter, name)

    def write_usage(self, prog: str, args: str = "") -> None:
        args = args.replace("[OPTIONS]", "[val]").replace("COMMAND [ARGS]...", "kommando ...")
        self._formatter.write_usage(prog, args, "Användning: ")

    def section(self, name: str) -> AbstractContextManager[None]:
        section: AbstractContextManager[None] = self._formatter.section(_HEADINGS.get(name, name))
        return section

    def write_dl(self, rows: Sequence[tuple[str, str]]) -> None:
        self._formatter.write_dl([(_said(first), _said(second)) for first, second in rows])


class _Command(TyperCommand):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, _Laid(formatter))  # type: ignore[arg-type]  # stands in for it


class _Group(TyperGroup):
    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, _Laid(formatter))  # type: ignore[arg-type]


def _said(text: str) -> str:
    for english, swedish in _WORDS:
        text = english.sub(swedish, text)
    return text
