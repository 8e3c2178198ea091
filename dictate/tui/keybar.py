"""The keys that work here, at the foot of every screen; in as many lines as they need, and each can be clicked."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import parse
from textual.binding import Binding
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from dictate.tui.keys import declared, display

_GAP = 2
MORE = Binding.Group("mer")
"""Keys that wait behind "Fler tangenter" where the screen is low, so that the text has room."""


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

    def _changed(self, _: Screen[object]) -> None:
        if self.is_attached:
            before = len(self._lines)
            self._collect()
            self.refresh(layout=before != len(self._lines))

    def on_resize(self) -> None:
        self._collect()
        self.refresh()

    def _collect(self) -> None:
        self._lines = _wrapped(self._keys(), self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(_wrapped(self._keys(), width))

    def _keys(self) -> list[_Key]:
        """One entry an action: those of the screen before those of the whole program."""
        found: dict[str, _Key] = {}
        shown_groups = {self._group}
        if not self._group and (getattr(self.screen, "more", True) or not self.screen.has_class("-low")):
            shown_groups.add(MORE.description)
        for owner, binding in declared(self.screen, self.app):
            group = binding.group.description if binding.group else ""
            if binding.show and group in shown_groups and binding.action not in found:
                name, parameters = _call(binding.action)
                live = owner.check_action(name, parameters)
                if live is not False:
                    shown = binding.key_display or display(binding.key)
                    found[binding.action] = _Key(binding.key, shown, binding.description, bool(live))
        return list(found.values())

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        if y >= len(self._lines):
            return Strip.blank(self.size.width, base)
        segments = []
        for key in self._lines[y]:
            segments += [
                Segment(f"{key.shown} ", self._part("key" if key.live else "off", base)),
                Segment(key.title, self._part("title" if key.live else "off", base)),
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


def _call(action: str) -> tuple[str, tuple[object, ...]]:
    """The name and the parameters of an action as it stands in a binding: "decide('keep')"."""
    _, name, parameters = parse(action)
    return name, parameters
