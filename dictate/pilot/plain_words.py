"""A pilot file in plain Swedish: every value in it, so that the user sees what leaves before it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dictate.pilot.pilot_file import Day, NoteMeasure, PilotFile

_PERIODS = {"before": "före starten", "after": "efter starten"}
_ROLES = {"socialsekreterare": "socialsekreterare", "chef": "chef"}
_STEPS = (
    ("dictation_s", "dikterade"),
    ("waiting_s", "väntade"),
    ("review_s", "granskade"),
    ("export_s", "exporterade"),
    ("typing_s", "skrev"),
)
_YES_NO = {True: "ja", False: "nej", None: "framgår inte"}


def plain_words(file: PilotFile, titles: Mapping[str, str] | None = None) -> list[str]:
    """Everything in `file`, in full, one line a fact, an empty line between parts.

    `titles` gives the Swedish names of variables, questions and templates by id; an id without one is shown as it is.
    """
    named = titles or {}
    lines = [
        "Det här är allt som finns i filen. Ingen text ur någon anteckning, inget namn och inget klockslag följer med.",
        "",
        f"Kommun: {file.municipality}",
        f"Enhet: {file.unit or 'anges inte'}",
        f"Roll: {_ROLES[file.role]}",
        f"Filen skrevs: {file.made_on.isoformat()}. Det är fil nummer {file.number} från dig.",
        f"I stället för ditt namn står ett slumptal som bara din dator känner: {file.user}",
        f"Filens eget slumptal: {file.file_id}",
    ]
    if file.public_key:
        lines.append(f"Datorns nyckel, som visar att filen inte har ändrats: {file.public_key}")
    for heading, part in (
        ("Registrerad arbetstid", _days(file, named)),
        ("Anteckningar", _notes(file, named)),
        ("Dina svar i enkäten", _surveys(file, named)),
        ("Familjers svar", _families(file, named)),
        ("Aktgranskning", _reviews(file, named)),
    ):
        found = list(part)
        lines += ["", f"{heading} ({len(found)})" if found else f"{heading}: inget", *found]
    return lines


def _days(file: PilotFile, named: Mapping[str, str]) -> Iterator[str]:
    for day in sorted(file.days, key=lambda one: (one.period == "after", one.day)):
        yield f"Dag {day.day} {_PERIODS[day.period]}: {_minutes(day, named)}. Rättade byten: {day.corrected}."


def _minutes(day: Day, named: Mapping[str, str]) -> str:
    return ", ".join(f"{named.get(name, name)} {spent} min" for name, spent in day.minutes.items()) or "inget"


def _notes(file: PilotFile, named: Mapping[str, str]) -> Iterator[str]:
    for number, note in enumerate(file.notes, 1):
        yield f"{number}. {_note(note, named)}"


def _note(note: NoteMeasure, named: Mapping[str, str]) -> str:
    """One note's line. Its random id is shown too: in full means in full."""
    steps = ", ".join(f"{word} {getattr(note, name)} s" for name, word in _STEPS)
    days = "framgår inte" if note.days_to_note is None else str(note.days_to_note)
    way = "Dikterad" if note.way == "dictated" else "Skriven för hand"
    return (
        f"{way}, {named.get(note.template, note.template)}, vecka {note.week} från din start: {steps}; "
        f"{note.words} ord, {note.corrections} rättade ord, {note.moves} flyttade meningar, "
        f"{note.findings} beslutade fynd, "
        f"{note.checks_waved} kontroller förbi med skäl; dagar från händelse till anteckning: {days}; "
        f"barn träffat: {_YES_NO[note.child_met]}; barnets röst finns: {_YES_NO[note.childs_voice]}; "
        f"slumptal {note.id}."
    )


def _surveys(file: PilotFile, named: Mapping[str, str]) -> Iterator[str]:
    for survey in file.surveys:
        for question, answer in survey.answers.items():
            yield f"{_PERIODS[survey.when].capitalize()}: {named.get(question, question)} – {answer} av 5"


def _families(file: PilotFile, named: Mapping[str, str]) -> Iterator[str]:
    for number, family in enumerate(file.families, 1):
        answers = ", ".join(
            f"{named.get(question, question)} – {answer} av 5" for question, answer in family.answers.items()
        )
        yield f"Familj {number}: {answers or 'inga svar'}"


def _reviews(file: PilotFile, named: Mapping[str, str]) -> Iterator[str]:
    for review in file.reviews:
        counts = ", ".join(f"{answer}: {count}" for answer, count in review.counts.items())
        yield f"{named.get(review.question, review.question)} {counts or 'inga svar'}"
