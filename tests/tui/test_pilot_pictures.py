"""What the screens of the pilot look like, with days, answers and notes that stand still."""

from __future__ import annotations

import hashlib
import itertools
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from dictate.application import Application
from dictate.pilot.reviews import to_body
from dictate.pilot.survey import FAMILIES
from dictate.tui.app import DictateApp
from dictate.tui.family_questions import FamilyQuestions
from dictate.tui.pilot import PilotPage
from dictate.tui.pilot_day import PilotDay
from dictate.tui.pilot_leave import PilotLeave
from dictate.tui.pilot_reviews import PilotReviews, ReviewSheet, ReviewSums
from dictate.tui.pilot_signs import TypedSigns
from dictate.tui.pilot_typed import PilotTyped
from dictate.tui.survey import Survey
from dictate.tui.time_registration import TimeRegistration
from tests.conftest import NOW
from tests.pilot.laptop import Clock, program
from tests.tui import sample
from tests.tui.test_computer_pictures import pushed
from tests.tui.test_pictures import Pictured

DAY = (
    (8, 0, "administration"),
    (8, 40, "direkt-tid"),
    (9, 55, "direkt-dokumentation"),
    (10, 30, "handledning"),
)
"""What the user has done on 16 March, by the hour and minute of the switch."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def application(tmp_path: Path, home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Application:
    """A pilot in its measured week; what is drawn by lot is the same every time."""
    numbers = itertools.count()
    lots = SimpleNamespace(token_hex=lambda size: hashlib.sha256(b"%d" % next(numbers)).hexdigest()[: 2 * size])
    for module in ("dictate.pilot.collecting", "dictate.vault.pilot"):
        monkeypatch.setattr(f"{module}.secrets", lots)
    made = program(tmp_path, clock)
    for day, seconds, words in (("2026-03-04", 900, 212), ("2026-03-05", 640, 180), ("2026-03-09", 1260, 305)):
        made.pilot.tables.add_typed(day, seconds, words, "journalanteckning")
    return made


@pytest.fixture
def app(application: Application) -> DictateApp:
    return DictateApp(application)


@pytest.fixture
def worked(application: Application, clock: Clock) -> None:
    """The day so far: it is 11.05 and the last task goes on."""
    for hour, minute, variable in DAY:
        clock.at(hour, minute)
        application.pilot.register.switch(variable)
    clock.at(11, 5)


def test_the_pilot(app: DictateApp, worked: None, pictured: Pictured) -> None:
    pictured(app, pushed(lambda _application: PilotPage()))


def test_registering_time(app: DictateApp, worked: None, pictured: Pictured) -> None:
    pictured(app, pushed(lambda _application: TimeRegistration()))


def test_a_registered_day(app: DictateApp, worked: None, pictured: Pictured) -> None:
    pictured(app, pushed(lambda _application: PilotDay(), "down"))


def test_typing_on_time(app: DictateApp, application: Application, clock: Clock, pictured: Pictured) -> None:
    application.pilot.typed_timer.start("journalanteckning")
    clock.on(minutes=6, seconds=12)
    pictured(app, pushed(lambda _application: PilotTyped()))


def test_how_many_words(app: DictateApp, application: Application, clock: Clock, pictured: Pictured) -> None:
    application.pilot.typed_timer.start("journalanteckning")
    clock.on(minutes=6, seconds=12)
    pictured(app, pushed(lambda _application: PilotTyped(), "enter", *"Sov."))


@pytest.mark.parametrize("keys", [(), ("2", "j")], ids=["days", "voice"])
def test_what_is_told_of_a_typed_note(app: DictateApp, keys: tuple[str, ...], pictured: Pictured) -> None:
    pictured(app, pushed(lambda _application: TypedSigns(NOW.date()), *keys))


def test_the_survey(app: DictateApp, pictured: Pictured) -> None:
    pictured(app, pushed(lambda application: Survey(application.pilot.forms["before"]), "4", "backspace"))


@pytest.mark.parametrize("keys", [(), ("escape",)], ids=["question", "word"])
def test_handed_over_to_a_family(app: DictateApp, keys: tuple[str, ...], pictured: Pictured) -> None:
    pictured(app, pushed(lambda application: FamilyQuestions(application.pilot.forms[FAMILIES], "sommar"), *keys))


def test_reviewing_notes(app: DictateApp, application: Application, pictured: Pictured) -> None:
    _exported(application, 3)
    pictured(app, pushed(lambda _application: PilotReviews()))


def test_a_review_sheet(app: DictateApp, pictured: Pictured) -> None:
    pictured(app, pushed(lambda application: ReviewSheet(sample.session(application, decided=True)), "1", "2"))


def test_what_the_reviews_add_up_to(app: DictateApp, application: Application, pictured: Pictured) -> None:
    _exported(application, 25)
    pictured(app, pushed(lambda _application: ReviewSums()))


def test_leaving_the_pilot_file(app: DictateApp, application: Application, worked: None, pictured: Pictured) -> None:
    _exported(application, 6)
    pictured(app, pushed(lambda _application: PilotLeave()))


def _exported(application: Application, notes: int) -> None:
    """Notes that have left; all but the last are reviewed, the first answer given twice as often as the others."""
    questions = application.pilot.sheet
    for number in range(notes):
        at = (NOW - timedelta(days=number)).isoformat(timespec="seconds")
        application.store.save(f"note-{number}", "journalanteckning", "{}", 0, at)
        application.store.mark_exported(f"note-{number}", at)
        if number < notes - 1:
            answer = (0, 1, 0, 2)[number % 4]
            answers = {one.id: one.answers[min(answer, len(one.answers) - 1)] for one in questions}
            application.pilot.tables.set_review(f"note-{number}", to_body(answers))
