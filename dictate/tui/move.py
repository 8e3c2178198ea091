"""Another section for a sentence: the likeliest first, each under one digit."""

from __future__ import annotations

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.journal.note import Sentence
from dictate.journal.template import Template
from dictate.tui.page import Dialog
from dictate.tui.phrases import shortened
from dictate.tui.rows import Cell, Column, Row, RowList


class Move(Dialog[str]):
    """Gives the section's id, or None."""

    HELP = "Tryck på siffran framför avsnittet, eller välj med pilarna och Enter. De troligaste avsnitten står först."
    TITLE = "Flytta meningen till"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "digit(1)", "Välj direkt", key_display="1–9"),
        *(Binding(str(number), f"digit({number})", "Välj direkt", show=False) for number in range(2, 10)),
        Binding("enter", "take", "Flytta hit"),
    ]

    def __init__(self, sentence: Sentence, template: Template) -> None:
        super().__init__()
        self._sentence, self._template = sentence, template
        likely = [section for section, _ in sentence.alternatives]
        others = [section.id for section in template.sections if section.id not in likely]
        self._sections = [section for section in (*likely, *others) if section != sentence.section]

    def body(self) -> ComposeResult:
        yield Static(f"”{shortened(self._sentence.text, 200)}”", markup=False)
        yield Static(f"Står nu under {self._template.section(self._sentence.section).heading}.", classes="quiet")
        yield RowList((Column(), Column(fills=True), Column(needs=40)), one_click=True)

    def on_mount(self) -> None:
        super().on_mount()
        shares = dict(self._sentence.alternatives)
        self.query_one(RowList).show(
            [
                Row(
                    section,
                    (
                        Cell(str(number) if number < 10 else " ", "strong"),
                        Cell(self._template.section(section).heading),
                        Cell("trolig" if shares.get(section, 0) > 0.1 else "", "quiet"),
                    ),
                )
                for number, section in enumerate(self._sections, 1)
            ]
        )
        self.query_one(RowList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The digits that a row stands under."""
        return action != "digit" or cast(int, parameters[0]) <= len(self._sections)

    def action_digit(self, number: int) -> None:
        """Gives the section under that digit."""
        if number <= len(self._sections):
            self.dismiss(self._sections[number - 1])

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.dismiss(event.key)

    def action_take(self) -> None:
        """Gives the present row."""
        self.dismiss(self.query_one(RowList).key)
