"""Reading a note aloud together with a family: what may stand on the screen, and what the note says of the reading.

On the shared screen stands nothing about anybody else: what the search for personal data found and nobody at the table
is, is hidden, and a sentence with sensitive content waits until the social worker shows it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dictate.journal.note import Note
from dictate.journal.when import swedish_date
from redaction.finding import Finding
from redaction.lexicon import Lexicon

HIDDEN = "[…]"
"""Stands on the shared screen for what is about somebody else."""


@dataclass
class Reading:
    """How far a reading has come: the ids of the sentences that were read aloud, and of the disagreements.

    `began` is how long the note's history was when it began.
    """

    began: int
    read: set[str] = field(default_factory=set)
    disagreed: list[str] = field(default_factory=list)


def people_in(note: Note, lexicon: Lexicon | None) -> tuple[str, ...]:
    """Who may be at the table: the people of the case, or where there is none the names in the note, each once."""
    if lexicon is not None and lexicon.people:
        return tuple(person.name for person in lexicon.people)
    return tuple(dict.fromkeys(one.finding.text for one in note.findings if one.finding.label == "PERSON"))


def shown(note: Note, sentence_id: str, present: Collection[str], lexicon: Lexicon | None) -> tuple[str, int]:
    """The text of a sentence with what is about others hidden, and how many places that are."""
    findings = (one.finding for one in note.findings if one.sentence == sentence_id)
    return covered(note.sentence(sentence_id).text, findings, present, lexicon)


def covered(
    text: str, findings: Iterable[Finding], present: Collection[str], lexicon: Lexicon | None
) -> tuple[str, int]:
    """The text with the findings about others hidden, and how many places that are."""
    places = [one for one in findings if not _may_be_seen(one, present, lexicon)]
    for one in sorted(places, key=lambda place: -place.start):
        text = f"{text[: one.start]}{HIDDEN}{text[one.end :]}"
    return text, len(places)


def _may_be_seen(finding: Finding, present: Collection[str], lexicon: Lexicon | None) -> bool:
    """A name of somebody at the table, or a place of the case; numbers and addresses of unknown people never."""
    if finding.label == "PERSON":
        name = (lexicon.name_of(finding) if lexicon else "") or finding.text
        return any(_same(name, one) for one in present)
    return finding.label in ("PLACE", "ORGANISATION") and (lexicon is None or lexicon.knows(finding))


def _same(name: str, other: str) -> bool:
    """Whether two names are the same, or one is the first name of the other, with or without a genitive s."""
    one, two = name.casefold().split(), other.casefold().split()
    firsts = {one[0], one[0].removesuffix("s")} & {two[0], two[0].removesuffix("s")} if one and two else set()
    return one == two or (bool(firsts) and min(len(one), len(two)) == 1)


def disagreement(who: str, what: str) -> str:
    """The sentence that stands in the note after one that somebody does not agree with."""
    said = what.strip()
    return f"{who} håller inte med om detta: {said}{'' if said[-1:] in '.!?' else '.'}"


def closing(note: Note, reading: Reading, sentences: Sequence[str], present: Iterable[str], day: date) -> str:
    """What the note says of the reading: when, with whom, how much of it, what was changed and who disagreed."""
    with_whom = _listed(tuple(present))
    changed = [one for one in note.history[reading.began :] if one.what == "ändrad"]
    read = [one for one in sentences if one in reading.read]
    parts = [f"Uppläst och justerat {swedish_date(day)}{f' tillsammans med {with_whom}' if with_whom else ''}."]
    if len(read) < len(sentences):
        parts.append(f"{len(read)} av {len(sentences)} meningar lästes upp.")
    if changed:
        told = "; ".join(f"”{one.before.rstrip('.')}” ändrades till ”{one.after.rstrip('.')}”" for one in changed)
        parts.append(f"Ändrat vid uppläsningen: {told}.")
    else:
        parts.append("Inget ändrades vid uppläsningen.")
    number = len(reading.disagreed)
    once = "en punkt" if number == 1 else f"{number} punkter"
    agreed = "Ingen avvikande mening framfördes."
    parts.append(f"På {once} är någon inte överens, det står i texten." if number else agreed)
    return " ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} och {names[-1]}" if len(names) > 1 else "".join(names)
