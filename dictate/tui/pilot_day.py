"""A registered day as a table, put right afterwards: change, split, take away, fill in, and undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.journal.calendar_names import WEEKDAYS
from dictate.pilot.day_words import Line as DayLine
from dictate.pilot.day_words import hours, lines, sums
from dictate.pilot.register import at_clock
from dictate.pilot.timeline import Stretch, of_day, work_seconds
from dictate.tui.lines import Line, Lines
from dictate.tui.phrases import day as day_words
from dictate.tui.pilot_screen import PilotScreen
from dictate.tui.rows import Cell, Column, Row, RowList

_EMPTY = "Ingen tid är registrerad den här dagen.\n\nN fyller i en tid i efterhand."


class PilotDay(PilotScreen):
    """One day, its stretches in order, what is missing between them, and what it adds up to."""

    HELP = (
        "Här rättar du en dag i efterhand. Enter ändrar radens tider eller vad den gäller. D delar raden i två. N "
        "fyller i en tid: det som låg där förut kortas. Del tar bort raden. U ångrar, så långt tillbaka du vill.\n\n"
        "Rast räknas inte som arbetstid. Pil vänster och höger visar en annan dag."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Ändra"),
        Binding("d,D", "split", "Dela"),
        Binding("n,N", "fill", "Fyll i tid"),
        Binding("delete", "remove", "Ta bort"),
        Binding("u,U", "undo", "Ångra"),
        Binding("left", "turn(-1)", "Dagen före"),
        Binding("right", "turn(1)", "Dagen efter"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, day: date | None = None) -> None:
        super().__init__()
        self._day = day
        self._lines: tuple[DayLine, ...] = ()

    @property
    def day(self) -> date:
        """The day that is shown, today at first."""
        return self._day or self.dictate.application.clock().date()

    def body(self) -> ComposeResult:
        yield RowList((Column(), Column(fills=True), Column(), Column(needs=60)), id="day")
        yield Static(_EMPTY, id="empty")
        yield Static(id="sums", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self.call_after_refresh(self.draw)

    def draw(self, here: str = "") -> None:
        try:
            pilot = self.pilot
            now = pilot.clock()
            stretches = of_day(pilot.register.counted(), self.day)
            self._lines = lines(stretches, pilot.variables)
            rows = [_row(number, line, now) for number, line in enumerate(self._lines)]
            total = work_seconds(stretches, pilot.variables, now)
            parts = [f"{title} {hours(of)}" for title, of, _ in sums(stretches, pilot.variables, now)]
            place = pilot.schedule.of.get(self.day)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.query_one(RowList).show(rows, here)
        self.query_one(RowList).display = bool(rows)
        self.query_one("#empty").display = not rows
        self.query_one("#sums", Static).update(" · ".join(parts))
        named = f"{WEEKDAYS[self.day.weekday()]} {day_words(datetime.combine(self.day, now.time(), now.tzinfo), now)}"
        measured = (
            f"mätdag {place[1]} {'före' if place[0] == 'before' else 'efter'} starten" if place else "ingen mätdag"
        )
        self.title_bar(f"Tid {named}", f"arbetstid {hours(total) if total else '0'}   {measured}")
        self.refresh_bindings()

    # -- keys -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("change", "split", "remove"):
            line = self._present()
            return (line is not None and (line.stretch is not None or action == "change")) or None
        if action == "turn" and parameters == (1,):
            return self.day < self.dictate.application.clock().date() or None
        return True

    def on_row_list_moved(self) -> None:
        self.refresh_bindings()

    def on_row_list_chosen(self) -> None:
        self.action_change()

    def _present(self) -> DayLine | None:
        key = self.query_one(RowList).key
        return self._lines[int(key)] if key and int(key) < len(self._lines) else None

    def action_turn(self, step: int) -> None:
        """Another day; none that has not been."""
        wanted = self.day + timedelta(days=step)
        if wanted <= self.dictate.application.clock().date():
            self._day = wanted
            self.say("")
            self.draw()

    def action_change(self) -> None:
        """Changes a stretch, or fills in what is missing."""
        line = self._present()
        if line is None:
            return
        if line.stretch is None:
            self._ask_fill(f"{line.start:%H.%M}", f"{line.end:%H.%M}" if line.end else "")
            return
        stretch = line.stretch
        asked = self._asked(f"{line.start:%H.%M}", f"{line.end:%H.%M}" if line.end else "", stretch)
        self._open("Ändra raden", asked, lambda given: self._changed(stretch, given))

    def _changed(self, one: Stretch, given: Sequence[str]) -> None:
        start, end, variable = self._understood(given, one)
        self.pilot.register.change(one, variable, start, end)

    def action_fill(self) -> None:
        """Fills in a time from what is typed."""
        last = self._lines[-1] if self._lines else None
        self._ask_fill(f"{last.end:%H.%M}" if last and last.end else "", "")

    def _ask_fill(self, start: str, end: str) -> None:
        self._open("Fyll i en tid", self._asked(start, end, None), self._filled)

    def _filled(self, given: Sequence[str]) -> None:
        start, end, variable = self._understood(given, None)
        assert end is not None  # a line that must be filled in
        self.pilot.register.lay(variable, start, end)

    def action_split(self) -> None:
        """Cuts the present stretch in two."""
        line = self._present()
        if line is None or line.stretch is None:
            return
        stretch = line.stretch
        halfway = stretch.start + timedelta(seconds=stretch.seconds(self.pilot.clock()) / 2)
        asked = [
            Line("Klockan", f"{halfway:%H.%M}", "10.30", required=True, told=f"Delas mellan {line.clock()}."),
            self._variable_line("Därefter", ""),
        ]
        self._open("Dela raden", asked, lambda given: self._split(stretch, given))

    def _split(self, one: Stretch, given: Sequence[str]) -> None:
        at = self._moment(given[0], one.start)
        self.pilot.register.split(one, at, self.pilot.variables.named(given[1]).id)

    def action_remove(self) -> None:
        """Takes the present stretch away; U brings it back."""
        line = self._present()
        if line is not None and line.stretch is not None:
            stretch = line.stretch
            self.change(
                lambda: self.pilot.register.remove(stretch), f"{line.title} {line.clock()} är borttagen. U ångrar."
            )

    # -- the boxes ------------------------------------------------------------------------------------------------

    def _asked(self, start: str, end: str, stretch: Stretch | None) -> list[Line]:
        runs = stretch is not None and stretch.end is None
        told = "Tom ruta: den pågår fortfarande." if runs else ""
        title = self.pilot.variables.full_title(stretch.variable) if stretch else ""
        return [
            Line("Från", start, "8.15", required=True, told="Klockslag: 8.15, 08:15 eller 815."),
            Line("Till", end, "9.00", required=not runs, told=told or "Klockslag: 9.00, 09:00 eller 900."),
            self._variable_line("Gäller", title),
        ]

    def _variable_line(self, label: str, value: str) -> Line:
        variables = self.pilot.variables
        options = tuple(variables.full_title(one.id) for one in variables.all)
        return Line(
            label, value, "", options, closed=True, required=True, told="Skriv några bokstäver eller använd pilarna."
        )

    def _understood(self, given: Sequence[str], one: Stretch | None) -> tuple[datetime, datetime | None, str]:
        """The moments and the variable that were typed; an unchanged minute keeps its seconds."""
        start = self._moment(given[0], one.start if one else None)
        end = self._moment(given[1], one.end if one else None) if given[1] else None
        if end is not None and end < start and one is not None and one.end is not None and one.end.date() > one.day:
            end += timedelta(days=1)  # a stretch over midnight
        return start, end, self.pilot.variables.named(given[2]).id

    def _moment(self, typed: str, before: datetime | None) -> datetime:
        if before is not None and typed == f"{before:%H.%M}":
            return before
        return at_clock(self.day, typed, self.pilot.clock())

    def _open(self, title: str, asked: Sequence[Line], carry_out: Callable[[Sequence[str]], None]) -> None:
        """A box that stays open, and says why, until what is typed can be done."""

        def tried(given: Sequence[str]) -> str:
            try:
                carry_out(given)
            except DictateError as error:
                return str(error)
            return ""

        self.app.push_screen(Lines(title, asked, tried), lambda given: self._after(given))

    def _after(self, given: tuple[str, ...] | None) -> None:
        if given is not None:
            self.say("Ändrat. U ångrar.")
        self.draw()


def _row(number: int, line: DayLine, now: datetime) -> Row:
    length = ((line.end or now) - line.start).total_seconds()
    tone = "plain" if line.work else "quiet"
    corrected = "rättad" if line.stretch and line.stretch.corrected else ""
    cells = (Cell(line.clock(), "quiet"), Cell(line.title, tone), Cell(hours(length), tone), Cell(corrected, "quiet"))
    return Row(str(number), cells)
