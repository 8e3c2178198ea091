"""The time of a note's steps: kept every few seconds, so that a killed program has hardly lost any of it."""

from __future__ import annotations

import time

import pytest

from dictate.application import Application
from dictate.pilot.measures import Figures
from dictate.tui.step_watch import KEEP_S, StepWatch
from tests.tui import sample
from tests.tui.terminal import Terminal


def seconds(application: Application, note: str) -> dict[str, float]:
    kept = application.pilot.tables.figures_of(note)
    return dict(Figures.from_json(kept).seconds) if kept else {}


@pytest.fixture
def measured(quiet: Application) -> Application:
    quiet.choose("pilot.enabled", "true")
    return quiet


def test_a_program_that_is_killed_in_review_and_export_loses_at_most_some_seconds(measured: Application) -> None:
    note = sample.session(measured, decided=True).note.id
    with Terminal(measured.folders.data, (34, 100)) as terminal:
        terminal.until(lambda: "Journalanteckning" in terminal.text)
        entered = time.monotonic()
        terminal.press("\r", "X Exportera")
        reviewing = time.monotonic()
        terminal.until(lambda: seconds(measured, note).get("review_s"))
        time.sleep(2)
        leaving = time.monotonic()
        terminal.press("x", "Skapa dokumentet")
        exporting = time.monotonic()
        terminal.until(lambda: seconds(measured, note).get("export_s"))
        terminal.child.kill()
        killed = time.monotonic()
    kept = seconds(measured, note)
    assert leaving - reviewing - 1 <= kept["review_s"] <= exporting - entered + 1, "what was left in order is whole"
    assert KEEP_S - 1 <= kept["export_s"] <= killed - leaving + 1, "what was kept last is there"


def test_what_a_locked_store_does_not_take_is_handed_over_when_it_is_open(
    measured: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, now = sample.session(measured), 100.0
    watch = StepWatch(session, "Granskade", lambda: now)
    watch.go()
    now = 107.0
    measured.vault.lock()
    watch.keep()
    watch.keep()
    now = 110.0
    measured.vault.unlock("")
    watch.stop()
    assert seconds(measured, session.note.id) == {"review_s": 10.0}
    now = 200.0
    watch.stop()
    assert seconds(measured, session.note.id) == {"review_s": 10.0}, "a step that has ended takes no time"
