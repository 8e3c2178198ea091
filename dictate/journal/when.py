"""What day is meant by the words of a Swedish dictation: "på fredag", "den tjugoåttonde april", "om två veckor"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from dictate.journal.calendar_names import MONTHS, WEEKDAYS

_SHORT = {"jan": 1, "feb": 2, "apr": 4, "aug": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "dec": 12}
_MONTH_NUMBER = {name: number for number, name in enumerate(MONTHS, 1)} | _SHORT
_ORDINALS = (
    "första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde", "tionde", "elfte",
    "tolfte", "trettonde", "fjortonde", "femtonde", "sextonde", "sjuttonde", "artonde", "nittonde", "tjugonde",
    "tjugoförsta", "tjugoandra", "tjugotredje", "tjugofjärde", "tjugofemte", "tjugosjätte", "tjugosjunde",
    "tjugoåttonde", "tjugonionde", "trettionde", "trettioförsta",
)  # fmt: skip
_ORDINAL = {name: number for number, name in enumerate(_ORDINALS, 1)} | {"förste": 1, "siste": 31}
_COUNTS = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton", "fjorton",
    "femton", "sexton", "sjutton", "arton", "nitton", "tjugo",
)  # fmt: skip
_UNITS = ("ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
_TENS = {"tjugo": 20, "trettio": 30, "fyrtio": 40, "femtio": 50}
_COMPOUND = {ten + unit: tens + ones for ten, tens in _TENS.items() for ones, unit in enumerate(_UNITS, 1)}
_COUNT = {name: number for number, name in enumerate(_COUNTS)} | _TENS | _COMPOUND
_COUNT |= {"ett": 1, "ett par": 2, "par": 2, "några": 3, "aderton": 18}

_DAY = r"(?P<weekday>" + "|".join(WEEKDAYS) + r")"
_MONTH = r"(?P<month>" + "|".join((*MONTHS, *_SHORT)) + r")\b(?:(?<!mars)(?<!maj)(?<!\w{4})\.)?"
_NUMBER_DAY = r"(?:den\s+)?(?P<day>\d{1,2})(?::?[ae]\b)?\.?"
_WORD_DAY = r"(?:den\s+)?(?P<ordinal>" + "|".join(sorted(_ORDINAL, key=len, reverse=True)) + r")"
_HOW_MANY = r"(?P<count>\d{1,3}|" + "|".join(sorted(_COUNT, key=len, reverse=True)) + r")"
_UNIT = r"(?P<unit>arbetsdag(?:ar)?|vardag(?:ar)?|dag(?:ar)?|dygn|veck(?:a|or)|månad(?:er)?|halvår|år)"
_LEAD = r"(?:(?:senast|före|innan|från|till|redan|nu|först)\s+){0,3}"
_HOUR = r"(?:\d{1,2}(?:[.:]\d{2})?|(?:halv\s+|kvart\s+(?:i|över)\s+)?(?:" + "|".join(_COUNTS[1:]) + r"|ett)\b)"
_CLOCK = rf"(?:[\s,]*(?:före\s+|innan\s+|efter\s+|från\s+)?(?:kl\.?|klockan)\s*{_HOUR})?"

_ANY_DAY = "|".join(WEEKDAYS)
_ANY_ORDINAL = "|".join(sorted(_ORDINAL, key=len, reverse=True))
_OPEN = r"(?=\s+(?:i|kl|klockan|samma|och|eller|så|när|då|annars|innan|före|med)\b|\s*[.,;:!?]|\s*$)"
"""What follows an ordinal that is a day of the month and not "den första veckan"."""
_SEASON = "sommaren|hösten|våren|vintern|jul|påsk|nyår|månadsskiftet|lovet|helgen|" + "|".join(MONTHS)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    ("month", rf"(?:(?:på\s+)?{_DAY}(?:en)?\s+)?(?:{_NUMBER_DAY}|{_WORD_DAY})\s+{_MONTH}(?:\s+(?P<year>\d{{4}})\b)?"),
    ("slash", r"(?:den\s+)?(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:[\s-]+(?P<year>\d{4}|-?\d{2})\b)?"),
    ("week", rf"(?:(?:på\s+)?{_DAY}(?:en)?\s+)?(?:i\s+)?(?:vecka|v\.?)\s*{_HOW_MANY}\b(?!\s*(?:veckor|dagar|gånger))"),
    ("next", rf"(?:på\s+)?{_DAY}(?:en)?\s+(?:i\s+)?nästa\s+vecka"),
    ("ahead", rf"(?P<how>om|inom)\s+(?:en\s+)?{_HOW_MANY}\s+{_UNIT}\b"),
    ("ahead", r"(?P<how>om|inom)\s+ett\s+(?P<unit>halvår)\b"),
    ("today", r"(?:i\s?dag|i\s?kväll|i\s+eftermiddag|i\s+förmiddag|i\s+natt|samma\s+dag)\b"),
    ("tomorrow", r"i\s?morgon(?:\s+bitti)?\b|i\s+morron\b"),
    ("after", r"i\s?övermorgon\b"),
    ("weekday", rf"(?:på\s+|nästa\s+)?{_DAY}\b"),
    ("dayonly", rf"den\s+(?:(?P<day>\d{{1,2}})(?::?[ae]\b)?|(?P<ordinal>{_ANY_ORDINAL})\b){_OPEN}"),
    ("vague", rf"(?:i|till|under|före|efter|innan)\s+(?:(?:slutet|början|mitten)\s+av\s+)?(?:{_SEASON})\b"),
    ("vague", r"nästa\s+(?:vecka|månad|gång|möte|samtal|besök|termin)\b"),
    ("vague", rf"(?:varje|var|varannan)\s+(?:{_ANY_DAY}|vecka|månad)\b|(?:på\s+)?(?:{_ANY_DAY})ar\b"),
    ("vague", rf"(?:kl\.?|klockan)\s*{_HOUR}"),
)
_FIND = tuple((kind, re.compile(rf"(?<![\w-]){_LEAD}{pattern}{_CLOCK}", re.IGNORECASE)) for kind, pattern in _PATTERNS)


@dataclass(frozen=True, slots=True)
class When:
    """Words for a time at `start`:`end` (characters) of a text; `date` is the day they mean, None where it is open."""

    start: int
    end: int
    text: str
    date: date | None


def find_times(text: str, event: date) -> tuple[When, ...]:
    """The times in `text`, as seen from the day of the event; in order, none inside another.

    "På fredag" is the first Friday after the event, a date without a year the nearest to come (or at most 90 days
    gone), a week the ISO week of the nearest year. Working days leave out Saturdays and Sundays but know no holidays.
    """
    found: list[When] = []
    taken = bytearray(len(text))
    for kind, pattern in _FIND:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append(When(start, end, match[0], _meant(kind, match, event)))
    return tuple(sorted(found, key=lambda when: when.start))


def _meant(kind: str, match: re.Match[str], event: date) -> date | None:
    parts = {name: value.casefold() for name, value in match.groupdict().items() if value is not None}
    try:
        return _READERS[kind](parts, event)
    except (ValueError, OverflowError):
        return None


def _iso(parts: dict[str, str], event: date) -> date | None:
    return date(int(parts["year"]), int(parts["month"]), int(parts["day"]))


def _day_of_month(parts: dict[str, str], event: date) -> date | None:
    month = _MONTH_NUMBER[parts["month"]]
    return _nearest_year(month, _day(parts), parts.get("year"), event)


def _slash(parts: dict[str, str], event: date) -> date | None:
    year = parts.get("year", "").lstrip("-")
    return _nearest_year(int(parts["month"]), int(parts["day"]), f"20{year}" if len(year) == 2 else year, event)


def _nearest_year(month: int, day: int, year: str | None, event: date) -> date:
    if year:
        return date(int(year), month, day)
    if event.month == 12 and month <= 2:
        return date(event.year + 1, month, day)
    found = date(event.year, month, day)
    return found if found >= event - timedelta(days=90) else date(event.year + 1, month, day)


def _week(parts: dict[str, str], event: date) -> date | None:
    week = _how_many(parts["count"])
    if "weekday" not in parts:
        return None
    weekday = WEEKDAYS.index(parts["weekday"]) + 1
    found = date.fromisocalendar(event.isocalendar().year, week, weekday)
    return found if found >= event - timedelta(days=90) else date.fromisocalendar(found.year + 1, week, weekday)


def _next_week(parts: dict[str, str], event: date) -> date | None:
    monday = event - timedelta(days=event.weekday()) + timedelta(days=7)
    return monday + timedelta(days=WEEKDAYS.index(parts["weekday"]))


def _weekday(parts: dict[str, str], event: date) -> date | None:
    ahead = (WEEKDAYS.index(parts["weekday"]) - event.weekday()) % 7
    return event + timedelta(days=ahead or 7)


def _ahead(parts: dict[str, str], event: date) -> date | None:
    unit = parts["unit"]
    count = _how_many(parts["count"]) if "count" in parts else 1
    if unit.startswith(("arbetsdag", "vardag")):
        return _working_days(event, count)
    if unit.startswith("veck"):
        return event + timedelta(weeks=count)
    if unit.startswith("månad"):
        return add_months(event, count)
    if unit == "halvår":
        return add_months(event, 6 * count)
    if unit == "år":
        return add_months(event, 12 * count)
    return event + timedelta(days=count)


def _day_only(parts: dict[str, str], event: date) -> date | None:
    """The day of this month, or of the next month that has it when it is gone."""
    day = _day(parts)
    month = event.replace(day=1)
    for _ in range(4):
        if day <= monthrange(month.year, month.month)[1] and month.replace(day=day) >= event:
            return month.replace(day=day)
        month = add_months(month, 1)
    return None


def _later(days: int) -> Callable[[dict[str, str], date], date | None]:
    return lambda parts, event: event + timedelta(days=days)


_READERS: dict[str, Callable[[dict[str, str], date], date | None]] = {
    "iso": _iso,
    "month": _day_of_month,
    "slash": _slash,
    "week": _week,
    "next": _next_week,
    "ahead": _ahead,
    "today": _later(0),
    "tomorrow": _later(1),
    "after": _later(2),
    "weekday": _weekday,
    "dayonly": _day_only,
    "vague": lambda parts, event: None,
}


def _day(parts: dict[str, str]) -> int:
    return int(parts["day"]) if "day" in parts else _ORDINAL[parts["ordinal"]]


def _how_many(said: str) -> int:
    return int(said) if said.isdigit() else _COUNT[said]


def _working_days(event: date, count: int) -> date:
    for _ in range(min(count, 1000)):
        event += timedelta(days=1)
        while event.weekday() >= 5:
            event += timedelta(days=1)
    return event


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last one of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def swedish_date(day: date) -> str:
    """A day as a Swede reads it: "fredag 6 mars 2026"."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def parse_day(text: str) -> date | None:
    """The day in an ISO 8601 date, None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
