"""The report's figures by municipality, unit and template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dictate.pilot import charts
from dictate.pilot.blocks import Block, Table, Text
from dictate.pilot.charts import Span
from dictate.pilot.outcomes import Comparison, GroupRow, RoleOutcome
from dictate.pilot.suppression import FLOOR
from dictate.pilot.swedish import NBSP, number, reach


def by_group(role: RoleOutcome, templates: Mapping[str, str]) -> Iterator[Block]:
    """The same by municipality and template: described, never called sure."""
    note = role.documentation[0]
    named = [(templates.get(one.name, one.name), one) for one in role.templates]
    places = [one for one in role.municipalities if not one.within]
    lines = _lines([("Alla", note)], sure=note.verdict in ("less", "more"))
    lines += _lines([(one.name, one) for one in places])
    lines = [replace(one, last=True) if one is lines[-1] else one for one in lines] + _lines(named)
    if len(lines) > 1:
        yield charts.spans(
            lines,
            "Förändring av tiden per anteckning när man dikterar, med osäkerhetsintervall. Fylld punkt: säker "
            "skillnad. Ihålig punkt: ingen säker skillnad, eller en grupp som inte prövas.",
            "Punktdiagram. "
            + "; ".join(
                f"{one.title} {number(one.change, sign=True)} procent, intervall {reach(one.low, one.high)}"
                for one in lines
            )
            + ".",
        )
    if places:
        yield Table(
            "Tid per anteckning efter kommun och enhet",
            ("Kommun, enhet", "Personer (minst)", "Förändring", "Intervall, %"),
            tuple(_group_row(one) for one in role.municipalities),
            (0.42, 0.18, 0.20, 0.20),
            inset=frozenset(place for place, one in enumerate(role.municipalities) if one.within),
        )
    if named:
        yield Table(
            "Tid per anteckning efter mall, för mallar som minst fem personer både skrivit och dikterat",
            ("Mall", "Personer (minst)", "Förändring", "Intervall, %"),
            tuple((title, *_group_row(one)[1:]) for title, one in named),
            (0.42, 0.18, 0.20, 0.20),
        )
    if places or named:
        yield Text(
            "Skillnader mellan kommuner, enheter och mallar prövas inte; de kan vara slump. Intervallen är vidare än i "
            "andra tabeller, så att alla i tabellen håller samtidigt."
        )
    if any(not one.persons for one in role.municipalities):
        yield Text(f"Dold: gruppen har färre än {FLOOR} personer, eller hade gjort en sådan grupp möjlig att räkna ut.")


def _lines(named: Sequence[tuple[str, Comparison | GroupRow]], *, sure: bool = False) -> list[Span]:
    """Those that have an interval, as lines of the chart."""
    return [
        Span(title, one.change, one.low, one.high, sure)
        for title, one in named
        if one.change is not None and one.low is not None and one.high is not None
    ]


def _group_row(one: GroupRow) -> tuple[str, str, str, str]:
    name = one.name or "Enhet inte angiven"
    if not one.persons:
        return (name, "dold", "dold", "dold")
    if one.change is None:
        return (name, number(one.persons), "data räcker inte", "–")
    return (name, number(one.persons), f"{number(one.change, sign=True)}{NBSP}%", reach(one.low, one.high))
