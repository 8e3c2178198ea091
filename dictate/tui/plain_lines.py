"""Nothing that is drawn steers the terminal: the last gate for what a file, an older note or a paste brings in."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from dictate.words import without_control


class PlainLines(LineFilter):
    """Takes control characters, and what turns letters round, out of every line; its width stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line as it may be drawn."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [Segment(_drawn(segment.text), segment.style, segment.control) for segment in segments]


def _drawn(text: str) -> str:
    if text.isprintable():
        return text
    # A sign that takes no room on the screen leaves none behind.
    return "".join(sign if _is_plain(sign) else " " * cell_len(sign) for sign in text)


def _is_plain(sign: str) -> bool:
    return sign not in "\t\r\n\x85\u2028\u2029" and without_control(sign) == sign
