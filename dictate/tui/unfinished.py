"""A dictation that was broken off: go on with it, make a note of it, or destroy it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.tui.page import Dialog
from dictate.tui.phrases import clock, day, duration

if TYPE_CHECKING:
    from dictate.audio.recovery import Recovered


class Unfinished(Dialog[str]):
    """Gives "carry_on", "write", "remove", or None to decide later."""

    HELP = (
        "Dikteringen avbröts innan den blev en anteckning. Ljudet finns kvar, krypterat. Å fortsätter där du slutade, "
        "S gör en anteckning av det som finns. Del frågar innan något raderas."
    )
    TITLE = "Avbruten diktering"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("å,Å", "answer('carry_on')", "Återuppta", key_display="Å"),
        Binding("s,S", "answer('write')", "Gör till text"),
        Binding("delete", "answer('remove')", "Radera"),
    ]

    def __init__(self, found: Recovered, when: str) -> None:
        """`when` is its time as it is shown."""
        super().__init__()
        self._found, self._when = found, when

    def body(self) -> ComposeResult:
        yield Static(self._told(), markup=False)

    def _told(self) -> str:
        if self._found.problem:
            return self._found.problem
        lost = "Den är hel." if self._found.ended else "Högst den sista sekunden saknas."
        return f"Dikteringen från {self._when} är {duration(self._found.duration_s)} lång. {lost}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What can't be opened can only be destroyed; what was ended can't be carried on."""
        if action == "answer" and parameters != ("remove",):
            if self._found.problem:
                return False
            return not (self._found.ended and parameters == ("carry_on",))
        return True

    def action_answer(self, answer: str) -> None:
        self.dismiss(answer)


def when(found: Recovered, now: datetime) -> str:
    """When it was begun: "i dag 10.15", "12 mars 10.15"."""
    began = datetime.fromtimestamp(found.started, UTC).astimezone(now.tzinfo)
    days = (now.date() - began.date()).days
    named = {0: "i dag", 1: "i går"}.get(days, day(began, now))
    return f"{named} {clock(began)}"


def offer(found: tuple[Recovered, ...], now: datetime) -> str:
    """The line in the list that tells of them; empty when there are none."""
    if not found:
        return ""
    if found[0].problem:
        return "En avbruten diktering kan inte öppnas. Å visar den."
    first = f"från {when(found[0], now)} avbröts, {duration(found[0].duration_s)}"
    ways = "Å gör den till text eller raderar." if found[0].ended else "Å återupptar, gör den till text eller raderar."
    if len(found) == 1:
        return f"En diktering {first}. {ways}"
    return f"{len(found)} dikteringar avbröts. Den senaste {first}. {ways}"
