"""The main job by keys alone: paste, review, decide, export, and read the document that came out."""

from __future__ import annotations

from pathlib import Path

import docx
from textual.widgets import Input, TextArea

from dictate.journal.note_json import from_json
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.checks import Checks
from dictate.tui.edit_sentence import EditSentence, SplitSentence
from dictate.tui.export import Export
from dictate.tui.fields import Fields
from dictate.tui.home import Home
from dictate.tui.move import Move
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.note_view import NoteView
from dictate.tui.page import TitleBar
from dictate.tui.paste_text import PasteText
from dictate.tui.review import REVIEWED, Review
from dictate.tui.role import Role
from dictate.tui.rows import RowList
from tests.tui import sample
from tests.tui.steps import arrive, offered, said


def body(path: Path) -> str:
    """All text of a document."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


async def test_a_pasted_text_becomes_a_reviewed_document(program: DictateApp, home: Path) -> None:
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("t")
        await arrive(pilot, ChooseTemplate)
        await pilot.press("enter")
        paste = await arrive(pilot, PasteText)
        paste.query_one(TextArea).text = sample.TEXT
        await pilot.press("ctrl+s")
        review = await arrive(pilot, Review)
        assert "Anna Lindqvist" in {found.finding.text for found in review.session.note.findings}

        await pilot.press("r")
        role = await arrive(pilot, Role)
        role.query_one(Input).value = "mamman"
        await pilot.press("enter")
        await arrive(pilot, Review)
        left = len(review.session.note.undecided)
        while left:
            await pilot.press("m")
            assert len(review.session.note.undecided) == left - 1
            left -= 1
        assert "X för att exportera" in said(program)

        await pilot.press("x")
        export = await arrive(pilot, Export)
        written = Path(export.query_one(Input).value)
        assert written.parent == home / "Documents"
        assert "Anna" not in written.name
        await pilot.press("enter")
        await pilot.pause()
        assert export.exported == written, said(program)
        await pilot.press("escape")
        await arrive(pilot, Home)
        assert "exporterad" in offered_rows(program)

    text = body(written)
    assert "mamman" in text
    for secret in ("Lindqvist", "Elias", "Karin Holm", "070-174", "anna@example.com"):
        assert secret not in text
    assert review.session.timings[REVIEWED] > 0


def offered_rows(program: DictateApp) -> str:
    """The rows of the list of notes."""
    return "\n".join(" ".join(cell.text for cell in row.cells) for row in program.screen.query_one(RowList).rows)


async def test_a_decided_finding_moves_on_and_undo_comes_back(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert review.place.finding == "f0"
        await pilot.press("b")
        assert review.place.finding == "f1"
        assert session.note.findings[0].decision == "keep"
        await pilot.press("t", "u", "u")
        assert not [found for found in session.note.findings if found.decision]
        assert review.place.finding == "f0"
        await pilot.press("U")
        assert session.note.findings[0].decision == "keep"


async def test_all_alike_are_decided_at_once(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("tab", "a", "m")
        await arrive(pilot, Review)
        masked = {found.id for found in session.note.findings if found.decision == "mask"}
        assert masked == {"f1", "f3", "f10"}


async def test_a_first_name_is_offered_the_role_of_the_whole_name(program: DictateApp) -> None:
    session = sample.session(program.application)
    session.decide("f0", "role", "mamman")
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        review.go(review.order.at("s4"))
        await pilot.press("r")
        role = await arrive(pilot, Role)
        assert role.query_one(Input).value == "mamman"


async def test_a_sentence_is_moved_edited_split_joined_and_struck(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        review.go(review.order.at("s8"))
        await pilot.press("f")
        await arrive(pilot, Move)
        await pilot.press("1")
        await arrive(pilot, Review)
        assert session.note.sentence("s8").section == "familjesituation"

        await pilot.press("e")
        edit = await arrive(pilot, EditSentence)
        edit.query_one(TextArea).text = "Nytt möte med Maja Berg bokas i mars."
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert session.note.sentence("s8").text == "Nytt möte med Maja Berg bokas i mars."
        assert session.note.sentence("s8").original == "Nytt möte bokas till den 26 mars."
        assert "Maja Berg" in {found.finding.text for found in session.note.undecided}

        await pilot.press("d")
        await arrive(pilot, SplitSentence)
        await pilot.press("enter")
        await arrive(pilot, Review)
        halves = [sentence.text for sentence in session.note.sentences][8:10]
        assert " ".join(halves) == "Nytt möte med Maja Berg bokas i mars."
        await pilot.press("j")
        assert session.note.sentence("s8").text == "Nytt möte med Maja Berg bokas i mars."

        await pilot.press("delete")
        assert "s8" not in {sentence.id for sentence in session.note.sentences}
        assert "U tar tillbaka" in said(program)
        await pilot.press("u")
        assert "s8" in {sentence.id for sentence in session.note.sentences}


async def test_esc_does_not_throw_away_a_changed_sentence_at_once(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("e")
        edit = await arrive(pilot, EditSentence)
        await pilot.press("h", "escape")
        assert program.screen is edit
        assert "Enter sparar" in said(program)
        await pilot.press("escape")
        await arrive(pilot, Review)
        assert session.note.sentence("s0").text == session.note.sentence("s0").original


async def test_every_key_is_in_the_store_when_the_review_is_left(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("b", "m", "escape")
        await arrive(pilot, Home)
        stored = from_json(program.application.store.body(session.note.id))
        assert [found.decision for found in stored.findings][:2] == ["keep", "mask"]
        await pilot.press("enter")
        again = await arrive(pilot, Review)
        await pilot.press("t")
        await pilot.pause()
        stored = from_json(program.application.store.body(session.note.id))
        assert stored == again.session.note
        assert stored.findings[2].decision == "remove"


async def test_an_export_with_undecided_findings_lists_them_and_jumps_there(program: DictateApp, home: Path) -> None:
    session = sample.session(program.application)
    session.decide_all("role")
    session.decide("f9", None)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        await pilot.press("home", "x")
        export = await arrive(pilot, Export)
        assert [row.key for row in export.query_one(RowList).rows] == ["f9"]
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert review.place.finding == "f9"
    assert not list((home / "Documents").iterdir())


async def test_an_existing_document_is_asked_about(program: DictateApp, home: Path) -> None:
    session = sample.session(program.application, decided=True)
    out = home / "Documents" / "note.docx"
    out.write_text("older")
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("x")
        export = await arrive(pilot, Export)
        export.query_one(Input).value = str(out)
        await pilot.press("enter")
        await arrive(pilot, Ask)
        await pilot.press("n")
        await arrive(pilot, Export)
        assert out.read_text() == "older"
        await pilot.press("enter")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await arrive(pilot, Export)
        assert "mamman" in body(out)


async def test_an_unwritable_place_is_said_in_place(program: DictateApp, home: Path) -> None:
    session = sample.session(program.application, decided=True)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("x")
        export = await arrive(pilot, Export)
        export.query_one(Input).value = str(home / "ingenstans" / "note.docx")
        await pilot.press("enter")
        await pilot.pause()
        assert "finns inte" in said(program)
        assert export.exported is None


async def test_a_missing_required_field_stops_the_export_and_is_filled_in(program: DictateApp) -> None:
    session = sample.session(program.application, decided=True)
    session.set_field("handlaggare", "")
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert "1 måste" in str(review.query_one(TitleBar).render())
        await pilot.press("x")
        await arrive(pilot, Export)
        await pilot.press("enter")
        fields = await arrive(pilot, Fields)
        assert fields.form.here == 1
        await pilot.press(*"Vera", "escape")
        await arrive(pilot, Review)
        assert session.note.fields["handlaggare"] == "Vera"
        await pilot.press("x")
        export = await arrive(pilot, Export)
        assert export.query_one(Input).display


async def test_an_unclear_date_keeps_the_form_open(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("g")
        fields = await arrive(pilot, Fields)
        fields.form.put(0, "31 februari")
        await pilot.press("escape")
        assert program.screen is fields
        assert "den dagen finns inte" in said(program)
        fields.form.put(0, "10 mars")
        await pilot.press("escape")
        await arrive(pilot, Review)
        assert session.note.fields["handelsedatum"] == "2026-03-10"


async def test_enter_after_enter_fills_the_form_and_no_key_falls_through_it(program: DictateApp) -> None:
    session = sample.session(program.application)
    for field in ("handelsedatum", "handlaggare", "kontaktform"):
        session.set_field(field, "")
    sentences = session.note.sentences
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("g")
        fields = await arrive(pilot, Fields)
        await pilot.press(*"31 februari", "enter")
        assert "den dagen finns inte" in said(program), "what is unclear is said before the next field"
        await pilot.press("ctrl+u", *"10 mars", "enter", *"Vera", "enter", "down", "enter")
        await pilot.pause()
        assert program.screen is not fields, "after the last that was missing it closes"
    assert session.note.fields["handelsedatum"] == "2026-03-10"
    assert session.note.fields["handlaggare"] == "Vera"
    assert session.note.fields["kontaktform"] == "hembesök"
    assert session.note.sentences == sentences


async def test_a_remark_is_let_pass_with_a_reason(program: DictateApp) -> None:
    session = sample.session(program.application, decided=True)
    session.set_field("deltagare", ())
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("k")
        checks = await arrive(pilot, Checks)
        before = len(checks.query_one(RowList).rows)
        assert before
        assert "Låt passera" in offered(checks)
        await pilot.press("l", *"okej", "enter")
        await arrive(pilot, Checks)
        assert len(checks.query_one(RowList).rows) == before - 1
        assert session.note.waivers[0].reason == "okej"


async def test_a_finding_is_chosen_with_the_mouse(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(140, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        view = review.query_one(NoteView)
        line = view.layout_now.finding_line["f9"]
        left = 4
        for piece in view.layout_now.lines[line]:
            if piece.finding == "f9":
                break
            left += piece.width
        await pilot.click(NoteView, offset=(view.gutter.left + left + 2, view.gutter.top + line))
        assert review.place.finding == "f9"


async def test_a_note_is_taken_away_only_after_yes(program: DictateApp) -> None:
    sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("delete")
        await arrive(pilot, Ask)
        await pilot.press("escape")
        await arrive(pilot, Home)
        assert len(program.application.entries()) == 1
        await pilot.press("delete", "j")
        await arrive(pilot, Home)
        assert not program.application.entries()


async def test_text_that_is_not_a_note_yet_survives_esc_and_the_end_of_the_program(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("t", "enter")
        await arrive(pilot, PasteText)
        await pilot.press(*"hej", "escape", "escape")
        await arrive(pilot, Home)
        await pilot.press("t", "enter")
        await arrive(pilot, PasteText)
        await pilot.press(*" du")
    again = DictateApp(program.application)
    async with again.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("t", "enter")
        paste = await arrive(pilot, PasteText)
        assert sorted(paste.query_one(TextArea).text) == sorted("hej du")
        await pilot.press("f2")
        await arrive(pilot, Review)
    assert program.application.store.asides.get("draft", "paste") == ""
