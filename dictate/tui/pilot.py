"""The pilot in one place: what is measured, what is left to answer, and the file that its user leaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.pilot.day_words import running_words
from dictate.pilot.laptop import LaptopPilot
from dictate.pilot.survey import FAMILIES, answered_on
from dictate.tui.lines import Line, Lines
from dictate.tui.phrases import count
from dictate.tui.pilot_screen import PilotScreen
from dictate.tui.rows import Cell, Column, Row, RowList

_YES_NO = ("ja", "nej")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing to do in the pilot: its action, key, title, and how it stands."""

    action: str
    key: str
    title: str
    state: str


def parts(pilot: LaptopPilot) -> tuple[Part, ...]:
    """Everything there is to do, in the order in which it comes. Raises DataFileInvalid."""
    return tuple(_parts(pilot))


def _parts(pilot: LaptopPilot) -> Iterator[Part]:
    now, tables = pilot.clock(), pilot.tables
    running = running_words(pilot.register.running(), pilot.variables, now)
    yield Part("time", "T", "Tidregistrering", running or _next_day(pilot))
    yield Part("day", "D", "Dagen, att rätta", count(len(pilot.register.day(now.date())), "rad", "rader"))
    timed = pilot.typed_timer.present()
    state = "klockan går" if timed and timed.since else "paus" if timed else ""
    yield Part("typed", "S", "Skriven anteckning på tid", state or f"{len(tables.typed())} hittills")
    for form, key in (("before", "B"), ("after", "E")):
        when = answered_on(tables, form)
        yield Part(f"survey('{form}')", key, pilot.forms[form].title, f"besvarad {when}" if when else "inte besvarad")
    families = sum(row.form == FAMILIES for row in tables.answers())
    yield Part("families", "F", "Familjens frågor", f"{families} svar")
    yield Part("reviews", "A", "Aktgranskning", f"{len(tables.reviews())} granskade")
    yield Part("leave", "L", "Lämna mätfil", "du ser allt först")


def _next_day(pilot: LaptopPilot) -> str:
    today = pilot.clock().date()
    if not pilot.schedule.of:
        return "ange startdag (I)"
    if pilot.schedule.has(today):
        period, number = pilot.schedule.of[today]
        return f"mätdag {number} av 5 {'före' if period == 'before' else 'efter'} starten"
    later = min((day for day in pilot.schedule.of if day > today), default=None)
    return f"nästa mätdag {later}" if later else "alla mätdagar är förbi"


class PilotPage(PilotScreen):
    """Lists the parts of the pilot; each has a key of its own."""

    HELP = (
        "Här är allt som hör till piloten. Programmet mäter själv tid och antal för varje dikterad anteckning, aldrig "
        "vad som står i den. Du registrerar arbetstid fem dagar före och fem efter starten, tar tid på några "
        "anteckningar som du skriver på tangentbordet och svarar på en enkät före och efter.\n\n"
        "Ingenting lämnar datorn förrän du själv lämnar mätfilen. Då ser du först allt som står i den."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Öppna"),
        Binding("t,T", "time", "Tid"),
        Binding("d,D", "day", "Dagen"),
        Binding("s,S", "typed", "Skriven anteckning"),
        Binding("b,B", "survey('before')", "Enkät före"),
        Binding("e,E", "survey('after')", "Enkät efter"),
        Binding("f,F", "families", "Familjens frågor"),
        Binding("a,A", "reviews", "Aktgranskning"),
        Binding("l,L", "leave", "Lämna mätfil"),
        Binding("i,I", "settings", "Inställningar"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def body(self) -> ComposeResult:
        yield Static("Piloten", classes="lead")
        yield RowList((Column(), Column(), Column(fills=True)), id="parts", one_click=True)
        yield Static(id="told", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self.call_after_refresh(self.draw)

    def on_screen_resume(self) -> None:
        if self.query_one(RowList).rows:
            self.draw()

    def draw(self, here: str = "") -> None:
        try:
            found = parts(self.pilot)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        rows = [Row(one.action, (Cell(one.key, "strong"), Cell(one.title), Cell(one.state, "quiet"))) for one in found]
        self.query_one(RowList).show(rows)
        chosen = self.pilot.settings
        self.title_bar("Pilot", " · ".join(part for part in (chosen.municipality, chosen.unit, chosen.role) if part))
        told = "Mäts av sig självt: sekunder och antal för varje anteckning som du exporterar. Aldrig innehållet."
        self.query_one("#told", Static).update(told)

    def on_row_list_chosen(self) -> None:
        self.call_later(self.action_open)

    async def action_open(self) -> None:
        """Opens the present part."""
        await self.run_action(self.query_one(RowList).key)

    def action_time(self) -> None:
        """Registers working time."""
        from dictate.tui.time_registration import TimeRegistration

        self.app.push_screen(TimeRegistration())

    def action_day(self) -> None:
        """Puts a day right."""
        from dictate.tui.pilot_day import PilotDay

        self.app.push_screen(PilotDay())

    def action_typed(self) -> None:
        """Times a note that is typed."""
        from dictate.tui.pilot_typed import PilotTyped

        self.app.push_screen(PilotTyped())

    def action_survey(self, form: str) -> None:
        """Asks the user's questions."""
        from dictate.tui.survey import Survey

        self.attempt(lambda: self.app.push_screen(Survey(self.pilot.forms[form])))

    def action_families(self) -> None:
        """Asks for the user's word, then shows nothing but the questions to a family."""
        from dictate.tui import large_text
        from dictate.tui.family_questions import FamilyQuestions, word_box

        def hand_over(given: tuple[str, ...] | None) -> None:
            if given:
                self.attempt(lambda: self.app.push_screen(FamilyQuestions(self.pilot.forms[FAMILIES], given[0])))

        self.app.push_screen(word_box(), hand_over)
        threading.Thread(target=large_text.load, daemon=True).start()

    def action_reviews(self) -> None:
        """Reviews notes that have left."""
        from dictate.tui.pilot_reviews import PilotReviews

        self.app.push_screen(PilotReviews())

    def action_leave(self) -> None:
        """Shows the pilot file, and writes it."""
        from dictate.tui.pilot_leave import PilotLeave

        self.app.push_screen(PilotLeave())

    def action_settings(self) -> None:
        """What the pilot must know of the user."""
        chosen = self.pilot.settings
        asked = [
            Line("Kommun", chosen.municipality, "Exempelkommun", required=True),
            Line("Enhet", chosen.unit, "Barn och familj"),
            Line("Roll", chosen.role, "", ("socialsekreterare", "chef"), closed=True, required=True),
            Line("Start", str(chosen.start), "2026-03-16", told="Dagen då ni börjar diktera."),
            Line("Mätvecka efter", str(chosen.after), "tom: från starten", told="Första dagen i mätveckan efter."),
            Line("Påminnelser", _YES_NO[not chosen.reminders], "", _YES_NO, closed=True, required=True),
            Line("Efter minuter", str(chosen.reminder_minutes), "60", told="Så länge innan en påminnelse visas."),
        ]
        self.app.push_screen(Lines("Inställningar för piloten", asked, self._set), lambda _: self.draw())

    def _set(self, given: Sequence[str]) -> str:
        """Keeps what was typed; gives what is wrong with it."""
        keys = ("municipality", "unit", "role", "start", "after", "reminders", "reminder_minutes")
        application = self.dictate.application
        for key, value in zip(keys, given, strict=True):
            wanted = {"ja": "true", "nej": "false"}[value] if key == "reminders" else value
            before = getattr(self.pilot.settings, key)
            if str(before).lower() == wanted.lower():
                continue
            try:
                application.choose(f"pilot.{key}", wanted)
            except DictateError as error:
                return str(error)
        return ""
