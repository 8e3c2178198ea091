"""The questions of a pilot and their answers, 1 to 5: users before and after, families on a screen handed over."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import get_args

from dictate.errors import DictateError
from dictate.pilot.data_files import Entries, data_file
from dictate.pilot.pilot_file import FamilyAnswers, Period, SurveyAnswers
from dictate.vault.pilot import PilotTables

FILE = "survey.toml"
FAMILIES = "families"
SCALE = (1, 2, 3, 4, 5)
_FORMS = (*get_args(Period), FAMILIES)
_ID = re.compile(r"[a-z0-9åäö][a-z0-9åäö-]{0,59}\Z")
_MOST_QUESTIONS = 40


class FormUnknown(DictateError):
    """A form that the survey does not have."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that is answered 1 to 5; `low` and `high` say what the ends mean."""

    id: str
    text: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Form:
    """The questions that are answered together: "before" and "after" by users, "families" by a family."""

    id: str
    title: str
    intro: str
    thanks: str
    questions: tuple[Question, ...]


def load_forms(folders: Sequence[Path] = ()) -> Mapping[str, Form]:
    """All forms by id, from the first of `folders` that has the file. Raises DataFileInvalid."""
    file = Entries(data_file(FILE, folders))
    asked: dict[str, list[Question]] = {}
    for table in file.of("question"):
        question, forms = _question(file, table)
        for form in forms:
            if question.id in [one.id for one in asked.setdefault(form, [])]:
                raise file.fault(f"frågan ”{question.id}” finns två gånger i ”{form}”", (f'id = "{question.id}"',))
            asked[form].append(question)
    found = {}
    for table in file.of("form"):
        file.only(table, {"id", "title", "intro", "thanks"})
        name = file.text_of(table, "id")
        if name not in _FORMS or not 0 < len(asked.get(name, [])) <= _MOST_QUESTIONS:
            raise file.fault(f"”{name}” är okänt eller har inga frågor", (f'id = "{name}"',))
        title, intro, thanks = (file.text_of(table, key) for key in ("title", "intro", "thanks"))
        found[name] = Form(name, title, intro, thanks, tuple(asked[name]))
    for name in _FORMS:
        if name not in found:
            raise file.fault(f"formuläret ”{name}” saknas")
    return found


def _question(file: Entries, table: dict[str, object]) -> tuple[Question, list[str]]:
    file.only(table, {"id", "forms", "text", "low", "high"})
    name = file.text_of(table, "id")
    marks = (f'id = "{name}"',)
    if not _ID.match(name):
        raise file.fault("id ska vara små bokstäver, siffror och bindestreck", marks)
    forms = table.get("forms")
    if not isinstance(forms, list) or not forms or not set(forms) <= set(_FORMS):
        raise file.fault(f"forms ska räkna upp några av {', '.join(_FORMS)}", (*marks, "forms"))
    return Question(name, *(file.text_of(table, key) for key in ("text", "low", "high"))), forms


def form_of(forms: Mapping[str, Form], name: str) -> Form:
    """The form with that id. Raises FormUnknown."""
    if name not in forms:
        raise FormUnknown(f"Det finns inget formulär {name}. Välj något av: {', '.join(forms)}.")
    return forms[name]


def keep_answers(tables: PilotTables, form: Form, answers: Mapping[str, int], today: date) -> None:
    """Keeps the answers, those that were given. A user's later answers to a form stand in place of the earlier.

    A family's are kept with the week alone, in no order: nothing ties them to a visit. Raises ValueError for an answer
    that the form does not have.
    """
    known = {question.id for question in form.questions}
    if not set(answers) <= known or not set(answers.values()) <= set(SCALE):
        raise ValueError("answers that the form does not have")
    body = json.dumps(dict(answers), ensure_ascii=False)
    if form.id == FAMILIES:
        year, week, _ = today.isocalendar()
        tables.add_answer(FAMILIES, f"{year}-W{week:02}", body)
    else:
        tables.replace_answer(form.id, today.isoformat(), body)


def answered_on(tables: PilotTables, form: str) -> str:
    """The day on which a user answered the form (ISO 8601), "" when nobody has."""
    return max((row.at for row in tables.answers() if row.form == form), default="")


def answers_to(tables: PilotTables, form: str) -> Mapping[str, int]:
    """What the user has answered to the form so far."""
    found: dict[str, int] = next((json.loads(row.body) for row in tables.answers() if row.form == form), {})
    return found


def surveys(tables: PilotTables) -> tuple[SurveyAnswers, ...]:
    """The user's answers, before and after."""
    found = {row.form: json.loads(row.body) for row in tables.answers()}
    return tuple(SurveyAnswers(when, found[when]) for when in get_args(Period) if when in found)


def families(tables: PilotTables) -> tuple[FamilyAnswers, ...]:
    """The families' answers, in no order that tells anything."""
    return tuple(FamilyAnswers(json.loads(row.body)) for row in tables.answers() if row.form == FAMILIES)
