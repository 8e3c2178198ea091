"""A sentence typed by hand, in the section that the user is at or another one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from dictate.journal.template import Template
from dictate.tui.drafts import Draft
from dictate.tui.sentence_box import SentenceBox


class NewSentence(SentenceBox[tuple[str, str]]):
    """Gives the text and the id of its section, or None."""

    HELP = (
        "Skriv meningen och tryck Enter. Den hamnar efter meningen du står på. F2 och F3 byter avsnitt, och då hamnar "
        "den sist där. Också skriven text söks igenom efter personuppgifter, och den märks som skriven för hand."
    )
    TITLE = "Skriv en ny mening"
    EMPTY = "Skriv meningen först."
    UNSAVED = "Du har skrivit text. Enter lägger till den; Esc en gång till kastar den."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Lägg till"),
        Binding("f2", "section(1)", "Nästa avsnitt"),
        Binding("f3", "section(-1)", "Förra avsnittet"),
        Binding("f4", "fetch", "Textblock"),
    ]

    def __init__(self, template: Template, section: str, draft: Draft | None = None) -> None:
        """`section` is where the user is, "" begins at the template's first; `draft` was never finished."""
        super().__init__("", draft)
        self._template = template
        ids = [one.id for one in template.sections]
        self._at = ids.index(section) if section in ids else 0

    def body(self) -> ComposeResult:
        yield Static(id="where", classes="quiet", markup=False)
        yield self.area()

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(TextArea).focus()
        self._draw()

    def _draw(self) -> None:
        heading = self._template.sections[self._at].heading
        self.query_one("#where", Static).update(f"Under {heading}")

    def action_section(self, step: int) -> None:
        """Another section of the template."""
        self._at = (self._at + step) % len(self._template.sections)
        self._draw()

    def result(self, text: str) -> tuple[str, str]:
        """The text and where it belongs."""
        return text, self._template.sections[self._at].id
