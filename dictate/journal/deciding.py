"""What the user decides about findings: one, all of the same person, or all that nobody has decided.

A change gives a new note, or the same one when nothing is different; `at` is the moment, ISO 8601 with time zone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from dictate.journal.cutting import EditRefused
from dictate.journal.note import Change, Decision, Note, NoteFinding
from redaction.finding import Finding

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon


def found_in(note: Note, finding_id: str) -> NoteFinding:
    """The finding with that id. Raises KeyError."""
    found = next((item for item in note.findings if item.id == finding_id), None)
    if found is None:
        raise KeyError(finding_id)
    return found


def alike(note: Note, finding_id: str, lexicon: Lexicon | None = None) -> tuple[NoteFinding, ...]:
    """The findings of the same text, or of the same person or place where the case surely knows who it is.

    The one with the id is among them. Upper and lower case are alike. Raises KeyError.
    """
    wanted = _same_key(found_in(note, finding_id).finding, lexicon)
    return tuple(item for item in note.findings if _same_key(item.finding, lexicon) == wanted)


def decide(note: Note, findings: Iterable[NoteFinding], decision: Decision | None, at: str, role: str = "") -> Note:
    """Sets what happens to findings of the note; None makes them undecided again.

    `role` is the word that stands instead. Raises EditRefused for "role" without a word.
    """
    return _decided(note, findings, decision, at, lambda _: role)


def decide_open(
    note: Note,
    decision: Decision,
    at: str,
    role: Callable[[Finding], str],
    wanted: Callable[[Finding], bool] = lambda _: True,
) -> Note:
    """The same decision for every undecided finding that is `wanted`; `role` gives the word that stands for each."""
    return _decided(note, [found for found in note.undecided if wanted(found.finding)], decision, at, role)


def counts(findings: Iterable[NoteFinding]) -> Mapping[str, int]:
    """How many are decided in which way: "kept", "replaced", "masked", "removed" and "undecided"."""
    count = Counter(found.decision for found in findings)
    return {
        "kept": count["keep"],
        "replaced": count["role"],
        "masked": count["mask"],
        "removed": count["remove"],
        "undecided": count[None],
    }


def _decided(
    note: Note, chosen: Iterable[NoteFinding], decision: Decision | None, at: str, role: Callable[[Finding], str]
) -> Note:
    ids = {found.id for found in chosen}
    changes: list[Change] = []
    findings: list[NoteFinding] = []
    for found in note.findings:
        word = role(found.finding).strip() if decision == "role" and found.id in ids else ""
        if found.id in ids and (found.decision, found.role) != (decision, word):
            if decision == "role" and not word:
                raise EditRefused("Ange vilken roll som ska stå i stället för namnet.")
            changes.append(Change(at, f"beslut {found.id}", found.sentence, found.decision or "", decision or ""))
            found = replace(found, decision=decision, decided_at=at if decision else "", role=word)
        findings.append(found)
    return replace(note, findings=tuple(findings), history=(*note.history, *changes)) if changes else note


def _same_key(finding: Finding, lexicon: Lexicon | None) -> tuple[str, str, str]:
    """Label, and the whole name where the case surely knows it, else the text in lower case."""
    name = lexicon.name_of(finding) if lexicon else ""
    return finding.label, name, "" if name else finding.text.casefold()
