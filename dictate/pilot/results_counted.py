"""The report's families' answers and reviewed files: all roles and municipalities together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dictate.pilot.blocks import Block, Heading, Table, Text
from dictate.pilot.outcomes import Outcome
from dictate.pilot.suppression import FLOOR
from dictate.pilot.swedish import number


def families_and_reviews(outcome: Outcome, families: Mapping[str, str], reviews: Mapping[str, str]) -> Iterator[Block]:
    """The families' three questions and the review sheet, all roles and municipalities together."""
    yield Heading(2, "Familjernas svar")
    asked = list(families)
    answered = sorted(
        (one for one in outcome.families if one.mean is not None),
        key=lambda one: (asked.index(one.id) if one.id in asked else len(asked), one.id),
    )
    if answered:
        yield Table(
            "Medel på skalan 1 (nej, inte alls) till 5 (ja, helt)",
            ("Fråga", "Medel", "Svar (minst)"),
            tuple((families.get(one.id, one.id), _answer(one.mean), number(one.count)) for one in answered),
            (0.6, 0.2, 0.2),
        )
        yield Text("Svaren är från efter starten och har inget att jämföras med.")
    else:
        yield Text(f"Data räcker inte: färre än {FLOOR} familjer har svarat.")
    yield Heading(2, "Aktgranskning")
    if not outcome.reviews:
        yield Text("Inga akter har granskats.")
        return
    sheet = list(reviews)
    for answers in dict.fromkeys(tuple(one.counts) for one in outcome.reviews):
        rows = sorted(
            (one for one in outcome.reviews if tuple(one.counts) == answers),
            key=lambda one: (sheet.index(one.question) if one.question in sheet else len(sheet), one.question),
        )
        yield Table(
            "Granskade akter efter svar, antal avrundade nedåt till femtal",
            ("Fråga", *answers),
            tuple(
                (reviews.get(one.question, one.question), *(_files(one.counts[name]) for name in answers))
                for one in rows
            ),
            (0.46, *(0.54 / len(answers) for _ in answers)),
        )


def _answer(mean: float | None) -> str:
    """A mean that is held inside the scale is said to be at least or at most that."""
    if mean is None:
        return "–"
    return {4.5: "minst 4,5", 1.5: "högst 1,5"}.get(mean, number(mean))


def _files(count: int | None) -> str:
    return "dolt" if count is None else number(count)
