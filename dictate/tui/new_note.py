"""A new note: which template, the one used last first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.journal.template import Template
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList


class ChooseTemplate(Page[str]):
    """Gives the template's id, or None."""

    HELP = (
        "Välj vilken sorts anteckning det ska bli. Den du använde senast står först, så oftast räcker Enter. "
        "Siffran framför mallen väljer den direkt, och de första bokstäverna hoppar i listan."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "digit(1)", "Välj direkt", key_display="1–9"),
        *(Binding(str(number), f"digit({number})", "Välj direkt", show=False) for number in range(2, 10)),
        Binding("enter", "take", "Välj mall"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, templates: Iterable[Template], source: str, step: str = "steg 1 av 2") -> None:
        """`templates` in the order they are offered; `source` is what the note is made from, "en ljudfil"."""
        super().__init__()
        self._step = step
        self._templates = tuple(templates)
        self._source = source
        self._typed = ""

    def body(self) -> ComposeResult:
        yield Static("Vilken mall?", classes="lead")
        yield RowList((Column(), Column(), Column(fills=True, needs=90)), one_click=True)
        yield Static(id="purpose", markup=False)

    def on_mount(self) -> None:
        self.title_bar(
            "Ny anteckning" if self._source == "diktering" else f"Ny anteckning från {self._source}", self._step
        )
        rows = self.query_one(RowList)
        rows.show(
            [
                Row(one.id, (Cell(str(at) if at < 10 else "", "strong"), Cell(one.title), Cell(one.purpose, "quiet")))
                for at, one in enumerate(self._templates, 1)
            ]
        )
        rows.focus()
        self._tell_purpose()

    def on_row_list_moved(self) -> None:
        self._tell_purpose()

    def _tell_purpose(self) -> None:
        key = self.query_one(RowList).key
        self.query_one("#purpose", Static).update(next(one.purpose for one in self._templates if one.id == key))

    def on_key(self, event: object) -> None:
        """Letters go to the first template that begins so."""
        letter = getattr(event, "character", None) or ""
        if not letter.isprintable() or not letter.strip():
            return
        for wanted in (self._typed + letter.casefold(), letter.casefold()):
            for one in self._templates:
                if one.title.casefold().startswith(wanted):
                    self._typed = wanted
                    self.query_one(RowList).go(one.id)
                    self._tell_purpose()
                    return

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The digits that a row stands under."""
        return action != "digit" or cast(int, parameters[0]) <= len(self._templates)

    def action_digit(self, number: int) -> None:
        """Gives the template under that digit."""
        if number <= len(self._templates):
            self.dismiss(self._templates[number - 1].id)

    def action_take(self) -> None:
        """Gives the present template."""
        self.dismiss(self.query_one(RowList).key)

    def action_back(self) -> None:
        self.dismiss(None)


def last_used_first(templates: Iterable[Template], used: Iterable[str], preferred: str) -> list[Template]:
    """Templates in the order of their latest use (`used`: ids, latest first), then the preferred one, then by title."""
    order = list(dict.fromkeys([*used, preferred]))
    return sorted(templates, key=lambda one: (order.index(one.id) if one.id in order else len(order), one.title))
