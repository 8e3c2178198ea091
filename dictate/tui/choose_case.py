"""Which case a note belongs to: the one used last is under Enter, each of the first nine under its digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.tui.new_case import new_case
from dictate.tui.page import Page
from dictate.tui.phrases import count
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.cases import Case

NONE = "inget"
"""The key of the row for a note that belongs to no case."""


class ChooseCase(Page[str]):
    """Gives the case's id, "" for a note without a case, or None."""

    HELP = (
        "Välj vilket ärende anteckningen hör till, så känns ärendets personer igen. Det du använde senast står "
        "först, så oftast räcker Enter. Siffran framför ärendet väljer det direkt. N gör ett nytt ärende."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "digit(1)", "Välj direkt", key_display="1–9"),
        *(Binding(str(number), f"digit({number})", "Välj direkt", show=False) for number in range(2, 10)),
        Binding("enter", "take", "Välj ärende"),
        Binding("n,N", "new", "Nytt ärende"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, cases: Iterable[Case], title: str, step: str = "", none_first: bool = False) -> None:
        """`cases` in the order they are offered; `none_first` puts the note without a case before them."""
        super().__init__()
        self._cases = tuple(cases)
        self._title, self._step, self._none_first = title, step, none_first

    def body(self) -> ComposeResult:
        yield Static("Vilket ärende?", classes="lead")
        yield RowList((Column(), Column(fills=True), Column(needs=40), Column()), one_click=True)

    def on_mount(self) -> None:
        self.title_bar(self._title, self._step)
        none = Row(NONE, (Cell(""), Cell("Inget ärende", "quiet"), Cell(""), Cell("")))
        rows = [_row(case) for case in self._cases]
        ordered = [none, *rows] if self._none_first else [*rows, none]
        numbered = [
            Row(row.key, (Cell(str(number) if number < 10 else "", "strong"), *row.cells[1:]))
            for number, row in enumerate(ordered, 1)
        ]
        self.query_one(RowList).show(numbered)
        self.query_one(RowList).focus()

    def _give(self, key: str) -> None:
        self.dismiss("" if key == NONE else key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The digits that a row stands under."""
        return action != "digit" or cast(int, parameters[0]) <= len(self._cases) + 1

    def action_digit(self, number: int) -> None:
        """Gives the case under that digit."""
        rows = self.query_one(RowList).rows
        if number <= len(rows):
            self._give(rows[number - 1].key)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self._give(event.key)

    def action_take(self) -> None:
        """Gives the present row."""
        self._give(self.query_one(RowList).key)

    def action_new(self) -> None:
        """Makes a case and gives it."""
        new_case(self, lambda case: self._give(case.id))

    def action_back(self) -> None:
        self.dismiss(None)


def last_used_first(cases: Iterable[Case], used: Sequence[str]) -> list[Case]:
    """Cases in the order of their latest note (`used`: titles, latest first), then as they come."""
    order = list(dict.fromkeys(used))
    return sorted(cases, key=lambda case: order.index(case.title) if case.title in order else len(order))


def _row(case: Case) -> Row:
    people = count(len(case.lexicon.people), "person", "personer") if case.lexicon.people else ""
    protected = Cell("! skyddad identitet", "todo") if case.lexicon.protected else Cell("")
    return Row(case.id, (Cell(""), Cell(case.title), Cell(people, "quiet"), protected))
