"""A list of rows in columns that is drawn line by line, so that a thousand rows are as quick as ten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dictate.tui.changed_lines import ChangedLines
from dictate.tui.columns import TONES, Cell, Column, Row, Table, Tone
from dictate.tui.cursor import lead_cursor

__all__ = ["Cell", "Column", "Row", "RowList"]


class _Looks(NamedTuple):
    """All that a line of the list is drawn of."""

    row: Row | None
    here: bool
    linear: bool
    width: int
    table: Table


class RowList(ChangedLines, can_focus=True):
    """The rows, one of them chosen; tells by messages when another is chosen and when Enter is pressed on it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--{tone}" for tone in TONES} | {"rows--here", "rows--bar"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Upp", show=False),
        Binding("down", "move(1)", "Ned", show=False),
        Binding("pageup", "page(-1)", "Sida upp", show=False),
        Binding("pagedown", "page(1)", "Sida ned", show=False),
        Binding("home", "edge(-1)", "Först", show=False),
        Binding("end", "edge(1)", "Sist", show=False),
        Binding("enter", "choose", "Välj", show=False),
    ]

    @dataclass
    class Moved(Message):
        """Another row is the present one."""

        rows: RowList
        key: str

        @property
        def control(self) -> RowList:
            return self.rows

    @dataclass
    class Chosen(Message):
        """Enter was pressed on a row, or it was clicked while it was the present one."""

        rows: RowList
        key: str

        @property
        def control(self) -> RowList:
            return self.rows

    def __init__(self, columns: Sequence[Column], *, id: str | None = None, one_click: bool = False) -> None:  # noqa: A002
        """`one_click` chooses a row at the first click."""
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.one_click = one_click
        self.only_read = False
        """Whether the list is looked at alone: then no row is marked as the present one."""
        self._here = 0
        self._table = Table(self.columns)

    # -- what is shown --------------------------------------------------------------------------------------------

    def show(self, rows: Sequence[Row], here: str = "") -> None:
        """Shows these rows; `here` becomes the present one, else the one with the same key or place as before."""
        before = here or self.key
        place = self._here
        self.rows = tuple(rows)
        self._table = Table.of(self.columns, self.rows)
        keys = [row.key for row in self.rows]
        self._here = keys.index(before) if before and before in keys else max(0, min(place, len(keys) - 1))
        if self.rows and self.rows[self._here].heading:
            self._here = self._next(self._here, 1)
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows))
        self._into_view()
        self.refresh_changed()

    @property
    def key(self) -> str:
        """The key of the present row, empty when there are no rows."""
        return self.rows[self._here].key if self.rows else ""

    def go(self, key: str) -> None:
        """Makes the row with that key the present one; nothing happens when there is none."""
        for index, row in enumerate(self.rows):
            if row.key == key and index != self._here:
                self._go(index, tell=False)

    # -- keys and mouse -------------------------------------------------------------------------------------------

    def action_move(self, step: int) -> None:
        self._go(self._next(self._here, step))

    def action_page(self, step: int) -> None:
        self._go(self._next(self._here, step * max(1, self.size.height - 1)))

    def action_edge(self, step: int) -> None:
        self._go(self._next(-1, 1) if step < 0 else self._next(len(self.rows), -1))

    def action_choose(self) -> None:
        if self.rows:
            self.post_message(self.Chosen(self, self.key))

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        index = at.y + int(self.scroll_offset.y) if at else -1
        if not 0 <= index < len(self.rows) or self.rows[index].heading:
            return
        again = index == self._here
        self._go(index)
        if again or self.one_click:
            self.action_choose()

    def _next(self, start: int, step: int) -> int:
        """The row `step` lines away that can be chosen, or the nearest one that can."""
        direction = 1 if step > 0 else -1
        index = max(0, min(len(self.rows) - 1, start + step))
        while 0 <= index < len(self.rows) and self.rows[index].heading:
            index += direction
        return index if 0 <= index < len(self.rows) else max(0, min(start, len(self.rows) - 1))

    def _go(self, index: int, *, tell: bool = True) -> None:
        if index == self._here or not self.rows:
            return
        self._here = index
        self._into_view()
        self.refresh_changed()
        if tell:
            self.post_message(self.Moved(self, self.key))

    def _into_view(self) -> None:
        """Scrolls the present row into sight; a screen reader is led there by the cursor."""
        height = self.scrollable_content_region.height
        top = int(self.scroll_offset.y)
        if height and not top <= self._here < top + height:
            self.scroll_to(y=max(0, self._here - height // 2), animate=False, force=True)
        if isinstance(self.parent, Widget) and self.parent.max_scroll_y:
            self.call_after_refresh(self._into_view_of_box)
        if self._linear and self.is_attached and self.can_focus and self.display:  # else the user is somewhere else
            self.call_after_refresh(self.lead_here)

    def _into_view_of_box(self) -> None:
        """In a box that is too low for all that stands in it, the box is scrolled to the present row."""
        if isinstance(self.parent, Widget):
            at = self.virtual_region.y + self._here - int(self.scroll_offset.y)
            self.parent.scroll_to_region(Region(0, at, 1, 1), animate=False, force=True)

    def lead_here(self) -> None:
        """Leads a screen reader to the present row."""
        at = self.content_region.offset
        lead_cursor(self.app, Offset(at.x, at.y + self._here - int(self.scroll_offset.y)))

    def on_resize(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows))
        self._into_view()

    # -- drawing --------------------------------------------------------------------------------------------------

    def looks(self, number: int, width: int) -> _Looks:
        row = self.rows[number] if 0 <= number < len(self.rows) else None
        here = number == self._here and not self.only_read
        return _Looks(row, here, self._linear, width, self._table)

    def picture(self, looks: _Looks, ground: Style) -> Strip:
        row, here, linear, width, table = looks
        if row is None:
            return Strip.blank(width, ground)
        if linear:
            return self._plain_line(row, here, width, ground)
        base = ground + self.get_component_rich_style("rows--here", partial=True) if here else ground
        bar = base + self.get_component_rich_style("rows--bar", partial=True)
        if row.heading:  # begins where the bar does: what belongs to it stands a little further in
            return Strip(self._cells(row, table, width, base)).adjust_cell_length(width, base)
        segments = [Segment("▌ " if here else "  ", bar), *self._cells(row, table, width - 3, base)]
        return Strip(segments).adjust_cell_length(width, base)

    @property
    def _linear(self) -> bool:
        return bool(getattr(self.app, "linear", False))

    def _plain_line(self, row: Row, here: bool, width: int, ground: Style) -> Strip:
        """The row for a screen reader: its texts with commas between, and a sign in front of the present one."""
        said = ", ".join(dict.fromkeys(cell.words for cell in row.cells if cell.words))
        look = self.get_component_rich_style("rows--here", partial=True) if here else Style()
        return Strip([Segment(f"{'> ' if here else '  '}{said}", ground + look)]).adjust_cell_length(width, ground)

    def _cells(self, row: Row, table: Table, width: int, base: Style) -> list[Segment]:
        if row.heading:
            return [Segment(set_cell_size(row.cells[0].text, max(0, width)), self._style("heading", base))]
        segments = []
        for text, tone, gap in table.cells(row, width):
            segments += [Segment(text, self._style(tone, base)), Segment(" " * gap, base)]
        return segments

    def _style(self, tone: Tone, base: Style) -> Style:
        return base + self.get_component_rich_style(f"rows--{tone}", partial=True)
