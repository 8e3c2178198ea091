"""What the screens work out before they draw: lines, places, times, typed days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.application import Application
from dictate.journal.note import Consent, Participant
from dictate.journal.render import Paragraph, Part, Reading, Run
from dictate.journal.template import FieldSpec
from dictate.marking import mark_out
from dictate.stand_in import carry_out
from dictate.tui.fields import FieldUnclear, day_of, understood, written
from dictate.tui.layout import Composer
from dictate.tui.new_note import last_used_first
from dictate.tui.phrases import age, duration
from dictate.tui.place import Order, Place
from tests.conftest import NOW
from tests.tui import sample

TODAY = date(2026, 3, 16)


@given(st.text(alphabet="abcåäö .,-█日", max_size=200), st.integers(8, 60))
def test_no_line_is_too_wide_and_no_letter_is_lost(text: str, width: int) -> None:
    reading = Reading("Not", (), (Part("Kort", (Paragraph((Run(text, "spoken", "s1"),)),)),))
    layout = Composer().lay_out(reading, {}, width)
    lines = layout.lines[1:]
    assert all(sum(piece.width for piece in line) <= width for line in lines)
    letters = "".join(piece.text for line in lines for piece in line)
    assert letters.replace(" ", "") == text.replace(" ", "")


def test_a_mark_stays_with_its_word_and_a_stop_with_what_it_ends() -> None:
    note = sample.note()
    reading = Reading("Not", (), (Part("Kort", (Paragraph(_runs(note, "s3")),)),))
    findings = {found.id: found for found in note.findings}
    for width in range(12, 80):
        for line in Composer().lay_out(reading, findings, width).lines[1:]:
            text = "".join(piece.mark + piece.text for piece in line)
            assert not text.endswith("◆")
            assert not text.startswith(".")


def _runs(note, sentence):
    found = [one for one in note.findings if one.sentence == sentence]
    pieces = mark_out(note.sentence(sentence).text, found)
    return tuple(Run(text, "spoken", sentence, finding) for text, finding in pieces if text)


@pytest.mark.parametrize("decision", [None, "keep", "role", "mask", "remove"])
def test_every_finding_stays_in_sight_whatever_is_decided(decision: str | None, quiet: Application) -> None:
    session = sample.session(quiet)
    if decision:
        session.decide_all(decision)
    shown = {run.finding for part in session.marked().parts for paragraph in part.paragraphs for run in paragraph.runs}
    assert {found.id for found in session.note.findings} <= shown


def test_what_is_drawn_after_each_change_is_what_would_be_drawn_afresh(quiet: Application) -> None:
    session = sample.session(quiet)
    for change in (
        lambda: session.decide("f0", "role", "mamman"),
        lambda: session.decide_alike("f1", "mask"),
        lambda: session.decide("f8", "remove"),
        lambda: session.edit("s1", "Med var mormor Karin Holm och Elias."),
        lambda: session.decide("f2", "keep"),
        lambda: session.set_field("arende", "123"),
        session.undo,
        session.undo,
        session.redo,
    ):
        session.marked()
        change()
        afresh = sample.Session(quiet, session.note, session.template).marked()
        assert session.marked() == afresh


def test_what_is_not_marked_reads_as_the_document_will() -> None:
    note = sample.note()
    for sentence in note.sentences:
        found = [one for one in note.findings if one.sentence == sentence.id]
        assert "".join(text for text, _ in mark_out(sentence.text, found)) == sentence.text
        assert "".join(text for text, _ in carry_out(sentence.text, found)) == sentence.text


def test_next_goes_round_and_skips_what_is_decided(quiet: Application) -> None:
    session = sample.session(quiet)
    for name in ("f0", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11"):
        session.decide(name, "keep")
    order = Order.of(session.note, [sentence.id for sentence in session.note.sentences])
    assert order.start() == Place("s0", "f1")
    assert order.step(Place("s9", "f11"), 1) == Place("s0", "f1")
    assert order.step(Place("s0", "f0"), -1) == Place("s0", "f1")


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (timedelta(seconds=20), "nyss"),
        (timedelta(minutes=12), "12 min sedan"),
        (timedelta(hours=3), "i dag 07.15"),
        (timedelta(hours=20), "i går"),
        (timedelta(days=3), "3 dagar sedan"),
        (timedelta(days=20), "2 veckor sedan"),
        (timedelta(days=90), "3 månader sedan"),
    ],
)
def test_age_is_told_in_words(gone: timedelta, told: str) -> None:
    assert age(NOW - gone, NOW) == told


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.2, "under 1 s"), (8, "8 s"), (125, "2 min 5 s"), (120, "2 min"), (3_780, "1 tim 3 min")]
)
def test_durations_are_told_in_words(seconds: float, told: str) -> None:
    assert duration(seconds) == told


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-03-01", "2026-03-01"),
        ("12 mars", "2026-03-12"),
        ("12/3", "2026-03-12"),
        ("28 dec", "2025-12-28"),
        ("2 april", "2026-04-02"),
        ("1 februari 2024", "2024-02-01"),
        ("i går", "2026-03-15"),
        ("idag", "2026-03-16"),
    ],
)
def test_a_day_is_understood_as_it_is_said(typed: str, meant: str) -> None:
    assert day_of(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["31 februari", "0 mars", "12 foo", "mars", "2026-13-01", "99/99"])
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(FieldUnclear):
        day_of(typed, TODAY)


def test_people_and_consents_are_written_as_they_were_typed() -> None:
    people = understood(FieldSpec("p", "Deltagare", "people"), "Sara Ek (mamman); Ulf", TODAY)
    assert people == (Participant("Sara Ek", "mamman"), Participant("Ulf", ""))
    assert written(people) == "Sara Ek (mamman); Ulf"
    spec = FieldSpec("c", "Samtycke", "consent")
    consent = understood(spec, "Sara Ek; möte; skolan, BUP; muntligt; 1 mars", TODAY)
    assert consent == (Consent("Sara Ek", "möte", ("skolan", "BUP"), "muntligt", "2026-03-01"),)
    assert understood(spec, written(consent), TODAY) == consent


def test_the_template_used_last_stands_first(quiet: Application) -> None:
    order = last_used_first(quiet.templates.values(), ["sip-mote", "samrad"], "journalanteckning")
    assert [one.id for one in order[:3]] == ["sip-mote", "samrad", "journalanteckning"]
    assert len(order) == len(quiet.templates)
