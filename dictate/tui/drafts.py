"""Text that is being written and is no part of a note yet: kept encrypted while it is typed, so that nothing ends it.

A closed window, a line that breaks or a power cut loses at most the last half second of typing; what was accepted is
kept until the note that has it is written.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, cast

from textual.css.query import NoMatches

from dictate.errors import DictateError
from dictate.tui.write_soon import WritesSoon
from dictate.vault.asides import DRAFT

if TYPE_CHECKING:
    from textual.screen import Screen

    from dictate.application import Application

_AFTER_S = 0.5


class Draft:
    """One text: read when its box opens, kept while it changes, gone when it has become part of a note."""

    def __init__(self, application: Application, key: str) -> None:
        """`key` tells it from other drafts, and what it is about: "paste", "edit:<note>:<sentence>"."""
        self._application, self._key = application, key

    def read(self) -> str:
        """The text as it was left, "" when there is none."""
        with contextlib.suppress(DictateError):
            return self._application.store.asides.get(DRAFT, self._key)
        return ""

    def keep(self, text: str) -> None:
        """Keeps the text; an empty one is forgotten. Raises what the store raises."""
        if text.strip():
            now = self._application.clock().isoformat(timespec="seconds")
            self._application.store.asides.keep(DRAFT, self._key, text, now)
        else:
            self.forget()

    def forget(self) -> None:
        """Nothing of it is needed any more. Raises what the store raises."""
        self._application.store.asides.remove(DRAFT, self._key)


class KeepsDraft:
    """Goes with a screen that has one text area: keeps what is typed there. The screen sets `draft` when it is made."""

    draft: Draft | None = None
    _unkept: str | None = None

    if TYPE_CHECKING:

        def say(self, sentence: str, *, wrong: bool = False) -> None: ...

    def typed(self, text: str) -> None:
        """Something was typed: it is kept in a moment."""
        first, self._unkept = self._unkept is None, text
        if first and self.draft:
            cast(Any, self).set_timer(_AFTER_S, self.write_now)

    def write_now(self) -> None:
        """Keeps what waits to be kept."""
        text, self._unkept = self._unkept, None
        if text is None or not self.draft:
            return
        try:
            self.draft.keep(text)
        except DictateError as error:
            self._unkept = text
            with contextlib.suppress(NoMatches):  # the screen may be gone already
                self.say(str(error), wrong=True)

    def begun(self) -> str:
        """The text as it was left, "" when there is none."""
        for page in self._writing_pages():
            page.settle()
        return self.draft.read() if self.draft else ""

    def give(self, result: object) -> None:
        """Ends the box with what was typed there, which is kept until whoever asked has put it where it belongs."""
        self.write_now()
        draft, self.draft = self.draft, None
        box = cast("Screen[object]", self)
        asker = box._result_callbacks[-1].requester
        box.dismiss(result)
        if draft:
            asker.call_next(self._forget_once_written, draft)

    def _forget_once_written(self, draft: Draft) -> None:
        page = next((page for page in self._writing_pages() if page.waits), None)
        if page:
            page.once_written(lambda: _forget(draft))
        else:
            _forget(draft)

    def _writing_pages(self) -> list[WritesSoon]:
        screens = cast("Screen[object]", self).app.screen_stack
        return [page for page in screens if isinstance(page, WritesSoon)]

    def throw_away(self) -> None:
        """The user does not want the text."""
        self._unkept = None
        if self.draft:
            _forget(self.draft)
        self.draft = None


def _forget(draft: Draft) -> None:
    with contextlib.suppress(DictateError):  # it is offered once more at worst
        draft.forget()
