"""Decisions that are taken beforehand: remembered from the case, fixed by the organisation, forbidden by a protection.

They stand on the finding like the user's own; the history tells whose they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from dictate.journal.note import Change, Decision, Note, NoteFinding

Decider = Literal["", "case", "policy", "protected"]
"""Who decided last about a finding: the user (or nobody), the case's memory, the policy, a protected identity."""

_WHAT: Mapping[Decider, str] = {"case": "minns", "policy": "policy", "protected": "skyddad"}


def predecide(note: Note, decisions: Mapping[str, tuple[Decision | None, str]], decider: Decider, at: str) -> Note:
    """The note with a decision and its role for each finding id in `decisions`, told in the history as `decider`'s.

    The same note when nothing is different.
    """
    findings: list[NoteFinding] = []
    changes: list[Change] = []
    for found in note.findings:
        decision, role = decisions.get(found.id, (found.decision, found.role))
        if (decision, role) != (found.decision, found.role):
            what = f"{_WHAT[decider]} {found.id}"
            changes.append(Change(at, what, found.sentence, found.decision or "", decision or ""))
            found = replace(found, decision=decision, decided_at=at if decision else "", role=role)
        findings.append(found)
    if not changes:
        return note
    return replace(note, findings=tuple(findings), history=(*note.history, *changes))


def deciders(note: Note) -> Mapping[str, Decider]:
    """Who decided last about each finding that stands decided by another than the user, by the finding's id."""
    said: dict[str, Decider] = {}
    by_word = {word: decider for decider, word in _WHAT.items()}
    for change in note.history:
        word, _, finding = change.what.partition(" ")
        if word in by_word:
            said[finding] = by_word[word]
        elif word == "beslut":
            said.pop(finding, None)
    decided = {found.id for found in note.findings if found.decision}
    return {finding: decider for finding, decider in said.items() if finding in decided}
