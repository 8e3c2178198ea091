"""The keys that work here, at the foot of every screen; in as many lines as they need, and each can be clicked."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from dictate.tui.keys import display

_GAP = 2


@dataclass(frozen=True, slots=True)
class _Key:
    key: str
    shown: str
    title: str
    live: bool

    @property
    def width(self) -> int:
        return cell_len(self.shown) + 1 + cell_len(self.title)


class KeyBar(Widget):
    """Draws the bindings of the screen that are marked to be shown, in the order they were declared."""

    COMPONENT_CLASSES = {"keybar--key", "keybar--title", "keybar--off"}  # noqa: RUF012 - Textual's own form

    def __init__(self, group: str = "") -> None:
        """`group` shows only the bindings of that group of the screen; "" shows those of none."""
        super().__init__()
        self._group = group
        self._lines: list[list[_Key]] = [[]]

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)
        self._collect(self.size.width)

    def _changed(self, _: Screen[object]) -> None:
        if not self.is_attached:
            return
        before = [list(line) for line in self._lines]
        self._collect(self.size.width)
        if len(before) != len(self._lines):
            self.refresh(layout=True)
        elif before != self._lines:
            self.refresh()

    def _collect(self, width: int) -> None:
        self._lines = _wrapped(self._keys(), max(20, width))

    def _keys(self) -> list[_Key]:
        """One entry an action: those of the screen itself before those that work everywhere."""
        found: dict[str, _Key] = {}
        active = sorted(self.screen.active_bindings.values(), key=lambda one: one.node is self.app)
        for _, binding, enabled, _tooltip in active:
            group = binding.group.description if binding.group else ""
            if binding.show and group == self._group and binding.action not in found:
                shown = binding.key_display or display(binding.key)
                found[binding.action] = _Key(binding.key, shown, binding.description, enabled)
        return list(found.values())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(_wrapped(self._keys(), max(20, width))) if self.is_attached else 1

    def on_resize(self) -> None:
        self._collect(self.size.width)

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, base)
        segments = []
        for key in self._lines[y]:
            segments += [
                Segment(key.shown, self._part("key" if key.live else "off", base)),
                Segment(f" {key.title}", self._part("title" if key.live else "off", base)),
                Segment(" " * _GAP, base),
            ]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _part(self, name: str, base: Style) -> Style:
        return base + self.get_component_rich_style(f"keybar--{name}", partial=True)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._lines):
            return
        left = 0
        for key in self._lines[offset.y]:
            if left <= offset.x < left + key.width:
                self.app.simulate_key(key.key)
            left += key.width + _GAP


def _wrapped(keys: list[_Key], width: int) -> list[list[_Key]]:
    lines: list[list[_Key]] = [[]]
    used = 0
    for key in keys:
        if lines[-1] and used + key.width > width:
            lines.append([])
            used = 0
        lines[-1].append(key)
        used += key.width + _GAP
    return lines
