"""The key of the review that opens the voices of a recorded conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import Binding

from dictate.session import Session
from dictate.tui.keybar import MORE


class VoicesKeys:
    """Goes with the review screen, which has the session."""

    KEYS: ClassVar[list[Binding]] = [Binding("o,O", "voices", "Vem talar", group=MORE)]

    if TYPE_CHECKING:
        session: Session
        app: App[object]

        def write_now(self) -> None: ...

        def look_again(self) -> None: ...

    def action_voices(self) -> None:
        """Says who the voices are, or says it anew."""
        from dictate.tui.voices import Voices

        if self.session.note.voices:
            self.write_now()
            self.app.push_screen(Voices(self.session, from_note=True), lambda _: self.look_again())
