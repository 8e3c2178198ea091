"""What working time goes to just now: one quiet line at the foot of every screen while a pilot is on."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, cast

from textual.widgets import Static

from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.pilot.laptop import LaptopPilot
    from dictate.tui.app import DictateApp

_LOOK_S = 20.0


def told(pilot: LaptopPilot, *, dictating: bool) -> str:
    """The line: what runs, and what there may be to do about it; "" when there is nothing to say."""
    from dictate.pilot.day_words import running_words

    running = pilot.register.running()
    words = running_words(running, pilot.variables, pilot.clock())
    if running is None:
        return "Ingen tid registreras. F8 börjar." if pilot.reminder(running) == "none" else ""
    if pilot.register.doubt():
        return f"► {words}. Glömde du byta? F8 rättar."
    part = pilot.variables.documentation(running.variable)
    if dictating and part is not None and running.variable != part.id:
        return f"► {words}   F8 byter till dokumentation"
    if pilot.reminder(running) == "long":
        return f"► {words}. Stämmer det? F8 byter."
    return f"► {words}   F8 byter"


class RunningTask(Static):
    """Looks every twenty seconds; it takes no key and no focus, and hides itself where there is nothing to say."""

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.display = False
        self._active = 0.0

    def on_mount(self) -> None:
        self.look()
        self.set_interval(_LOOK_S, self.look)

    @property
    def _program(self) -> DictateApp:
        return cast("DictateApp", self.app)

    def look(self) -> None:
        """Draws the line anew, and takes note that the user is there."""
        if not self._program.application.settings.pilot.enabled:
            self.display = False
        elif self.screen.is_current:
            with suppress(DictateError):  # a store that can't be read is told where something is done about it
                self._look(self._program.application.pilot)

    def _look(self, pilot: LaptopPilot) -> None:
        active = self._program.activity.seconds()
        if active > self._active:
            pilot.register.seen()
        self._active = active
        sentence = told(pilot, dictating=self._program.is_dictating)
        self.display = bool(sentence)
        self.update(sentence)
