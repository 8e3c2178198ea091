"""The form above the note: when, how, who. One line a field; what is wrong is said beside it."""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.journal.note import Consent, FieldValue, Participant
from dictate.journal.template import ANSWERS, FieldSpec
from dictate.session import Session
from dictate.tui.form import Form, FormLine
from dictate.tui.page import Dialog

_LABEL = 26
"""Cells of a label, unless a field has a longer name."""

_PARTICIPANTS = "deltagare"
"""The field whose people the case may know."""

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_NEAR = {"i dag": 0, "idag": 0, "i går": -1, "igår": -1, "i morgon": 1, "imorgon": 1}
_SAID = re.compile(r"(\d{1,2})(?:\s*/\s*(\d{1,2})|\.?\s*([a-zå-ö]{3,}))(?:\s+(\d{4}))?\Z")
_PERSON = re.compile(r"\s*([^(]*?)\s*(?:\(([^)]*)\))?\s*\Z")


class FieldUnclear(Exception):
    """What was typed can't be a value of the field; the text says what can."""


class Fields(Dialog[None]):
    """Fills the fields of the note. What is right is saved when the form is left, whichever way."""

    HELP = (
        "Fyll i det som ska stå överst i dokumentet. Tab eller pilarna går till nästa ruta. Datum kan skrivas "
        "2026-03-16, 16 mars, 16/3, i dag eller i går. Deltagare skrivs Namn (roll) med semikolon emellan. Enter "
        "går till nästa * som saknas och stänger efter den sista; Esc stänger genast. Det du skrivit sparas."
    )
    TITLE = "Grunduppgifter"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "onward", "Vidare"),
        Binding("escape", "back", "Klar"),
        Binding("tab", "line(1)", "Nästa ruta"),
        Binding("shift+tab", "line(-1)", "Förra rutan", show=False),
        Binding("down", "pick(1)", "Nästa svar"),
        Binding("up", "pick(-1)", "Förra svaret", show=False),
        Binding("down", "step(1)", "Nästa ruta", show=False),
        Binding("up", "step(-1)", "Förra rutan", show=False),
    ]

    def __init__(self, session: Session, first: str = "") -> None:
        """`first` is the id of the field that the user comes for; else it is the first that is missing."""
        super().__init__()
        self._session = session
        self._specs = tuple(spec for spec in session.template.fields if not spec.program)
        missing = (spec.id for spec in self._specs if spec.required and not session.note.fields.get(spec.id))
        self._first = first or next(missing, "")
        self._of_case = written(session.proposed_participants()) if session.lexicon else ""

    def body(self) -> ComposeResult:
        fields = self._session.note.fields
        lines = [
            FormLine(f"{spec.label}{' *' if spec.required else ''}", written(fields.get(spec.id, "")), _example(spec))
            for spec in self._specs
        ]
        ids = [spec.id for spec in self._specs]
        if lines:  # a template may have none
            yield Form(lines, ids.index(self._first) if self._first in ids else 0, label=_LABEL)
        yield Static(id="told", classes="quiet", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self._tell()

    @property
    def form(self) -> Form:
        """The fields, in the template's order."""
        return self.query_one(Form)

    def on_form_moved(self) -> None:
        self._tell()

    def on_input_changed(self) -> None:
        """The people of the case are offered only where nobody else has been written."""
        if (spec := self._spec()) and spec.id == _PARTICIPANTS:
            self._tell()

    def _tell(self) -> None:
        """What the present field is, and what can be chosen for it."""
        spec = self._spec()
        if spec:
            options = self._answers(spec)
            told = f"Välj med pilarna: {', '.join(options)}." if options else ""
            if options and spec.id == _PARTICIPANTS:
                told = f"Pil ned skriver {self._of_case}. Ta sedan bort dem som inte var med."
            self.query_one("#told", Static).update(" ".join(part for part in (spec.help, told) if part))
            self.refresh_bindings()

    def _answers(self, spec: FieldSpec) -> tuple[str, ...]:
        """What the arrows write: an answer, or the people of the case where nobody has been written."""
        if spec.id == _PARTICIPANTS:
            return (self._of_case,) if self._of_case and self.form.box.value in ("", self._of_case) else ()
        return _options(spec)

    def _spec(self) -> FieldSpec | None:
        return self._specs[self.form.here] if self._specs else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "line":
            return bool(self._specs)
        if action not in ("pick", "step"):
            return True
        spec = self._spec()
        return spec is not None and bool(self._answers(spec)) == (action == "pick")

    def action_line(self, step: int) -> None:
        """Another box."""
        self.form.step(step)

    def action_step(self, step: int) -> None:
        """Another box, where the arrows have no answers to choose among."""
        self.form.step(step)

    def action_pick(self, step: int) -> None:
        """The next answer of a field that has a few to choose among."""
        if spec := self._spec():
            box = self.form.box
            answers = ("", *self._answers(spec))
            here = answers.index(box.value) if box.value in answers else 0
            box.value = answers[(here + step) % len(answers)]
            box.cursor_position = len(box.value)

    def on_input_submitted(self) -> None:
        self.action_onward()

    def action_onward(self) -> None:
        """The next field that must be filled and is not; saves and closes where no such field is further down.

        Who types one field after the other with Enter between must not find the form gone and its keys at work.
        """
        here = self.form.here if self._specs else 0
        missing = [n for n, spec in enumerate(self._specs) if n > here and spec.required and not self.form.value(n)]
        if missing and self._unclear(here) is None:
            self.form.go(missing[0])
        else:
            self.action_back()

    def _unclear(self, number: int) -> FieldUnclear | None:
        """Why what was typed in that field can't be its value, if so."""
        today = self._session.application.clock().date()
        try:
            understood(self._specs[number], self.form.value(number), today)
        except FieldUnclear as unclear:
            return unclear
        return None

    def action_back(self) -> None:
        """Saves what is right and closes; a field that is unclear keeps the form open and says why."""
        today = self._session.application.clock().date()
        for number, spec in enumerate(self._specs):
            typed = self.form.value(number)
            if typed == written(self._session.note.fields.get(spec.id, "")):
                continue
            try:
                self._session.set_field(spec.id, understood(spec, typed, today))
            except FieldUnclear as unclear:
                self.form.go(number)
                self.say(f"{spec.label}: {unclear}", wrong=True)
                return
        self._close()

    def write_now(self) -> None:
        """Saves what is right before the program ends or is locked."""
        today = self._session.application.clock().date()
        for number, spec in enumerate(self._specs):
            with contextlib.suppress(FieldUnclear, DictateError):
                value = understood(spec, self.form.value(number), today)
                if value != self._session.note.fields.get(spec.id, ""):
                    self._session.set_field(spec.id, value)

    def _close(self) -> None:
        """Closes, after an offer to keep the author's name for the notes to come when the program has none."""
        from dictate.tui.ask import Ask

        application = self._session.application
        author = self._session.note.fields.get("handlaggare", "")
        known = application.settings.author.name or application.policy.fixes("author.name")
        if known or not isinstance(author, str) or not author:
            self.dismiss(None)
            return
        question = f"Ska {author} stå som handläggare också i kommande anteckningar?"
        self.app.push_screen(Ask("Handläggare", question), lambda yes: self._remember(author, yes))

    def _remember(self, author: str, yes: bool | None) -> None:
        name, _, title = author.partition(",")
        try:
            if yes:
                self._session.application.choose("author.name", name.strip())
            if yes and title.strip():
                self._session.application.choose("author.title", title.strip())
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.dismiss(None)


def _options(spec: FieldSpec) -> tuple[str, ...]:
    return ANSWERS if spec.type == "yes-no-unknown" else spec.options


def _example(spec: FieldSpec) -> str:
    return {
        "date": "2026-03-16, 16 mars eller i går",
        "person": "Namn, befattning",
        "people": "Namn (roll); Namn (roll)",
        "consent": "Vem; till vad; mottagare, mottagare; muntligt; 2026-03-16",
        "choice": "pil ned väljer",
        "yes-no-unknown": "pil ned väljer",
    }.get(spec.type, "")


def written(value: FieldValue) -> str:
    """A value as it stands in its box."""
    if isinstance(value, str):
        return value
    return " | ".join(filter(None, (_consent_text(one) for one in value if isinstance(one, Consent)))) or "; ".join(
        f"{one.name} ({one.role})" if one.role else one.name for one in value if isinstance(one, Participant)
    )


def _consent_text(consent: Consent) -> str:
    parts = [consent.given_by, consent.to, ", ".join(consent.recipients), consent.form, consent.given_on]
    return "; ".join([*parts, *([consent.withdrawn_on] if consent.withdrawn_on else [])])


def understood(spec: FieldSpec, typed: str, today: date) -> FieldValue:
    """What was typed, as a value of the field. Raises FieldUnclear."""
    text = " ".join(typed.split())
    if not text:
        return ""
    if spec.type == "date":
        return day_of(text, today)
    if spec.type == "people":
        return tuple(_participant(part) for part in text.split(";") if part.strip())
    if spec.type == "consent":
        return tuple(_consent(part, today) for part in text.split("|") if part.strip())
    options = _options(spec)
    if options and text.casefold() not in options:
        raise FieldUnclear(f"välj {', '.join(options[:-1])} eller {options[-1]}.")
    return text.casefold() if options else text


def day_of(text: str, today: date) -> str:
    """A day as ISO 8601; without a year it is the nearest such day, gone or to come. Raises FieldUnclear."""
    said = text.casefold()
    if said in _NEAR:
        return (today + timedelta(days=_NEAR[said])).isoformat()
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        pass
    found = _SAID.match(said)
    month = _month(found[2], found[3]) if found else 0
    if not found or not month:
        raise FieldUnclear("skriv datumet som 2026-03-16 eller 16 mars.")
    years = [int(found[4])] if found[4] else [today.year - 1, today.year, today.year + 1]
    days = [date(year, month, int(found[1])) for year in years if 0 < int(found[1]) <= monthrange(year, month)[1]]
    if not days:
        raise FieldUnclear("den dagen finns inte.")
    return min(days, key=lambda day: abs(day - today)).isoformat()


def _month(number: str | None, name: str | None) -> int:
    if number:
        return int(number) if 1 <= int(number) <= 12 else 0
    return _MONTHS.index(name[:3]) + 1 if name and name[:3] in _MONTHS else 0


def _participant(typed: str) -> Participant:
    found = _PERSON.match(typed)
    if found is None or not found[1]:
        raise FieldUnclear("skriv Namn (roll), med semikolon mellan personerna.")
    return Participant(found[1], (found[2] or "").strip())


def _consent(typed: str, today: date) -> Consent:
    parts = [part.strip() for part in typed.split(";")]
    if not 5 <= len(parts) <= 6 or not parts[0]:
        raise FieldUnclear("skriv vem; till vad; mottagare; muntligt eller skriftligt; datum.")
    given = day_of(parts[4], today) if parts[4] else ""
    withdrawn = day_of(parts[5], today) if len(parts) > 5 and parts[5] else ""
    recipients = tuple(one.strip() for one in parts[2].split(",") if one.strip())
    return Consent(parts[0], parts[1], recipients, parts[3], given, withdrawn)
