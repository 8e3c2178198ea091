"""A box where one line is written: kept while it is typed, and not thrown away by one Esc."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.widgets import Input

from dictate.tui.drafts import Draft, KeepsDraft
from dictate.tui.page import Dialog


class LineBox(KeepsDraft, Dialog[str]):
    """Gives what stands in the line, or None. `EMPTY` and `UNSAVED` are said to Enter without a text, and to Esc."""

    EMPTY: ClassVar[str]
    UNSAVED: ClassVar[str]
    LEFT: ClassVar[str] = "Det du skrev förra gången finns kvar. Esc två gånger kastar det."

    def __init__(self, before: str = "", draft: Draft | None = None) -> None:
        """`before` is what is proposed; `draft` what was written here before and never finished."""
        super().__init__()
        self._before, self.draft = before, draft
        self._warned = False

    def on_mount(self) -> None:
        super().on_mount()
        if left := self.begun():
            self.query_one(Input).value = left
            self.say(self.LEFT)

    def _typed(self) -> str:
        return " ".join(self.query_one(Input).value.split())

    def on_input_changed(self) -> None:
        self._warned = False
        self.typed("" if self._typed() == self._before else self._typed())

    def on_unmount(self) -> None:
        self.write_now()

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Gives what stands in the line."""
        if text := self._typed():
            self.give(text)
        else:
            self.say(self.EMPTY, wrong=True)

    def action_back(self) -> None:
        if self._typed() not in ("", self._before) and not self._warned:
            self._warned = True
            self.say(self.UNSAVED)
        else:
            self.throw_away()
            self.dismiss(None)
