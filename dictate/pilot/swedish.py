"""Figures in Swedish words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dictate.journal.calendar_names import MONTHS
from dictate.pilot.outcomes import Comparison, Level, Unit
from dictate.pilot.statistics import FEWEST

NBSP = "\N{NO-BREAK SPACE}"
_UNITS: dict[Unit, str] = {
    "percent": "%",
    "share": "procentenheter",
    "minutes": "min",
    "days": "dagar",
    "points": "steg",
    "times": "",
}
_LEVELS: dict[Level, str] = {
    "minutes": "min",
    "tenths": "min",
    "words": "ord",
    "days": "dagar",
    "share": "%",
    "points": "",
    "times": "",
}


def number(value: float, *, sign: bool = False, decimals: int | None = None) -> str:
    """A figure with decimal comma, a space between thousands and a true minus.

    Without `decimals` whole figures have none and others one.
    """
    places = decimals if decimals is not None else 0 if float(value).is_integer() else 1
    text = f"{abs(value):,.{places}f}".replace(",", NBSP).replace(".", ",")
    if value < 0:
        return f"−{text}"
    return f"+{text}" if sign and value > 0 else text


def with_unit(text: str, unit: str) -> str:
    """A figure and its unit, never parted by a line break."""
    return f"{text}{NBSP}{unit}" if unit else text


def level(value: float | None, of: Level) -> str:
    """A level with its unit, a dash where it is hidden."""
    if value is None:
        return "–"
    whole = of in ("minutes", "words", "share")
    return with_unit(number(value, decimals=0 if whole else 1), _LEVELS[of])


def change(one: Comparison) -> str:
    """A change with its sign and unit, a dash where there is none."""
    if one.change is None:
        return "–"
    return with_unit(number(one.change, sign=True, decimals=_decimals(one.unit)), _UNITS[one.unit])


def ends(one: Comparison) -> str:
    """The interval of a comparison: "−46 till −29", a dash where there is none."""
    return reach(one.low, one.high, _decimals(one.unit))


def reach(low: float | None, high: float | None, decimals: int = 0) -> str:
    """An interval: "−46 till −29"."""
    if low is None or high is None:
        return "–"
    return f"{number(low, sign=True, decimals=decimals)} till {number(high, sign=True, decimals=decimals)}"


def _decimals(unit: Unit) -> int:
    return 0 if unit in ("percent", "share", "minutes") else 1


def at_least(persons: int) -> str:
    """A number of persons, that was rounded down; fewer than five in words."""
    return f"minst {number(persons)}" if persons else "färre än fem"


def sure(one: Comparison) -> str:
    """What may be said of a difference, in two or three words."""
    if one.unit == "points" and one.verdict in ("less", "more"):
        return "säkert lägre" if one.verdict == "less" else "säkert högre"
    return {
        "less": "säkert mindre",
        "more": "säkert mer",
        "unsure": "ingen säker skillnad",
        "too few": "data räcker inte",
    }[one.verdict]


def sentence(one: Comparison, subject: str, first: str, second: str) -> str:
    """Whole sentences on a comparison: what is sure, that nothing is, or that the data do not suffice.

    `subject` is what is measured ("Tiden per anteckning"), `first` and `second` its two sides with a preposition ("för
    skrivna").
    """
    if one.verdict == "too few":
        return f"{subject}: data räcker inte. {_why(one)}"
    levels = f"{level(one.first, one.level)} {first} och {level(one.second, one.level)} {second}"
    found = f"osäkerhetsintervall {with_unit(ends(one), _UNITS[one.unit])}, {at_least(one.persons)} personer"
    if one.verdict == "unsure":
        return f"{subject}: ingen säker skillnad. {levels}. Skillnaden {change(one)} kan vara slump ({found})."
    amount = with_unit(number(abs(one.change or 0), decimals=_decimals(one.unit)), _UNITS[one.unit])
    way = "mindre" if one.verdict == "less" else "mer"
    return f"{subject}: {amount} {way}, en säker skillnad ({found}). {levels}."


def _why(one: Comparison) -> str:
    if one.persons == 0:
        return "Färre än fem personer har mätt båda delarna."
    if one.persons < FEWEST:
        return f"Färre än {FEWEST} personer har mätt båda delarna, och färre ger inget pålitligt intervall."
    return "Svaren skiljer sig inte nog mellan personer för att ge ett intervall."


def day(of: date) -> str:
    """ "29 maj 2026"."""
    return f"{of.day}{NBSP}{MONTHS[of.month - 1]}{NBSP}{of.year}"


def listed(words: Sequence[str]) -> str:
    """ "a, b och c"."""
    return " och ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
