"""What the tests do with the screens: wait for one, read what it says."""

from __future__ import annotations

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
