"""Lines to fill in, each with its label. All are painted; only the one where the user is, is a box to write in.

A box for each line takes a long time to be made and styled: nine of them, with their labels, took 60 of the 97 ms from
the key to the form of a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from dictate.tui.cursor import lead_cursor

_MARGIN = 1
"""Cells before and after what stands in a line, on its ground."""
_AFTER_LABEL = 3
"""Cells after the longest label, for the star of one that is required and a space."""
_LEAST_LEFT = 4
"""The cells of the window, beside half of it, that no label takes."""


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line: what it is called, what stands in it, and an example that is shown while nothing does."""

    label: str
    value: str = ""
    example: str = ""


class Form(Widget):
    """The lines from the first to the last; one of them is the present one, and has the box."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"form--label", "form--value", "form--example"}

    @dataclass
    class Moved(Message):
        """Another line is the present one."""

        form: Form
        number: int

        @property
        def control(self) -> Form:
            return self.form

    def __init__(self, lines: Sequence[FormLine], first: int = 0, label: int = 16) -> None:
        """`first` is the line to begin with; `label` the least cells of the labels."""
        super().__init__()
        self._lines = tuple(lines)
        self._texts = [line.value for line in lines]
        self._least = label
        self.here = first
        """The number of the present line."""
        self.box = Input(self._texts[first], placeholder=self._lines[first].example)
        """Where the present line is written."""

    def compose(self) -> ComposeResult:
        self.styles.height = len(self._lines)
        self._place()
        yield self.box

    def on_mount(self) -> None:
        self.box.focus()

    @property
    def values(self) -> tuple[str, ...]:
        """What stands in each line."""
        return tuple(self.value(number) for number in range(len(self._lines)))

    def value(self, number: int) -> str:
        """What stands in that line."""
        return self.box.value if number == self.here else self._texts[number]

    def put(self, number: int, text: str) -> None:
        """Writes a text into a line; it is not told of as typed unless the line is the present one."""
        self._texts[number] = text
        if number == self.here:
            self.box.value = text
        self.refresh()

    def go(self, number: int) -> None:
        """Makes that line the present one, with all of it selected."""
        if number != self.here:
            self._texts[self.here] = self.box.value
            self.here = number
            with self.prevent(Input.Changed):
                self.box.value = self._texts[number]
            self.box.placeholder = self._lines[number].example
            self._place()
            self.refresh()
            self.post_message(self.Moved(self, number))
        self.box.selection = Selection(0, len(self.box.value))
        self.box.focus()
        self.call_after_refresh(self._into_view)

    def step(self, step: int) -> None:
        """Goes on to another line, from the last one to the first."""
        self.go((self.here + step) % len(self._lines))

    def _place(self) -> None:
        self.box.styles.margin = (self.here, 0, 0, self._label_width)

    def _into_view(self) -> None:
        """Scrolls the line into sight where the window is low, and leads a screen reader there."""
        if isinstance(self.parent, Widget):
            at = Region(0, self.virtual_region.y + self.here, 1, 1)
            self.parent.scroll_to_region(at, animate=False, force=True, on_complete=self._lead)

    def _lead(self) -> None:
        if not self.is_attached:
            return
        at = self.box.cursor_screen_offset
        if getattr(self.app, "linear", False):
            lead_cursor(self.app, at)
        else:
            self.app.cursor_position = at

    def on_click(self, event: events.Click) -> None:
        """A click on another line goes there, to the letter that was clicked."""
        at = event.screen_offset - self.content_region.offset
        if not self.box.region.contains_point(event.screen_offset) and 0 <= at.y < len(self._lines):
            self.go(at.y)
            self.box.cursor_position = _letter_at(self.box.value, at.x - self._label_width - _MARGIN)

    # -- drawing --------------------------------------------------------------------------------------------------

    @property
    def _label_width(self) -> int:
        longest = max(cell_len(line.label.removesuffix(" *")) for line in self._lines) + _AFTER_LABEL
        return max(self._least, min(longest, self.app.size.width // 2 - _LEAST_LEFT))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        return Strip(list(self._segments(y))).adjust_cell_length(self.size.width, self.rich_style)

    def _segments(self, y: int) -> Iterator[Segment]:
        if not 0 <= y < len(self._lines):
            return
        line, text, label = self._lines[y], self._texts[y], self._label_width
        ground = self.rich_style
        left = set_cell_size(line.label, label - 1) + " "
        yield Segment(left, ground + self.get_component_rich_style("form--label", partial=True))
        look = self.get_component_rich_style("form--value" if text else "form--example", partial=True)
        room = max(0, self.size.width - label)
        shown = " " * _MARGIN + " ".join((text or line.example).splitlines())
        yield Segment(set_cell_size(set_cell_size(shown, max(0, room - _MARGIN)), room), ground + look)


def _letter_at(text: str, cell: int) -> int:
    """The place in the text of the letter in that cell; its end where the text ends before."""
    for place in range(len(text)):
        if cell_len(text[: place + 1]) > cell:
            return place
    return len(text)
