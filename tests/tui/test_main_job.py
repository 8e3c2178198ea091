"""The main job: a dictated note with six findings leaves as a document, in at most fourteen keys."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Static

from dictate.dictating import Dictating
from dictate.tui.app import DictateApp
from dictate.tui.dictate import Dictate
from dictate.tui.export import Export
from dictate.tui.home import Home
from dictate.tui.review import Review
from tests.tui import sample
from tests.tui.steps import arrive, until

MOST = 14
SIX = ("f0", "f1", "f2", "f5", "f7", "f9")


class Keys:
    """Presses keys and counts them."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self._pilot = pilot
        self.pressed: list[str] = []

    async def __call__(self, *keys: str) -> None:
        for key in keys:
            self.pressed.append(key)
            await self._pilot.press(key)
            await self._pilot.pause()


async def test_from_the_first_key_to_the_document_in_fourteen_keys(
    program: DictateApp, home: Path, monkeypatch
) -> None:
    """Each finding gets a decision of its own; what stands there already is the likeliest, so no key is for typing.

    The sound is not played here: `test_dictate` does that through a virtual microphone. All else is the program.
    """

    def finish(dictating: Dictating, progress: object = None) -> object:
        note = sample.note()
        kept = tuple(one for one in note.findings if one.id in SIX)
        session = sample.Session(
            program.application, dataclasses.replace(note, findings=kept), dictating.growing.template
        )
        session.save()
        return session

    monkeypatch.setattr(Dictating, "start", lambda self: setattr(self, "_phase", "recording"))
    monkeypatch.setattr(Dictating, "keep", lambda self: None)
    monkeypatch.setattr(Dictating, "finish", finish)
    async with program.run_test(size=(100, 34)) as pilot:
        press = Keys(pilot)
        await arrive(pilot, Home)
        await press("d")
        screen = await arrive(pilot, Dictate)
        await until(pilot, lambda: screen._seen and screen._seen.phase == "recording")
        await press("enter")
        review = await arrive(pilot, Review)
        assert len(review.session.note.undecided) == 6
        await press("b", "r")
        await press("enter", "m", "t", "b", "b")
        assert not review.session.note.undecided
        await press("x")
        export = await arrive(pilot, Export)
        await press("enter")
        await pilot.pause()
        assert export.exported is not None
        assert export.exported.is_file()
        assert "✓ Dokumentet är skapat" in str(export.query_one("#receipt", Static).render())
    assert len(press.pressed) <= MOST, press.pressed
