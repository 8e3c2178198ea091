"""The terminal's own cursor, which screen readers and screen magnifiers follow: put where the user is."""

from __future__ import annotations

from textual.app import App
from textual.geometry import Offset

SHOW = "\x1b[?25h"


def lead_cursor(app: App[object], at: Offset) -> None:
    """Shows the cursor at `at` (cells of the screen) after the next drawing."""
    app.cursor_position = at
    if app._driver is not None and not app.is_headless:
        app._driver.write(f"\x1b[{at.y + 1};{at.x + 1}H{SHOW}")
