"""Aktgranskning: a sheet of questions answered over notes that have left, and counted without personal data.

The sheet is the template `aktgranskning`: its required questions and choices. What a note shows by itself is proposed;
what it does not show is left open for the reviewer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dictate.journal.checks import child_met
from dictate.journal.note import Note, Participant
from dictate.journal.template import ANSWERS, Template
from dictate.pilot.measures import childs_voice
from dictate.pilot.pilot_file import ReviewCounts

TEMPLATE = "aktgranskning"
_MEETINGS = frozenset({"samrad", "sfp-mote", "sfp-uppfoljning", "sip-mote", "sig-mote"})


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """One question of the sheet and what can be answered."""

    id: str
    text: str
    answers: tuple[str, ...]


def sheet(template: Template) -> tuple[SheetQuestion, ...]:
    """The questions of the review template, in its order."""
    return tuple(
        SheetQuestion(spec.id, spec.label, ANSWERS if spec.type == "yes-no-unknown" else spec.options)
        for spec in template.fields
        if spec.required and spec.type in ("yes-no-unknown", "choice")
    )


def proposed(note: Note, template: Template, questions: Sequence[SheetQuestion]) -> Mapping[str, str]:
    """What the note shows of each question; a question that it does not show anything of is left out."""
    if note.template == TEMPLATE:
        shown: dict[str, object] = dict(note.fields)
    else:
        shown = {
            "barnet_traffat": "ja" if child_met(note) else note.fields.get("barnet_traffat", ""),
            "barnet_informerat": note.fields.get("barnet_informerat", ""),
            "barnet_uttryckt_asikt": "ja" if childs_voice(note, template) else "",
            "behov_per_person": _each_person(note, template),
            "samrad_i_alla_akter": note.fields.get("alla_akter", ""),
            "barnkonsekvensanalys_gjord": "ja"
            if template.id == "barnkonsekvensanalys"
            else note.fields.get("barnkonsekvens", ""),
            "barnkonsekvensanalys_gemensam": note.fields.get("gemensam", ""),
            "samverkan": "vissa möten" if template.id in _MEETINGS else "",
        }
    return {one.id: str(shown[one.id]) for one in questions if shown.get(one.id) in one.answers}


def _each_person(note: Note, template: Template) -> str:
    """Whether each person of the template's blocks has one with text; "" where the template has no blocks."""
    persons = note.fields.get(template.blocks, ()) if template.blocks else ()
    names = {one.name for one in persons if isinstance(one, Participant)}
    if not names:
        return ""
    return "ja" if names <= {sentence.block for sentence in note.sentences} else "nej"


def to_body(answers: Mapping[str, str]) -> str:
    """The answers as they are kept."""
    return json.dumps(dict(answers), ensure_ascii=False)


def from_body(body: str) -> Mapping[str, str]:
    """The answers that `to_body` wrote."""
    found: dict[str, str] = json.loads(body)
    return found


def counted(bodies: Iterable[str], questions: Sequence[SheetQuestion]) -> tuple[ReviewCounts, ...]:
    """How many notes had each answer, by question; what was left open is not counted."""
    answers = [from_body(body) for body in bodies]
    found = []
    for question in questions:
        given = Counter(one[question.id] for one in answers if one.get(question.id) in question.answers)
        if given:
            found.append(ReviewCounts(question.id, {answer: given[answer] for answer in question.answers}))
    return tuple(found)
