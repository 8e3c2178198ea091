"""What the user has chosen: who writes, for which unit, with which template, colours and speech model."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.phrases import place
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.setting_choices import Choice, choices

_EMPTY = {
    "pilot.municipality": ("som i brevhuvudet", "quiet"),
    "pilot.unit": ("som i brevhuvudet", "quiet"),
    "pilot.after": ("samma dag", "quiet"),
    "names": ("ingen", "quiet"),
}
"""What an empty setting means, where it need not be filled in."""


class SettingsPage(Page[None]):
    """Shows the settings and changes them; each change holds at once and is kept."""

    HELP = (
        "Här ställer du in det som ska stå överst i dina dokument och hur programmet ser ut. Enter ändrar raden du "
        "står på. Ändringen gäller direkt och sparas; du behöver aldrig öppna någon fil.\n\n"
        "Det som din organisation har bestämt kan inte ändras här."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Ändra"),
        Binding("v,V", "microphone", "Välj mikrofon"),
        Binding("o,O", "words", "Ordlista"),
        Binding("x,X", "blocks", "Textblock"),
        Binding("k,K", "journey", "Kom igång"),
        Binding("l,L", "vault", "Lås och nycklar"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()

    def body(self) -> ComposeResult:
        yield RowList((Column(), Column(fills=True), Column(needs=60)), id="settings")
        yield Static(id="told", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.title_bar("Inställningar", "sparas på den här datorn")
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self) -> None:
        try:
            self._choices = choices(self.dictate.application)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.query_one(RowList).show(_rows(self._choices))
        self._tell()

    def _present(self) -> Choice | None:
        key = self.query_one(RowList).key
        return next((one for one in self._choices if one.key == key), None)

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        one = self._present()
        told = f"{one.told}." if one else ""
        if one and one.fixed:
            told = "Organisationen har bestämt den här inställningen. Kontakta IT om den är fel."
        self.query_one("#told", Static).update(told)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        one = self._present() if action == "change" else None
        return None if one and one.fixed else True

    def on_row_list_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Asks for another value."""
        one = self._present()
        if one is None or one.fixed:
            return
        if one.key == "microphone":
            self.action_microphone()
            return
        options = tuple(one.answers.values())
        line = Line(one.title, one.shown, options=options, closed=bool(options), told=f"{one.told}.")
        self.app.push_screen(Lines(one.title, [line]), lambda answers: self._chosen(one, answers))

    def _chosen(self, one: Choice, answers: tuple[str, ...] | None) -> None:
        if answers is None:
            return
        value = next((key for key, shown in one.answers.items() if shown == answers[0]), answers[0])
        try:
            self.dictate.application.choose(one.key, value)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.dictate.wear_settings()
        self.say(f"Sparat i {place(self.dictate.application.folders.settings_file)}.")
        self._draw()

    def action_words(self) -> None:
        """The unit's word list."""
        from dictate.tui.vocabulary import VocabularyPage

        self.app.push_screen(VocabularyPage())

    def action_blocks(self) -> None:
        """The text blocks."""
        from dictate.tui.text_blocks import TextBlocksPage

        self.app.push_screen(TextBlocksPage())

    def action_journey(self) -> None:
        """The introduction once more."""
        from dictate.tui.journey import Journey

        self.app.push_screen(Journey(), lambda _: self._draw())

    def action_microphone(self) -> None:
        """Lets the user try the microphones and choose one."""
        from dictate.tui.microphone import ChooseMicrophone

        self.app.push_screen(ChooseMicrophone(), lambda _: self._draw())

    def action_vault(self) -> None:
        """What opens the notes, and changing it."""
        from dictate.tui.vault_page import VaultPage

        self.app.push_screen(VaultPage())

    def action_back(self) -> None:
        self.dismiss(None)


def _rows(every: tuple[Choice, ...]) -> list[Row]:
    """The settings under the headings of their groups."""
    rows: list[Row] = []
    for group, members in groupby(every, key=lambda one: one.group):
        if rows:
            rows.append(Row("", (Cell(""),), heading=True))
        rows.append(Row(f"group:{group}", (Cell(group),), heading=True))
        rows += map(_row, members)
    return rows


def _row(one: Choice) -> Row:
    value = Cell(one.shown) if one.shown else Cell(*_EMPTY.get(one.key, ("inte ifyllt", "todo")))
    return Row(
        one.key, (Cell(one.title, "quiet"), value, Cell("bestämt av organisationen" if one.fixed else "", "quiet"))
    )
