"""F1: what the present screen is for and what its keys do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Static

from dictate.tui.keys import declared, display
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


def keys_of(*nodes: DOMNode | None) -> tuple[KeyLine, ...]:
    """Every key that does something in these parts of the program, one line an action."""
    found: dict[tuple[str, str], list[str]] = {}
    for _, binding in declared(*nodes):
        keys = found.setdefault((binding.action, binding.description), [])
        shown = binding.key_display or display(binding.key)
        # A letter in both cases is one key to the user.
        if shown not in keys and shown.removeprefix("Shift+") not in keys:
            keys.append(shown)
    return tuple(KeyLine(" ".join(keys), title, action) for (action, title), keys in found.items())
