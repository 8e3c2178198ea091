"""The line that says why the program can be trusted, each word only as long as it is true on this computer just now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dictate.doctor.check import STATE_WORDS, Check, State

if TYPE_CHECKING:
    from dictate.application import Application

_SHAPES: dict[State, str] = {"ok": "●", "warning": "○", "fault": "!"}
_SAID: dict[str, tuple[str, str, str]] = {
    "key": ("Krypterat", "Krypterat, svag nyckel", "Nyckeln saknas"),
    "network": ("Inget nätverk", "Nätverksförsök stoppat", "Nätverket är öppet"),
    "microphone": ("Mikrofon", "Mikrofon osäker", "Ingen mikrofon"),
    "speech_model": ("Talmodell", "Talmodell osäker", "Talmodell saknas"),
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
        return "   ".join(["● Lokalt", *_told(self.checks)])

    @property
    def worst(self) -> State:
        """The worst state of all that was looked at."""
        return max((one.state for one in self.checks), key=_ORDER.index, default="ok")


def look(application: Application) -> Trust:
    """Looks at the computer; takes about a second, so it is done in a thread. The microphone is not opened."""
    from dictate.doctor import examine

    return Trust(examine(application, open_microphone=False))


def _told(checks: Iterable[Check]) -> Iterable[str]:
    others: dict[State, int] = {}
    for check in checks:
        if check.id in _SAID:
            yield f"{_SHAPES[check.state]} {_SAID[check.id][_ORDER.index(check.state)]}"
        elif check.state != "ok":
            others[check.state] = others.get(check.state, 0) + 1
    for state in ("fault", "warning"):
        if number := others.get(state, 0):
            word = "varningar" if state == "warning" and number > 1 else STATE_WORDS[state]
            yield f"{_SHAPES[state]} {number} {word} (Y)"
