"""What the tests do with the screens: wait for one, read what it says."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from textual.pilot import Pilot
from textual.screen import Screen

from dictate.tui.app import DictateApp
from dictate.tui.keybar import KeyBar
from dictate.tui.page import Notice

Wanted = TypeVar("Wanted", bound=Screen)


async def arrive(pilot: Pilot[None], wanted: type[Wanted], seconds: float = 20.0) -> Wanted:
    """Waits until the screen is the present one and gives it; fails when it does not come."""
    for _ in range(round(seconds / 0.05)):
        await pilot.pause(0.05)
        assert not getattr(pilot.app, "failure", ""), "the program stopped"
        if type(pilot.app.screen) is wanted:
            await pilot.pause()
            return pilot.app.screen
    raise AssertionError(f"{wanted.__name__} never came; there is {pilot.app.screen}, {said(pilot.app)}")


async def until(pilot: Pilot[None], ready: Callable[[], object], seconds: float = 20.0) -> None:
    """Waits for something to come true; fails when the program stops or it does not come."""
    end = time.monotonic() + seconds
    while not ready():
        assert not getattr(pilot.app, "failure", ""), f"the program stopped: {pilot.app._exception!r}"
        assert time.monotonic() < end, f"it did not happen; on the screen: {said(pilot.app)}"
        await pilot.pause(0.02)


def said(app: DictateApp) -> str:
    """The sentence above the keys."""
    return str(app.screen.query(Notice).first().render())


def offered(screen: Screen) -> str:
    """The keys at the foot of the screen, as they are drawn."""
    return "\n".join(
        "".join(segment.text for segment in bar.render_line(line))
        for bar in screen.query(KeyBar)
        for line in range(bar.size.height)
    )
