"""The pilot's report in Swedish: summary, background, aim, method, results, conclusions, and what they do not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, get_args

from dictate.pilot import prose
from dictate.pilot.blocks import Block, Bullets, Heading, Report, Table, Text
from dictate.pilot.outcomes import Comparison, Outcome, RoleOutcome
from dictate.pilot.pilot_file import Role
from dictate.pilot.results import role_results
from dictate.pilot.results_counted import families_and_reviews
from dictate.pilot.suppression import FLOOR
from dictate.pilot.swedish import at_least, capital, change, day, ends, level, listed, number, sentence

if TYPE_CHECKING:
    from dictate.pilot.merge import Pilot

_NAMED = 3
"""Sure differences that the summary names; the others are counted."""
ROLES: Mapping[Role, str] = {"socialsekreterare": "socialsekreterare", "chef": "chefer"}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: templates, the families' questions, and the review sheet's."""

    templates: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    reviews: Mapping[str, str] = field(default_factory=dict)


def report(pilot: Pilot, outcome: Outcome, names: Names) -> Report:
    """The whole report. The same files give the same report, byte for byte."""
    blocks: list[Block] = [Heading(1, "Sammanfattning"), *summary(outcome)]
    blocks += [Heading(1, "Bakgrund"), *(Text(text) for text in prose.BACKGROUND)]
    blocks += [Heading(1, "Syfte"), Text(prose.AIM)]
    blocks += [Heading(1, "Metod"), *_method(pilot, outcome)]
    blocks += [Heading(1, "Resultat")]
    for role in outcome.roles:
        several = len(outcome.roles) > 1
        blocks += role_results(role, f"{capital(ROLES[role.role])}: " if several else "", names.templates)
    blocks += families_and_reviews(outcome, names.families, names.reviews)
    blocks += [Heading(2, "Andras siffror"), *_others(outcome)]
    blocks += [Heading(1, "Slutsatser"), *_conclusions(outcome)]
    blocks += [Heading(1, "Vad siffrorna inte säger", own_page=True), Bullets(prose.SILENT)]
    return Report(
        "Att diktera journalanteckningar",
        f"Rapport från pilot i {_where(pilot, outcome)}, {day(pilot.made_on)}",
        tuple(blocks),
    )


def named_municipalities(pilot: Pilot, outcome: Outcome) -> tuple[str, ...]:
    """The municipalities, none where the participants are so few that the names would tell of them.

    Nine names beside "at least five participants" would say that each has one.
    """
    persons = sum(role.persons for role in outcome.roles)
    return pilot.municipalities if persons - (len(pilot.municipalities) - 1) >= FLOOR else ()


def _where(pilot: Pilot, outcome: Outcome) -> str:
    return listed(named_municipalities(pilot, outcome)) or "en eller flera kommuner"


def summary(outcome: Outcome) -> Iterator[Block]:
    """Half a page: what was measured, and what is sure or not of the three questions."""
    if not outcome.roles:
        yield Text(
            f"Färre än {FLOOR} personer i varje roll har lämnat filer. Då visas inga resultat, eftersom de kunde ha "
            "lett till en enskild person."
        )
        return
    for role in outcome.roles:
        yield Text(_decision(role), lead=f"{capital(ROLES[role.role])}:")
        yield Text(
            f"{capital(at_least(role.persons))} {ROLES[role.role]} har deltagit och mätt omkring "
            f"{number(role.typed_notes)} skrivna och {number(role.dictated_notes)} dikterade anteckningar."
        )
        note, words = role.documentation
        points = [
            sentence(note, "Tiden per anteckning", "för skrivna", "för dikterade"),
            sentence(words, "Tiden per 100 ord", "för skrivna", "för dikterade"),
            _of_many("Tecken på kvalitet", role.quality, "mått", "skrivna och dikterade"),
            _of_many("Arbetsdagen", role.time, "variabler", "före och efter"),
            _of_many("Enkäten", role.survey, "frågor", "före och efter"),
        ]
        if role.quality[1].verdict == "too few":
            points += _level_sentence(role)
        yield Bullets(tuple(points))
    yield Text(
        f"Rapporten prövar {outcome.tried} skillnader. Säkert kallas bara det som är så stort att slumpen visar något "
        f"lika stort i högst en av {prose.ONE_OF} rapporter där inget har förändrats. Läs också sista avsnittet: "
        "vad siffrorna inte säger."
    )


def _of_many(subject: str, compared: tuple[Comparison, ...], kind: str, sides: str) -> str:
    """One sentence on many comparisons: those that are sure, or that none is. `sides` are what is compared."""
    tried = [one for one in compared if one.verdict != "too few"]
    if not tried:
        return f"{subject}: data räcker inte för att jämföra {sides}."
    found = [one for one in tried if one.verdict != "unsure"]
    if len({one.unit for one in found}) == 1:
        found.sort(key=lambda one: -abs(one.change or 0))
    if not found:
        return f"{subject}: ingen säker skillnad i någon av {len(tried)} {kind}."
    named = "; ".join(_from_to(one) for one in found[:_NAMED])
    more = f"; och {len(found) - _NAMED} till" if len(found) > _NAMED else ""
    return f"{subject}: säker skillnad i {len(found)} av {len(tried)} {kind}: {named}{more}."


def _from_to(one: Comparison) -> str:
    """One sure difference: "Barntid från 10 till 14 min"."""
    first, second = level(one.first, one.level), level(one.second, one.level)
    if one.level != "points":
        return f"{one.full_title} från {first} till {second}"
    best = one.scale.rpartition(", ")[2]
    return f"”{one.title}” från {first} till {second}{f' ({best})' if best else ''}"


def _level_sentence(role: RoleOutcome) -> Iterator[str]:
    soon = next((one for one in role.dictated if one.id == "soon"), None)
    if soon and soon.value is not None:
        share = number(soon.value)
        yield f"{share} procent av de dikterade anteckningarna skrevs samma dag som händelsen eller dagen efter."


def _method(pilot: Pilot, outcome: Outcome) -> Iterator[Block]:
    yield Heading(2, "Deltagare")
    shown = {role.role: role.persons for role in outcome.roles}
    yield Text(
        f"Filer kom från {_where(pilot, outcome)}. "
        + " ".join(
            f"{capital(ROLES[role])}: {at_least(shown[role])} personer."
            if role in shown
            else f"{capital(ROLES[role])}: färre än {FLOOR} eller inga, och de ingår inte i något resultat."
            for role in get_args(Role)
        )
    )
    yield Text(prose.KNOWN_KEYS if pilot.known_keys else prose.UNKNOWN_KEYS)
    yield Heading(2, "Så har det mätts")
    yield Bullets(prose.MEASURED)
    yield Heading(2, "Så har det räknats")
    yield from (Text(text) for text in prose.RECKONED)
    yield Heading(2, "Så skyddas den enskilde")
    yield Text(prose.PRIVACY)


def _others(outcome: Outcome) -> Iterator[Block]:
    """The pilot's own figure first, others' below, labelled as theirs."""
    yield Text("Siffror som andra har publicerat. De är inte mätta här och inte på samma sätt.")
    own = tuple(
        (
            f"Den här piloten, {ROLES[role.role]}",
            f"{at_least(note.persons)} personer",
            f"{change(note)} tid per anteckning ({ends(note)}): "
            + {"less": "säkert mindre", "more": "säkert mer"}.get(note.verdict, "ingen säker skillnad"),
        )
        for role in outcome.roles
        for note in role.documentation[:1]
        if note.change is not None
    )
    yield Table(
        "Den här pilotens resultat bredvid andras publicerade",
        ("Källa", "Omfattning", "Resultat"),
        (*own, *((f"Andras siffra: {source}", size, result) for source, size, result in prose.OTHERS)),
        (0.36, 0.22, 0.42),
        wordy=frozenset({1, 2}),
    )


def _conclusions(outcome: Outcome) -> Iterator[Block]:
    """What may be built on, what may not, and what it takes to know more."""
    for role in outcome.roles:
        every = (*role.documentation, *role.learning, *role.quality, *role.time, *role.survey)
        sure = [one for one in every if one.verdict in ("less", "more")]
        unsure = [one for one in every if one.verdict == "unsure"]
        few = [one for one in every if one.verdict == "too few"]
        yield Text(_decision(role), lead=f"{capital(ROLES[role.role])}:")
        if sure:
            yield Text("", lead="Säkra skillnader:")
            yield Bullets(tuple(f"{_from_to(one)}: {change(one)}" for one in sure))
        if unsure:
            yield Text(_titles(unsure), lead="Ingen säker skillnad:")
        if few:
            yield Text(_titles(few), lead="Data räcker inte:")
    if not outcome.roles:
        yield Text("Data räcker inte för några slutsatser.")
    yield Text(
        "Fler personer, fler skrivna anteckningar att jämföra med och alla fem dagarna registrerade både före och "
        "efter gör intervallen smalare. Att ingen säker skillnad syns betyder inte att det inte finns någon.",
        lead="För att veta mer:",
    )


def _titles(compared: list[Comparison]) -> str:
    return "; ".join(f"{one.full_title.rstrip('?')}{_with_change(one)}" for one in compared) + "."


def _with_change(one: Comparison) -> str:
    return f" ({change(one)})" if one.change is not None and one.verdict != "unsure" else ""


def _decision(role: RoleOutcome) -> str:
    """The answer to the report's question, as far as it goes."""
    note, words = role.documentation
    if note.verdict == "too few":
        return "Data räcker inte för att svara på om det sparar tid att diktera."
    if note.verdict == "unsure":
        return "Piloten visar inte säkert att det tar vare sig mer eller mindre tid att diktera en anteckning."
    way = "mindre" if note.verdict == "less" else "mer"
    if words.verdict == note.verdict:
        return f"En anteckning tar säkert {way} tid när den dikteras, också räknat per 100 ord."
    return (
        f"En anteckning tar säkert {way} tid när den dikteras, men räknat per 100 ord är skillnaden inte säker åt "
        "samma håll: anteckningarnas längd kan vara en del av förklaringen."
    )
