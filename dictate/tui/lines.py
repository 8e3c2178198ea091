"""A box with a few lines to fill in; where there are likely answers the arrows choose among them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from dictate.tui.drafts import Draft, KeepsDraft
from dictate.tui.form import Form, FormLine
from dictate.tui.page import Dialog
from dictate.tui.rows import Cell, Column, Row, RowList


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `options` are answers to choose among, with `closed` the only ones; `told` explains the line."""

    label: str
    value: str = ""
    example: str = ""
    options: tuple[str, ...] = ()
    closed: bool = False
    required: bool = False
    told: str = ""


class Lines(KeepsDraft, Dialog[tuple[str, ...]]):
    """Gives what stands in the lines, or None. What was typed is thrown away by a second Esc and by nothing else."""

    HELP = (
        "Fyll i och tryck Enter, så sparas det. Tab går till nästa ruta, och det gör pilarna också. Finns det förslag "
        "under rutorna väljer pilarna bland dem i stället. Esc går tillbaka utan att ändra något."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Spara"),
        Binding("tab", "line(1)", "Nästa ruta"),
        Binding("shift+tab", "line(-1)", "Förra rutan", show=False),
        Binding("down", "pick(1)", "Nästa förslag"),
        Binding("up", "pick(-1)", "Förra förslaget", show=False),
        Binding("down", "step(1)", "Nästa ruta", show=False),
        Binding("up", "step(-1)", "Förra rutan", show=False),
    ]

    def __init__(
        self,
        title: str,
        lines: Sequence[Line],
        refuse: Callable[[Sequence[str]], str] = lambda _: "",
        first: int = 0,
        *,
        kept: bool = True,
    ) -> None:
        """`refuse` gives a sentence that says what is wrong with the answers, "" when they are right.

        `first` is the line that the user comes for. `kept`: what is typed is there again in the same box with the
        same beginnings if the program ends before it is accepted; not so with a word that is a secret.
        """
        super().__init__()
        self._title, self._lines, self._refuse, self._first = title, tuple(lines), refuse, first
        self._warned = False
        self._kept = kept

    def heading(self) -> str:
        return self._title

    def body(self) -> ComposeResult:
        lines = [
            FormLine(f"{line.label}{' *' if line.required else ''}", line.value, line.example) for line in self._lines
        ]
        yield Form(lines, self._first)
        yield Static(id="told", classes="quiet", markup=False)
        yield RowList((Column(fills=True),), id="options", one_click=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(RowList).can_focus = False
        if self._kept:
            self._go_on()
        self.on_form_moved()

    @property
    def form(self) -> Form:
        """The lines."""
        return self.query_one(Form)

    # -- what was typed and not accepted --------------------------------------------------------------------------

    def _go_on(self) -> None:
        begun = [self._title, *(line.label for line in self._lines), *self._before]
        name = hashlib.sha256(json.dumps(begun).encode()).hexdigest()[:16]
        self.draft = Draft(self.dictate.application, f"lines:{name}")
        if left := self.begun():
            for number, value in enumerate(json.loads(left)):
                self.form.put(number, value)
            self.say("Det du skrev förra gången finns kvar. Enter sparar; Esc två gånger kastar det.")

    @property
    def _before(self) -> tuple[str, ...]:
        return tuple(line.value for line in self._lines)

    def on_unmount(self) -> None:
        self.write_now()

    # -- the answers to choose among ------------------------------------------------------------------------------

    def on_form_moved(self) -> None:
        self.query_one("#told", Static).update(self._here().told)
        self._draw_options()
        self.refresh_bindings()

    def on_input_changed(self) -> None:
        self._warned = False
        self._draw_options()
        answers = self._answers()
        self.typed("" if answers == self._before else json.dumps(answers))

    def _here(self) -> Line:
        return self._lines[self.form.here]

    def _draw_options(self) -> None:
        rows, shown, typed = self.query_one(RowList), self._fitting(self._here()), self.form.box.value
        rows.display = bool(shown)
        rows.show([Row(option, (Cell(option),)) for option in shown], typed if typed in shown else "")

    def _fitting(self, line: Line) -> tuple[str, ...]:
        """All options while nothing or one of them is typed, else those that hold what is typed."""
        typed = self.form.box.value.strip().casefold()
        if not typed or typed in (option.casefold() for option in line.options):
            return line.options
        return tuple(option for option in line.options if typed in option.casefold())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("pick", "step"):
            picks = bool(self._here().options)
            return picks == (action == "pick") and (picks or len(self._lines) > 1)
        return len(self._lines) > 1 if action == "line" else True

    def action_pick(self, step: int) -> None:
        """The next of the options into the line."""
        rows, box = self.query_one(RowList), self.form.box
        if rows.rows:
            if box.value == rows.key:
                rows.action_move(step)
            box.value = rows.key
            box.cursor_position = len(box.value)

    def action_line(self, step: int) -> None:
        """Another box; what stands there stays as it is."""
        self.form.step(step)

    def action_step(self, step: int) -> None:
        """Another box, where the arrows have nothing to choose among."""
        self.form.step(step)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.form.box.value = event.key

    # -- the end --------------------------------------------------------------------------------------------------

    def _answers(self) -> tuple[str, ...]:
        return tuple(" ".join(value.split()) for value in self.form.values)

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Gives the answers, or says what is wrong with them."""
        answers = self._answers()
        for number, (line, answer) in enumerate(zip(self._lines, answers, strict=True)):
            wrong = ""
            if line.required and not answer:
                wrong = f"{line.label} saknas: fyll i det."
            elif line.closed and answer not in line.options:
                wrong = f"{line.label}: välj något av förslagen med pilarna."
            if wrong:
                self.form.go(number)
                self.say(wrong, wrong=True)
                return
        if wrong := self._refuse(answers):
            self.say(wrong, wrong=True)
            return
        self.give(answers)

    def action_back(self) -> None:
        if self._answers() != self._before and not self._warned:
            self._warned = True
            self.say("Du har ändrat. Enter sparar; Esc en gång till lämnar det som det var.")
        else:
            self.throw_away()
            self.dismiss(None)
