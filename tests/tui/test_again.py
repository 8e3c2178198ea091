"""What is remembered from before a change gives what would be found anew: checks, agreements, lines, what is kept."""

from __future__ import annotations

import dataclasses
import random

import pytest

from dictate.application import Application
from dictate.journal import edit
from dictate.journal.agreements import find_agreements
from dictate.journal.checks import CheckContext, run_checks
from dictate.journal.note import Note
from dictate.journal.note_json import from_json, to_json
from dictate.journal.rechecks import Rechecks
from dictate.journal.template_file import load_template
from dictate.session import Session
from dictate.tui.layout import Composer, Layout
from tests.conftest import NOW
from tests.tui import sample

_DECISIONS = ("keep", "mask", "remove", "role", None)


def changed_at_random(session: Session, dice: random.Random) -> None:
    """One of the things that a user does, to one sentence, finding, doubt, field or agreement."""
    note = session.note
    sentence = dice.choice(note.sentences).id
    acts = [
        lambda: session.decide(dice.choice(note.findings).id, dice.choice(_DECISIONS), "någon"),
        lambda: session.move(sentence, dice.choice(("halsa", "planering", "barnets_rost", "bedomning"))),
        lambda: session.edit(sentence, f"Hon verkar trött klockan {dice.randrange(9, 17)} och vill ta kontakt."),
        lambda: session.confirm(session.doubts()[:2]),
        lambda: session.set_field("handelsedatum", dice.choice(("", "2026-03-12", "2027-01-01"))),
        lambda: [session.agree(one) for one in session.agreements()[:1]],
        lambda: [session.leave_out(one) for one in session.agreements()[-1:]],
        lambda: [session.waive(one, "Det är rätt.") for one in session.remarks_left() if not one.required][:1],
        lambda: session.remove(sentence) if len(note.sentences) > 5 else None,
        session.undo,
        session.redo,
    ]
    dice.choice(acts)()


def lines(session: Session, composer: Composer) -> Layout:
    """The note as the review lays it out."""
    doubts = {one.sentence: () for one in session.doubts()}
    for one in session.doubts():
        doubts[one.sentence] = (*doubts[one.sentence], one)
    findings = {found.id: found for found in session.note.findings}
    texts = {one.id: one.text for one in session.note.sentences}
    return composer.lay_out(session.marked(), findings, 60, (), doubts, texts)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_remembered_is_what_would_be_found_anew(seed: int, quiet: Application) -> None:
    dice, composer = random.Random(seed), Composer()
    session = sample.doubtful(sample.session(quiet))
    for _ in range(40):
        changed_at_random(session, dice)
        fresh = Session(quiet, session.note, session.template)
        fresh.keep_stored()
        assert session.checks() == fresh.checks()
        assert session.doubts() == fresh.doubts()
        assert session.agreements() == find_agreements(session.note, session.template)
        assert lines(session, composer) == lines(fresh, Composer())
        assert from_json(to_json(session.note)) == session.note


def test_remarks_follow_the_day_the_case_and_the_template() -> None:
    known, note = Rechecks(), dataclasses.replace(sample.note(), fields={"handelsedatum": "2026-03-16"})
    for template in map(load_template, ("journalanteckning", "sip-mote", "journalanteckning")):
        for context in (
            CheckContext(NOW.date()),
            CheckContext(NOW.date().replace(day=1)),
            CheckContext(NOW.date(), earlier=(note.sentences[0].text,)),
            CheckContext(NOW.date(), protected=True),
        ):
            inside = _only(note, {section.id for section in template.sections})
            assert known.of(inside, template, context) == run_checks(inside, template, context)


def _only(note: Note, sections: set[str]) -> Note:
    kept = tuple(one for one in note.sentences if one.section in sections)
    ids = {one.id for one in kept}
    found = tuple(one for one in note.findings if one.sentence in ids)
    return dataclasses.replace(note, sentences=kept, findings=found)


def test_many_sentences_moved_at_once_stand_as_if_one_by_one() -> None:
    at, note = NOW.isoformat(), sample.note()
    sections = {one.id: "halsa" for one in note.sentences[::2]}
    one_by_one = note
    for sentence in sections:
        one_by_one = edit.move(one_by_one, sentence, "halsa", at)
    assert edit.move_each(note, sections, at) == one_by_one
    assert edit.move_each(note, {}, at) is note
