"""Three questions on a screen that is handed over to a family: large, nothing else, and no way from it to the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from dictate.errors import DictateError
from dictate.pilot.survey import SCALE, Form, Question, keep_answers
from dictate.tui.large_text import drawn, largest
from dictate.tui.lines import Line, Lines

if TYPE_CHECKING:
    from dictate.tui.app import DictateApp

_SHORTEST_WORD = 4
_DIGIT, _DIGIT_WIDTH = 10, 6
"""Height of the digits in points, and their width in cells."""
_BESIDES = 12
"""Lines that stand besides the question: the answers, what to press, and air."""


def word_box() -> Lines:
    """Asks the user for a word before the screen is handed over."""
    line = Line(
        "Ditt ord",
        "",
        "minst fyra tecken",
        required=True,
        told="Välj ett ord som bara du vet. Skärmen visar sedan bara frågorna. Esc och ordet tar dig tillbaka.",
    )
    return Lines("Lämna över skärmen", [line], lambda given: _refusal(given[0]), kept=False)


def _refusal(word: str) -> str:
    return "" if len(word) >= _SHORTEST_WORD else f"Ordet behöver minst {_SHORTEST_WORD} tecken."


class Answer(Vertical):
    """One of the five answers: its number large, and at the ends what it means. It can be clicked or touched."""

    def __init__(self, number: int) -> None:
        super().__init__(classes="answer", id=f"answer-{number}")
        self.number = number

    def compose(self) -> ComposeResult:
        with Center():
            yield Static("\n".join(drawn(str(self.number), _DIGIT_WIDTH, _DIGIT) or []), classes="digit", markup=False)
        yield Static(classes="means", markup=False)

    def show(self, means: str, *, given: bool) -> None:
        """Says what the number means; the one given before is framed."""
        self.query_one(".means", Static).update(means)
        self.set_class(given, "-given")

    def on_click(self) -> None:
        cast("FamilyQuestions", self.screen).answer(self.number)


class FamilyQuestions(Screen[None]):
    """While it is there no key of the program works, and only the user's word leads back from it.

    The answers are kept at the last question, without time of day and without anything of a case.
    """

    LOCKED: ClassVar[bool] = True
    """No key of the whole program works while such a screen is open; see `DictateApp.check_action`."""
    EXPLAINED: ClassVar[bool] = False
    """All that a family has to know stands on the screen; the help tells of the program."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "skip", "Jag vill inte svara", show=False, priority=True),
        Binding("backspace", "previous", "Förra frågan", show=False),
        Binding("escape", "ask_word", "Tillbaka med ditt ord", show=False, priority=True),
    ]

    def __init__(self, form: Form, word: str) -> None:
        """`word` is what the user types to come back; it is kept in memory alone."""
        super().__init__()
        self._form, self._word = form, word
        self._place = 0
        self._answers: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="family"):
            with Center():
                yield Static(id="family-question", markup=False)
            with Horizontal(id="family-answers"):
                for number in SCALE:
                    yield Answer(number)
            yield Static(id="family-hint")
            with Vertical(id="family-word"):
                yield Static("Den som äger datorn skriver sitt ord. Esc går tillbaka till frågorna.", markup=False)
                with Center():
                    yield Input(password=True, id="word")

    def on_mount(self) -> None:
        self.query_one("#family-word").display = False
        self._draw()

    @property
    def over(self) -> bool:
        """Whether all questions have been answered or passed."""
        return self._place >= len(self._form.questions)

    @property
    def _question(self) -> Question:
        return self._form.questions[self._place]

    def _draw(self) -> None:
        asked, hint = self.query_one("#family-question", Static), self.query_one("#family-hint", Static)
        self.query_one("#family-answers").display = not self.over and not self._asks_word
        if self.over:
            asked.update(self._large(self._form.thanks))
            hint.update("")
            return
        asked.update(self._large(self._question.text))
        for answer in self.query(Answer):
            ends = {SCALE[0]: self._question.low, SCALE[-1]: self._question.high}
            answer.show(ends.get(answer.number, ""), given=self._answers.get(self._question.id) == answer.number)
        back = "   [@click=screen.previous]Backsteg: förra frågan[/]" if self._place else ""
        told = "$intro\n" if not self._place else ""
        skip = "[@click=screen.skip]Mellanslag: jag vill inte svara.[/]"
        hint.update(Content.from_markup(f"{told}Tryck en siffra.   {skip}{back}", intro=self._form.intro))

    def _large(self, text: str) -> str:
        """The text as large as there is room for, or as it is where there is too little."""
        width = min(self.size.width - 4, 130)
        lines = largest(text, width, max(4, self.size.height - _BESIDES))
        return "\n".join(lines or [text.center(width)])

    def on_resize(self) -> None:
        """Draws the letters for the new size."""
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only at a question is there something to pass; in the word's box a space is a space."""
        if action == "skip":
            return not self.over and not self._asks_word
        if action == "previous":
            return not self.over and not self._asks_word and self._place > 0
        return True

    # -- answers --------------------------------------------------------------------------------------------------

    @property
    def _asks_word(self) -> bool:
        return any(box.display for box in self.query("#family-word"))

    def on_key(self, event: events.Key) -> None:
        """A digit answers."""
        if not self._asks_word and event.key in map(str, SCALE):
            event.stop()
            self.answer(int(event.key))

    def answer(self, number: int) -> None:
        """Answers the present question and goes on."""
        if not self.over and not self._asks_word:
            self._answers[self._question.id] = number
            self._next()

    def action_skip(self) -> None:
        """Goes on without an answer."""
        self._answers.pop(self._question.id, None)
        self._next()

    def action_previous(self) -> None:
        """Back to the question before."""
        self._place -= 1
        self._draw()

    def _next(self) -> None:
        self._place += 1
        if self.over and self._answers:
            application = cast("DictateApp", self.app).application
            try:
                keep_answers(application.pilot.tables, self._form, self._answers, application.clock().date())
            except DictateError as error:
                self._place -= 1
                self.query_one("#family-hint", Static).update(Content(str(error)))
                return
        self._draw()

    # -- the way back ---------------------------------------------------------------------------------------------

    def action_ask_word(self) -> None:
        """Asks for the user's word, or goes back to the questions."""
        box = self.query_one("#family-word")
        box.display = not box.display
        for name in ("#family-question", "#family-hint"):
            self.query_one(name).display = not box.display
        self.query_one("#family-answers").display = not box.display and not self.over
        word = self.query_one(Input)
        word.value = ""
        if box.display:
            word.focus()
        else:
            self.set_focus(None)

    @on(Input.Submitted)
    def _try_word(self, event: Input.Submitted) -> None:
        """Leaves for the right word; for another one nothing happens but that it is taken away."""
        if " ".join(event.value.split()).casefold() == self._word.casefold():
            self.dismiss(None)
        else:
            event.input.value = ""
