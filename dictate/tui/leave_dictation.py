"""Esc in a dictation: nothing is thrown away unless that key is pressed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.tui.page import Dialog
from dictate.tui.phrases import duration


class LeaveDictation(Dialog[str]):
    """Gives "keep", "discard", or None to go on."""

    HELP = "Enter och Esc går tillbaka till dikteringen. Bara K kastar den."
    TITLE = "Avbryt dikteringen"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "back", "Fortsätt diktera"),
        Binding("s,S", "answer('keep')", "Spara till senare"),
        Binding("k,K", "answer('discard')", "Kasta"),
    ]

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def body(self) -> ComposeResult:
        yield Static(
            f"Du har talat in {duration(self._seconds)}. Inspelningen är pausad och sparad.\n\n"
            "Sparar du den till senare ligger den kvar i listan. Kastar du den förstörs ljudet och kan inte "
            "återskapas.",
            markup=False,
        )

    def action_answer(self, answer: str) -> None:
        self.dismiss(answer)
