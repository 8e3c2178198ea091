"""The colours: dark, light like paper, and high contrast. Nothing is told by colour alone, so each may be changed.

Text has a contrast of 4.5 to 1 and what else tells something 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11): `edge` is for boxes
and bars. `line` only parts what stands apart by itself, so it may be as quiet as it is.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="mörkt",
    primary="#8fc1ae",
    secondary="#9db4d0",
    accent="#e6c07b",
    foreground="#dfe3e6",
    background="#14181b",
    surface="#1a1f23",
    panel="#242b30",
    success="#9ccc9c",
    warning="#e6c07b",
    error="#f0a08c",
    dark=True,
    variables={
        "quiet": "#98a3ab",
        "line": "#39434a",
        "edge": "#727f87",
        "here": "#263138",
        "input-selection-background": "#4a5f6a",
    },
)
LIGHT = Theme(
    name="ljust",
    primary="#21634f",
    secondary="#35527a",
    accent="#8a4b00",
    foreground="#20262a",
    background="#f6f3ec",
    surface="#fffdf8",
    panel="#e9e4d8",
    success="#23602b",
    warning="#8a4b00",
    error="#a02c1c",
    dark=False,
    variables={
        "quiet": "#59636a",
        "line": "#c6bfae",
        "edge": "#7d776a",
        "here": "#e6efe6",
        "input-selection-background": "#b9d4c6",
    },
)
CONTRAST = Theme(
    name="kontrast",
    primary="#00ffff",
    secondary="#ffffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#2b2b2b",  # where a line is written, and the bars at the head and the foot, have a ground of their own
    success="#00ff00",
    warning="#ffff00",
    error="#ff8080",
    dark=True,
    variables={
        "quiet": "#ffffff",
        "line": "#ffffff",
        "edge": "#ffffff",
        "here": "#00305a",
        "input-selection-background": "#0050a0",
    },
)

THEMES = (DARK, LIGHT, CONTRAST)
TITLES = {"mörkt": "Mörka färger", "ljust": "Ljusa färger", "kontrast": "Hög kontrast"}


def chosen(setting: str) -> str:
    """The theme that the setting names; a name that the program does not have gives the dark one."""
    if setting in TITLES:
        return setting
    return LIGHT.name if setting.endswith("light") else DARK.name
