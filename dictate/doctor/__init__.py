"""How this computer stands: `examine(application)` looks at everything the program needs and says what to do.

The facts are gathered once, at the edge (`facts`), into one value (`machine.Machine`); each check is a small function
on it (`checks`), so that every answer can be tested with facts that no computer here has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dictate.doctor.check import STATE_WORDS, STATES, Check, State, as_json, overall

if TYPE_CHECKING:
    from dictate.application import Application

__all__ = ["STATES", "STATE_WORDS", "Check", "State", "as_json", "examine", "overall"]


def examine(application: Application, *, open_microphone: bool = True) -> tuple[Check, ...]:
    """Every check, in the order in which they are shown. Never raises: what can't be told is said so in its check.

    Takes about a second (the speech model's digests are computed; on Windows and macOS the system is asked about disk
    encryption), so screens call it in a thread. `open_microphone` false only asks whether there is a microphone.
    """
    from dictate.doctor.checks import CHECKS
    from dictate.doctor.facts import gather

    machine = gather(application, open_microphone=open_microphone)
    return tuple(check(machine) for check in CHECKS)
