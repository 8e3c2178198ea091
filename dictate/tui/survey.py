"""The user's questions, one at a time, one key an answer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.pilot.survey import SCALE, Form, Question, answers_to, keep_answers
from dictate.tui.page import Page


def scale(question: Question, given: int | None) -> Content:
    """The answers 1 to 5 on a line each, the ends in words; the given one is marked by a shape."""
    lines = []
    for number in SCALE:
        words = {SCALE[0]: question.low, SCALE[-1]: question.high}.get(number, "")
        mark = "●" if number == given else "○"
        lines.append(Content.assemble((f" {mark} {number} ", "bold $primary"), f" {words}"))
    return Content("\n\n").join(lines)


class Survey(Page[None]):
    """Asks a form's questions; each answer is kept at once."""

    HELP = (
        "Tryck en siffra från 1 till 5. Mellanslag hoppar över en fråga och Backsteg går tillbaka till den förra. "
        "Varje svar sparas genast, krypterat på datorn, och du kan ändra det genom att svara en gång till."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "answer(1)", "Svara", key_display="1–5"),
        *(Binding(str(number), f"answer({number})", f"Svara {number}", show=False) for number in SCALE[1:]),
        Binding("space", "skip", "Hoppa över"),
        Binding("backspace", "previous", "Förra frågan"),
        Binding("enter", "back", "Klar"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._form = form
        self._place = 0
        self._answers: dict[str, int] = {}

    @property
    def over(self) -> bool:
        """Whether the last question has been answered or passed."""
        return self._place >= len(self._form.questions)

    def body(self) -> ComposeResult:
        yield Static(id="question", markup=False)
        yield Static(id="scale", markup=False)

    def on_mount(self) -> None:
        try:
            self._answers = dict(answers_to(self.dictate.application.pilot.tables, self._form.id))
        except DictateError as error:
            self.say(str(error), wrong=True)
        self._draw()

    def _draw(self) -> None:
        total = len(self._form.questions)
        asked, answers = self.query_one("#question", Static), self.query_one("#scale", Static)
        if self.over:
            self.title_bar(self._form.title, "klar")
            asked.update(Content.styled(self._form.thanks, "bold"))
            answers.update("")
        else:
            question = self._form.questions[self._place]
            self.title_bar(self._form.title, f"fråga {self._place + 1} av {total}")
            asked.update(Content.styled(question.text, "bold"))
            answers.update(scale(question, self._answers.get(question.id)))
            self.say(self._form.intro if not self._place else "")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("answer", "skip"):
            return not self.over
        if action == "previous":
            return not self.over and (self._place > 0 or None)
        return True

    def action_answer(self, number: int) -> None:
        """Answers the question and goes on."""
        self._answers[self._form.questions[self._place].id] = number
        self._keep()

    def action_skip(self) -> None:
        """Goes on without an answer."""
        self._answers.pop(self._form.questions[self._place].id, None)
        self._keep()

    def _keep(self) -> None:
        """Keeps the answers and goes on to the next question."""
        application = self.dictate.application
        try:
            keep_answers(application.pilot.tables, self._form, self._answers, application.clock().date())
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._place += 1
        self._draw()
        if self.over:
            self.say("Svaren är sparade krypterat på datorn.")

    def action_previous(self) -> None:
        """Back to the question before."""
        self._place = max(0, self._place - 1)
        self._draw()

    def action_back(self) -> None:
        """Leaves; what was answered is kept."""
        self.dismiss(None)
