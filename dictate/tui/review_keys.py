"""What the keys of the review may ask of the screen that they go with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.journal.checks import CheckResult
    from dictate.session import Session
    from dictate.tui.note_view import NoteView
    from dictate.tui.page import Page
    from dictate.tui.place import Order, Place

    _Screen = Page[None]
else:
    _Screen = object


class ReviewKeys(_Screen):
    """Goes with the review screen, which has the session and the place, and does what is named here."""

    session: Session
    place: Place
    order: Order

    if TYPE_CHECKING:

        @property
        def note_view(self) -> NoteView: ...

        def carry_out(self, change: Callable[[], object], *, then_next: bool = False) -> bool: ...

        def go(self, place: Place) -> None: ...

        def to_remark(self, remark: CheckResult) -> None: ...

        def look_again(self) -> None: ...

        def write_now(self) -> None: ...

        def away(self) -> None: ...

        def come_back(self) -> None: ...
