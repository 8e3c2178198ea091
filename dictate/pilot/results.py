"""The report's chapter of results: a picture, its figures in a table, and a sentence on what they carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dictate.pilot import charts
from dictate.pilot.blocks import Block, Heading, Table, Text
from dictate.pilot.outcomes import Comparison, RoleOutcome
from dictate.pilot.per_person import FEWEST_DAYS, LEARNED_FROM, WORKDAY
from dictate.pilot.results_by_group import by_group
from dictate.pilot.statistics import FEWEST
from dictate.pilot.swedish import NBSP, change, ends, level, listed, number, sentence, sure

_COMPARED_WIDTHS = (0.25, 0.10, 0.10, 0.10, 0.14, 0.11, 0.20)
_QUALITY_WIDTHS = (0.22, 0.10, 0.105, 0.18, 0.115, 0.10, 0.18)
"""Room for a difference in percentage points."""


def role_results(role: RoleOutcome, before: str, templates: Mapping[str, str]) -> Iterator[Block]:
    """All results of one role; `before` stands first in each heading, templates give their titles by id."""
    yield Heading(2, f"{before}Tid för dokumentation")
    yield from _documentation(role)
    yield from by_group(role, templates)
    yield Heading(2, f"{before}Inlärning")
    yield from _learning(role)
    yield Heading(2, f"{before}Kvalitet")
    yield from _quality(role)
    yield Heading(2, f"{before}Arbetstid före och efter")
    yield from _time(role)
    yield Heading(2, f"{before}Enkät")
    yield from _survey(role)


def _documentation(role: RoleOutcome) -> Iterator[Block]:
    yield Text(
        "Tiden är allt som användaren lade på anteckningen: att diktera, vänta, granska och exportera, eller att "
        "skriva för hand."
    )
    for one, subject in zip(role.documentation, ("Tiden per anteckning", "Tiden per 100 ord"), strict=True):
        yield Text(sentence(one, subject, "för skrivna", "för dikterade"))
    shown = [one for one in role.documentation if one.first is not None]
    if shown:
        words = [
            f"{one.title.lower()}: skriven {level(one.first, one.level)}, dikterad {level(one.second, one.level)}"
            for one in shown
        ]
        yield charts.levels(
            shown,
            [one.title for one in shown],
            "Tid för en anteckning, skriven och dikterad. Medel över personer.",
            f"Stapeldiagram. {'; '.join(words)}.",
        )
        yield _compared(role.documentation, "Tid för dokumentation", ("Skriven", "Dikterad"))


def _learning(role: RoleOutcome) -> Iterator[Block]:
    time, corrections = role.learning
    early, late = "de två första veckorna", f"från vecka {LEARNED_FROM + 1}"
    yield Text(sentence(time, "Tiden per 100 dikterade ord", early, late))
    yield Text(sentence(corrections, "Rättade ord per 100 dikterade", early, late))
    if len(role.curve) < 2:
        yield Text("Data räcker inte för en kurva vecka för vecka.")
        return
    points = "; ".join(f"vecka {one.week}: {number(one.percent)} procent" for one in role.curve)
    yield charts.curve(
        role.curve,
        "Tid per 100 dikterade ord, vecka för vecka, jämförd med samma personers skrivna anteckningar. Strecken visar "
        "osäkerhetsintervall. Alla personer är inte med alla veckor.",
        f"Linjediagram. {points}. Skrivna anteckningar är 100 procent.",
    )


def _quality(role: RoleOutcome) -> Iterator[Block]:
    """What can be compared with typed notes, and how the dictated ones are where there is nothing to compare with."""
    for one, subject in zip(
        role.quality, ("Anteckningens längd", "Tid från händelse till anteckning", "Barnets röst"), strict=True
    ):
        if one.verdict != "too few":
            yield Text(sentence(one, subject, "för skrivna", "för dikterade"))
    missing = [one.title.lower() for one in role.quality if one.verdict == "too few"]
    if missing:
        yield Text(
            f"Data räcker inte för att jämföra skrivna och dikterade anteckningar i fråga om: {listed(missing)}. De "
            "skrivna anteckningarna görs utanför programmet, som bara vet det som deltagarna har svarat om dem."
        )
    shown = tuple(one for one in role.quality if one.first is not None)
    if shown:
        yield _compared(shown, "Tecken på kvalitet", ("Skriven", "Dikterad"), _QUALITY_WIDTHS)
    yield Table(
        "Så är de dikterade anteckningarna. Medel över personer",
        ("Mått", "Medel", "Personer (minst)"),
        tuple(
            (one.title, level(one.value, one.level), number(one.persons) if one.persons else "färre än 5")
            for one in role.dictated
        ),
        (0.62, 0.18, 0.20),
    )


def _time(role: RoleOutcome) -> Iterator[Block]:
    shown = [one for one in role.time if one.first is not None]
    if not shown:
        yield Text(
            f"Data räcker inte: färre än {FEWEST} personer har registrerat sin arbetstid minst {FEWEST_DAYS} dagar "
            "både före och efter."
        )
        return
    found = [one for one in shown if one.verdict in ("less", "more")]
    if found:
        named = [f"{one.full_title} ({change(one)})" for one in found]
        yield Text(f"Säker skillnad mellan före och efter: {listed(named)}.")
    else:
        yield Text("Ingen säker skillnad mellan före och efter i någon variabel.")
    yield Table(
        f"Minuter av en arbetsdag på åtta timmar; minst {number(shown[0].persons)} personer. Riket: nationell andel "
        "2015–17",
        ("Variabel", "Före", "Efter", "Skillnad", "Intervall", "Riket", "Bedömning"),
        tuple(
            (
                one.title,
                _of_day(one.first),
                _of_day(one.second),
                change(one),
                ends(one),
                "–" if one.national is None else f"{number(one.national)}{NBSP}%",
                sure(one),
            )
            for one in shown
        ),
        (0.265, 0.115, 0.115, 0.095, 0.135, 0.075, 0.20),
        wordy=frozenset({6}),
        inset=frozenset(place for place, one in enumerate(shown) if one.within),
    )
    yield charts.working_day(
        shown,
        "En arbetsdag på åtta timmar före och efter starten. ”Varav” är en del av variabeln före.",
        _read_out("Stapeldiagram, minuter före och efter.", [(f"{one.full_title}:", one) for one in shown]),
    )


def _survey(role: RoleOutcome) -> Iterator[Block]:
    shown = [one for one in role.survey if one.first is not None]
    if not shown:
        yield Text(f"Data räcker inte: färre än {FEWEST} personer har svarat på samma fråga både före och efter.")
        return
    yield charts.survey(
        shown,
        "Enkätsvar före och efter starten, medel på skalan 1–5 för dem som svarat båda gångerna.",
        _read_out("Punktdiagram, medelsvar före och efter.", [(one.title, one) for one in shown]),
    )
    yield _compared(tuple(shown), "Enkäten, skala 1–5", ("Före", "Efter"))


def _read_out(kind: str, named: Sequence[tuple[str, Comparison]]) -> str:
    """A picture in words, for who can't see it."""
    return (
        f"{kind} {'; '.join(f'{name} {number(one.first or 0)} och {number(one.second or 0)}' for name, one in named)}."
    )


def _compared(
    compared: Sequence[Comparison],
    caption: str,
    sides: tuple[str, str],
    widths: tuple[float, ...] = _COMPARED_WIDTHS,
) -> Table:
    return Table(
        caption,
        ("Mått", *sides, "Skillnad", "Intervall", "Personer (minst)", "Bedömning"),
        tuple(
            (
                f"{one.title} ({one.scale})" if one.scale else one.title,
                level(one.first, one.level),
                level(one.second, one.level),
                change(one),
                ends(one),
                number(one.persons) if one.persons else "färre än 5",
                sure(one),
            )
            for one in compared
        ),
        widths,
        wordy=frozenset({6}),
    )


def _of_day(minutes: float | None) -> str:
    """Minutes with their share of the day: "175 (36 %)"."""
    return "–" if minutes is None else f"{number(minutes)} ({number(round(100 * minutes / WORKDAY))}{NBSP}%)"
