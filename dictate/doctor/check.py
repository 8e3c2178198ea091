"""One finding of the doctor: how something stands, what that means, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

State = Literal["ok", "warning", "fault"]
STATES: tuple[State, ...] = get_args(State)
"""From well to bad."""

STATE_WORDS: dict[State, str] = {"ok": "ok", "warning": "varning", "fault": "fel"}
"""How a state is called on the screen."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    `id` is stable and English ("microphone"), for monitoring; `title`, `detail` (how it stands and what that means) and
    `advice` (what to do, empty where nothing is) are plain Swedish and never hold anything from a note.
    """

    id: str
    state: State
    title: str
    detail: str
    advice: str = ""


def overall(checks: Iterable[Check]) -> State:
    """The worst state among the checks, "ok" where there are none."""
    return max((check.state for check in checks), key=STATES.index, default="ok")


def as_json(checks: Iterable[Check], version: str) -> dict[str, Any]:
    """The object of `dictate doctor --json`."""
    listed = tuple(checks)
    return {"checks": [asdict(check) for check in listed], "state": overall(listed), "version": version}
