"""A note is opened in a thread: the list says so where it takes time, and keys that come meanwhile are kept for it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from textual.widgets import TextArea

from dictate import beginning
from dictate.application import Application
from dictate.errors import DictateError
from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.fields import Fields
from dictate.tui.home import Home
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.unlock import Unlock
from tests.tui import sample
from tests.tui.steps import arrive, said, until


@pytest.fixture
def comes(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """No note has been read before this is set."""
    event, read = threading.Event(), beginning.from_store

    def slowly(application: Application, note_id: str) -> Session:
        session = read(application, note_id)
        assert event.wait(60)
        return session

    monkeypatch.setattr(beginning, "from_store", slowly)
    monkeypatch.setattr("dictate.tui.opening.AT_ONCE_S", 0.0)
    yield event
    event.set()


async def test_a_note_that_takes_time_to_open_is_told_of_and_takes_the_keys_that_came_before_it(
    program: DictateApp, comes: threading.Event
) -> None:
    note = sample.session(program.application)
    note.save()
    waiting = len(note.note.undecided)
    async with program.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "m", "b", "g")
        assert type(program.screen) is Home
        assert said(program) == "Öppnar anteckningen."
        comes.set()
        fields = await arrive(pilot, Fields)
        review = program.screen_stack[-2]
        assert isinstance(review, Review)
        left = review.session.note.undecided
        first, second = (found for found in review.order.findings if found.id not in {one.id for one in left})
        assert (first.decision, second.decision) == ("mask", "keep")
        assert len(left) == waiting - 2
        assert fields.is_active
        await pilot.press("escape", "escape")
        await arrive(pilot, Home)
        assert said(program) == ""


async def test_what_is_typed_early_comes_in_order_into_what_the_first_key_opens(
    program: DictateApp, comes: threading.Event
) -> None:
    sample.session(program.application).save()
    async with program.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "e", *"Annika")
        comes.set()
        box = await arrive(pilot, EditSentence)
        await until(pilot, lambda: "Annika" in box.query_one(TextArea).text)


async def test_a_click_and_another_enter_while_a_note_is_opened_open_nothing_else(
    program: DictateApp, comes: threading.Event
) -> None:
    sample.session(program.application).save()
    async with program.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        await pilot.click(RowList, offset=(10, 0))
        program.open_note(program.application.entries()[0].id)
        comes.set()
        await arrive(pilot, Review)
        assert len(program.screen_stack) == 2


async def test_a_note_that_cannot_be_opened_is_told_of_and_the_list_takes_keys_again(
    program: DictateApp, comes: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.session(program.application).save()

    def refuse(*_: object) -> Session:
        assert comes.wait(60)
        raise DictateError("Anteckningen går inte att läsa.")

    monkeypatch.setattr(beginning, "from_store", refuse)
    async with program.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter", "f1")
        comes.set()
        await until(pilot, lambda: len(program.screen_stack) == 2)
        await pilot.press("escape")
        assert type(program.screen) is Home
        assert said(program) == "! Anteckningen går inte att läsa."


async def test_a_note_is_not_opened_over_the_lock(program: DictateApp, comes: threading.Event) -> None:
    sample.session(program.application).save()
    async with program.run_test(size=(120, 40)) as pilot:
        await pilot.press("enter")
        program.action_lock()
        await arrive(pilot, Unlock)
        comes.set()
        await until(pilot, lambda: not program.opening.under_way)
        assert type(program.screen) is Unlock
        assert len(program.screen_stack) == 2
