"""A note from text: paste it, or write it."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from dictate.tui.drafts import Draft, KeepsDraft
from dictate.tui.page import Page
from dictate.tui.phrases import count


class PasteText(KeepsDraft, Page[str]):
    """Gives the text, or None; what was written stays for the next time it is opened."""

    HELP = (
        "Klistra in text med Ctrl+V eller Ctrl+Shift+V, eller skriv själv. Ctrl+S skapar anteckningen: texten delas i "
        "meningar, varje mening läggs under sin rubrik och personuppgifter märks. Esc går tillbaka; det du skrivit "
        "finns kvar, krypterat, också när programmet har varit stängt."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "make", "Skapa anteckningen", priority=True),
        Binding("escape", "back", "Tillbaka", priority=True),
    ]

    def __init__(self, title: str, draft: Draft, step: str = "") -> None:
        """`draft` is what was written before; `step` tells how far the new note has come, "steg 2 av 2"."""
        super().__init__()
        self._step = step
        self._template, self.draft = title, draft

    def body(self) -> ComposeResult:
        yield Static("Klistra in eller skriv texten här.", classes="lead")
        yield TextArea(self.begun(), soft_wrap=True, placeholder="Hembesök hos familjen …")
        yield Static(id="words", classes="quiet")

    def on_mount(self) -> None:
        self.title_bar(f"{self._template} från text", self._step)
        self.query_one(TextArea).focus()
        self._count()

    def on_text_area_changed(self) -> None:
        self.say("")
        self._count()
        self.typed(self.query_one(TextArea).text)

    def on_unmount(self) -> None:
        self.write_now()

    def _count(self) -> None:
        words = len(self.query_one(TextArea).text.split())
        self.query_one("#words", Static).update(count(words, "ord", "ord"))

    def action_make(self) -> None:
        """Gives the text."""
        text = self.query_one(TextArea).text
        if text.strip():
            self.write_now()
            self.dismiss(text)
        else:
            self.say("Det finns ingen text än. Klistra in eller skriv den först.", wrong=True)

    def action_back(self) -> None:
        self.write_now()
        self.dismiss(None)
