"""The pilot by keys alone: time, a day put right, a survey, a screen handed over, a file shown before it leaves."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual.widgets import Input, Static, TextArea

from dictate.application import Application
from dictate.pilot import pilot_file
from dictate.pilot.typed import Signs
from dictate.tui.app import DictateApp
from dictate.tui.export import Export
from dictate.tui.family_questions import FamilyQuestions
from dictate.tui.home import Home
from dictate.tui.large_text import drawn, largest
from dictate.tui.lines import Lines
from dictate.tui.page import Page
from dictate.tui.pilot import PilotPage
from dictate.tui.pilot_day import PilotDay
from dictate.tui.pilot_leave import PilotLeave
from dictate.tui.pilot_reviews import PilotReviews, ReviewSheet, ReviewSums
from dictate.tui.pilot_signs import TypedSigns
from dictate.tui.pilot_typed import PilotTyped, WordCount
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.running_task import RunningTask, told
from dictate.tui.survey import Survey
from dictate.tui.time_registration import TimeRegistration
from tests.conftest import NOW
from tests.pilot.laptop import Clock, program
from tests.pilot.test_measures import ready
from tests.tui.steps import arrive, offered, said

SIZE = (80, 24)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def application(tmp_path: Path, home: Path, clock: Clock) -> Application:
    return program(tmp_path, clock)


@pytest.fixture
def app(application: Application) -> DictateApp:
    return DictateApp(application)


def shown(app: DictateApp, which: str = "RowList") -> list[list[str]]:
    """The cells of each row of a list on the screen."""
    return [[cell.text for cell in row.cells] for row in app.screen.query_one(which, RowList).rows]


def line(app: DictateApp) -> str:
    """The quiet line about the time, "" while it is not there."""
    widget = app.screen.query_one(RunningTask)
    return str(widget.render()) if widget.display else ""


# -- time ---------------------------------------------------------------------------------------------------------


async def test_one_key_switches_the_task_from_anywhere_and_the_screen_before_is_back(
    app: DictateApp, application: Application
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        assert "F8 börjar" in line(app)
        await pilot.press("f8")
        await arrive(pilot, TimeRegistration)
        await pilot.press("a")
        await arrive(pilot, Home)
        await pilot.press("f8")
        await arrive(pilot, TimeRegistration)
        await pilot.press("I")
        await arrive(pilot, Home)
        running = application.pilot.register.running()
        assert running is not None
        assert running.variable == "indirekt-dokumentation"


class Speaking(Page[None]):
    """A screen on which something is being dictated."""

    under_way = True
    left = False

    def on_unmount(self) -> None:
        self.left = True


async def test_while_something_is_dictated_documentation_is_proposed_and_the_dictation_goes_on(
    app: DictateApp, application: Application
) -> None:
    application.pilot.register.switch("direkt-tid")
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        screen = Speaking()
        app.push_screen(screen)
        await arrive(pilot, Speaking)
        assert "F8 byter till dokumentation" in line(app)
        await pilot.press("f8")
        time = await arrive(pilot, TimeRegistration)
        assert time.query_one("#variables", RowList).key == "direkt-dokumentation"
        assert not screen.left
        await pilot.press("enter")
        assert await arrive(pilot, Speaking) is screen
        running = application.pilot.register.running()
        assert running is not None
        assert running.variable == "direkt-dokumentation"


async def test_without_a_pilot_there_is_no_line_and_no_key(tmp_path: Path, home: Path, clock: Clock) -> None:
    app = DictateApp(program(tmp_path, clock, enabled=False))
    async with app.run_test(size=SIZE) as pilot:
        first = await arrive(pilot, Home)
        assert line(app) == ""
        await pilot.press("f8", "ö")
        await pilot.pause()
        assert app.screen is first


async def test_every_variable_has_its_row_and_key_on_a_small_screen(app: DictateApp, application: Application) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(TimeRegistration())
        screen = await arrive(pilot, TimeRegistration)
        rows = screen.query_one("#variables", RowList)
        assert len(rows.rows) == len(application.pilot.variables.all) <= rows.size.height
        for variable in application.pilot.variables.all:
            await pilot.press(variable.key)
            await pilot.pause()
            running = application.pilot.register.running()
            assert running is not None
            assert running.variable == variable.id
        await pilot.press("f4")
        await pilot.pause()
        assert application.pilot.register.running() is None
        await pilot.press("f6")
        await pilot.pause()
        assert application.pilot.register.running() is not None


async def test_a_forgotten_evening_is_asked_about_with_the_last_activity_proposed(
    app: DictateApp, application: Application, clock: Clock
) -> None:
    clock.at(15)
    application.pilot.register.switch("administration")
    clock.at(16, 12)
    application.pilot.register.seen()
    clock.at(8, day=17)
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        assert "Glömde du byta?" in line(app)
        await pilot.press("f8")
        box = await arrive(pilot, Lines)
        assert box.query_one(Input).value == "16.12"
        box.query_one(Input).value = "25.00"
        await pilot.press("enter")
        assert "klockslag" in said(app)
        box.query_one(Input).value = "16.45"
        await pilot.press("enter")
        await arrive(pilot, TimeRegistration)
    (stretch,) = application.pilot.register.stretches()
    assert stretch.end == NOW.replace(hour=16, minute=45)


async def test_reminders_are_a_quiet_line_and_can_be_turned_off(tmp_path: Path, clock: Clock) -> None:
    for reminders in (True, False):
        folder = tmp_path / str(reminders)
        pilot = program(folder, clock, reminders=reminders, reminder_minutes=45).pilot
        clock.at(8)
        assert ("Ingen tid registreras" in told(pilot, dictating=False)) is reminders
        pilot.register.switch("administration")
        clock.at(8, 44)
        assert "Stämmer det?" not in told(pilot, dictating=False)
        clock.at(8, 45)
        pilot.register.seen()
        assert ("Stämmer det?" in told(pilot, dictating=False)) is reminders
        assert "Administration 45 min" in told(pilot, dictating=False)
        # While something is dictated the line proposes and does nothing by itself.
        assert "dokumentation" in told(pilot, dictating=True)
        running = pilot.register.running()
        assert running is not None
        assert running.variable == "administration"


async def test_a_day_is_put_right_by_keys_and_undone(app: DictateApp, application: Application, clock: Clock) -> None:
    register = application.pilot.register
    for hour, variable in ((8, "administration"), (9, "handledning")):
        clock.at(hour)
        register.switch(variable)
    clock.at(10)
    register.stop()
    clock.at(12)
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(PilotDay())
        await arrive(pilot, PilotDay)
        assert [row[:2] for row in shown(app)] == [["08.00–09.00", "Administration"], ["09.00–10.00", "Handledning"]]
        await pilot.press("d")
        box = await arrive(pilot, Lines)
        assert box.form.value(0) == "08.30"
        box.form.put(1, "Barntid")
        await pilot.press("enter")
        await arrive(pilot, PilotDay)
        assert [row[0] for row in shown(app)] == ["08.00–08.30", "08.30–09.00", "09.00–10.00"]
        await pilot.press("enter")
        box = await arrive(pilot, Lines)
        box.form.put(1, "7.00")
        await pilot.press("enter")
        assert "senare än starttiden" in said(app)
        box.form.put(1, "8.45")
        await pilot.press("enter")
        await arrive(pilot, PilotDay)
        assert [row[0] for row in shown(app)] == ["08.00–08.45", "08.45–09.00", "09.00–10.00"]
        await pilot.press("n")
        box = await arrive(pilot, Lines)
        for number, value in enumerate(("10.00", "10.30", "Rast eller lunch")):
            box.form.put(number, value)
        await pilot.press("enter")
        await arrive(pilot, PilotDay)
        assert shown(app)[-1][:2] == ["10.00–10.30", "Rast eller lunch"]
        await pilot.press("delete")
        await pilot.pause()
        assert shown(app)[0][0] == "08.45–09.00"
        await pilot.press("u", "u", "u", "u")
        await pilot.pause()
        assert [row[0] for row in shown(app)] == ["08.00–09.00", "09.00–10.00"]
        await pilot.press("left")
        await pilot.pause()
        assert shown(app) == []
        await pilot.press("right")
        await pilot.pause()
        assert [row[0] for row in shown(app)] == ["08.00–09.00", "09.00–10.00"]


# -- notes --------------------------------------------------------------------------------------------------------


async def test_the_review_is_timed_by_keys_and_reaches_the_pilot(app: DictateApp, application: Application) -> None:
    session, began = ready(application), time.monotonic()
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.review(session)
        await arrive(pilot, Review)
        await pilot.press("down", "up")
        await pilot.pause(0.3)
        await pilot.press("escape")
        await arrive(pilot, Home)
    kept = application.pilot._figures(session.note.id)
    assert 0.2 < kept.seconds["review_s"] < time.monotonic() - began


async def test_the_receipt_tells_the_notes_time_beside_the_users_own_typed_notes(
    app: DictateApp, application: Application, home: Path
) -> None:
    session = ready(application)
    session.timings["Dikterade"] = 120.0
    for _ in range(3):
        application.pilot.tables.add_typed("2026-03-12", 900, 92, "")
    async with app.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        app.push_screen(Export(session, "16 mars"))
        screen = await arrive(pilot, Export)
        screen.query_one(Input).value = str(home / "Documents" / "ut.docx")
        await pilot.press("enter")
        await pilot.pause()
        told = str(screen.query_one("#receipt", Static).render())
    assert screen.exported, said(app)
    assert "tog 2 minuter" in told
    assert "ungefär 15 minuter" in told
    assert "Exporterade" in told


async def test_a_typed_note_is_timed_and_its_text_only_counted(
    app: DictateApp, application: Application, clock: Clock
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(PilotTyped())
        await arrive(pilot, PilotTyped)
        await pilot.press("space")
        clock.on(minutes=6)
        await pilot.press("enter")
        box = await arrive(pilot, WordCount)
        await pilot.press("ctrl+s")
        assert "Skriv antalet ord" in said(app)
        box.query_one(TextArea).text = "Kvittrande sjöfågel över viken."
        await pilot.pause()
        assert str(box.query_one("#words", Static).render()) == "4 ord"
        await pilot.press("ctrl+s")
        await arrive(pilot, TypedSigns)
        await pilot.press("2", "j", "n")
        await arrive(pilot, PilotTyped)
        assert "Sparat: 4 ord" in said(app)
        (kept,) = application.pilot.tables.typed()
        assert "U Ta tillbaka" in offered(app.screen)
        await pilot.press("u")
        await pilot.pause()
        assert "räknas inte längre" in said(app)
        assert application.pilot.tables.typed() == ()
        assert "U Ta tillbaka" not in offered(app.screen)
    assert (kept.seconds, kept.words) == (360, 4)
    assert (kept.days_to_note, kept.child_met, kept.childs_voice) == (2, True, False)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("escape",), Signs()),
        (("1", "escape"), Signs(1)),
        (("space", "n"), Signs(None, False)),
        (("0", "j", "j"), Signs(0, True, True)),
        (("0", "j", "backspace", "n"), Signs(0, False)),
        (("3", "backspace", "space", "j", "space"), Signs(None, True)),
        (("0", "j", "backspace", "space"), Signs(0)),
        (("j", "4", "9", "n"), Signs(4, False)),  # a key that answers another question answers nothing
    ],
)
async def test_what_is_told_of_a_typed_note_is_a_key_a_question(
    app: DictateApp, keys: tuple[str, ...], told: Signs
) -> None:
    given: list[Signs | None] = []
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(TypedSigns(NOW.date()), given.append)
        await arrive(pilot, TypedSigns)
        await pilot.press(*keys)
        await arrive(pilot, Home)
    assert given == [told]


async def test_an_event_long_ago_is_told_by_its_date_of_which_the_days_are_kept(app: DictateApp) -> None:
    given: list[Signs | None] = []
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(TypedSigns(NOW.date()), given.append)
        await arrive(pilot, TypedSigns)
        await pilot.press("d")
        box = await arrive(pilot, Lines)
        box.query_one(Input).value = "2026-03-17"
        await pilot.press("enter")
        assert "senare än dagen" in said(app)
        box.query_one(Input).value = "2026-02-27"
        await pilot.press("enter")
        await arrive(pilot, TypedSigns)
        await pilot.press("escape")
        await arrive(pilot, Home)
    assert given == [Signs(17)]


# -- answers ------------------------------------------------------------------------------------------------------


async def test_a_survey_is_one_key_a_question_and_esc_loses_nothing(app: DictateApp, application: Application) -> None:
    from dictate.pilot.survey import answers_to

    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        await pilot.press("ö")
        await arrive(pilot, PilotPage)
        await pilot.press("b")
        await arrive(pilot, Survey)
        await pilot.press("4", "space", "2", "backspace", "3", "escape")
        await arrive(pilot, PilotPage)
        assert answers_to(application.pilot.tables, "before") == {"easier": 4, "more-fun": 3}
        await pilot.press("b")
        await arrive(pilot, Survey)
        await pilot.press("5", *"1234551")
        await pilot.pause()
        assert "sparade" in said(app)
        await pilot.press("enter")
        await arrive(pilot, PilotPage)
    assert answers_to(application.pilot.tables, "before")["easier"] == 5
    assert len(answers_to(application.pilot.tables, "before")) == 7


async def handed_over(app: DictateApp, pilot: object) -> FamilyQuestions:
    """Goes to the screen for families with the word "sommar"."""
    await arrive(pilot, Home)  # type: ignore[arg-type]
    app.push_screen(PilotPage())
    await arrive(pilot, PilotPage)  # type: ignore[arg-type]
    await pilot.press("f")  # type: ignore[attr-defined]
    await arrive(pilot, Lines)  # type: ignore[arg-type]
    await pilot.press(*"sommar", "enter")  # type: ignore[attr-defined]
    return await arrive(pilot, FamilyQuestions)  # type: ignore[arg-type]


async def test_no_key_leads_from_the_families_screen_to_anything_else(
    app: DictateApp, application: Application
) -> None:
    ready(application)
    keys = [
        "f1",
        "f2",
        "f4",
        "f8",
        "f9",
        "ctrl+p",
        "ctrl+q",
        "ctrl+c",
        "ctrl+l",
        "tab",
        "shift+tab",
        "enter",
        "delete",
        "q",
        "ö",
    ]
    async with app.run_test(size=SIZE) as pilot:
        screen = await handed_over(app, pilot)
        for key in keys:
            await pilot.press(key)
            assert app.is_running
            assert app.screen is screen, key
        assert application.pilot.tables.answers() == ()
        await pilot.press("escape")
        for key in (*keys, *"vinter", "enter"):
            await pilot.press(key)
            assert app.screen is screen, key
        screen.query_one(Input).value = ""
        await pilot.press(*"Sommar", "enter")
        await arrive(pilot, PilotPage)


async def test_a_family_answers_by_digits_is_thanked_and_only_the_word_leads_back(
    app: DictateApp, application: Application
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await handed_over(app, pilot)
        await pilot.press("5", "backspace", "4", "space", "2")
        await pilot.pause()
        assert screen.over
        await pilot.press("1", "3")
        assert app.screen is screen
        await pilot.press("escape", *"sommar", "enter")
        await arrive(pilot, PilotPage)
    from dictate.pilot.survey import families

    (answers,) = families(application.pilot.tables)
    assert dict(answers.answers) == {"listened-to": 4, "could-suggest": 2}


async def test_a_family_that_answers_nothing_leaves_nothing(app: DictateApp, application: Application) -> None:
    async with app.run_test(size=SIZE) as pilot:
        screen = await handed_over(app, pilot)
        await pilot.press("space", "space", "space")
        assert screen.over
    assert application.pilot.tables.answers() == ()


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)])
def test_the_questions_are_large_and_whole_on_every_screen(size: tuple[int, int], application: Application) -> None:
    width, height = size
    for question in application.pilot.forms["families"].questions:
        lines = largest(question.text, width - 4, height - 12)
        assert lines is not None
        assert 5 <= len(lines) <= height - 12
        assert max(map(len, lines)) <= width - 4


def test_large_letters_differ_and_a_word_that_is_too_wide_is_not_cut() -> None:
    pictures = {"\n".join(drawn(letter, 40, 12) or []) for letter in "abcdefghijklmnopqrstuvwxyzåäö0123456789"}
    assert len(pictures) == 39
    assert drawn("barnkonsekvensanalys", 20, 18) is None


# -- reviews and the file -----------------------------------------------------------------------------------------


async def test_a_review_sheet_is_answered_by_digits_with_what_the_note_shows_filled_in(
    app: DictateApp, application: Application, tmp_path: Path
) -> None:
    session = ready(application)
    session.export(tmp_path / "ut.docx", unattended=True)
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(PilotReviews())
        await arrive(pilot, PilotReviews)
        assert shown(app)[0][-1] == "inte granskad"
        await pilot.press("enter")
        await arrive(pilot, ReviewSheet)
        assert shown(app, "#questions")[2] == ["◊", "Barnet fått uttrycka sin åsikt?  ja"]
        await pilot.press("1", "2", "9", "0", "escape")
        await arrive(pilot, PilotReviews)
        assert shown(app)[0][-1] == "2 av 8 frågor"
        await pilot.press("s")
        await arrive(pilot, ReviewSums)
        assert "Färre än 5" in shown(app)[0][0]
    counts = {one.question: one.counts for one in application.pilot.reviewed()}
    assert counts["barnet_traffat"]["ja"] == 1
    assert counts["barnet_informerat"]["nej"] == 1
    assert "barnet_uttryckt_asikt" not in counts


async def test_the_whole_file_is_on_the_screen_before_the_yes_and_nothing_is_written_without_it(
    app: DictateApp, application: Application, home: Path, clock: Clock
) -> None:
    application.pilot.tables.add_typed("2026-03-05", 600, 200, "journalanteckning")
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(PilotLeave())
        screen = await arrive(pilot, PilotLeave)
        words = " ".join(" ".join(row[0].split()) for row in shown(app))
        wanted = application.pilot.plain_words(screen._file, {"journalanteckning": "Journalanteckning"})  # type: ignore[arg-type]
        assert all(" ".join(line.split()) in words for line in wanted)
        await pilot.press("escape")
        await arrive(pilot, Home)
        assert list(home.rglob("*.json")) == []
        app.push_screen(PilotLeave())
        await arrive(pilot, PilotLeave)
        await pilot.press("j")
        box = await arrive(pilot, Lines)
        assert str(home / "Documents") in box.query_one(Input).value
        await pilot.press("enter")
        await arrive(pilot, PilotLeave)
        (path,) = home.rglob("*.json")
        assert len(pilot_file.read(path).notes) == 1
        await pilot.press("j")
        await pilot.pause()
        assert isinstance(app.screen, PilotLeave)


async def test_the_pilots_settings_are_set_on_its_own_screen(app: DictateApp, application: Application) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await arrive(pilot, Home)
        app.push_screen(PilotPage())
        await arrive(pilot, PilotPage)
        await pilot.press("i")
        box = await arrive(pilot, Lines)
        box.form.put(3, "i vår")
        await pilot.press("enter")
        assert "går inte att använda" in said(app)
        box.form.put(3, "2026-04-07")
        box.form.put(5, "nej")
        await pilot.press("enter")
        await arrive(pilot, PilotPage)
    assert str(application.settings.pilot.start) == "2026-04-07"
    assert application.settings.pilot.reminders is False
