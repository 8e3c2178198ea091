"""A view whose lines are drawn anew only where they look otherwise than they were drawn."""

from __future__ import annotations

from typing import Any

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.strip import Strip


class ChangedLines(ScrollView):
    """Whoever builds on it tells by `looks` all that a line is made of, and draws it of that alone, by `picture`.

    So a line that still looks the same need not be drawn. Where the colours change Textual has every line drawn.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._drawn: dict[int, tuple[Any, ...]] = {}
        self._paper: tuple[int, Style] | None = None

    def looks(self, number: int, width: int) -> tuple[Any, ...]:
        """All but the colours that line `number`, from the first one above the view, is drawn of in `width` cells.

        Equal where nothing is to be seen of a change.
        """
        raise NotImplementedError

    def picture(self, looks: Any, ground: Style) -> Strip:
        """The line with those looks in the colours of `ground`."""
        raise NotImplementedError

    def refresh_changed(self) -> None:
        """To be called after each change: has those lines drawn that do not look as they were drawn."""
        top, width = int(self.scroll_offset.y), self.scrollable_content_region.width
        changed = [y for y in range(self.size.height) if self._drawn.get(y) != self.looks(top + y, width)]
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_lines(self, crop: Region) -> list[Strip]:
        self._paper = self._found_paper()  # once for all the lines: it takes as long as drawing one
        try:
            return super().render_lines(crop)
        finally:
            self._paper = None

    def render_line(self, y: int) -> Strip:
        width, ground = self._paper or self._found_paper()
        looks = self._drawn[y] = self.looks(y + int(self.scroll_offset.y), width)
        return self.picture(looks, ground)

    def _found_paper(self) -> tuple[int, Style]:
        return self.scrollable_content_region.width, self.rich_style
