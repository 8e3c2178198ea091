"""Meetings that wait to be dictated: when, which kind of note, which case. The user types them; they lie encrypted."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dictate.vault.asides import Asides

_KIND = "meeting"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting: `at` is its start in local time, `template` and `case` are ids; `case` is "" where it has none."""

    id: str
    at: datetime
    template: str
    case: str = ""


class Meetings:
    """The meetings of this user, in the store."""

    def __init__(self, asides: Asides, clock: Callable[[], datetime]) -> None:
        self._asides, self._clock = asides, clock

    def waiting(self) -> tuple[Meeting, ...]:
        """Those that are not dictated yet, the earliest first."""
        return tuple(sorted(map(_read, self._asides.of(_KIND).values()), key=lambda one: (one.at, one.id)))

    def add(self, at: datetime, template: str, case: str = "") -> Meeting:
        """Keeps a meeting."""
        meeting = Meeting(secrets.token_hex(6), at, template, case)
        value = json.dumps(asdict(meeting) | {"at": at.isoformat(timespec="minutes")})
        self._asides.keep(_KIND, meeting.id, value, self._clock().isoformat(timespec="seconds"))
        return meeting

    def remove(self, meeting_id: str) -> None:
        """Takes a meeting away: it has been dictated, or was not held."""
        self._asides.remove(_KIND, meeting_id)


def _read(value: str) -> Meeting:
    kept = json.loads(value)
    return Meeting(kept["id"], datetime.fromisoformat(kept["at"]), kept["template"], kept["case"])
