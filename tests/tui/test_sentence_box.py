"""A sentence that is being written: what is left unfinished comes back, and only that."""

from __future__ import annotations

import json

import pytest
from textual.widgets import TextArea

from dictate.tui.app import DictateApp
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.home import Home
from dictate.tui.new_sentence import NewSentence
from dictate.tui.review import Review
from tests.tui import sample
from tests.tui.steps import arrive, said, until


async def test_an_unfinished_sentence_is_kept_and_one_typed_back_to_what_it_was_is_not(
    program: DictateApp,
) -> None:
    session = sample.session(program.application, decided=True)
    before = session.note.sentences[0].text
    asides = program.application.store.asides

    def kept() -> str:
        return asides.get("draft", f"edit:{session.note.id}:{session.note.sentences[0].id}")

    async with program.run_test() as pilot:
        await arrive(pilot, Home)
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("home", "e")
        box = await arrive(pilot, EditSentence)
        await pilot.press("x", "y")
        await until(pilot, lambda: kept() == f"{before}xy")
        await pilot.press("escape")
        assert "Esc en gång till" in said(program)
        await pilot.press("z", "backspace", "backspace", "backspace")
        assert box.query_one(TextArea).text == before
        await until(pilot, lambda: kept() == "")
        await pilot.press("escape")
        await arrive(pilot, Review)
        assert session.note.sentences[0].text == before


async def test_a_sentence_is_kept_as_it_was_typed_until_the_note_that_has_it_is_written(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sample.session(program.application, decided=True)
    first, store = session.note.sentences[0], program.application.store
    forgotten: list[str] = []
    remove = store.asides.remove

    def watched(kind: str, aside_id: str = "") -> None:
        forgotten.append(store.body(session.note.id))
        remove(kind, aside_id)

    async with program.run_test() as pilot:
        await arrive(pilot, Home)
        program.review(session)
        await arrive(pilot, Review)
        monkeypatch.setattr(store.asides, "remove", watched)
        for key, box in (("e", EditSentence), ("s", NewSentence)):
            await pilot.press("home", key)
            await arrive(pilot, box)
            await pilot.press(*"Klart")
            seen = len(forgotten)
            await pilot.press("enter")
            await arrive(pilot, Review)
            await until(pilot, lambda seen=seen: len(forgotten) > seen)
            assert store.asides.of("draft") == {}
    changed, added = (json.loads(body)["sentences"] for body in forgotten)
    assert changed[0]["text"] == f"{first.text}Klart"
    assert "Klart" in [sentence["text"] for sentence in added]


async def test_a_text_too_long_for_a_sentence_stays_in_its_box(program: DictateApp) -> None:
    session = sample.session(program.application, decided=True)
    before, endless = session.note, "ord " * 1_300
    async with program.run_test() as pilot:
        await arrive(pilot, Home)
        program.review(session)
        await arrive(pilot, Review)
        for key, kind in (("e", EditSentence), ("s", NewSentence)):
            await pilot.press("home", key)
            box = await arrive(pilot, kind)
            area = box.query_one(TextArea)
            area.text = endless
            await pilot.press("enter")
            assert "högst 5000 tecken" in said(program)
            assert program.screen is box
            assert area.text == endless
            area.text = "Kort."
            await pilot.press("enter")
            await arrive(pilot, Review)
    assert len(session.note.sentences) == len(before.sentences) + 1
    assert session.note.sentences[0].text == "Kort."
