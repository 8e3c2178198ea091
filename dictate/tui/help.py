"""F1: what the present screen is for and what its keys do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from dictate.tui.keys import can_do, declared, display
from dictate.tui.page import Dialog


@dataclass(frozen=True, slots=True)
class KeyLine:
    """The keys of one action and what it does."""

    keys: str
    title: str
    action: str


class Help(Dialog[None]):
    """Shows the text and the keys that it is given."""

    HELP = "Här står vad skärmen under är till för. Esc går tillbaka."
    TITLE = "Hjälp"
    EXPLAINED = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "roll(1)", "Läs vidare", key_display="↑ ↓"),
        Binding("up", "roll(-1)", "Läs tillbaka", show=False),
        Binding("pagedown,space", "turn(1)", "Nästa sida", show=False),
        Binding("pageup", "turn(-1)", "Förra sidan", show=False),
        Binding("f1", "back", "Tillbaka", show=False),
    ]

    def __init__(self, text: str, keys: Sequence[KeyLine]) -> None:
        super().__init__()
        self._text, self._keys = text, tuple(keys)

    def body(self) -> ComposeResult:
        with Vertical(id="help-text"):
            yield Static(self._text, markup=False, id="help-words")
            width = max((len(line.keys) for line in self._keys), default=0)
            lines = [
                Content.assemble((f"{line.keys:<{width}}", "bold $primary"), "   ", line.title) for line in self._keys
            ]
            yield Static("Tangenter på den här skärmen", classes="lead")
            yield Static(Content("\n").join(lines), id="help-keys")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The keys that roll, where there is more than the box has room for."""
        if action in ("roll", "turn"):
            return self.is_mounted and self.query_one("#box").max_scroll_y > 0
        return True

    def on_resize(self) -> None:
        self.call_after_refresh(self.refresh_bindings)

    def action_roll(self, lines: int) -> None:
        """So many lines further down."""
        self.query_one("#box").scroll_relative(y=lines, animate=False)

    def action_turn(self, pages: int) -> None:
        """A whole box of text further down."""
        box = self.query_one("#box")
        box.scroll_relative(y=pages * max(1, box.scrollable_content_region.height - 1), animate=False)


def keys_of(*nodes: DOMNode | None, live: bool = False) -> tuple[KeyLine, ...]:
    """Every key of these parts of the program, one line an action; with `live` those that do something just now.

    With `live` what stands at the foot comes first, since it is what one does most: ways about the screen come last.
    Of the program's own keys, which are the same on all screens, only those that this screen lets through.
    """
    found: dict[tuple[str, str], list[str]] = {}
    every = list(declared(*nodes))
    covered = {(node, binding.description) for node, binding in every if "–" in (binding.key_display or "")}
    for node, binding in sorted(every, key=lambda one: live and not one[1].show):
        if not live and not binding.show and binding.key.isdigit() and (node, binding.description) in covered:
            continue  # it is among "1–9"
        if not (can_do(node, binding) if live else can_do(node, binding) is not False or not isinstance(node, App)):
            continue
        keys = found.setdefault((binding.action, binding.description), [])
        shown = binding.key_display or display(binding.key)
        # A letter in both cases is one key to the user.
        if shown not in keys and shown.removeprefix("Shift+") not in keys:
            keys.append(shown)
    return tuple(KeyLine(" ".join(keys), title, action) for (action, title), keys in found.items())
