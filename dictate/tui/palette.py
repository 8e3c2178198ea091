"""Everything that can be done here, to be found by its name: the command palette, in Swedish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from dictate.tui.help import KeyLine
from dictate.tui.page import Dialog
from dictate.tui.rows import Cell, Column, Row, RowList


class Palette(Dialog[str]):
    """Gives the action of the chosen command, or None."""

    HELP = "Skriv en del av vad du vill göra, välj med pilarna och tryck Enter."
    TITLE = "Alla kommandon"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Utför"),
        Binding("down", "move(1)", "Nedåt i listan", show=False),
        Binding("up", "move(-1)", "Uppåt i listan", show=False),
    ]

    def __init__(self, commands: Sequence[KeyLine]) -> None:
        super().__init__()
        self._commands = tuple(commands)

    def body(self) -> ComposeResult:
        yield Input(placeholder="Vad vill du göra?")
        yield RowList((Column(fills=True), Column()), one_click=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).can_focus = False
        self._draw()

    @on(Input.Changed)
    def _draw(self) -> None:
        wanted = self.query_one(Input).value.strip().casefold()
        shown = [line for line in self._commands if wanted in line.title.casefold()]
        rows = [Row(line.action, (Cell(line.title), Cell(line.keys, "quiet"))) for line in shown]
        self.query_one(RowList).show(rows, rows[0].key if rows else "")
        self.say("" if rows else "Inget kommando heter så.")

    def action_move(self, step: int) -> None:
        self.query_one(RowList).action_move(step)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    @on(Input.Submitted)
    def action_take(self) -> None:
        """Gives the present command."""
        if key := self.query_one(RowList).key:
            self.dismiss(key)
