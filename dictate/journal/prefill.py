"""Fields that the program can fill by itself, each from what was said or from the settings; the user sees them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dictate.journal.note import FieldValue, Note, Participant
from dictate.journal.template import Template
from dictate.journal.when import find_times
from redaction.lexicon import Lexicon

_LONGEST_AGO = timedelta(days=60)
"""An event is noted within days; a date that lies further back belongs to the story."""


def prefilled(note: Note, template: Template, today: date, author: str) -> Note:
    """The note with the fields filled that were empty and could be told.

    anteckningsdatum is today; händelsedatum the day named where the contact is told, else today; handläggare the
    `author` of the settings; kontaktform the option that is named where the contact is told.
    """
    contact = _contact(note, template)
    known = {
        "anteckningsdatum": today.isoformat(),
        "handelsedatum": _event(contact, today).isoformat(),
        "handlaggare": author,
        "kontaktform": _form(contact, template),
    }
    fields: dict[str, FieldValue] = dict(note.fields)
    for spec in template.fields:
        if value := known.get(spec.id, ""):
            fields.setdefault(spec.id, value)
    return replace(note, fields=fields)


def participants(note: Note, lexicon: Lexicon | None, author: Participant) -> tuple[Participant, ...]:
    """Who may have been there: the author, and the people of the case that the note names, or else all of them."""
    people = lexicon.people if lexicon else ()
    named = {lexicon.name_of(found.finding) for found in note.findings} if lexicon else set()
    shown = [person for person in people if person.name in named] or people
    return (*([author] if author.name else []), *(Participant(person.name, person.role) for person in shown))


def _contact(note: Note, template: Template) -> str:
    """What was said of when, where and how: the sentences of the section that holds it, and the first one."""
    home = template.holding("kontakt")
    told = [one.text for place, one in enumerate(note.sentences) if place == 0 or one.section == home]
    return "\n".join(told)


def _event(contact: str, today: date) -> date:
    """The first day named there that lies behind us, else today."""
    days = (when.date for when in find_times(contact, today))
    return next((day for day in days if day and today - _LONGEST_AGO <= day <= today), today)


def _form(contact: str, template: Template) -> str:
    """The form of contact that is named first, or ""."""
    said = contact.casefold()
    options = next((spec.options for spec in template.fields if spec.id == "kontaktform"), ())
    named = [option for option in options if option in said]
    return min(named, key=said.index, default="")
