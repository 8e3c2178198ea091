"""The practice note: a text to read aloud, and then in plain words how well it went."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from dictate.audio.level import LevelState
from dictate.dictating import Dictating
from dictate.errors import DictateError
from dictate.practice import (
    MOST_S,
    Carried,
    Misheard,
    Understood,
    carried,
    level_told,
    practice_text,
    real_time_factor,
    understood,
)
from dictate.tui.level_meter import LevelMeter
from dictate.tui.page import Page
from dictate.tui.phrases import duration, watch

_SHOWN = 14
"""Misheard places that are listed."""

_LEVELS = {
    LevelState.GOOD: ("●", "Ljudet var bra."),
    LevelState.QUIET: ("○", "Ljudet var för svagt. Flytta mikrofonen närmare munnen eller prova en annan (V)."),
    LevelState.LOUD: ("▲", "Ljudet var för starkt. Flytta mikrofonen längre från munnen."),
}
_STOPPED = "Slutet av texten hördes inte: {} ord, som inte är räknade."
_CAN = {"yes": ("●", "klarar den"), "hardly": ("○", "klarar den knappt"), "no": ("▲", "klarar den inte")}


@dataclass(frozen=True, slots=True)
class Result:
    """All that the practice found out."""

    understood: Understood
    level: LevelState
    models: tuple[Carried, ...]
    model: str


class Practice(Page[bool]):
    """Three states: a text to read, a moment of work, the result. Gives whether a result was shown."""

    HELP = (
        "Läs texten högt i din vanliga takt, som när du dikterar. Tryck mellanslag när du börjar och Enter när du är "
        "klar. Sedan ser du hur många ord programmet förstod, om ljudet var bra och vilka talmodeller din dator "
        "klarar.\n\nLjudet förstörs när resultatet är klart. Ingenting sparas."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "begin", "Börja läsa"),
        Binding("enter", "done", "Klar"),
        Binding("v,V", "microphone", "Välj mikrofon"),
        Binding("down", "roll(1)", "Läs vidare", key_display="↑ ↓"),
        Binding("up", "roll(-1)", "Läs tillbaka", show=False),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._dictating: Dictating | None = None
        self._state = "text"
        self._told = ""
        self._judged = False

    def body(self) -> ComposeResult:
        with VerticalScroll(id="reading", can_focus=False):
            yield Static(practice_text(), id="text", markup=False)
        with Horizontal(id="status") as status:
            status.display = False
            yield LevelMeter(id="level")
            yield Static(id="time", markup=False)

    def on_mount(self) -> None:
        self._ready()
        self.set_interval(0.1, self.look)

    def on_unmount(self) -> None:
        self._throw_away()

    def _ready(self) -> None:
        self._state = "text"
        self.title_bar("Provläsning", "ungefär en minut")
        self.query_one("#text", Static).update(Content(practice_text()))
        self.say("Läs texten högt i din vanliga takt. Mellanslag börjar.")
        self.refresh_bindings()

    def look(self) -> None:
        """Draws what there is to hear."""
        dictating = self._dictating
        if dictating is None or self._state != "reading":
            return
        moment = dictating.moment
        self.query_one(LevelMeter).show(moment.level)
        self.query_one("#time", Static).update(f"{watch(moment.seconds)}")
        told = " ".join(moment.trouble)
        if told != self._told:
            self._told = told
            self.say(told or "Enter när du har läst färdigt.", wrong=bool(told))
        if moment.seconds >= MOST_S:
            self.action_done()

    # -- keys -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key where it can do something."""
        if action == "begin":
            return self._state in ("text", "result")
        if action == "done":
            return self._state == "reading"
        if action == "microphone":
            return self._state in ("text", "result")
        if action == "roll":
            return self.is_mounted and self.query_one("#reading").max_scroll_y > 0
        return True

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self.refresh_bindings)

    def action_roll(self, lines: int) -> None:
        """So many lines further down."""
        self.query_one("#reading").scroll_relative(y=lines, animate=False)

    def action_begin(self) -> None:
        """Starts to listen."""
        try:
            self._dictating = Dictating(self.dictate.application)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._ready()
        self._state, self._told = "reading", ""
        self.title_bar("Provläsning", "● Lyssnar")
        self.query_one("#status").display = True
        self.say("Enter när du har läst färdigt.")
        self.refresh_bindings()
        self._in_thread(self._dictating.start, lambda _: None)

    def action_done(self) -> None:
        """Counts what was understood."""
        if self._state != "reading":
            return
        self._state = "working"
        self.title_bar("Provläsning")
        self.query_one(LevelMeter).show(None)
        self.query_one("#status").display = False
        self.say("Räknar ut hur det gick …")
        self.refresh_bindings()
        self._in_thread(self._judge, self._show)

    def action_microphone(self) -> None:
        """Lets the user try the microphones."""
        from dictate.tui.microphone import ChooseMicrophone

        self.app.push_screen(ChooseMicrophone())

    def action_back(self) -> None:
        """Leaves; what was read is destroyed."""
        self.dismiss(self._judged)

    # -- work -----------------------------------------------------------------------------------------------------

    def _judge(self) -> Result:
        """In a thread: the last words, the comparison, and how fast the computer is; then the sound is destroyed."""
        dictating = self._dictating
        assert dictating is not None
        application = self.dictate.application
        said = dictating.stop()
        model = application.settings.model
        factor = real_time_factor(application, dictating.recording)
        models = carried(application.catalogue, model, factor)
        result = Result(understood(practice_text(), said), level_told(dictating.levels), models, model)
        self._throw_away()
        return result

    def _throw_away(self) -> None:
        dictating, self._dictating = self._dictating, None
        if dictating is not None:
            dictating.discard()

    def _in_thread(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        threading.Thread(target=self._work, args=(work, then), daemon=True).start()

    def _work(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        app = self.dictate
        try:
            given = work()
        except DictateError as error:
            if app.is_running:
                app.call_from_thread(self._could_not, str(error))
        else:
            if app.is_running:
                app.call_from_thread(then, given)

    def _could_not(self, sentence: str) -> None:
        self._throw_away()
        if self.is_attached:
            self.query_one("#status").display = False
            self._ready()
            self.say(sentence, wrong=True)

    def _show(self, result: Result) -> None:
        if not self.is_attached:
            return
        self._state, self._judged = "result", True
        self.title_bar("Provläsning", "resultat")
        self.query_one("#text", Static).update(Content("\n").join(_lines(result)))
        self.query_one("#time", Static).update("")
        self.query_one("#reading").scroll_home(animate=False)
        self.call_after_refresh(self.refresh_bindings)
        self.say("Esc när du är klar, mellanslag läser en gång till. Ljudet är förstört.")
        self.refresh_bindings()


def _lines(result: Result) -> list[Content]:
    """The result in plain words."""
    found = result.understood
    shape, sentence = _verdict(found.word_error_rate)
    lines = [
        Content.assemble((f"{shape} {found.right} av {found.total} ord rätt. ", "bold $primary"), sentence),
        *([Content.styled(_STOPPED.format(found.unread), "$quiet")] if found.unread else []),
        Content(""),
        Content.assemble((f"{_LEVELS[result.level][0]} ", "bold"), _LEVELS[result.level][1]),
        Content(""),
        Content.styled("Datorn och talmodellerna", "bold $primary"),
        *_model_lines(result.models, result.model),
    ]
    if found.wrong:
        lines += [Content(""), Content.styled("Så hördes det som blev fel", "bold $primary")]
        lines += [_misheard(one) for one in found.wrong[:_SHOWN]]
        if len(found.wrong) > _SHOWN:
            lines.append(Content.styled(f"och {len(found.wrong) - _SHOWN} ställen till", "$quiet"))
    return lines


def _verdict(word_error_rate: float) -> tuple[str, str]:
    if word_error_rate <= 0.08:
        return "●", "Programmet förstår dig mycket bra."
    if word_error_rate <= 0.2:
        return "●", "Programmet förstår dig bra. Läs igenom namn och siffror."
    if word_error_rate <= 0.4:
        return "○", "Programmet förstår det mesta. Läs igenom varje mening, eller be IT om en större svensk talmodell."
    return "▲", "Programmet förstår dig dåligt. Prova en annan mikrofon (V), eller be IT om en större svensk talmodell."


def _model_lines(models: Sequence[Carried], present: str) -> list[Content]:
    lines = []
    for one in models:
        shape, can = _CAN[one.can]
        used = " (används nu)" if one.model == present else ""
        told = f": datorn {can}, {duration(one.seconds_per_minute)} per minut tal"
        lines.append(Content.assemble(f"{shape} {one.title}", (used, "$primary"), told))
    return lines


def _misheard(one: Misheard) -> Content:
    if not one.heard:
        return Content.assemble((one.text, "bold"), ("  hördes inte", "$quiet"))
    if not one.text:
        return Content.assemble((one.heard, "italic"), ("  kom till", "$quiet"))
    return Content.assemble((one.text, "bold"), ("  hördes som  ", "$quiet"), (one.heard, "italic"))
