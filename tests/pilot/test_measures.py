"""What a note leaves in the pilot: seconds and counts that outlive it, and nothing that leads back to it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate import beginning
from dictate.application import Application
from dictate.journal.note import Note
from dictate.pilot.active_time import ActiveTime
from dictate.pilot.measures import Figures, beside_typed, corrected_words, count_words, measured, own_typed_average
from dictate.session import Session
from dictate.vault.pilot import TypedRow
from redaction.lexicon import Lexicon, Person
from tests.conftest import NOW
from tests.pilot.laptop import Clock, program
from tests.tui import sample


def dictated(note: Note) -> Note:
    """The note as if it had been dictated: each sentence has a second of sound, the last ends at 40 s."""
    heard = [
        dataclasses.replace(sentence, audio=(31.0 + number, 32.0 + number))
        for number, sentence in enumerate(note.sentences[:9])
    ]
    return dataclasses.replace(note, sentences=(*heard, *note.sentences[9:]))


def ready(application: Application) -> Session:
    """A stored, dictated and decided session that may leave."""
    session = sample.session(application, decided=True)
    session.note = dictated(session.note)
    session.save()
    return session


def figures(application: Application) -> list[Figures]:
    return [Figures.from_json(body) for body in application.pilot.tables.figures().values()]


def test_a_note_that_leaves_is_counted_without_its_words(application: Application, tmp_path: Path) -> None:
    session = ready(application)
    session.timings |= {"Dikterade": 44.2, "Skrev ut det sista": 2.0, "Granskade": 100.0}
    session.edit("s8", "Nytt besök bokas till den 27 mars.")
    session.move("s6", "familjesituation")
    session.export(tmp_path / "ut.docx", unattended=True)
    (kept,) = figures(application)
    whole = kept.whole()
    assert whole is not None
    counted = dataclasses.asdict(whole)
    assert {name: counted[name] for name in ("dictation_s", "waiting_s", "review_s", "words", "findings")} == {
        "dictation_s": 44, "waiting_s": 2, "review_s": 100, "words": sum(
            count_words(sentence.text) for sentence in session.note.sentences), "findings": 12,
    }  # fmt: skip
    assert (whole.corrections, whole.moves, whole.days_to_note, whole.way) == (2, 1, 4, "dictated")
    assert whole.childs_voice is True
    body = kept.to_json()
    assert session.note.id not in body
    assert not [sentence for sentence in session.note.sentences if sentence.text in body]


def test_the_seconds_of_several_sittings_are_added_up_and_none_is_counted_twice(
    application: Application, tmp_path: Path
) -> None:
    session = ready(application)
    session.timings["Granskade"] = 10.0
    session.keep_time()
    session.timings["Granskade"] = 25.0
    session.keep_time()
    again = beginning.from_store(application, session.note.id)
    again.timings["Granskade"] = 5.0
    again.export(tmp_path / "ut.docx", unattended=True)
    (kept,) = figures(application)
    assert kept.seconds["review_s"] == 30.0
    again.keep_time()
    assert figures(application)[0].seconds == kept.seconds


def test_figures_outlive_the_note_and_nothing_tells_whose_they_were(application: Application, tmp_path: Path) -> None:
    session = ready(application)
    case = application.save_case("Familjen på höjden", Lexicon((Person("Anna Lindqvist", "mamman"),)))
    session.set_case(case.id)
    session.decide_all("role")
    session.export(tmp_path / "ut.docx", unattended=True)
    before = figures(application)
    tables = application.pilot.tables
    assert tables.figures_of(session.note.id)
    application.remove_note(session.note.id)
    assert figures(application) == before
    assert tables.figures_of(session.note.id) == ""
    dump = json.dumps([dict(tables.figures()), [dataclasses.asdict(one) for one in before]])
    assert session.note.id not in dump
    assert case.id not in dump


def test_a_draft_that_was_thrown_away_is_not_counted(application: Application) -> None:
    session = ready(application)
    session.timings["Granskade"] = 10.0
    session.keep_time()
    application.remove_note(session.note.id)
    assert application.pilot.collect().notes == ()
    assert figures(application) == []


def test_without_a_pilot_nothing_is_measured(tmp_path: Path, clock: Clock) -> None:
    application = program(tmp_path, clock, enabled=False)
    session = ready(application)
    session.timings["Granskade"] = 10.0
    session.export(tmp_path / "ut.docx", unattended=True)
    assert figures(application) == []


def test_a_pasted_note_is_no_dictation_and_stays_out_of_the_file(application: Application, tmp_path: Path) -> None:
    sample.session(application, decided=True).export(tmp_path / "ut.docx", unattended=True)
    assert len(figures(application)) == 1
    assert application.pilot.collect().notes == ()


def test_the_same_note_exported_twice_is_one_note_counted_as_it_left_last(
    application: Application, tmp_path: Path
) -> None:
    session = ready(application)
    session.export(tmp_path / "ett.docx", unattended=True)
    session.edit("s8", "Nytt besök.")
    session.export(tmp_path / "tva.docx", unattended=True)
    (note,) = application.pilot.collect().notes
    assert note.corrections > 0


def test_what_the_note_does_not_tell_is_unknown_and_not_no(application: Application) -> None:
    note = sample.note()
    template = application.template("journalanteckning")
    assert measured(note, template, NOW.date()).child_met is None
    told = dataclasses.replace(note, fields={**note.fields, "barnet_traffat": "nej", "handelsedatum": ""})
    counts = measured(told, template, NOW.date())
    assert (counts.child_met, counts.days_to_note) == (False, None)
    silent = dataclasses.replace(note, sentences=note.sentences[:2], findings=())
    assert measured(silent, template, NOW.date()).childs_voice is False


@pytest.mark.parametrize(
    ("heard", "written", "words"),
    [
        ("Han sover dåligt.", "Han sover dåligt.", 0),
        ("Han sover dåligt.", "Han sover mycket dåligt.", 1),
        ("Vi har bestämt det.", "Vi har inte bestämt det än.", 3),
        ("Han sover dåligt.", "Hon vaknar tidigt.", 3),
        ("", "En mening som skrevs.", 0),
    ],
)
def test_corrected_words_are_those_that_differ(heard: str, written: str, words: int) -> None:
    sentence = dataclasses.replace(sample.note().sentences[0], text=written, original=heard, start=0, end=len(heard))
    assert corrected_words(sentence) == words


def test_the_own_typed_average_needs_three_notes_and_gives_the_pace() -> None:
    typed = [TypedRow(str(number), "2026-03-12", 600, 200, "") for number in range(3)]
    assert own_typed_average(typed[:2]) is None
    average = own_typed_average(typed)
    assert average is not None
    assert (average.notes, average.seconds, average.words, average.for_words(100)) == (3, 600, 200, 300)
    beside = beside_typed({"Dikterade": 60, "Granskade": 120, "Något annat": 900}, 100, typed)
    assert beside is not None
    assert (beside.seconds, beside.typed_seconds) == (180, 300)
    assert "3 minuter" in beside.sentence()
    assert "5 minuter" in beside.sentence()
    assert beside_typed({}, 100, typed) is None


def test_the_receipts_figure_counts_earlier_sittings_too(application: Application) -> None:
    session = ready(application)
    session.timings["Granskade"] = 60.0
    session.keep_time()
    again = beginning.from_store(application, session.note.id)
    again.timings["Granskade"] = 60.0
    again.keep_time()
    for _ in range(3):
        application.pilot.tables.add_typed("2026-03-12", 600, 200, "")
    beside = application.pilot.beside(session.note.id, 100)
    assert beside is not None
    assert beside.seconds == 120


@given(st.lists(st.floats(0, 1000), max_size=20))
def test_active_time_counts_a_pause_as_a_minute_at_most(pauses: list[float]) -> None:
    now = [0.0]
    active = ActiveTime(lambda: now[0])
    for pause in pauses:
        now[0] += pause
        active.touch()
    assert active.seconds() == pytest.approx(sum(min(pause, 60.0) for pause in pauses))
    before = active.seconds()
    now[0] += 3600
    assert active.seconds() == pytest.approx(before + 60)
