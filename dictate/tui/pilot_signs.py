"""Three questions on a typed note, one key each: what can be compared with dictated notes beside the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.pilot.typed import Signs, days_since
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Dialog

Asked = Literal["days", "met", "voice"]
_DIGITS = tuple(range(10))
_QUESTIONS: dict[Asked, tuple[str, str]] = {
    "days": (
        "Hur många dagar före anteckningen hände det?",
        "0 är samma dag, 1 dagen före. Hände det mer än nio dagar före skriver du datumet: bara antalet dagar sparas.",
    ),
    "met": ("Träffades ett barn?", "I det som anteckningen handlar om."),
    "voice": ("Finns barnets röst med?", "Barnets egna ord, för sig och inte blandade med andras."),
}


class TypedSigns(Dialog[Signs]):
    """Gives what was answered; a question that is passed is not told. Esc passes those that are left."""

    HELP = (
        "En tangent svarar och mellanslag hoppar över. Backsteg går till förra frågan, Esc hoppar över resten. "
        "Av händelsens dag sparas bara antalet dagar, aldrig datumet."
    )
    TITLE = "Om anteckningen"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("0", "days(0)", "Antal dagar", key_display=" ".join(map(str, _DIGITS))),
        *(Binding(str(number), f"days({number})", f"{number} dagar", show=False) for number in _DIGITS[1:]),
        Binding("d,D", "date", "Datum"),
        Binding("j,J", "answer(True)", "Ja"),
        Binding("n,N", "answer(False)", "Nej"),
        Binding("space,enter", "skip", "Hoppa över"),
        Binding("backspace", "previous", "Förra frågan"),
        Binding("escape", "back", "Hoppa över resten"),
    ]

    def __init__(self, written: date) -> None:
        """`written` is the day the note was begun."""
        super().__init__()
        self._written = written
        self._asked: Asked = "days"
        self._days: int | None = None
        self._met: bool | None = None
        self._voice: bool | None = None

    def body(self) -> ComposeResult:
        yield Static(id="question", markup=False)
        yield Static(id="told", classes="quiet", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()

    def _draw(self) -> None:
        question, told = _QUESTIONS[self._asked]
        self.query_one("#question", Static).update(Content.styled(question, "bold"))
        self.query_one("#told", Static).update(told)
        self.say("")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("days", "date"):
            return self._asked == "days"
        if action == "answer":
            return self._asked != "days"
        if action == "previous":
            return self._asked != "days" or None
        return True

    def action_days(self, days: int) -> None:
        """The event was so many days before."""
        self._days = days
        self._go_on()

    def action_date(self) -> None:
        """Asks for the event's date, of which the days are counted."""
        asked = Line("Händelsens datum", "", "2026-03-16", required=True, told="Bara antalet dagar sparas.")

        def refused(given: Sequence[str]) -> str:
            try:
                days_since(given[0], self._written)
            except DictateError as error:
                return str(error)
            return ""

        def known(given: tuple[str, ...] | None) -> None:
            if given:
                self.action_days(days_since(given[0], self._written))

        self.app.push_screen(Lines("När hände det?", [asked], refused), known)

    def action_answer(self, answer: bool) -> None:
        """Yes or no."""
        if self._asked == "met":
            self._met = answer
        else:
            self._voice = answer
        self._go_on()

    def action_skip(self) -> None:
        """Goes on without an answer."""
        if self._asked == "days":
            self._days = None
        elif self._asked == "met":
            self._met = None
        else:
            self._voice = None
        self._go_on()

    def _go_on(self) -> None:
        """The next question; the child's voice is only asked for where a child was met."""
        if self._asked == "days":
            self._asked = "met"
        elif self._asked == "met" and self._met:
            self._asked = "voice"
        else:
            self.action_back()
            return
        self._draw()

    def action_previous(self) -> None:
        """Back to the question before."""
        self._asked = "days" if self._asked == "met" else "met"
        self._draw()

    def action_back(self) -> None:
        """Gives what was answered."""
        self.dismiss(Signs(self._days, self._met, self._voice if self._met else None))
