"""Which role stands instead of a finding: the likeliest is filled in, Enter is enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from dictate.journal.note import NoteFinding
from dictate.tui.drafts import Draft
from dictate.tui.line_box import LineBox
from dictate.tui.rows import Cell, Column, Row, RowList
from redaction.finding import LABEL_WORDS


class Role(LineBox):
    """Gives the role, or None."""

    HELP = (
        "Skriv vad som ska stå i stället, till exempel mamman eller läraren. Enter godtar det som står i rutan. "
        "Pil ned väljer bland roller som redan används i anteckningen. Böjningen sköter programmet: Annas blir mammans."
    )
    TITLE = "Ersätt med roll"
    EMPTY = "Skriv vilken roll som ska stå i stället, till exempel mamman."
    UNSAVED = "Du har ändrat rollen. Enter ersätter; Esc en gång till låter namnet stå."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Ersätt"),
        Binding("down", "pick(1)", "Tidigare roller", show=False),
        Binding("up", "pick(-1)", "Tidigare roller", show=False),
    ]

    def __init__(self, found: NoteFinding, suggested: str, used: Sequence[str], draft: Draft | None = None) -> None:
        """`suggested` is filled in; `used` are roles that findings of the same sort have already."""
        super().__init__(suggested, draft)
        self._found = found
        self._used = tuple(role for role in used if role != suggested)

    def body(self) -> ComposeResult:
        yield Static(f"{LABEL_WORDS[self._found.finding.label].capitalize()}: {self._found.finding.text}", markup=False)
        yield Input(self._before, placeholder="till exempel mamman", select_on_focus=True)
        if self._used:
            yield Static("Roller som redan används, välj med pilarna:", classes="quiet")
            yield RowList((Column(fills=True),), one_click=True)

    def on_mount(self) -> None:
        super().on_mount()
        if self._used:
            rows = self.query_one(RowList)
            rows.can_focus = False
            rows.show([Row(role, (Cell(role),)) for role in (self._before, *self._used)])

    def action_pick(self, step: int) -> None:
        """Takes the next role of the list into the input."""
        if self._used:
            rows = self.query_one(RowList)
            rows.action_move(step)
            self.query_one(Input).value = rows.key

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.give(event.key)
