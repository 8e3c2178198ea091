"""The line that says why the program can be trusted, each word only as long as it is true on this computer just now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from dictate.doctor.check import STATE_WORDS, Check, State

if TYPE_CHECKING:
    from dictate.application import Application

_SHAPES: dict[State, str] = {"ok": "●", "warning": "○", "fault": "!"}
_SAID: dict[str, tuple[str, str, str]] = {
    "key": ("Krypterat", "Krypterat med svag nyckel", "Nyckeln saknas"),
    "network": ("Inget nätverk", "Nätverksförsök stoppat", "Nätverket är öppet"),
    "microphone": ("Mikrofon", "Mikrofon osäker", "Ingen mikrofon"),
    "speech_model": ("Talmodell", "Talmodell osäker", "Ingen användbar talmodell"),
}
_ORDER: tuple[State, ...] = ("ok", "warning", "fault")


@dataclass(frozen=True, slots=True)
class Trust:
    """What was looked at; empty before anybody has looked."""

    checks: tuple[Check, ...] = ()

    @property
    def line(self) -> str:
        """The line. Before the computer has been looked at it promises nothing but what the program itself does."""
        if not self.checks:
            return "● Allt sker på den här datorn   … ser efter hur datorn står"
        return "   ".join((*_told(self.checks), self._good))

    def within(self, width: int) -> str:
        """The line, or two where it is longer than `width` cells: what is not well, and under it what is."""
        told = "   ".join(_told(self.checks))
        return self.line if cell_len(self.line) <= width or not told else f"{told}\n{self._good}"

    @property
    def _good(self) -> str:
        good = [_SAID[one.id][0] for one in _in_order(self.checks) if one.state == "ok"]
        return "● " + " · ".join(["Lokalt", *good])

    @property
    def worst(self) -> State:
        """The worst state of all that was looked at."""
        return max((one.state for one in self.checks), key=_ORDER.index, default="ok")


def look(application: Application) -> Trust:
    """Looks at the computer; takes about a second, so it is done in a thread. The microphone is not opened."""
    from dictate.doctor import examine

    return Trust(examine(application, open_microphone=False))


def _in_order(checks: Iterable[Check]) -> list[Check]:
    """The checks that have words of their own in the line, in the order of the line."""
    return sorted((one for one in checks if one.id in _SAID), key=lambda one: list(_SAID).index(one.id))


def _told(checks: Sequence[Check]) -> Iterable[str]:
    """What is not well, which comes first in the line so that it is never cut off."""
    for check in _in_order(checks):
        if check.state != "ok":
            yield f"{_SHAPES[check.state]} {_SAID[check.id][_ORDER.index(check.state)]}"
    others = [check.state for check in checks if check.id not in _SAID and check.state != "ok"]
    if others:
        worst = max(others, key=_ORDER.index)
        yield f"{_SHAPES[worst]} {len(others)} {STATE_WORDS[worst] if len(others) == 1 else 'saker'} till (Y)"
