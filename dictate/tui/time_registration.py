"""Registering working time: one key a switch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from dictate.errors import DictateError
from dictate.pilot.day_words import hours, lines, running_words
from dictate.pilot.laptop import LaptopPilot
from dictate.pilot.register import at_clock
from dictate.pilot.timeline import Doubt
from dictate.pilot.variables import Variable
from dictate.tui.keys import display
from dictate.tui.lines import Line, Lines
from dictate.tui.phrases import day as day_words
from dictate.tui.pilot_screen import PilotScreen
from dictate.tui.rows import Cell, Column, Row, RowList


class TimeRegistration(PilotScreen):
    """The variables with a key each, and the day so far beside them."""

    HELP = (
        "Tryck tangenten för det du gör nu, så byter tiden dit. Med Shift blir det den del av tiden som är "
        "dokumentation. Enter väljer raden du står på. F4 när dagen är slut. F2 visar hela dagen: där rättar du "
        "byten som du glömde.\n\n"
        "Allt sparas krypterat direkt. F8 öppnar den här skärmen var du än är, också mitt i en diktering, som "
        "fortsätter."
    )
    TIMED = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Byt till raden"),
        Binding("f2", "day", "Hela dagen"),
        Binding("f4", "stop", "Slut för dagen"),
        Binding("f6", "undo", "Ångra"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, *, quick: bool = False, dictating: bool = False) -> None:
        """`quick` leaves the screen as soon as a task is chosen; `dictating` proposes documentation."""
        super().__init__()
        self._quick, self._dictating = quick, dictating

    def body(self) -> ComposeResult:
        with Horizontal(id="time"):
            yield RowList((Column(), Column(fills=True), Column(needs=64)), id="variables", one_click=True)
            yield RowList((Column(), Column(fills=True)), id="today")

    def on_mount(self) -> None:
        today = self.query_one("#today", RowList)
        today.can_focus, today.only_read = False, True
        self.query_one("#variables").focus()
        self.call_after_refresh(self._first_look)
        self.set_interval(20, self.draw)

    def _first_look(self) -> None:
        self.draw(self._proposed())
        try:
            found = self.pilot.register.doubt()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        if found:
            self.app.push_screen(doubt_box(found, self.pilot), lambda answer: self._settle(found, answer))

    def _proposed(self) -> str:
        """The variable that the cursor stands on first: documentation while something is dictated."""
        try:
            running = self.pilot.register.running()
            part = self.pilot.variables.documentation(running.variable if running else "")
        except DictateError:
            return ""
        if self._dictating and part:
            return part.id
        return running.variable if running else ""

    # -- drawing --------------------------------------------------------------------------------------------------

    def draw(self, here: str = "") -> None:
        try:
            pilot = self.pilot
            now = pilot.clock()
            stretches, running = pilot.register.day(now.date()), pilot.register.running()
            variables = pilot.variables
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        spent = {one.id: 0.0 for one in variables.all}
        for one in stretches:
            spent[one.variable] = spent.get(one.variable, 0.0) + one.seconds(now)
        present = running.variable if running else ""
        rows = [_row(one, spent[one.id], one.id == present) for one in variables.all]
        self.query_one("#variables", RowList).show(rows, here)
        day = lines(stretches, variables)
        self.query_one("#today", RowList).show(
            [
                Row(str(number), (Cell(line.clock(), "quiet"), Cell(line.title, "plain" if line.work else "quiet")))
                for number, line in enumerate(reversed(day))
            ]
        )
        told = running_words(running, variables, now)
        self.title_bar(f"Tid {day_words(now, now)}", f"► {told}" if told else "ingen tid registreras")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop":
            try:
                return self.pilot.register.running() is not None or None
            except DictateError:
                return None
        return True

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A variable's own key switches to it."""
        try:
            variable = self.pilot.variables.by_key(event.character or "")
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        if variable is not None:
            event.stop()
            event.prevent_default()
            self._switch(variable)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        if event.rows.id == "variables":
            self.action_choose()

    def action_choose(self) -> None:
        """Switches to the present row."""
        try:
            self._switch(self.pilot.variables[self.query_one("#variables", RowList).key])
        except DictateError as error:
            self.say(str(error), wrong=True)

    def _switch(self, variable: Variable) -> None:
        try:
            before = self.pilot.register.running()
            self.pilot.register.switch(variable.id)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        if self._quick:
            self.dismiss(None)
            return
        title = self.pilot.variables.full_title(variable.id)
        again = before is not None and before.variable == variable.id
        self.say(f"{title} pågår redan." if again else f"Nu: {title}.")
        self.draw(variable.id)

    def action_stop(self) -> None:
        """No time is taken any more."""
        self.change(self.pilot.register.stop, "Dagen är slut: ingen tid registreras. F2 visar dagen.")

    def _settle(self, found: Doubt, answer: tuple[str, ...] | None) -> None:
        """Ends what was forgotten at the moment that was typed; without an answer it ends as proposed at the switch."""
        if answer is None:
            return
        try:
            end = at_clock(found.stretch.day, answer[0], self.pilot.clock())
            if end < found.stretch.start:
                end += timedelta(days=1)
            self.pilot.register.settle(end)
        except DictateError as error:
            self.say(str(error), wrong=True)
        self.draw()

    def action_day(self) -> None:
        """The whole day, to be put right."""
        from dictate.tui.pilot_day import PilotDay

        self.app.push_screen(PilotDay(), lambda _: self.draw())


def doubt_box(found: Doubt, pilot: LaptopPilot) -> Lines:
    """Asks when a task that may have been forgotten ended."""
    now, stretch = pilot.clock(), found.stretch
    title = pilot.variables.full_title(stretch.variable)
    said = f"{title} har pågått sedan {day_words(stretch.start, now)} {stretch.start:%H.%M}. "
    seen = f"Du använde programmet senast {found.proposed:%H.%M}."
    line = Line(
        "Slutade",
        f"{found.proposed:%H.%M}",
        "16.30",
        required=True,
        told=f"{said}{seen} Natten räknas inte. Enter godtar tiden.",
    )
    return Lines("När slutade du?", [line], lambda answers: _refusal(answers, found, pilot))


def _refusal(answers: Iterable[str], found: Doubt, pilot: LaptopPilot) -> str:
    try:
        at_clock(found.stretch.day, next(iter(answers)), pilot.clock())
    except DictateError as error:
        return str(error)
    return ""


def _row(one: Variable, spent: float, running: bool) -> Row:
    title = f"   {one.title}" if one.part_of else one.title
    tone = "strong" if running else "plain"
    key = display(one.key)
    return Row(
        one.id,
        (
            Cell(f"{'►' if running else ' '} {key}", "strong", said=f"pågår, {key}" if running else key),
            Cell(title, tone),
            Cell(hours(spent) if spent else "", "quiet"),
        ),
    )
