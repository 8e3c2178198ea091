"""The sentences that were taken out of the note, each to be brought back with one key."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.session import Session
from dictate.tui.page import Dialog
from dictate.tui.rows import Cell, Column, Row, RowList


class Struck(Dialog[str]):
    """Gives the id of the sentence to bring back, or None."""

    HELP = (
        "Här står meningarna som du har strukit, den senaste först. De finns kvar också när anteckningen har varit "
        "stängd. Enter lägger tillbaka den du står på där den stod."
    )
    TITLE = "Strukna meningar"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", "Lägg tillbaka")]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._removed = tuple(gone.sentence for gone in reversed(session.note.removed))
        self._template = session.template

    def body(self) -> ComposeResult:
        yield RowList((Column(fills=True), Column(widest=24)))
        yield Static(id="whole", classes="quiet", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        rows = [
            Row(one.id, (Cell(one.text), Cell(self._template.section(one.section).heading, "quiet")))
            for one in self._removed
        ]
        self.query_one(RowList).show(rows)
        self.query_one(RowList).focus()
        self._tell()

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        key = self.query_one(RowList).key
        text = next((one.text for one in self._removed if one.id == key), "")
        self.query_one("#whole", Static).update(f"”{text}”" if text else "")

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    def action_take(self) -> None:
        """Gives the present sentence."""
        self.dismiss(self.query_one(RowList).key)
