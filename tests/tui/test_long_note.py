"""In a long note only what is seen is drawn, and a decision makes only its own sentence anew.

How many milliseconds that takes is measured by `scripts/benchmark.py screens`.
"""

from __future__ import annotations

from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.note_view import NoteView
from dictate.tui.review import Review
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
