"""What is seen beneath a box: the screen that it covers, dimmed.

Textual dims the whole screen anew each time that the box is drawn: five times until it stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.css.styles import RulesMap
from textual.renderables.background_screen import BackgroundScreen
from textual.strip import Strip
from textual.visual import RenderOptions, Visual


class Beneath(Visual):
    """A screen as it was when this was made, tinted as a `BackgroundScreen` tells."""

    def __init__(self, covered: BackgroundScreen) -> None:
        self._made_of = (covered.screen, covered.screen.size, covered.color)
        self._strips = _tinted(covered.screen._compositor.render_strips(), covered.color)

    def still(self, covered: BackgroundScreen) -> bool:
        """Whether it is of that screen, in that tint and size."""
        return self._made_of == (covered.screen, covered.screen.size, covered.color)

    def render_strips(self, width: int, height: int | None, style: object, options: RenderOptions) -> list[Strip]:
        """Its lines: `height` of them, `width` cells each."""
        return [strip.adjust_cell_length(width) for strip in self._strips[:height]]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All the room there is, in cells."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """In lines."""
        return len(self._strips)


def _tinted(strips: Iterable[Strip], color: Color) -> list[Strip]:
    """The strips in the tint; a screen has thousands of pieces of text, and few dozens of styles."""
    known: dict[Style | None, Style | None] = {}

    def tinted(piece: Segment) -> Segment:
        if piece.style not in known:
            (made,) = BackgroundScreen.process_segments([Segment(piece.text, piece.style)], color)
            known[piece.style] = made.style
        return Segment(piece.text, known[piece.style])

    return [Strip(map(tinted, strip), strip.cell_length) for strip in strips]
