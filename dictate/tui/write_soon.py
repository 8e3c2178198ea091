"""A change is drawn first and written right after, well within a second; a screen writes before it goes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.css.query import NoMatches

from dictate.errors import DictateError
from dictate.session import Session

if TYPE_CHECKING:
    from dictate.tui.page import Page

Writing = Callable[[], None]
_AFTER_S = 0.03
"""Textual draws what has changed within a sixtieth of a second."""


class WritesSoon:
    """Goes with a page that changes a note: `begin_writing` when it is mounted, `end_writing` when it goes."""

    _unwritten: Writing | None = None
    _is_due = False
    _before: Callable[[Writing], None] | None = None

    if TYPE_CHECKING:
        session: Session

        def say(self, sentence: str, *, wrong: bool = False) -> None: ...

    def begin_writing(self) -> None:
        """From here on the note's changes are written when the screen has been drawn, so that a key is answered."""
        self._before, self.session.postpone = self.session.postpone, self._write_soon

    def end_writing(self) -> None:
        """Writes what waits; whoever wrote before does so again, unless somebody else does already."""
        if self.session.postpone == self._write_soon:
            self.session.postpone = self._before
        self.keep_writing()

    def _write_soon(self, writing: Writing) -> None:
        self._unwritten = writing
        if not self._is_due:
            self._is_due = True
            page = cast("Page[None]", self)
            page.call_later(page.set_timer, _AFTER_S, self.write_now)  # counted from when the key is done with

    def write_now(self) -> None:
        """Writes what waits to be written."""
        self.keep_writing()

    def keep_writing(self) -> None:
        """Writes what waits. Where that fails it is told, and tried again at the next change or on the way out."""
        self._is_due = False
        writing, self._unwritten = self._unwritten, None
        if writing is None:
            return
        try:
            writing()
        except DictateError as error:
            self._unwritten = writing
            with contextlib.suppress(NoMatches):  # the screen is being taken down
                self.say(str(error), wrong=True)
