"""When something unexpected happens nothing of a note is told, and nothing is lost."""

from __future__ import annotations

import asyncio
import time

import pytest
from textual.pilot import Pilot

from dictate import beginning
from dictate.journal.note_json import from_json
from dictate.tui.app import Begun, DictateApp, ScreensFailed
from dictate.tui.review import Review
from tests.tui import sample
from tests.tui.steps import arrive


def test_an_unexpected_error_tells_its_kind_alone_and_keeps_the_note(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    session = sample.session(program.application)
    name = session.note.findings[0].finding.text

    def broken(self: Review, step: int) -> None:
        raise ValueError(f"unexpected: {name}")

    monkeypatch.setattr(Review, "action_step", broken)

    async def use(pilot: Pilot[None]) -> None:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("b")
        await pilot.press("tab")

    asyncio.run(program.run_async(headless=True, size=(100, 30), auto_pilot=use))
    shown = "".join(capfd.readouterr())
    assert program.failure == "ValueError"
    assert program.return_code == 1
    assert name not in shown
    assert "Traceback" not in shown
    assert name not in str(ScreensFailed(program.failure))
    stored = from_json(program.application.store.body(session.note.id))
    assert stored.findings[0].decision == "keep"


def test_an_error_in_the_work_behind_is_told_in_the_same_way(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Anna Lindqvist")

    monkeypatch.setattr(beginning, "from_text", broken)

    async def use(pilot: Pilot[None]) -> None:
        await pilot.pause()
        program._structure("Hej.", Begun("journalanteckning"))
        end = time.monotonic() + 60
        while not program.failure and time.monotonic() < end:
            await pilot.pause(0.02)
        program.exit()  # changes nothing where the error has ended the program

    asyncio.run(program.run_async(headless=True, size=(100, 30), auto_pilot=use))
    assert program.failure == "RuntimeError"
    assert "Lindqvist" not in "".join(capfd.readouterr())


async def test_what_is_changed_in_the_moment_of_closing_is_kept(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 30)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        monkeypatch.setattr(Review, "call_after_refresh", lambda *_: True)  # it closes before it is drawn again
        session.set_field("handlaggare", "")  # a new remark, which the screen would show
    assert not from_json(program.application.store.body(session.note.id)).fields.get("handlaggare")
