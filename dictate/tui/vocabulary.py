"""The unit's word list: words that the recogniser should know, and proposals from what the user has corrected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.export.files import OutputExists
from dictate.tui.ask import Ask
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.phrases import count, place
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
        "Skriv inga personnamn här: de hör till ärendet, och därifrån känns de igen ändå.\n\n"
        "Listan ligger krypterad bland anteckningarna. L lägger till orden i en textfil som någon har delat med dig, "
        "ett ord per rad. F skriver dina ord till en textfil i klartext, så att andra kan läsa in dem."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "new", "Nytt ord"),
        Binding("enter", "take", "Lägg till"),
        Binding("delete", "remove", "Ta bort"),
        Binding("l,L", "take_in", "Läs in fil"),
        Binding("f,F", "leave", "Skriv fil"),
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
        self._draw(look_for_proposals=False)
        self.call_after_refresh(self._propose)

    def _propose(self) -> None:
        """Puts the proposals first; every note is read for them, so the page is drawn before."""
        self._draw()
        self.query_one(RowList).action_edge(-1)

    def _draw(self, here: str = "", *, look_for_proposals: bool = True) -> None:
        application = self.dictate.application
        try:
            self._words = application.unit_words.words()
            self._proposals = application.vocabulary_proposals() if look_for_proposals else ()
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
        if action == "leave":
            return bool(self._words) or None
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

    # -- to and from others ---------------------------------------------------------------------------------------

    def action_take_in(self) -> None:
        """Asks for a text file, and adds its words."""
        line = Line("Fil", "", "~/Dokument/ordlista.txt", required=True, told="Vanlig text, ett ord per rad.")
        self.app.push_screen(Lines("Läs in ordlista", [line]), self._with_path(self._take_in))

    def _take_in(self, path: Path) -> None:
        try:
            new = self.dictate.application.unit_words.take_in(path)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say(f"{count(new, 'nytt ord', 'nya ord')} ur {path.name}.")
        self._draw()

    def action_leave(self) -> None:
        """Asks where the text file shall lie, and writes it."""
        import platformdirs

        documents = Path(platformdirs.user_documents_dir())
        folder = documents if documents.is_dir() else Path.home()
        told = "Filen är vanlig text som alla kan läsa. Se efter att inga personnamn står i listan."
        line = Line("Fil", str(folder / "ordlista.txt"), required=True, told=told)
        self.app.push_screen(Lines("Skriv ordlistan till en fil", [line]), self._with_path(self._leave))

    def _leave(self, path: Path, *, replace: bool = False) -> None:
        try:
            application = self.dictate.application
            written = application.unit_words.leave(path, application.policy, replace=replace)
        except OutputExists:
            question = f"{path.name} finns redan i {place(path.parent)}.\n\nErsätta den?"
            self.app.push_screen(
                Ask("Filen finns", question), lambda yes: self._leave(path, replace=True) if yes else None
            )
            return
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say(f"{count(written, 'ord', 'ord')} skrivna i {place(path)}.")

    def _with_path(self, then: Callable[[Path], None]) -> Callable[[tuple[str, ...] | None], None]:
        """What a box with one line for a path does with its answer; quotes of a file dropped into the window go."""

        def answered(answers: tuple[str, ...] | None) -> None:
            if answers:
                path = Path(answers[0].strip("'\"").removeprefix("file://")).expanduser()
                then(path if path.is_absolute() else Path.home() / path)

        return answered

    def action_back(self) -> None:
        self.dismiss(None)


def _proposal_row(one: Proposal) -> Row:
    told = f"hördes som {one.heard}, rättat {count(one.times, 'gång', 'gånger')}"
    return Row(f"{_PROPOSED}{one.word}", (Cell(one.word), Cell(told, "quiet")))
