"""A meeting that waits to be dictated: asked for in one box, kept until its note is made."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time

from dictate.tui.fields import FieldUnclear, day_of
from dictate.tui.lines import Line, Lines

_CLOCK = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?\s*\Z", re.IGNORECASE)

Titles = Mapping[str, str]
"""What is shown, by id; the order is that of the offer."""


def meeting_box(templates: Titles, cases: Titles, now: datetime) -> Lines:
    """Asks when the meeting is, which kind of note it will be and which case it belongs to."""
    first = next(iter(templates.values()), "")
    lines = [
        Line("När", "", "13.00, i morgon 9.30, 18 mars 13", required=True, told="Tid i dag, eller dag och tid."),
        Line("Anteckning", first, options=tuple(templates.values()), closed=True, told="Pilarna väljer mall."),
        Line("Ärende", "", "inget ärende", options=("", *cases.values()), closed=True, told="Pilarna väljer ärende."),
    ]
    return Lines("Möte som ska dikteras", lines, refuse(now))


def refuse(now: datetime) -> Callable[[Sequence[str]], str]:
    """What is wrong with the answers, "" when they are right."""

    def wrong(answers: Sequence[str]) -> str:
        try:
            moment_of(answers[0], now)
        except FieldUnclear as error:
            return f"När: {error}"
        return ""

    return wrong


def moment_of(typed: str, now: datetime) -> datetime:
    """The time that was typed: "13.00", "i morgon 9", "18 mars 13.00". Raises FieldUnclear."""
    found = _CLOCK.search(typed.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise FieldUnclear("skriv en tid, till exempel 13.00 eller i morgon 9.30.")
    said = typed.strip()[: found.start()].strip(" ,")
    day = date.fromisoformat(day_of(said, now.date())) if said else now.date()
    return datetime.combine(day, time(int(found[1]), int(found[2] or 0)), now.tzinfo)
