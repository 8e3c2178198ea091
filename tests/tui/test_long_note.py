"""In a long note only what is seen is drawn, and a decision makes only its own sentence anew.

How many milliseconds that takes is measured by `scripts/benchmark.py screens`.
"""

from __future__ import annotations

from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.note_view import NoteView
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from tests.tui import sample
from tests.tui.long_note import long_note
from tests.tui.steps import arrive


async def test_a_decision_in_a_long_note_makes_one_paragraph_anew_and_draws_what_is_seen(program: DictateApp) -> None:
    session = Session(program.application, long_note(), program.application.template("journalanteckning"))
    session.save()
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        view = review.query_one(NoteView)
        assert view.virtual_size.height > 500 > view.size.height
        before = [paragraph for part in session.marked().parts for paragraph in part.paragraphs]
        lines: list[int] = []
        drawn = view.render_line
        view.render_line = lambda y: (lines.append(y), drawn(y))[1]  # type: ignore[method-assign]
        await pilot.press("m")
        await pilot.pause()
        after = [paragraph for part in session.marked().parts for paragraph in part.paragraphs]
        assert sum(one is not other for one, other in zip(before, after, strict=True)) == 1
        assert 0 < len(set(lines)) <= view.size.height


async def test_what_stands_on_the_screen_after_each_key_is_what_would_be_drawn_afresh(program: DictateApp) -> None:
    session = sample.doubtful(sample.session(program.application))
    async with program.run_test(size=(100, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        keys = [
            "b",
            "m",
            "u",
            "U",
            "delete",
            "u",
            "down",
            "t",
            "tab",
            "j",
            "u",
            "pagedown",
            "delete",
            "home",
            "1",
            "end",
            "a",
            "m",
            "u",
            "w",
            "j",
            "u",
            "u",
            "right",
            "right",
            "b",
            "up",
        ]
        for key in keys:
            await pilot.press(key)
            for view in (review.query_one(NoteView), review.query_one(RowList)):
                shown = view.render_lines(view.size.region)
                view.refresh()
                assert shown == view.render_lines(view.size.region), key
