"""Three kinds of marks in the review, each with a counter that goes to zero by keys and by the mouse."""

from __future__ import annotations

from dictate.tui.alike import Alike
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.checks import Checks, Reason
from dictate.tui.fields import Fields
from dictate.tui.note_view import NoteView
from dictate.tui.page import TitleBar
from dictate.tui.review import Review
from tests.tui import sample
from tests.tui.steps import arrive


def counters(program: DictateApp) -> str:
    return str(program.screen.query_one(TitleBar).render())


async def test_tab_goes_from_findings_to_doubtful_words_to_checks_until_nothing_is_left(program: DictateApp) -> None:
    session = sample.doubtful(sample.session(program.application, decided=True))
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        words = [mark.doubt.text for mark in review.order.marks if mark.doubt]
        assert {"ledsen", "fredagar", "städad"} <= set(words)
        assert f"? {len(words)} osäkra ord" in counters(program)
        assert "◆" not in counters(program)
        for left in range(len(words), 0, -1):
            mark = review.order.mark(review.place.finding)
            assert mark is not None
            assert mark.doubt is not None
            if mark.doubt.text == "ledsen":
                await pilot.press("1")
            else:
                await pilot.press("b")
            await pilot.pause()
            assert review.order.left("doubt") == left - 1
        assert "mamma är rädd." in session.note.sentence("s2").text
        assert "mamma är ledsen." in session.note.sentence("s2").original
        assert "osäkr" not in counters(program)
        checks = review.order.left("check")
        assert checks
        assert review.order.mark(review.place.finding).kind == "check"
        await pilot.press("l")
        await arrive(pilot, Reason)
        await pilot.press(*"Ej aktuellt", "enter")
        await arrive(pilot, Review)
        assert review.order.left("check") == checks - 1
        await pilot.press("u")
        assert review.order.left("check") == checks


async def test_a_check_is_met_where_it_is_asked(program: DictateApp) -> None:
    session = sample.session(program.application, decided=True)
    session.set_field("handlaggare", "")
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        missing = next(mark for mark in review.order.marks if mark.remark and not mark.sentence)
        review.go(missing.place)
        await pilot.press("enter")
        fields = await arrive(pilot, Fields)
        assert fields.form.here == 1
        await pilot.press(*"Vera", "escape")
        await arrive(pilot, Review)
        await pilot.pause()
        assert review.order.mark(missing.id) is None
        placed = next(mark for mark in review.order.marks if mark.remark and mark.sentence)
        review.go(placed.place)
        await pilot.press("k")
        assert (await arrive(pilot, Checks)).query("RowList")


async def test_all_doubtful_words_are_seen_at_once_and_undo_brings_them_back(program: DictateApp) -> None:
    session = sample.doubtful(sample.session(program.application))
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        number = review.order.left("doubt")
        await pilot.press("w")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await arrive(pilot, Review)
        assert review.order.left("doubt") == 0
        await pilot.press("u")
        assert review.order.left("doubt") == number


async def test_one_decision_for_all_names_is_two_keys_after_a(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("a")
        await arrive(pilot, Alike)
        await pilot.press("down", "m")
        await arrive(pilot, Review)
        decided = {found.finding.label for found in session.note.findings if found.decision == "mask"}
        assert decided == {"PERSON"}
        assert {found.finding.label for found in session.note.undecided} == {
            "ORGANISATION",
            "PHONE",
            "EMAIL",
            "ADDRESS",
        }
        await pilot.press("u")
        assert len(session.note.undecided) == len(session.note.findings)


async def test_a_doubtful_word_is_clicked_and_its_reason_told(program: DictateApp) -> None:
    session = sample.doubtful(sample.session(program.application))
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        view = review.query_one(NoteView)
        number, line = next(
            (at, one) for at, one in enumerate(view.layout_now.lines) if any(p.finding.startswith("?") for p in one)
        )
        before = sum(piece.width for piece in line[: [p.finding[:1] for p in line].index("?")])
        await pilot.click(NoteView, offset=(1 + 4 + before + 1, 1 + number - int(view.scroll_offset.y)))
        await pilot.pause()
        mark = review.order.mark(review.place.finding)
        assert mark is not None
        assert mark.doubt is not None
