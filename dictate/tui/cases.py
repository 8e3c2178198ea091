"""The cases on this computer: who is in them, and that nobody else can read it."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.ask import Ask
from dictate.tui.case_form import CaseForm
from dictate.tui.new_case import new_case
from dictate.tui.page import Page
from dictate.tui.phrases import count
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.cases import Case

_EMPTY = (
    "Inga ärenden ännu.\n\n"
    "Tryck [bold $primary]N[/] och skriv in ärendets personer en gång. Sedan känns de igen i varje anteckning,\n"
    "får rätt roll med en tangent, och en främmande person syns direkt."
)


class Cases(Page[None]):
    """Lists the cases, and makes, changes and removes them."""

    HELP = (
        "Ett ärende håller reda på vilka personer och platser som hör till det. Namnen känns igen i alla "
        "böjningar, kan ersättas med sin roll och blir ord som talmodellen väntar sig. Allt ligger krypterat på den "
        "här datorn.\n\nEnter öppnar ett ärende, N gör ett nytt och Del tar bort. Anteckningarna finns kvar när "
        "ett ärende tas bort."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "new", "Nytt ärende"),
        Binding("enter", "open", "Öppna"),
        Binding("delete", "remove", "Ta bort"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def body(self) -> ComposeResult:
        yield Static("Ärenden", classes="lead", id="lead")
        yield RowList((Column(fills=True), Column(), Column(needs=60), Column()), id="cases")
        yield Static(_EMPTY, id="empty")

    def on_mount(self) -> None:
        self.title_bar("Ärenden", "krypterat på den här datorn")
        self.reload()

    def reload(self, here: str = "") -> None:
        """Reads the cases again; the case `here` becomes the present one."""
        try:
            cases = self.dictate.application.cases()
            notes = Counter(entry.case for entry in self.dictate.application.entries())
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.query_one(RowList).show([_row(case, notes[case.title]) for case in cases], here)
        self.query_one(RowList).display = bool(cases)
        self.query_one("#empty").display = not cases
        self.query_one("#lead", Static).update(count(len(cases), "ärende", "ärenden") if cases else "Ärenden")
        if cases:
            self.query_one(RowList).focus()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("open", "remove") and not self.query_one(RowList).rows:
            return None
        return True

    def action_new(self) -> None:
        """Asks for the title, makes the case, and opens it."""
        new_case(self, lambda case: self.reload(case.id))

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens the present case."""
        self._open(self.dictate.application.case(self.query_one(RowList).key))

    def _open(self, case: Case) -> None:
        self.app.push_screen(CaseForm(case), lambda _: self.reload(case.id))

    def action_remove(self) -> None:
        """Asks, then takes the case away for good."""
        case = self.dictate.application.case(self.query_one(RowList).key)
        people = count(len(case.lexicon.people), "person", "personer")
        question = (
            f"Ärendet {case.title} med {people} och det som programmet minns av beslut raderas och kan inte "
            "återskapas. Ärendets anteckningar finns kvar.\n\nTa bort det?"
        )
        self.app.push_screen(Ask("Ta bort ärendet", question), lambda yes: self._removed(case.id) if yes else None)

    def _removed(self, case_id: str) -> None:
        self.attempt(lambda: self.dictate.application.remove_case(case_id))
        self.reload()

    def action_back(self) -> None:
        self.dismiss(None)


def _row(case: Case, notes: int) -> Row:
    people = count(len(case.lexicon.people), "person", "personer") if case.lexicon.people else "inga personer"
    written = count(notes, "anteckning", "anteckningar") if notes else "ingen anteckning"
    protected = Cell("! skyddad identitet", "todo") if case.lexicon.protected else Cell("")
    return Row(case.id, (Cell(case.title), Cell(people, "quiet"), Cell(written, "quiet"), protected))
