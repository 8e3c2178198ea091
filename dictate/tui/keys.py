"""What keys are called on a Swedish keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain

from textual.actions import parse
from textual.binding import Binding
from textual.dom import DOMNode

_NAMES = {
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Mellanslag",
    "backspace": "Backsteg",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "Page Up",
    "pagedown": "Page Down",
    "home": "Home",
    "end": "End",
}


def display(key: str) -> str:
    """How the key is written where it is offered: "B", "Shift+U", "Ctrl+S", "F1"."""
    if key in _NAMES:
        return _NAMES[key]
    if key.startswith("ctrl+"):
        return f"Ctrl+{display(key.removeprefix('ctrl+'))}"
    if len(key) == 1 and key.isupper():
        return f"Shift+{key}"
    return key.upper()


def declared(*nodes: DOMNode | None) -> Iterator[tuple[DOMNode, Binding]]:
    """The bindings that our own classes declare for these nodes, in order; Textual's have English names."""
    for node in nodes:
        if node is not None:
            yield from ((node, binding) for binding in _of_class(type(node)))


def can_do(node: DOMNode, binding: Binding) -> bool | None:
    """Whether the key does something just now; None where it is shown all the same, but dim."""
    _, name, parameters = parse(binding.action)
    return node.check_action(name, parameters)


@cache
def _of_class(cls: type[DOMNode]) -> tuple[Binding, ...]:
    own = [base for base in cls.__mro__ if base.__module__.startswith("dictate") and "BINDINGS" in vars(base)]
    bindings = chain.from_iterable(Binding.make_bindings(vars(base)["BINDINGS"]) for base in own)
    return tuple(binding for binding in bindings if binding.description)
