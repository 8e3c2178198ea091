"""Cases by keys alone: made, used in a new note, strangers found and added, decisions remembered."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from dictate import beginning
from dictate.application import Application
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.case_form import CaseForm
from dictate.tui.cases import Cases
from dictate.tui.choose_case import ChooseCase
from dictate.tui.detail import Detail
from dictate.tui.fields import Fields
from dictate.tui.home import Home
from dictate.tui.lines import Lines
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.paste_text import PasteText
from dictate.tui.review import Review
from dictate.tui.role import Role
from dictate.tui.rows import RowList
from dictate.vault.cases import Case
from redaction.lexicon import Lexicon, Person, Place
from tests.tui import sample
from tests.tui.steps import arrive, offered, said

FAMILY = Lexicon(
    (Person("Anna Lindqvist", "mamman"), Person("Elias Lindqvist", "sonen")),
    (Place("Björkskolan", "ORGANISATION", "skolan"),),
)


@pytest.fixture
def case(quiet: Application) -> Case:
    return quiet.save_case("Familjen på höjden", FAMILY)


def rows(program: DictateApp) -> list[list[str]]:
    """The cells of each row of the list on the screen."""
    return [[cell.text for cell in row.cells] for row in program.screen.query_one(RowList).rows]


async def filled(pilot: Pilot[None], *answers: str) -> None:
    """Fills the lines of the box and presses Enter."""
    box = await arrive(pilot, Lines)
    for number, answer in enumerate(answers):
        box.form.put(number, answer)
    await pilot.press("enter")
    await pilot.pause()


async def test_a_case_is_made_changed_and_taken_away_by_keys(program: DictateApp) -> None:
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("ä")
        await arrive(pilot, Cases)
        await pilot.press("n")
        await filled(pilot, "Familjen Ek")
        form = await arrive(pilot, CaseForm)
        await pilot.press("p")
        await filled(pilot, "Elsa Ek", "barnet", "Elsan, E.E.")
        await pilot.press("l")
        await filled(pilot, "Kastanjeskolan", "verksamhet", "skolan")
        await pilot.press("s")
        assert form.case.lexicon == Lexicon(
            (Person("Elsa Ek", "barnet", ("Elsan", "E.E.")),),
            (Place("Kastanjeskolan", "ORGANISATION", "skolan"),),
            protected=True,
        )
        form.query_one(RowList).go("person:0")
        await pilot.press("enter")
        await filled(pilot, "Elsa Ek", "flickan", "")
        await pilot.press("delete")
        await arrive(pilot, Ask)
        await pilot.press("n")
        await arrive(pilot, CaseForm)
        assert program.application.cases() == (form.case,)
        assert form.case.lexicon.people == (Person("Elsa Ek", "flickan"),)

        await pilot.press("escape")
        await arrive(pilot, Cases)
        assert rows(program) == [["Familjen Ek", "1 person", "ingen anteckning", "! skyddad identitet"]]
        await pilot.press("delete")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await arrive(pilot, Cases)
        assert program.application.cases() == ()


async def test_what_a_case_says_is_nowhere_in_the_clear(program: DictateApp, case: Case) -> None:
    content = b"".join(path.read_bytes() for path in program.application.folders.data.rglob("*") if path.is_file())
    assert content
    for secret in (case.title, "Lindqvist", "Björkskolan"):
        assert secret.encode() not in content


async def test_a_role_is_picked_with_the_arrows_and_found_by_its_letters(program: DictateApp, case: Case) -> None:
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(CaseForm(case))
        form = await arrive(pilot, CaseForm)
        await pilot.press("p", *"Karin Holm", "tab", *"mormo", "down", "enter")
        await arrive(pilot, CaseForm)
        assert form.case.lexicon.people[-1] == Person("Karin Holm", "mormodern")


async def test_a_box_with_something_wrong_says_so_and_esc_asks_once(program: DictateApp, case: Case) -> None:
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(CaseForm(case))
        await arrive(pilot, CaseForm)
        await pilot.press("l")
        box = await arrive(pilot, Lines)
        await pilot.press("enter")
        assert "Namn saknas" in said(program)
        box.form.put(0, "Ekskolan")
        box.form.put(1, "hus")
        await pilot.press("enter")
        assert "välj något av förslagen" in said(program)
        await pilot.press("escape")
        assert program.screen is box
        await pilot.press("escape")
        await arrive(pilot, CaseForm)
        assert program.application.case(case.id).lexicon == FAMILY


async def test_a_new_note_is_put_in_the_case_used_last_with_one_key(program: DictateApp, case: Case) -> None:
    later = program.application.save_case("Syskonen Berg", Lexicon())
    beginning.from_text(program.application, "Anna ringde.", "journalanteckning", case_id=case.id).save()
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("t")
        await arrive(pilot, ChooseTemplate)
        await pilot.press("enter")
        await arrive(pilot, ChooseCase)
        assert [row[:2] for row in rows(program)] == [["1", case.title], ["2", later.title], ["3", "Inget ärende"]]
        await pilot.press("escape")
        await arrive(pilot, ChooseTemplate)
        await pilot.press("enter")
        await arrive(pilot, ChooseCase)
        await pilot.press("enter")
        paste = await arrive(pilot, PasteText)
        paste.query_one(TextArea).text = "Hembesök hos Anna. Ingvar Bengtsson ringde."
        await pilot.press("ctrl+s")
        review = await arrive(pilot, Review)
        assert review.session.case == case
        assert beginning.from_store(program.application, review.session.note.id).case == case


async def test_a_case_can_be_made_on_the_way_to_a_note_and_none_is_an_answer(program: DictateApp, case: Case) -> None:
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("t", "enter")
        await arrive(pilot, ChooseCase)
        await pilot.press("n")
        await filled(pilot, "Familjen Ek")
        await arrive(pilot, CaseForm)
        await pilot.press("escape")
        await arrive(pilot, PasteText)
        assert {one.title for one in program.application.cases()} == {"Familjen Ek", case.title}
        await pilot.press("escape")
        await arrive(pilot, ChooseTemplate)
        await pilot.press("enter")
        await arrive(pilot, ChooseCase)
        await pilot.press("3")
        paste = await arrive(pilot, PasteText)
        paste.query_one(TextArea).text = "Anna ringde."
        await pilot.press("ctrl+s")
        assert (await arrive(pilot, Review)).session.case is None


async def test_a_stranger_stands_first_and_becomes_one_of_the_case(program: DictateApp, case: Case) -> None:
    session = sample.session(program.application)
    session.set_case(case.id)
    async with program.run_test(size=(140, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert rows(program)[0] == ["◆", "Karin Holm", "okänd i ärendet"]
        assert "Okänd i ärendet" in str(review.query_one(Detail).render())
        await pilot.press("i")
        await filled(pilot, "Karin Holm", "mormodern")
        await arrive(pilot, Review)
        assert "hör nu till ärendet" in said(program)
        assert not [row for row in rows(program) if row[-1] == "okänd i ärendet"]
        assert Person("Karin Holm", "mormodern") in program.application.case(case.id).lexicon.people
        assert review.check_action("add_to_case", ()) is None


async def test_decisions_are_as_the_last_time_and_can_be_undone(program: DictateApp, case: Case) -> None:
    earlier = beginning.from_text(program.application, "Anna ringde.", "journalanteckning", case_id=case.id)
    earlier.save()
    earlier.decide_all("role")
    session = beginning.from_text(program.application, "Anna grät.", "journalanteckning", case_id=case.id)
    session.save()
    async with program.run_test(size=(140, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert "1 fynd är beslutat som förra gången" in said(program)
        assert rows(program)[0] == ["→", "mamman", "som förra gången"]
        assert "som förra gången" in str(review.query_one(Detail).render())
        await pilot.press("u")
        assert rows(program)[0] == ["◆", "Anna", "namn"]


async def test_with_a_protected_identity_what_is_blocking_comes_first_and_says_why(program: DictateApp) -> None:
    protected = program.application.save_case("Skyddad", Lexicon(FAMILY.people, protected=True))
    session = sample.session(program.application)
    session.set_case(protected.id)
    async with program.run_test(size=(140, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert [row[-1] for row in rows(program)][:4] == [
            "får inte behållas", "får inte behållas", "okänd i ärendet", "okänd i ärendet",
        ]  # fmt: skip
        assert "skyddad identitet" in str(review.query_one(Detail).render())
        first = review.place.finding
        await pilot.press("b")
        assert "kan inte behållas" in said(program)
        assert session.note.undecided[0].decision is None
        await pilot.press("m")
        assert next(found.decision for found in session.note.findings if found.id == first) == "mask"


async def test_a_role_given_once_is_suggested_for_the_first_name(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        await pilot.press("r")
        (await arrive(pilot, Role)).query_one(Input).value = "mamman"
        await pilot.press("enter")
        await arrive(pilot, Review)
        review.go(review.order.at("s9"))
        await pilot.press("r")
        assert (await arrive(pilot, Role)).query_one(Input).value == "mamman"


async def test_a_note_is_put_in_a_case_from_the_review(program: DictateApp, case: Case) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(140, 40)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("ä")
        await arrive(pilot, ChooseCase)
        await pilot.press("1")
        await arrive(pilot, Review)
        assert rows(program)[0][2] == "okänd i ärendet"
        assert beginning.from_store(program.application, session.note.id).case == case


async def test_the_people_of_the_case_are_proposed_as_participants(program: DictateApp, case: Case) -> None:
    session = sample.session(program.application)
    session.set_case(case.id)
    session.set_field("deltagare", "")
    async with program.run_test(size=(100, 34)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        await pilot.press("g")
        await arrive(pilot, Fields)
        await pilot.press("escape")
        await arrive(pilot, Review)
        review.action_fields("deltagare")
        fields = await arrive(pilot, Fields)
        told = str(fields.query_one("#told", Static).render())
        assert "Pil ned skriver Vera Exempel (socialsekreterare); Anna Lindqvist (mamman)" in told
        await pilot.press("escape")
        await arrive(pilot, Review)
        assert "deltagare" not in session.note.fields  # nobody is written who was not chosen
        review.action_fields("deltagare")
        await arrive(pilot, Fields)
        assert "Nästa svar" in offered(program.screen)
        await pilot.press("down", "x")
        assert "Nästa svar" not in offered(program.screen), "what has been changed by hand is not written over"
        await pilot.press("backspace", "escape")
        await arrive(pilot, Review)
        assert [(one.name, one.role) for one in session.note.fields["deltagare"]] == [
            ("Vera Exempel", "socialsekreterare"),
            ("Anna Lindqvist", "mamman"),
            ("Elias Lindqvist", "sonen"),
        ]
