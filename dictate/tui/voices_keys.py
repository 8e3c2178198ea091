"""The key of the review that opens the voices of a recorded conversation."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding

from dictate.tui.keybar import MORE
from dictate.tui.review_keys import ReviewKeys


class VoicesKeys(ReviewKeys):
    """Goes with the review screen."""

    KEYS: ClassVar[list[Binding]] = [Binding("o,O", "voices", "Vem talar", group=MORE)]

    def action_voices(self) -> None:
        """Says who the voices are, or says it anew."""
        from dictate.tui.voices import Voices

        if self.session.note.voices:
            self.away()
            self.app.push_screen(Voices(self.session, from_note=True), lambda _: self.come_back())
