"""Which microphone: the list, and the level of the one that is marked while you talk into it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.audio.trial import Trial
from dictate.errors import DictateError
from dictate.tui.level_meter import LevelMeter
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList

_OWN = "="
"""The key of the row that leaves the choice to the computer."""
_GONE = "inte ansluten"


class ChooseMicrophone(Page[str]):
    """Gives the name of the chosen microphone, "" for the computer's own, or None. The choice is remembered."""

    HELP = (
        "Markera en mikrofon med pilarna och tala: mätaren ska visa ● bra. Enter väljer den, och programmet minns "
        "valet. Ingenting av det du säger här sparas.\n\n"
        "Syns inte mikrofonen? Anslut den och tryck S för att söka igen."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Använd"),
        Binding("s,S", "search_again", "Sök igen"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def body(self) -> ComposeResult:
        yield Static("Tala och se på mätaren", classes="lead")
        yield RowList((Column(), Column(), Column(fills=True)))
        yield LevelMeter(id="level")

    def on_mount(self) -> None:
        self.title_bar("Välj mikrofon")
        self._trial = Trial(self.dictate.application.sounds.system)
        self.query_one(RowList).focus()
        self.action_search()
        self.set_interval(0.1, self.look)

    def on_unmount(self) -> None:
        self._trial.stop()
        self._trial.wait()

    def look(self) -> None:
        """Draws what there is to hear."""
        self.query_one(LevelMeter).show(self._trial.reading)
        if self._trial.trouble:
            self.say(self._trial.trouble, wrong=True)

    def action_search(self) -> None:
        """Looks for microphones anew."""
        self._trial.stop()
        self._trial.wait()
        self.say("")
        try:
            found = self.dictate.application.sounds.microphones()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        chosen = self.dictate.application.settings.microphone
        own = next((device.name for device in found if device.default), "")
        rows = [_row(_OWN, "Datorns egen", f"nu: {own}" if own else "", not chosen)]
        rows += [_row(device.name, device.name, "", device.name == chosen) for device in found]
        if chosen and chosen not in {device.name for device in found}:
            rows.append(_row(chosen, chosen, _GONE, True))
        if not found:
            self.say("Ingen mikrofon hittades. Anslut en mikrofon eller ett headset och tryck S.", wrong=True)
        self.query_one(RowList).show(rows, chosen or _OWN)
        self._listen()

    def action_search_again(self) -> None:
        """Looks once more and says what there is, since the list may look as it did."""
        self.action_search()
        if found := sum(row.cells[2].text != _GONE for row in self.query_one(RowList).rows) - 1:
            self.say(f"Sökte igen: {found} {'mikrofon' if found == 1 else 'mikrofoner'}.")

    def on_row_list_moved(self) -> None:
        self.say("")
        self._listen()

    def _listen(self) -> None:
        self._trial.listen(self._marked or None)

    @property
    def _marked(self) -> str:
        key = self.query_one(RowList).key
        return "" if key == _OWN else key

    def on_row_list_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Uses the marked one from now on."""
        try:
            self.dictate.application.choose("microphone", self._marked)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.dismiss(self._marked)

    def action_back(self) -> None:
        """Leaves everything as it was."""
        self.dismiss(None)


def _row(key: str, name: str, told: str, chosen: bool) -> Row:
    sign = Cell("✓", "ready", said="vald") if chosen else Cell(" ")
    return Row(key, (sign, Cell(name), Cell(told, "quiet")))
