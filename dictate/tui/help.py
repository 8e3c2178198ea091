"""F1: what the present screen is for and what its keys do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from dictate.tui.keys import display
from dictate.tui.page import Dialog

_TEXTUALS_OWN = frozenset({"app.focus_next", "app.focus_previous", "screen.copy_text"})
"""Every Textual screen has these, with English names."""


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
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "back", "Tillbaka", show=False)]

    def __init__(self, text: str, keys: Sequence[KeyLine]) -> None:
        super().__init__()
        self._text, self._keys = text, tuple(keys)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="help-text"):
            yield Static(self._text, markup=False, id="help-words")
            width = max((len(line.keys) for line in self._keys), default=0)
            lines = [
                Content.assemble((f"{line.keys:<{width}}", "bold $primary"), "   ", line.title) for line in self._keys
            ]
            yield Static(Content("\n").join(lines), id="help-keys")


def keys_of(screen: Screen[object], app: App[object]) -> tuple[KeyLine, ...]:
    """Every key that does something on `screen`, its widgets' own included, one line an action."""
    found: dict[tuple[str, str], list[str]] = {}
    for action, binding in _bindings(screen, app):
        keys = found.setdefault((action, binding.description), [])
        shown = binding.key_display or display(binding.key)
        # A letter in both cases is one key to the user.
        if shown not in keys and not (shown.startswith("Shift+") and shown.removeprefix("Shift+") in keys):
            keys.append(shown)
    return tuple(KeyLine(" ".join(keys), title, action) for (action, title), keys in found.items())


def _bindings(screen: Screen[object], app: App[object]) -> Iterator[tuple[str, Binding]]:
    for node in (screen, screen.focused, app):
        if node is None or not type(node).__module__.startswith("dictate"):
            continue
        for _, binding in node._bindings:
            if binding.description and not binding.system and binding.action not in _TEXTUALS_OWN:
                yield binding.action, binding
