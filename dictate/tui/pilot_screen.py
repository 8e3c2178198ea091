"""What the screens of the pilot share: the pilot itself, and how a change to it is made and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.tui.page import Page

if TYPE_CHECKING:
    from dictate.pilot.laptop import LaptopPilot


class PilotScreen(Page[None]):
    """A screen about the pilot; it draws itself anew after each change."""

    @property
    def pilot(self) -> LaptopPilot:
        """The pilot with today's settings."""
        return self.dictate.application.pilot

    def draw(self, here: str = "") -> None:
        """Reads everything again; the row `here` becomes the present one, where there are rows."""
        raise NotImplementedError

    def change(self, work: Callable[[], object], told: str = "") -> None:
        """Makes a change and tells what was done, or what stops it."""
        if self.attempt(work):
            self.say(told)
            self.draw()

    def action_undo(self) -> None:
        """Takes back the latest change of the registered time."""
        try:
            done = self.pilot.register.undo()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say("Det senaste är taget tillbaka." if done else "Det finns inget att ångra.")
        self.draw()

    def action_back(self) -> None:
        self.dismiss(None)
