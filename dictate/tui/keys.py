"""What keys are called on a Swedish keyboard."""

from __future__ import annotations

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
