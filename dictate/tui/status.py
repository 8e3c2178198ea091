"""How the computer stands: every check of the doctor in words, and what to do about it."""

from __future__ import annotations

import threading
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.doctor.check import STATE_WORDS, Check, State
from dictate.tui.page import Page
from dictate.tui.phrases import count
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.trust import Trust, look

SHAPES: dict[State, tuple[str, str]] = {"ok": ("●", "ready"), "warning": ("○", "todo"), "fault": ("!", "todo")}


class Status(Page[Trust]):
    """Looks at the computer, shows what it found, and gives it."""

    HELP = (
        "Här står hur datorn mår: mikrofon, talmodell, nycklar, kryptering, nätverk, minne och disk. ● är bra, ○ är en "
        "varning och ! är ett fel. Under listan står vad det betyder och vad du kan göra.\n\n"
        "S ser efter igen. Inget av det här innehåller något ur dina anteckningar, så du kan visa det för IT."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,S", "look", "Se efter igen"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._trust: Trust | None = None

    def body(self) -> ComposeResult:
        yield Static(id="lead", classes="lead")
        yield RowList((Column(), Column(), Column(fills=True), Column(needs=60)), id="checks")
        yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self.title_bar("Datorns läge", "inget lämnar datorn")
        self.query_one(RowList).focus()
        self.action_look()

    def action_look(self) -> None:
        """Looks at everything anew; takes about a second."""
        self.query_one("#lead", Static).update("Ser efter …")
        threading.Thread(target=self._look, args=(self.app,), daemon=True, name="dictate-status").start()

    def _look(self, app: App[object]) -> None:
        trust = look(self.dictate.application)
        if app.is_running:
            app.call_from_thread(self._show, trust)

    def _show(self, trust: Trust) -> None:
        if not self.is_attached:
            return
        self._trust = trust
        bad = sum(check.state != "ok" for check in trust.checks)
        lead = f"{count(bad, 'sak', 'saker')} att se över" if bad else "✓ Allt är som det ska"
        self.query_one("#lead", Static).update(lead)
        worst_first = sorted(trust.checks, key=lambda check: ("fault", "warning", "ok").index(check.state))
        self.query_one(RowList).show([_row(check) for check in worst_first])
        self._tell()

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        key = self.query_one(RowList).key
        check = next((one for one in self._trust.checks if one.id == key), None) if self._trust else None
        told = "\n".join(filter(None, (check.detail, check.advice))) if check else ""
        self.query_one("#told", Static).update(told)

    def action_back(self) -> None:
        self.dismiss(self._trust)


def _row(check: Check) -> Row:
    shape, tone = SHAPES[check.state]
    return Row(
        check.id,
        (Cell(shape, tone), Cell(check.title), Cell(check.detail, "quiet"), Cell(STATE_WORDS[check.state], tone)),
    )
