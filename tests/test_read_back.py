"""Reading together: nothing about others on the screen, and the note says what was changed and who disagreed."""

from __future__ import annotations

from datetime import date

import pytest

from dictate.application import Application
from dictate.read_back import HIDDEN, Reading, closing, disagreement, people_in, shown
from redaction.lexicon import Lexicon, Person, Place
from tests.tui import sample

FAMILY = Lexicon((Person("Anna Lindqvist", "mamman"), Person("Elias Lindqvist", "sonen")), (Place("Björkskolan"),))


@pytest.mark.parametrize(
    ("sentence", "present", "expected"),
    [
        ("s0", ["Anna Lindqvist", "Elias Lindqvist"], "Hembesök hos Anna Lindqvist och hennes son Elias den 12 mars."),
        ("s0", ["Elias Lindqvist"], f"Hembesök hos {HIDDEN} och hennes son Elias den 12 mars."),
        ("s1", ["Anna Lindqvist", "Elias Lindqvist"], f"Med på besöket var även mormor {HIDDEN}."),
        ("s3", ["Elias Lindqvist"], f"Han vill att {HIDDEN} ska hämta honom från Björkskolan på fredagar."),
        ("s5", ["Anna Lindqvist"], f"Hon nås på {HIDDEN} eller {HIDDEN}."),
    ],
)
def test_only_those_at_the_table_are_named(sentence: str, present: list[str], expected: str) -> None:
    text, hidden = shown(sample.note(), sentence, present, FAMILY)
    assert text == expected
    assert hidden == expected.count(HIDDEN)


def test_without_a_case_the_names_of_the_note_are_offered() -> None:
    assert people_in(sample.note(), FAMILY) == ("Anna Lindqvist", "Elias Lindqvist")
    assert "Karin Holm" in people_in(sample.note(), None)


def test_the_note_says_what_was_changed_and_that_somebody_disagreed(application: Application) -> None:
    session = sample.session(application)
    sentences = [sentence.id for sentence in session.note.sentences]
    session.edit("s8", "Före läsningen ändrat.")
    reading = Reading(len(session.note.history), set(sentences))
    day = date(2026, 3, 16)
    text = closing(session.note, reading, sentences, ["Anna", "Elias"], day)
    assert text == (
        "Uppläst och justerat måndag 16 mars 2026 tillsammans med Anna och Elias. "
        "Inget ändrades vid uppläsningen. Ingen avvikande mening framfördes."
    )
    session.edit("s2", "Elias berättade att han sover bra.")
    session.add(disagreement("Anna", "Elias sover dåligt"), "barnets_rost", "s2")
    reading.disagreed.append(session.note.history[-1].sentence)
    reading.read.discard("s9")
    text = closing(session.note, reading, sentences, [], day)
    assert "9 av 10 meningar lästes upp." in text
    assert "ändrades till ”Elias berättade att han sover bra”" in text
    assert "På en punkt är någon inte överens" in text
    assert "Före läsningen" not in text
