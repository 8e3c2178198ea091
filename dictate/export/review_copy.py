"""A note for a colleague to read before it is done: nothing replaced, what there is to say of it as comments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dictate.export.prepared import Recipe, prepared
from dictate.journal.checks import CheckResult
from dictate.journal.note import Note, NoteFinding
from dictate.journal.template import Template
from redaction.finding import LABEL_WORDS
from redaction.policy import Policy


def for_review(note: Note, template: Template, policy: Policy, recipe: Callable[[Note], Recipe]) -> Note:
    """The note with every decision taken back, and only what a protected identity forbids to show masked.

    `recipe` tells how a note is made ready for the own case system: of this one with nothing decided.
    """
    shown = _opened(note, policy)
    if policy.protected:  # the fields too, and what was hidden in one place and stands in another
        shown = _opened(prepared(shown, template, recipe(shown)), policy)
    return shown


def comments(findings: Iterable[NoteFinding], remarks: Iterable[CheckResult]) -> dict[str, str]:
    """What is said beside each finding, by its id, and beside the sentence that a check speaks of first, by its id."""
    said = {found.id: _comment(found) for found in findings}
    for remark in remarks:
        for sentence in remark.sentences[:1]:
            said[sentence] = "\n".join(filter(None, (said.get(sentence, ""), remark.reason)))
    return said


def _opened(note: Note, policy: Policy) -> Note:
    shown = (
        replace(found, decision="mask" if policy.blocks(found.finding) else None, role="") for found in note.findings
    )
    return replace(note, findings=tuple(shown))


def _comment(found: NoteFinding) -> str:
    decided = {"keep": "behålls", "role": f"ersätts med ”{found.role}”", "mask": "maskeras", "remove": "tas bort"}
    state = decided[found.decision] if found.decision else "inte beslutat"
    return f"{LABEL_WORDS[found.finding.label].capitalize()}: {state}. {found.finding.reason}"
