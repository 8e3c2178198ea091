"""What one note of a case tells the next: decisions about the case's own people and places, and who they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dictate.journal.note import Decision, Note
from dictate.refusals import DecisionFixed
from dictate.vault.cases import Remembered
from redaction.finding import Finding, Label
from redaction.lexicon import Lexicon, Person, Place
from redaction.policy import Policy

Decisions = Mapping[str, tuple[Decision | None, str]]
"""A decision and its role for each id of a finding."""


def proposals(note: Note, lexicon: Lexicon, remembered: Iterable[Remembered], policy: Policy) -> Decisions:
    """What the case's earlier notes decided about the undecided findings, where it surely is the same one."""
    known = {(one.label, one.name): one for one in remembered}
    proposed: dict[str, tuple[Decision | None, str]] = {}
    for found in note.undecided:
        one = known.get((found.finding.label, lexicon.name_of(found.finding)))
        if one and one.decision and not (one.decision == "keep" and policy.blocks(found.finding)):
            proposed[found.id] = (one.decision, one.role)
    return proposed


def to_remember(note: Note, lexicon: Lexicon) -> tuple[Remembered, ...]:
    """What the note has decided about each person and place of the case."""
    decided: dict[tuple[Label, str], set[tuple[Decision, str]]] = {}
    for found in note.findings:
        name = lexicon.name_of(found.finding)
        if found.decision and name:
            decided.setdefault((found.finding.label, name), set()).add((found.decision, found.role))
    single = {key: next(iter(said)) if len(said) == 1 else (None, "") for key, said in decided.items()}
    return tuple(Remembered(label, name, decision, role) for (label, name), (decision, role) in single.items())


def with_added(lexicon: Lexicon, finding: Finding, role: str, name: str = "") -> Lexicon:
    """The lexicon with what was found, under `name` when that is given. Raises DecisionFixed for no person or place."""
    named, called = " ".join((name or finding.text).split()), role.strip()
    if finding.label == "PERSON":
        return replace(lexicon, people=(*lexicon.people, Person(named, called)))
    if finding.label in ("PLACE", "ADDRESS", "ORGANISATION"):
        return replace(lexicon, places=(*lexicon.places, Place(named, finding.label, called)))
    raise DecisionFixed("Bara personer, platser och verksamheter kan läggas till i ärendet.")


def swapped(stored: Lexicon, now: Lexicon, before: Lexicon) -> Lexicon:
    """`stored` with what `now` has over `before` taken out, and what it lacks put back; all else stays."""
    people = [one for one in stored.people if one in before.people or one not in now.people]
    people += [one for one in before.people if one not in now.people and one not in people]
    places = [one for one in stored.places if one in before.places or one not in now.places]
    places += [one for one in before.places if one not in now.places and one not in places]
    return replace(stored, people=tuple(people), places=tuple(places))
