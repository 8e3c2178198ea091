"""What the tests do with the screens: wait for one, read what it says."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from dictate.tui.app import DictateApp
from dictate.tui.keybar import KeyBar
from dictate.tui.page import Notice

Wanted = TypeVar("Wanted", bound=Screen)


_PATIENCE_S = 120.0
"""How long a busy machine may take; a test that passes waits for nothing but what it asks for."""


async def arrive(pilot: Pilot[None], wanted: type[Wanted]) -> Wanted:
    """Waits until the screen is the present one and stands; fails when it does not come."""
    await until(pilot, lambda: type(pilot.app.screen) is wanted)
    await pilot.pause()
    screen = pilot.app.screen
    assert type(screen) is wanted, f"{wanted.__name__} went away at once; there is {screen}"
    return screen


async def until(pilot: Pilot[None], ready: Callable[[], object], seconds: float = _PATIENCE_S) -> None:
    """Waits for something to come true; fails when the program stops or it does not come."""
    end = time.monotonic() + seconds
    await pilot.pause()
    while not ready():
        assert not getattr(pilot.app, "failure", ""), f"the program stopped: {pilot.app._exception!r}"
        assert time.monotonic() < end, f"it did not happen on {pilot.app.screen}; {_notices(pilot.app)}"
        await pilot.pause(0.02)


def said(app: DictateApp) -> str:
    """The sentence above the keys."""
    return _notices(app)[0]


def _notices(app: App[None]) -> list[str]:
    return [str(notice.render()) for notice in app.screen.query(Notice)]


def offered(screen: Screen) -> str:
    """The keys at the foot of the screen, as they are drawn."""
    return "\n".join(
        "".join(segment.text for segment in bar.render_line(line))
        for bar in screen.query(KeyBar)
        for line in range(bar.size.height)
    )
