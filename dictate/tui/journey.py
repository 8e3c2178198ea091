"""The introduction on one screen: what is done, what comes next, and that all of it can wait."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.journey import Stage, mark, stages
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList


class Journey(Page[None]):
    """Lists the steps; Enter does the present one, and what is left is there the next time."""

    HELP = (
        "Fyra korta steg, sammanlagt under fem minuter. Enter gör steget du står på, S hoppar över det och Esc "
        "avslutar när du vill. Det som är kvar finns här nästa gång, under Inställningar."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "do", "Gör steget"),
        Binding("s,S", "skip", "Hoppa över"),
        Binding("escape", "back", "Klar för nu"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._stages: tuple[Stage, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="lead", classes="lead")
        yield RowList((Column(), Column(), Column(), Column(fills=True, needs=60)), id="steps")
        yield Static(
            "Sedan är det bara att trycka D och börja tala.\nIngenting du säger eller skriver lämnar datorn.",
            id="told",
            classes="quiet",
        )

    def on_mount(self) -> None:
        self.title_bar("Kom igång", "under fem minuter")
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self) -> None:
        try:
            self._stages = stages(self.dictate.application)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        left = [one for one in self._stages if not one.done and not one.skipped]
        lead = f"Nästa steg: {left[0].title.lower()}" if left else "✓ Allt är klart. Esc, och sedan D för att diktera."
        self.query_one("#lead", Static).update(lead)
        self.query_one(RowList).show([_row(one) for one in self._stages], left[0].step if left else "")
        self.refresh_bindings()

    def _present(self) -> Stage | None:
        key = self.query_one(RowList).key
        return next((one for one in self._stages if one.step == key), None)

    def on_row_list_moved(self) -> None:
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        stage = self._present()
        if action == "do":
            return (stage is not None and stage.step != "protection") or None
        if action == "skip":
            return (stage is not None and not stage.done and not stage.skipped) or None
        return True

    def on_row_list_chosen(self) -> None:
        self.action_do()

    def action_do(self) -> None:
        """Does the present step."""
        stage = self._present()
        if stage is None:
            return
        if stage.step == "author":
            self._ask_author()
        elif stage.step == "microphone":
            from dictate.tui.microphone import ChooseMicrophone

            self.app.push_screen(ChooseMicrophone(), lambda name: self._done(stage) if name is not None else None)
        elif stage.step == "practice":
            from dictate.tui.practice import Practice

            self.app.push_screen(Practice(), lambda done: self._done(stage) if done else self._draw())

    def _ask_author(self) -> None:
        settings = self.dictate.application.settings
        lines = [
            Line(
                "Ditt namn", settings.author.name, "Vera Exempel", required=True, told="Som det ska stå i dokumentet."
            ),
            Line("Befattning", settings.author.title, "socialsekreterare"),
            Line("Kommun", settings.letterhead.organisation, "Exempelkommun"),
            Line("Enhet", settings.letterhead.unit, "Barn och familj"),
        ]
        self.app.push_screen(Lines("Vem skriver?", lines), self._named)

    def _named(self, answers: tuple[str, ...] | None) -> None:
        if answers is None:
            return
        keys = ("author.name", "author.title", "letterhead.organisation", "letterhead.unit")
        application = self.dictate.application
        try:
            for key, answer in zip(keys, answers, strict=True):
                if not application.policy.fixes(key):
                    application.choose(key, answer)
        except DictateError as error:
            self.say(str(error), wrong=True)
        self._draw()

    def _done(self, stage: Stage) -> None:
        mark(self.dictate.application, stage.step, "done")
        self._draw()

    def action_skip(self) -> None:
        """Passes the step over; it can be done later all the same."""
        stage = self._present()
        if stage and not stage.done:
            mark(self.dictate.application, stage.step, "skipped")
            self._draw()

    def action_back(self) -> None:
        self.dismiss(None)


def _row(stage: Stage) -> Row:
    shape, tone = ("✓", "ready") if stage.done else ("○", "todo")
    state = "klart" if stage.done else "senare" if stage.skipped else "att göra"
    return Row(stage.step, (Cell(shape, tone), Cell(stage.title), Cell(state, "quiet"), Cell(stage.told, "quiet")))
