"""A question with the answers yes and no, one key each."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.tui.page import Dialog


class Ask(Dialog[bool]):
    """Asks before something that can't be undone. Gives True for yes, else False or None."""

    HELP = "Svara med en tangent. Esc betyder nej, och då händer ingenting."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,J", "answer(True)", "Ja"),
        Binding("n,N", "answer(False)", "Nej"),
    ]

    def __init__(self, title: str, question: str) -> None:
        super().__init__()
        self._title, self._question = title, question

    def heading(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        yield Static(self._question, markup=False)

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)
