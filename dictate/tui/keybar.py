"""The keys that work here, at the foot of every screen; in as many lines as they need, and each can be clicked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from dictate.tui.keys import can_do, declared, display

_GAP = 2
MORE = Binding.Group("mer")
"""Keys that wait behind "Fler tangenter" where the screen is low, so that the text has room."""


_FEW = 2
"""Lines of keys where the window is so low that the note would have no room: F1 tells of the others."""

_STAY = ("Esc", "F1")


_MOST_DIGITS = 5
"""More digits than these are drawn as "1–9": then there are rows to point at."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A key as it is shown, and what it does for which part of the program."""

    shown: str
    action: str
    owner: DOMNode


@dataclass(frozen=True, slots=True)
class _Key:
    """What can be done, by one key or, as with "← →", by several that can be pointed at one by one."""

    parts: tuple[_Part, ...]
    title: str
    live: bool
    more: bool = False
    """Whether it waits behind "Fler tangenter"."""

    @property
    def shown(self) -> str:
        return " ".join(part.shown for part in self.parts)

    @property
    def width(self) -> int:
        return cell_len(self.shown) + 1 + cell_len(self.title)

    def at(self, cell: int) -> _Part:
        """The one that is drawn in that cell or before the gap there, the first one where that is the title."""
        end = 0
        for part in self.parts:
            end += cell_len(part.shown) + 1
            if cell < end:
                return part
        return self.parts[0]


class KeyBar(Widget):
    """Draws the bindings of the screen that are marked to be shown, in the order they were declared."""

    COMPONENT_CLASSES = {"keybar--key", "keybar--title", "keybar--off"}  # noqa: RUF012 - Textual's own form

    def __init__(self, group: str = "") -> None:
        """`group` shows only the bindings of that group of the screen; "" shows those of none."""
        super().__init__()
        self._group = group
        self._lines: list[list[_Key]] = [[]]
        self._kept: list[_Key] = []

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _: Screen[object]) -> None:
        self.fit()

    def on_resize(self) -> None:
        self.fit()

    def fit(self) -> None:
        """Draws the keys that work now, in as many lines as they need at this width."""
        if self.is_attached:
            lines = self._fitted(self.content_size.width)
            moved = len(lines) != self.content_size.height
            if moved or lines != self._lines:
                self._lines = lines
                self.refresh(layout=moved)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._fitted(width))

    def _fitted(self, width: int) -> list[list[_Key]]:
        return _wrapped(self._keys(), width, _FEW if self.screen.has_class("-tiny") else None)

    def _keys(self) -> list[_Key]:
        """One entry an action: those of the screen before those of the whole program.

        Under a box they stay as they were: nothing moves there while it is open.
        """
        if self.screen.is_active or not self._kept:
            self._kept = self._found()
        more = getattr(self.screen, "more", True) or self.screen.has_class("-high")
        return [key for key in self._kept if more or not key.more]

    def _found(self) -> list[_Key]:
        found: dict[str, _Key] = {}
        groups = (self._group,) if self._group else ("", MORE.description)
        every = list(declared(self.screen, self.app))
        for owner, binding in every:
            group = binding.group.description if binding.group else ""
            if binding.show and group in groups and binding.action not in found:
                live = can_do(owner, binding)
                if live is not False:
                    parts, more = _parts(owner, binding, every), group == MORE.description
                    found[binding.action] = _Key(parts, binding.description, bool(live), more)
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
        """Does what the key does, also where the letter would be text: a box has the keys, not the mouse."""
        offset = event.get_content_offset(self)
        if offset is None or offset.y >= len(self._lines):
            return
        left = 0
        for key in self._lines[offset.y]:
            if left <= offset.x < left + key.width:
                part = key.at(offset.x - left)
                self.call_later(self.app.run_action, part.action, part.owner)
            left += key.width + _GAP


def _parts(owner: DOMNode, binding: Binding, every: Iterable[tuple[DOMNode, Binding]]) -> tuple[_Part, ...]:
    """The keys of `binding.key_display` one by one: "← →", or "1–5" with the digits that do something now."""
    shown = binding.key_display or display(binding.key)
    digits = _digits(shown)
    tokens = digits or tuple(shown.split())
    alone = (_Part(shown, binding.action, owner),)
    if len(tokens) < 2:
        return alone
    name = _call(binding.action)[0]
    known = {
        display(one.key): one
        for other, one in every
        if other is owner and _call(one.action)[0] == name and can_do(owner, one)
    }
    parts = tuple(_Part(token, known[token].action, owner) for token in tokens if token in known)
    return alone if not parts or (digits and len(parts) > _MOST_DIGITS) else parts


def _digits(shown: str) -> tuple[str, ...]:
    """The digits that "1–5" stands for; none for anything else."""
    first, dash, last = shown.partition("–")
    return tuple(map(str, range(int(first), int(last) + 1))) if dash else ()


def _wrapped(keys: list[_Key], width: int, most: int | None = None) -> list[list[_Key]]:
    """The keys line by line; where there may be `most` lines the last keys go, but not the way back and the help."""
    lines: list[list[_Key]] = [[]]
    used = 0
    for key in keys:
        if lines[-1] and used + key.width > width:
            lines.append([])
            used = 0
        lines[-1].append(key)
        used += key.width + _GAP
    if most is None or len(lines) <= most:
        return lines
    live = [key for key in keys if key.live]
    stay = [key for key in live if key.shown in _STAY]
    others = [key for key in live if key not in stay]
    fewer = _wrapped([*others, *stay], width)
    while others and len(fewer) > most:
        others.pop()
        fewer = _wrapped([*others, *stay], width)
    return fewer


def _call(action: str) -> tuple[str, tuple[object, ...]]:
    """The name and the parameters of an action as it stands in a binding: "decide('keep')"."""
    _, name, parameters = parse(action)
    return name, parameters
