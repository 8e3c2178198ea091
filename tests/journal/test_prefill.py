"""Fields are filled from what was said and what is known, never guessed."""

from __future__ import annotations

from datetime import date

from dictate.journal.note import Note, Sentence
from dictate.journal.prefill import prefilled
from dictate.journal.template_file import load_template

TODAY = date(2026, 3, 16)
TEMPLATE = load_template("journalanteckning")


def note(*told: tuple[str, str]) -> Note:
    source = " ".join(text for _, text in told)
    sentences = []
    for number, (section, text) in enumerate(told, 1):
        start = source.index(text)
        sentences.append(Sentence(f"s{number}", text, text, start, start + len(text), section, "classified", 1.0))
    return Note("n1", "journalanteckning", source, sentences=tuple(sentences))


def test_the_day_and_form_of_the_contact_are_taken_from_what_was_said() -> None:
    fields = prefilled(
        note(("kontakt", "Hembesök den 12 mars hos familjen.")), TEMPLATE, TODAY, "Vera Exempel, socialsekreterare"
    ).fields
    assert fields["handelsedatum"] == "2026-03-12"
    assert fields["anteckningsdatum"] == "2026-03-16"
    assert fields["kontaktform"] == "hembesök"
    assert fields["handlaggare"] == "Vera Exempel, socialsekreterare"


def test_without_a_day_it_happened_today_and_what_is_unknown_stays_empty() -> None:
    fields = prefilled(note(("halsa", "Pojken sover gott.")), TEMPLATE, TODAY, "").fields
    assert fields == {"anteckningsdatum": "2026-03-16", "handelsedatum": "2026-03-16"}


def test_a_day_in_the_story_or_to_come_is_no_event() -> None:
    told = note(
        ("kontakt", "Telefonsamtal med skolan."),
        ("planering", "Möte den 20 mars."),
        ("familjebakgrund", "De flyttade den 3 mars."),
    )
    assert prefilled(told, TEMPLATE, TODAY, "").fields["handelsedatum"] == "2026-03-16"


def test_what_the_user_wrote_stays() -> None:
    first = prefilled(note(("kontakt", "Hembesök.")), TEMPLATE, TODAY, "Vera Exempel")
    assert prefilled(first, TEMPLATE, date(2026, 4, 1), "Annan Person") == first
