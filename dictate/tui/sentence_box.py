"""A box where one sentence is written: kept while it is typed, and not thrown away by one Esc."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from dictate.journal.edit import sentence_text
from dictate.tui.drafts import Draft, KeepsDraft
from dictate.tui.page import Dialog, Result


class OneSentence(TextArea):
    """A text where Enter is left to the box around it: a sentence has no line breaks."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.accept", "Klar", show=False, priority=True)]


class SentenceBox(KeepsDraft, Dialog[Result]):
    """What such boxes share. `EMPTY` and `UNSAVED` are said to Enter without a text, and to the first Esc."""

    EMPTY: ClassVar[str]
    UNSAVED: ClassVar[str]

    def __init__(self, before: str, draft: Draft | None) -> None:
        """`before` is the text that nothing is lost of; `draft` what was written here before and never finished."""
        super().__init__()
        self._before = before
        self._warned = False
        self.draft = draft

    def area(self) -> OneSentence:
        """The text area: with what was left unfinished, else with what stood before."""
        return OneSentence(self.begun() or self._before, soft_wrap=True, compact=True)

    def result(self, text: str) -> Result:
        """What the box gives when `text` is accepted."""
        raise NotImplementedError

    def on_text_area_changed(self) -> None:
        self._warned = False
        text = self.query_one(TextArea).text
        self.typed("" if text == self._before else text)

    def on_unmount(self) -> None:
        self.write_now()

    def action_fetch(self) -> None:
        """Writes a text block where the cursor is."""
        from dictate.tui.text_blocks import ChooseBlock

        self.app.push_screen(ChooseBlock(), self._fetched)

    def _fetched(self, text: str | None) -> None:
        if text:
            self.query_one(TextArea).insert(text)

    def action_accept(self) -> None:
        """Gives the text."""
        text = " ".join(self.query_one(TextArea).text.split())
        if not text:
            self.say(self.EMPTY, wrong=True)
        elif self.attempt(lambda: sentence_text(text)):  # said here, where the text still stands
            self.give(self.result(text))

    def action_back(self) -> None:
        if self.query_one(TextArea).text.strip() != self._before.strip() and not self._warned:
            self._warned = True
            self.say(self.UNSAVED)
        else:
            self.throw_away()
            self.dismiss(None)
