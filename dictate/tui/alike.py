"""One decision about everything in the note that reads the same."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.journal.note import Decision, NoteFinding
from dictate.tui.page import Dialog
from dictate.tui.phrases import count
from dictate.tui.role import Role
from redaction.finding import LABEL_WORDS


class Alike(Dialog[tuple[Decision, str]]):
    """Gives the decision, with the role when that is the decision, or None."""

    HELP = "Samma beslut för alla ställen där det står likadant. U ångrar allt på en gång."
    TITLE = "Alla liknande"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,B", "all('keep')", "Behåll"),
        Binding("r,R", "role", "Ersätt med roll"),
        Binding("m,M", "all('mask')", "Maskera"),
        Binding("t,T", "all('remove')", "Ta bort"),
    ]

    def __init__(self, found: NoteFinding, number: int, suggested: str) -> None:
        super().__init__()
        self._found, self._number, self._suggested = found, number, suggested

    def body(self) -> ComposeResult:
        label = LABEL_WORDS[self._found.finding.label].capitalize()
        yield Static(f"{label}: {self._found.finding.text}", markup=False)
        yield Static(f"Gäller {count(self._number, 'ställe', 'ställen')} i anteckningen.", classes="quiet")

    def action_all(self, decision: Decision) -> None:
        """Gives the decision."""
        self.dismiss((decision, ""))

    def action_role(self) -> None:
        """Asks which role, then gives it."""
        self.app.push_screen(Role(self._found, self._suggested, ()), self._with_role)

    def _with_role(self, role: str | None) -> None:
        if role:
            self.dismiss(("role", role))
