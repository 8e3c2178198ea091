"""What values are called on the screen: plain Swedish for labels, decisions, times and counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.journal.calendar_names import MONTHS

if TYPE_CHECKING:
    from dictate.journal.note import Decision

DECIDED: Mapping[Decision, str] = {
    "keep": "behålls",
    "role": "ersätts",
    "mask": "maskeras",
    "remove": "tas bort",
}

MARKS: Mapping[Decision | None, str] = {None: "◆", "keep": "✓", "role": "→", "mask": "█", "remove": "×"}
"""The shape that tells a decision apart without colour."""

DOUBT = "?"
"""The shape before a word that may be misheard."""

CHECK = "!"
"""The shape of a check that is not met."""


_LONG_MONTH = 5
"""Letters of the months that are shortened; "mars", "maj", "juni" and "juli" are written out."""


def day(moment: datetime, now: datetime) -> str:
    """The date as it is said: "16 mars", with the year when it is another one."""
    year = f" {moment.year}" if moment.year != now.year else ""
    return f"{moment.day} {MONTHS[moment.month - 1]}{year}"


def clock(moment: datetime) -> str:
    """The time of day, 10.15."""
    return f"{moment:%H.%M}"


def age(moment: datetime, now: datetime) -> str:
    """How long ago it was, in words."""
    minutes = int((now - moment).total_seconds() // 60)
    days = (now.date() - moment.astimezone(now.tzinfo).date()).days
    if minutes < 1:
        return "nyss"
    if days == 0:
        return f"{minutes} min sedan" if minutes < 60 else f"i dag {clock(moment.astimezone(now.tzinfo))}"
    if days == 1:
        return "i går"
    if days < 14:
        return f"{days} dagar sedan"
    if days < 60:
        return f"{days // 7} veckor sedan"
    return f"{days // 30} månader sedan"


def short_age(moment: datetime, now: datetime) -> str:
    """The same where there is little room: "kl. 09.15", "3 dagar", "2 mån."."""
    told = age(moment, now).removesuffix(" sedan").replace("månader", "mån.")
    return told.replace("i dag ", "kl. ")


def short_day(moment: datetime, now: datetime) -> str:
    """The date where there is little room: "16 mars", "24 nov.", without the year."""
    number, name = day(moment, now).split()[:2]
    return f"{number} {name if len(name) < _LONG_MONTH else f'{name[:3]}.'}"


def moment(iso: str) -> datetime:
    """An ISO 8601 time as the store writes it."""
    return datetime.fromisoformat(iso)


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 fynd", "3 meningar"."""
    return f"{number} {one if number == 1 else many}"


def duration(seconds: float) -> str:
    """Seconds as they are said: "8 s", "2 min 5 s", "1 tim 3 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s" if seconds >= 1 else "under 1 s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} tim {minutes} min"


def place(path: Path) -> str:
    """A path with the user's own folder called what it is."""
    try:
        inside = path.relative_to(Path.home())
    except ValueError:
        return str(path)
    return "Hemmappen" if inside == Path() else str(Path("~") / inside)


def shortened(text: str, width: int) -> str:
    """At most `width` characters; what is cut is shown by an ellipsis."""
    return text if len(text) <= width else text[: max(0, width - 1)].rstrip() + "…"


def watch(seconds: float) -> str:
    """Time that runs, as a clock shows it: "2:05", "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
