"""One decision about many findings: what reads the same, all of one sort, or all that waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.journal.note import Decision, NoteFinding
from dictate.tui.drafts import Draft
from dictate.tui.page import Dialog
from dictate.tui.phrases import count
from dictate.tui.role import Role
from dictate.tui.rows import Cell, Column, Row, RowList
from redaction.finding import LABEL_WORDS

Reach = Literal["alike", "label", "all"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a decision reaches: `told` in words, and how many findings."""

    reach: Reach
    told: str
    number: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision for everything in the scope; `role` only where all get the same."""

    scope: Reach
    decision: Decision
    role: str = ""


class Alike(Dialog[Answer]):
    """Gives the decision and what it reaches, or None."""

    HELP = (
        "Samma beslut för flera fynd på en gång. Pilarna väljer vilka: de som är lika, alla av samma sort, eller allt "
        "som väntar. Ersätts flera olika namn får vart och ett sin egen roll. U ångrar allt på en gång."
    )
    TITLE = "Alla liknande"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,B", "all('keep')", "Behåll"),
        Binding("r,R", "role", "Ersätt med roll"),
        Binding("m,M", "all('mask')", "Maskera"),
        Binding("t,T", "all('remove')", "Ta bort"),
        Binding("down", "move(1)", "Välj vilka"),
        Binding("up", "move(-1)", "Välj vilka", show=False),
    ]

    def __init__(self, found: NoteFinding, scopes: Sequence[Scope], suggested: str, draft: Draft | None = None) -> None:
        """`scopes` in the order they are offered, the first of them what is alike; `draft` is of the role's box."""
        super().__init__()
        self._draft = draft
        self._found, self._scopes, self._suggested = found, tuple(scopes), suggested

    def body(self) -> ComposeResult:
        label = LABEL_WORDS[self._found.finding.label].capitalize()
        yield Static(f"{label}: {self._found.finding.text}", markup=False)
        yield RowList((Column(fills=True), Column()))

    def on_mount(self) -> None:
        super().on_mount()
        rows = self.query_one(RowList)
        rows.can_focus = False
        places = [count(one.number, "ställe", "ställen") for one in self._scopes]
        rows.show(
            [
                Row(one.reach, (Cell(one.told), Cell(where, "quiet")))
                for one, where in zip(self._scopes, places, strict=True)
            ]
        )

    def action_move(self, step: int) -> None:
        """Another scope."""
        self.query_one(RowList).action_move(step)

    def _scope(self) -> Scope:
        key = self.query_one(RowList).key
        return next(one for one in self._scopes if one.reach == key)

    def action_all(self, decision: Decision) -> None:
        """Gives the decision."""
        self.dismiss(Answer(self._scope().reach, decision))

    def action_role(self) -> None:
        """Asks which role, then gives it; many different names get each their own."""
        scope = self._scope().reach
        if scope == "alike":
            self.app.push_screen(Role(self._found, self._suggested, (), self._draft), self._with_role)
        else:
            self.dismiss(Answer(scope, "role"))

    def _with_role(self, role: str | None) -> None:
        if role:
            self.dismiss(Answer("alike", "role", role))
