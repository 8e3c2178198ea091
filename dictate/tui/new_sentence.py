"""A sentence typed by hand, in the section that the user is at or another one."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from dictate.journal.template import Template
from dictate.tui.drafts import Draft, KeepsDraft
from dictate.tui.edit_sentence import OneSentence
from dictate.tui.page import Dialog


class NewSentence(KeepsDraft, Dialog[tuple[str, str]]):
    """Gives the text and the id of its section, or None. What was typed is not thrown away by one Esc."""

    HELP = (
        "Skriv meningen och tryck Enter. Den hamnar efter meningen du står på. F2 och F3 byter avsnitt, och då hamnar "
        "den sist där. Också skriven text söks igenom efter personuppgifter, och den märks som skriven för hand."
    )
    TITLE = "Skriv en ny mening"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Lägg till"),
        Binding("f2", "section(1)", "Nästa avsnitt"),
        Binding("f3", "section(-1)", "Förra avsnittet"),
        Binding("f4", "fetch", "Textblock"),
    ]

    def __init__(self, template: Template, section: str, draft: Draft | None = None) -> None:
        """`section` is where the user is, "" begins at the template's first; `draft` was never finished."""
        super().__init__()
        self.draft = draft
        self._template = template
        ids = [one.id for one in template.sections]
        self._at = ids.index(section) if section in ids else 0
        self._warned = False

    def body(self) -> ComposeResult:
        yield Static(id="where", classes="quiet", markup=False)
        yield OneSentence(self.draft.read() if self.draft else "", soft_wrap=True, compact=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(TextArea).focus()
        self._draw()

    def _draw(self) -> None:
        heading = self._template.sections[self._at].heading
        self.query_one("#where", Static).update(f"Under {heading}")

    def on_text_area_changed(self) -> None:
        self._warned = False
        self.typed(self.query_one(TextArea).text)

    def on_unmount(self) -> None:
        self.write_now()

    def action_section(self, step: int) -> None:
        """Another section of the template."""
        self._at = (self._at + step) % len(self._template.sections)
        self._draw()

    def action_fetch(self) -> None:
        """Writes a text block where the cursor is."""
        from dictate.tui.text_blocks import ChooseBlock

        self.app.push_screen(ChooseBlock(), self._fetched)

    def _fetched(self, text: str | None) -> None:
        if text:
            self.query_one(TextArea).insert(text)

    def action_accept(self) -> None:
        """Gives the text and where it belongs."""
        text = " ".join(self.query_one(TextArea).text.split())
        if text:
            self.used()
            self.dismiss((text, self._template.sections[self._at].id))
        else:
            self.say("Skriv meningen först.", wrong=True)

    def action_back(self) -> None:
        if self.query_one(TextArea).text.strip() and not self._warned:
            self._warned = True
            self.say("Du har skrivit text. Enter lägger till den; Esc en gång till kastar den.")
        else:
            self.used()
            self.dismiss(None)
