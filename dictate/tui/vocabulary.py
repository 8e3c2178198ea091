"""The unit's word list: words that the recogniser should know, and proposals from what the user has corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.phrases import count
from dictate.tui.rows import Cell, Column, Row, RowList

if TYPE_CHECKING:
    from dictate.vocabulary import Proposal

_PROPOSED = "förslag:"
"""Begins the key of a row that is a proposal."""


class VocabularyPage(Page[None]):
    """Shows the words, takes proposals in or away, adds and removes."""

    HELP = (
        "Ord som talmodellen ska känna till: enhetens egna namn på insatser, verksamheter och förkortningar. Under "
        "förslag står ord som du har rättat i dina anteckningar; Enter lägger till ett, Del avböjer det för gott.\n\n"
        "Skriv inga personnamn här: de hör till ärendet, och därifrån känns de igen ändå."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "new", "Nytt ord"),
        Binding("enter", "take", "Lägg till"),
        Binding("delete", "remove", "Ta bort"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._proposals: tuple[Proposal, ...] = ()
        self._words: tuple[str, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="lead", classes="lead")
        yield RowList((Column(widest=40), Column(fills=True)))

    def on_mount(self) -> None:
        self.title_bar("Ordlista", "ord som talmodellen ska känna till")
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self, here: str = "") -> None:
        application = self.dictate.application
        try:
            self._words = application.unit_words.words()
            self._proposals = application.vocabulary_proposals()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        proposed = [_proposal_row(one) for one in self._proposals]
        words = [Row(word, (Cell(word), Cell(""))) for word in sorted(self._words, key=str.casefold)]
        rows = [Row("", (Cell("Förslag ur dina rättelser"),), heading=True), *proposed] if proposed else []
        if proposed and words:
            rows += [Row("", (Cell(""),), heading=True), Row("", (Cell("Enhetens ord"),), heading=True)]
        self.query_one(RowList).show([*rows, *words], here)
        empty = "Inga egna ord ännu. N lägger till ett; socialtjänstens vanliga ord finns redan."
        self.query_one("#lead", Static).update(count(len(words), "eget ord", "egna ord") if words else empty)
        self.refresh_bindings()

    def _present(self) -> tuple[Proposal | None, str]:
        """The proposal of the present row, or the word."""
        key = self.query_one(RowList).key
        named = key.removeprefix(_PROPOSED)
        return next((one for one in self._proposals if key != named and one.word == named), None), named

    def on_row_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "take":
            return self._present()[0] is not None or None
        return True if action != "remove" or self._present()[1] else None

    def action_new(self) -> None:
        """Asks for a word."""
        line = Line("Ord", "", "resursskola, FREDA …", required=True, told="Så som det stavas. Inga personnamn.")
        self.app.push_screen(Lines("Nytt ord", [line]), lambda answers: self._add(answers[0]) if answers else None)

    def on_row_list_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Takes the proposal in."""
        proposal, word = self._present()
        if proposal:
            self._add(word)

    def _add(self, word: str) -> None:
        try:
            self.dictate.application.unit_words.add(word)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say(f"{word} finns nu i ordlistan.")
        self._draw(word)

    def action_remove(self) -> None:
        """Takes the word out, or never proposes it again."""
        proposal, word = self._present()
        words = self.dictate.application.unit_words
        try:
            if proposal:
                words.decline(word)
            elif word:
                words.remove(word)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say(f"{word} föreslås inte mer." if proposal else f"{word} är borttaget. N lägger till det igen.")
        self._draw()

    def action_back(self) -> None:
        self.dismiss(None)


def _proposal_row(one: Proposal) -> Row:
    told = f"hördes som {one.heard}, rättat {count(one.times, 'gång', 'gånger')}"
    return Row(f"{_PROPOSED}{one.word}", (Cell(one.word), Cell(told, "quiet")))
