"""Typed notes, surveys, reviews, and the file: the user sees all of it, it is signed, and holds nothing more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.export.files import OutputExists
from dictate.pilot import pilot_file
from dictate.pilot.collecting import PilotNotReady, file_name, signing_key
from dictate.pilot.plain_words import plain_words
from dictate.pilot.review_report import report
from dictate.pilot.reviews import counted, proposed
from dictate.pilot.survey import FAMILIES, answers_to, keep_answers
from dictate.pilot.typed import NoEventDay, NothingTyped, Signs, days_since
from tests.conftest import NOW
from tests.pilot.laptop import Clock, program
from tests.pilot.test_measures import ready

# -- typed notes --------------------------------------------------------------------------------------------------


def test_a_typed_note_is_timed_over_pauses_and_a_restart(application: Application, clock: Clock) -> None:
    timer = application.pilot.typed_timer
    timer.start("journalanteckning")
    clock.on(minutes=4)
    timer.pause()
    clock.on(hours=2)
    application.pilot.typed_timer.resume()
    clock.on(minutes=3)
    assert application.pilot.typed_timer.finish(180) == 7 * 60
    (kept,) = application.pilot.tables.typed()
    assert (kept.day, kept.seconds, kept.words, kept.template) == ("2026-03-16", 420, 180, "journalanteckning")
    assert timer.present() is None


def test_a_forgotten_clock_asks_for_the_minutes(application: Application, clock: Clock) -> None:
    timer = application.pilot.typed_timer
    timer.start()
    clock.on(hours=16)
    with pytest.raises(NothingTyped, match="fyra timmar"):
        timer.finish(180)
    assert timer.finish(180, minutes=12) == 720


@pytest.mark.parametrize(("words", "minutes"), [(0, None), (-3, None), (100, 0.0), (100, 5000.0)])
def test_a_typed_note_without_words_or_time_is_refused(
    application: Application, clock: Clock, words: int, minutes: float | None
) -> None:
    timer = application.pilot.typed_timer
    timer.start()
    clock.on(minutes=5)
    with pytest.raises(NothingTyped):
        timer.finish(words, minutes)
    assert timer.present() is not None
    assert application.pilot.tables.typed() == ()


def test_what_the_writer_tells_of_a_typed_note_is_in_the_file_as_of_a_dictated_one(
    application: Application, clock: Clock
) -> None:
    timer = application.pilot.typed_timer
    for signs in (Signs(17, True, False), Signs(), Signs(0, False, True)):
        timer.start()
        clock.on(minutes=5)
        timer.finish(100, signs=signs)
    kept = {(one.days_to_note, one.child_met, one.childs_voice) for one in application.pilot.tables.typed()}
    assert kept == {(17, True, False), (None, None, None), (0, False, None)}, "no voice where no child was met"
    file = application.pilot.collect()
    assert {(one.days_to_note, one.child_met, one.childs_voice) for one in file.notes} == kept
    shown = "\n".join(plain_words(file))
    assert "dagar från händelse till anteckning: 17; barn träffat: ja; barnets röst finns: nej" in shown
    assert "dagar från händelse till anteckning: framgår inte; barn träffat: framgår inte" in shown


@pytest.mark.parametrize(
    ("event", "told"), [("i fjol", "går inte att läsa"), ("2026-03-17", "senare än"), ("2011-03-16", "tio år")]
)
def test_a_day_that_no_note_can_be_written_of_is_refused(event: str, told: str) -> None:
    with pytest.raises(NoEventDay, match=told):
        days_since(event, NOW.date())
    assert days_since("2026-03-16", NOW.date()) == 0


# -- surveys ------------------------------------------------------------------------------------------------------


def test_a_users_later_answers_stand_in_place_of_the_earlier(application: Application, clock: Clock) -> None:
    tables, form = application.pilot.tables, application.pilot.forms["before"]
    keep_answers(tables, form, {"easier": 2}, clock.now.date())
    keep_answers(tables, form, {"easier": 4, "faster": 1}, clock.now.date())
    assert answers_to(tables, "before") == {"easier": 4, "faster": 1}
    assert len(tables.answers()) == 1


@pytest.mark.parametrize("answers", [{"easier": 6}, {"easier": 0}, {"shoe-size": 3}])
def test_an_answer_that_the_form_does_not_have_is_not_kept(
    application: Application, clock: Clock, answers: dict[str, int]
) -> None:
    with pytest.raises(ValueError, match="answers"):
        keep_answers(application.pilot.tables, application.pilot.forms["before"], answers, clock.now.date())
    assert application.pilot.tables.answers() == ()


def test_families_answers_have_no_day_no_time_and_no_order(application: Application, clock: Clock) -> None:
    tables, form = application.pilot.tables, application.pilot.forms[FAMILIES]
    for number in range(40):
        clock.at(9 + number % 8)
        keep_answers(tables, form, {"respected": 1 + number % 5}, clock.now.date())
    kept = tables.answers()
    assert {row.at for row in kept} == {"2026-W12"}
    assert all(set(json.loads(row.body)) == {"respected"} for row in kept)
    asked = [1 + number % 5 for number in range(40)]
    assert [json.loads(row.body)["respected"] for row in kept] != asked  # by chance once in 10^24


# -- reviews ------------------------------------------------------------------------------------------------------


def test_what_a_note_shows_is_proposed_and_what_it_does_not_show_is_left_open(application: Application) -> None:
    session, sheet = ready(application), application.pilot.sheet
    session.set_field("barnet_informerat", "nej")
    assert proposed(session.note, session.template, sheet) == {
        "barnet_informerat": "nej", "barnet_uttryckt_asikt": "ja",
    }  # fmt: skip
    session.set_field("kontaktform", "barnsamtal")
    assert proposed(session.note, session.template, sheet)["barnet_traffat"] == "ja"


def test_a_dictated_review_sheet_is_counted_when_it_leaves(application: Application, tmp_path: Path) -> None:
    session = beginning.from_text(application, "Förslag: mer samråd.", "aktgranskning")
    session.save()
    for question in application.pilot.sheet:
        session.set_field(question.id, question.answers[0])
    session.answer("inga_personuppgifter", "ja")
    session.export(tmp_path / "granskning.docx", unattended=True)
    assert {one.question: dict(one.counts)["ja"] for one in application.pilot.reviewed() if "ja" in one.counts} == {
        question.id: 1 for question in application.pilot.sheet if "ja" in question.answers
    }


def test_the_own_report_shows_no_group_under_five_nor_one_that_others_give_away(application: Application) -> None:
    sheet = application.pilot.sheet
    bodies = [json.dumps({"barnet_traffat": "ja"})] * 12 + [json.dumps({"barnet_traffat": "nej"})] * 2
    found = report(counted(bodies, sheet), sheet, len(bodies))
    (met,) = (one for one in found.questions if one.question == "barnet_traffat")
    shown = {one.answer: one.notes for one in met.answers}
    assert shown["nej"] is None
    assert shown["ja"] is None  # 14 less 12 would tell
    assert found.notes == 10
    assert "14" not in "\n".join(found.lines())
    few = report(counted(bodies[-3:], sheet), sheet, 3)
    assert "Färre än 5" in few.lines()[0]
    many = report(counted([json.dumps({"barnet_traffat": "ja"})] * 11, sheet), sheet, 11)
    assert {one.answer: one.notes for one in many.questions[0].answers} == {"ja": 10, "nej": 0, "okänt": 0}


# -- the file -----------------------------------------------------------------------------------------------------


def filled(application: Application, clock: Clock, folder: Path) -> None:
    """A week of a pilot: time, one dictated note, one typed, answers, a review."""
    register = application.pilot.register
    for hour, variable in ((8, "administration"), (9, "indirekt-dokumentation"), (10, "rast"), (11, "barntid")):
        clock.at(hour)
        register.switch(variable)
    clock.at(12)
    register.stop()
    session = ready(application)
    session.timings["Granskade"] = 90.0
    session.export(folder / "ut.docx", unattended=True)
    application.pilot.review(session.note.id, {"barnet_traffat": "ja"})
    application.pilot.tables.add_typed("2026-03-05", 600, 200, "")
    keep_answers(application.pilot.tables, application.pilot.forms["before"], {"easier": 2}, clock.now.date())
    keep_answers(application.pilot.tables, application.pilot.forms[FAMILIES], {"respected": 5}, clock.now.date())


def test_the_file_holds_what_was_measured_and_opens_as_it_was_signed(
    application: Application, clock: Clock, tmp_path: Path
) -> None:
    filled(application, clock, tmp_path)
    shown = application.pilot.collect()
    assert [(day.period, day.day, dict(day.minutes)) for day in shown.days] == [
        ("before", 4, {"administration": 60, "indirekt-tid": 60, "indirekt-dokumentation": 60, "barntid": 60})
    ]
    assert sorted((note.way, note.week, note.template) for note in shown.notes) == [
        ("dictated", 0, "journalanteckning"), ("typed", -2, "annan"),
    ]  # fmt: skip
    assert (shown.municipality, shown.unit, shown.number) == ("Exempelkommun", "Barn och familj", 1)
    path = tmp_path / file_name(shown)
    application.pilot.leave(shown, path)
    read = pilot_file.read(path)
    assert (read.days, read.notes, read.surveys, read.families, read.reviews) == (
        shown.days, shown.notes, shown.surveys, shown.families, shown.reviews,
    )  # fmt: skip
    text = path.read_text(encoding="utf-8")
    for secret in ("Vera", "Lindqvist", "Elias", "2026-03-05", "10:15", "rast", "20260316-101500"):
        assert secret not in text


def test_every_value_of_the_file_stands_in_the_words_that_the_user_sees(
    application: Application, clock: Clock, tmp_path: Path
) -> None:
    filled(application, clock, tmp_path)
    shown = application.pilot.collect()
    words = "\n".join(application.pilot.plain_words(shown, {}))
    assert "Indirekt tid barn och vuxna, varav dokumentation 60 min" in words
    assert "Hur lätt är det att dokumentera? – 2 av 5" in words
    assert "Har vi bemött dig med respekt? – 5 av 5" in words
    assert "Barnet träffat?" in words
    assert all(note.id in words for note in shown.notes)


def test_the_user_and_the_key_stay_the_same_and_each_file_has_its_number(
    application: Application, clock: Clock, tmp_path: Path
) -> None:
    first = application.pilot.collect()
    application.pilot.leave(first, tmp_path / "ett.json")
    second = application.pilot.collect()
    application.pilot.leave(second, tmp_path / "tva.json")
    assert (first.user, first.number, second.user, second.number) == (second.user, 1, first.user, 2)
    assert first.file_id != second.file_id
    keys = {pilot_file.read(tmp_path / name).public_key for name in ("ett.json", "tva.json")}
    assert len(keys) == 1


def test_a_file_that_could_not_be_written_uses_no_number(application: Application, tmp_path: Path) -> None:
    (tmp_path / "finns.json").write_text("annat", encoding="utf-8")
    with pytest.raises(OutputExists):
        application.pilot.leave(application.pilot.collect(), tmp_path / "finns.json")
    assert (tmp_path / "finns.json").read_text(encoding="utf-8") == "annat"
    assert application.pilot.collect().number == 1


def test_the_signing_key_is_nowhere_in_the_clear(application: Application) -> None:
    key = signing_key(application.pilot.tables).private_bytes_raw()
    application.store.close()
    content = b"".join(path.read_bytes() for path in application.folders.data.rglob("*") if path.is_file())
    assert content
    assert key not in content
    assert key.hex().encode() not in content


def test_without_a_municipality_there_is_no_file(tmp_path: Path, clock: Clock) -> None:
    application = program(tmp_path, clock)
    application.settings = application.settings.model_copy(
        update={"letterhead": application.settings.letterhead.model_copy(update={"organisation": ""})}
    )
    with pytest.raises(PilotNotReady, match="Kommunens namn"):
        application.pilot.collect()


def test_where_no_pilot_is_on_it_says_how_to_put_it_on(tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(PilotNotReady, match="inställningarna"):
        program(tmp_path, clock, enabled=False).joined_pilot()
