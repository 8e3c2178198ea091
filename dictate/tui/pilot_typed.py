"""The baseline: a note typed on the keyboard, timed by its writer. Its text is counted and never kept."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from dictate.errors import DictateError
from dictate.pilot.day_words import hours
from dictate.pilot.measures import FEWEST_TYPED, count_words, own_typed_average
from dictate.pilot.typed import UNTOLD, Signs
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Dialog
from dictate.tui.phrases import count, watch
from dictate.tui.pilot_screen import PilotScreen
from dictate.tui.pilot_signs import TypedSigns

_IDLE = (
    "Ta tid på några anteckningar som du skriver på tangentbordet som vanligt.\n\n"
    "Tryck mellanslag när du börjar skriva. När du är klar trycker du Enter\n"
    "och anger antalet ord, eller klistrar in texten så räknas de åt dig."
)


class PilotTyped(PilotScreen):
    """A stopwatch that goes on when the screen is left, and a count of words."""

    HELP = (
        "Mellanslag startar, pausar och fortsätter. Klockan går vidare när du lämnar skärmen, så skriv i det program "
        "där du brukar. Enter när anteckningen är klar.\n\n"
        "Du kan skriva antalet ord eller klistra in texten här: orden räknas och texten sparas inte. Sedan kommer tre "
        "frågor som du kan hoppa över. Det som sparas är dag, tid, antal ord, mall och svaren. Blev något fel tar U "
        "tillbaka den senaste."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "start", "Starta"),
        Binding("space", "pause", "Pausa"),
        Binding("space", "resume", "Fortsätt"),
        Binding("enter", "finish", "Klar"),
        Binding("delete", "discard", "Räkna inte"),
        Binding("u,U", "take_back", "Ta tillbaka den senaste"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def body(self) -> ComposeResult:
        yield Static(id="watch", markup=False)
        yield Static(id="so-far", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.title_bar("Skriven anteckning", "texten sparas aldrig")
        self.call_after_refresh(self.draw)
        self.set_interval(1.0, self.draw)

    def draw(self, here: str = "") -> None:
        try:
            timed, typed = self.pilot.typed_timer.present(), self.pilot.tables.typed()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        told = Content(_IDLE)
        if timed:
            spent = watch(timed.spent(self.pilot.clock()))
            state = "Klockan går" if timed.since else "Paus"
            told = Content.assemble(
                (spent, "bold $primary"), f"\n\n{state}\n\nSkriv som vanligt. Enter när du är klar."
            )
        self.query_one("#watch", Static).update(told)
        average = own_typed_average(typed)
        if average:
            pace = hours(100 * average.seconds / average.words)
            line = f"Du har tagit tid på {average.notes} anteckningar. Du skriver 100 ord på {pace}."
        else:
            line = f"{count(len(typed), 'anteckning', 'anteckningar')} hittills. Ta tid på minst {FEWEST_TYPED}."
        self.query_one("#so-far", Static).update(line)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action not in ("start", "pause", "resume", "finish", "discard", "take_back"):
            return True
        try:
            if action == "take_back":
                return self.pilot.typed_timer.can_take_back()
            timed = self.pilot.typed_timer.present()
        except DictateError:
            return None
        if action == "start":
            return timed is None
        if action in ("finish", "discard"):
            return timed is not None or None
        return timed is not None and bool(timed.since) == (action == "pause")

    def action_start(self) -> None:
        """Begins to take the time, of the kind of note that is usual."""
        template = self.dictate.application.settings.template
        self.change(lambda: self.pilot.typed_timer.start(template))

    def action_pause(self) -> None:
        """Stops the clock."""
        self.change(self.pilot.typed_timer.pause)

    def action_resume(self) -> None:
        """The clock goes on."""
        self.change(self.pilot.typed_timer.resume)

    def action_discard(self) -> None:
        """This note is not counted."""
        self.change(self.pilot.typed_timer.discard, "Tidtagningen räknas inte.")

    def action_take_back(self) -> None:
        """The note that was kept last is not counted."""
        self.change(self.pilot.typed_timer.take_back, "Den senaste anteckningen räknas inte längre.")

    def action_finish(self) -> None:
        """Stops the clock and asks for the words; a clock that was forgotten, for the minutes too."""
        timed = self.pilot.typed_timer.present()
        if timed is None:
            return
        if timed.forgotten(self.pilot.clock()):
            self.app.push_screen(_minutes_box(), lambda given: self._ask_words(_number(given[0])) if given else None)
        else:
            self.change(self.pilot.typed_timer.pause)
            self._ask_words(None)

    def _ask_words(self, minutes: float | None) -> None:
        self.app.push_screen(WordCount(), lambda words: self._ask_signs(words, minutes))

    def _ask_signs(self, words: int | None, minutes: float | None) -> None:
        timed = self.pilot.typed_timer.present()
        if words is None or timed is None:
            self.say("Pausad. Mellanslag fortsätter, Del räknar den inte.")
            self.draw()
        else:
            self.app.push_screen(TypedSigns(timed.day), lambda signs: self._finished(words, minutes, signs or UNTOLD))

    def _finished(self, words: int, minutes: float | None, signs: Signs) -> None:
        try:
            self.pilot.typed_timer.finish(words, minutes, signs)
        except DictateError as error:
            self.say(str(error), wrong=True)
        else:
            self.say(f"Sparat: {words} ord, dagen, tiden och dina svar. Ingen text.")
        self.draw()


class WordCount(Dialog[int]):
    """Gives a number of words: the one that is typed, or that of the text that is pasted. The text is thrown away."""

    HELP = (
        "Skriv antalet ord, eller klistra in anteckningens text så räknas orden. Texten finns bara i den här rutan och "
        "försvinner när den stängs."
    )
    TITLE = "Hur många ord?"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "accept", "Spara antalet")]

    def body(self) -> ComposeResult:
        yield Static("Skriv antalet ord, eller klistra in texten så räknas de. Texten sparas inte.", classes="quiet")
        yield TextArea(id="counted")
        yield Static(id="words", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(TextArea).focus()
        self.on_text_area_changed()

    @property
    def words(self) -> int:
        """The number that is typed, else the words of the text."""
        text = self.query_one(TextArea).text.strip()
        return int(text) if text.isdecimal() and len(text) < 6 else count_words(text)

    def on_text_area_changed(self) -> None:
        """Shows the number at every key."""
        self.query_one("#words", Static).update(count(self.words, "ord", "ord"))

    def action_accept(self) -> None:
        """Gives the number and throws the text away."""
        words = self.words
        if not words:
            self.say("Skriv antalet ord eller klistra in texten.", wrong=True)
            return
        self.query_one(TextArea).clear()
        self.dismiss(words)


def _minutes_box() -> Lines:
    told = "Klockan har gått i över fyra timmar. Hur länge skrev du?"
    asked = Line("Minuter", "", "14", required=True, told=told)
    return Lines("Hur länge skrev du?", [asked], lambda given: "" if _number(given[0]) else "Skriv ett tal.")


def _number(typed: str) -> float | None:
    try:
        return max(0.0, float(typed.replace(",", "."))) or None
    except ValueError:
        return None
