"""A change is drawn first and written right after, well within a second; a screen writes before it goes.

What is left to do is done a part at a time, and waits while keys come: no key waits for more than one part of it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from textual.css.query import NoMatches

from dictate.errors import DictateError
from dictate.session import Session

if TYPE_CHECKING:
    from dictate.tui.page import Page

Writing = Callable[[], None]
_AFTER_S = 0.03
"""Textual draws what has changed within a sixtieth of a second."""
_AT_MOST_S = 0.4
"""From a change to its writing, however fast the keys come."""
_BETWEEN_S = 0.002
"""Between two parts, so that a key that has come meanwhile is answered first."""


class WritesSoon:
    """Goes with a page that changes a note: `begin_writing` when it is mounted, `end_writing` when it goes."""

    _unwritten: Writing | None = None
    _left: Sequence[Writing] = ()
    _first_s: float | None = None  # when the first change was made that is being waited with
    _last_s = 0.0
    _before: Callable[[Writing], None] | None = None
    _once_written: Sequence[Writing] = ()

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

    def parts(self) -> Sequence[Writing]:
        """What is done after a change, in turn, the writing last; each part takes some milliseconds."""
        return (self.keep_writing,)

    def _write_soon(self, writing: Writing) -> None:
        self._unwritten, self._left = writing, self.parts()
        cast("Page[None]", self).call_later(self._answered)

    def _answered(self) -> None:
        """The key that made the change has been done with."""
        self._last_s = time.monotonic()
        if self._first_s is None:
            self._first_s = self._last_s
            self._go_on_in(_AFTER_S)

    def _go_on_in(self, seconds: float) -> None:
        cast("Page[None]", self).set_timer(seconds, self._go_on)

    def _go_on(self) -> None:
        """Does the next part, unless a key has come just now."""
        if self._unwritten is None or self._first_s is None:
            self._first_s = None
            return
        now = time.monotonic()
        if now >= self._first_s + _AT_MOST_S:
            self._first_s = None
            self.write_now()
        elif now < self._last_s + _AFTER_S:
            self._go_on_in(self._last_s + _AFTER_S - now)
        else:
            self._do_next_part()

    def _do_next_part(self) -> None:
        part, *self._left = self._left
        try:
            part()
        except BaseException:
            self.keep_writing()
            raise
        if self._left:
            self._go_on_in(_BETWEEN_S)
        else:
            self._first_s = None

    def write_now(self) -> None:
        """Does all that is left to do."""
        self.keep_writing()

    @property
    def waits(self) -> bool:
        """Whether a change is not written yet."""
        return self._unwritten is not None

    def once_written(self, then: Writing) -> None:
        """Calls it when the change that waits has been written."""
        self._once_written = (*self._once_written, then)

    def settle(self) -> None:
        """Writes now if somebody waits for the writing."""
        if self._once_written:
            self.keep_writing()

    def keep_writing(self) -> None:
        """Writes what waits. Where that fails it is told, and tried again at the next change or on the way out."""
        writing, self._unwritten = self._unwritten, None
        if writing is None:
            return
        try:
            writing()
        except DictateError as error:
            self._unwritten = writing
            with contextlib.suppress(NoMatches):  # the screen is being taken down
                self.say(str(error), wrong=True)
            return
        done, self._once_written = self._once_written, ()
        for then in done:
            then()
