"""The terminal's own cursor, which screen readers and screen magnifiers follow: put where the user is."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input, TextArea

SHOW = "\x1b[?25h"


def lead_cursor(app: App[object], at: Offset) -> None:
    """Shows the cursor at `at` (cells of the screen) after the next drawing."""
    app.cursor_position = at
    if app._driver is not None and not app.is_headless:
        app._driver.write(f"\x1b[{at.y + 1};{at.x + 1}H{SHOW}")


def lead_to_focus(screen: Screen[Any]) -> None:
    """Leads to where the keys go on a screen that has just come up, or else to where its text begins."""
    if not screen.is_active:
        return
    at = screen.focused
    if isinstance(at, (Input, TextArea)):
        lead_cursor(screen.app, at.cursor_screen_offset)
    elif lead := getattr(at, "lead_here", None):
        lead()
    elif texts := screen.query("#box, #body"):
        lead_cursor(screen.app, texts.first().content_region.offset)
