"""Notes of a case: its people are known, decisions about them are proposed in the next note, strangers come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.case_file import CaseInvalid
from dictate.refusals import NoCase
from dictate.session import Session
from dictate.tui.place import Order
from dictate.vault.cases import Case
from redaction.lexicon import Lexicon, Person, Place

PEOPLE = Lexicon(
    (Person("Elsa Lindqvist", "barnet"), Person("Sara Lindqvist", "mamman")),
    (Place("Kastanjeskolan", "ORGANISATION", "skolan"),),
)
FIRST = "Hembesök hos Sara Lindqvist. Elsa går i Kastanjeskolan. Ingvar Bengtsson ringde också."
SECOND = "Telefonsamtal med Sara. Elsas frånvaro har minskat. Else Bergman ringde."


@pytest.fixture
def case(application: Application) -> Case:
    return application.save_case("Familjen i Björktrasten", PEOPLE)


def begun(application: Application, case: Case, text: str = FIRST) -> Session:
    session = beginning.from_text(application, text, "journalanteckning", case_id=case.id)
    session.save()
    return session


def found(session: Session, text: str) -> str:
    return next(item.id for item in session.note.findings if item.finding.text.startswith(text))


def decisions(session: Session) -> dict[str, str | None]:
    return {item.finding.text: item.decision for item in session.note.findings}


def test_a_note_opens_with_its_case(application: Application, case: Case) -> None:
    session = begun(application, case)
    again = beginning.from_store(application, session.note.id)
    assert again.case == case
    assert again.lexicon == PEOPLE
    assert application.entries()[0].case == "Familjen i Björktrasten"


def test_a_case_needs_a_title(application: Application) -> None:
    with pytest.raises(CaseInvalid, match="rubrik"):
        application.save_case("  ", PEOPLE)


def test_decisions_are_proposed_in_the_next_note_of_the_case(application: Application, case: Case) -> None:
    first = begun(application, case)
    first.decide_alike(found(first, "Elsa"), "role")
    first.decide(found(first, "Sara"), "keep")
    first.decide(found(first, "Ingvar"), "mask")
    second = begun(application, case, SECOND)
    assert decisions(second)["Elsa"] == "role"
    assert decisions(second)["Sara"] == "keep"
    assert set(second.deciders().values()) == {"case"}
    assert [change.what for change in second.note.history] == [
        f"minns {found(second, 'Sara')}",
        f"minns {found(second, 'Elsa')}",
    ]
    assert next(item.role for item in second.note.findings if item.finding.text == "Elsa") == "barnet"


def test_what_is_remembered_is_never_carried_over_to_somebody_else(application: Application, case: Case) -> None:
    first = begun(application, case)
    first.decide_all("mask")
    second = begun(application, case, "Else Bergman ringde. Ingvar Bengtsson kom. Sara Holm är läraren.")
    assert set(decisions(second).values()) == {None}


def test_a_proposal_is_undone_at_once_or_one_by_one(application: Application, case: Case) -> None:
    begun(application, case).decide_all("role")
    second = begun(application, case, SECOND)
    child = found(second, "Elsa")
    second.decide(child, "keep")
    assert child not in second.deciders()
    second.decide(child, None)
    assert decisions(second)["Elsa"] is None
    assert [second.undo() for _ in range(4)] == [True, True, True, False]
    assert set(decisions(second).values()) == {None}


def test_a_note_that_decides_differently_in_different_places_proposes_nothing(
    application: Application, case: Case
) -> None:
    first = begun(application, case, "Elsa sover. Elsa leker.")
    one, other = (item.id for item in first.note.findings)
    first.decide(one, "keep")
    first.decide(other, "mask")
    assert decisions(begun(application, case, SECOND))["Elsa"] is None
    first.undo()
    assert decisions(begun(application, case, SECOND))["Elsa"] == "keep"


def test_strangers_are_shown_first(application: Application, case: Case) -> None:
    session = begun(application, case)
    ordered = Order.of(session.note, [one.id for one in session.note.sentences], session.standings()).findings
    assert (ordered[0].finding.text, session.standing(ordered[0])) == ("Ingvar Bengtsson", "stranger")
    assert [session.standing(item) for item in ordered[1:]] == [""] * (len(ordered) - 1)
    assert sorted(item.id for item in ordered) == sorted(item.id for item in session.note.findings)


def test_without_a_case_nobody_is_a_stranger(application: Application) -> None:
    session = beginning.from_text(application, FIRST, "")
    assert {session.standing(item) for item in session.note.findings} == {""}


def test_the_author_is_no_stranger(application: Application, case: Case) -> None:
    session = begun(application, case, "Undertecknad Vera Exempel ringde Ingvar Bengtsson.")
    standing = {item.finding.text: session.standing(item) for item in session.note.findings}
    assert standing["Ingvar Bengtsson"] == "stranger"
    assert standing.get("Vera Exempel", "") == ""


def test_a_stranger_becomes_one_of_the_case_and_is_known_in_the_whole_note(
    application: Application, case: Case
) -> None:
    session = begun(application, case, "Ingvar Bengtsson ringde. Senare kom ingvars bil. Elsa sover.")
    stranger = found(session, "Ingvar")
    session.add_to_case(stranger, "grannen")
    assert session.standing(next(item for item in session.note.findings if item.id == stranger)) == ""
    session.decide_alike(stranger, "role")
    assert decisions(session) == {"Ingvar Bengtsson": "role", "ingvar": "role", "Elsa": None}
    texts = " ".join(paragraph.text for part in session.reading().parts for paragraph in part.paragraphs)
    assert "Grannen ringde." in texts
    assert "Senare kom grannens bil." in texts
    assert "Elsa sover." in texts
    assert Person("Ingvar Bengtsson", "grannen") in application.case(case.id).lexicon.people
    assert decisions(begun(application, case, "Ingvar ringde."))["Ingvar"] == "role"


def test_two_notes_can_add_to_the_same_case(application: Application, case: Case) -> None:
    one, other = begun(application, case), begun(application, case, SECOND)
    one.add_to_case(found(one, "Ingvar"), "grannen")
    other.add_to_case(found(other, "Else"), "läraren", name="Else Bergman")
    names = {person.name for person in application.case(case.id).lexicon.people}
    assert {"Ingvar Bengtsson", "Else Bergman", "Elsa Lindqvist"} <= names


def test_undo_takes_a_person_out_of_the_case_again_and_leaves_whom_another_note_added(
    application: Application, case: Case
) -> None:
    one, other = begun(application, case), begun(application, case, SECOND)
    before = one.note
    one.add_to_case(found(one, "Ingvar"), "grannen")
    other.add_to_case(found(other, "Else"), "läraren", name="Else Bergman")
    one.undo()
    assert one.note == before
    names = {person.name for person in application.case(case.id).lexicon.people}
    assert "Else Bergman" in names
    assert "Ingvar Bengtsson" not in names
    assert one.standing(next(item for item in one.note.findings if "Ingvar" in item.finding.text)) == "stranger"
    one.redo()
    assert {"Ingvar Bengtsson", "Else Bergman"} <= {one.name for one in application.case(case.id).lexicon.people}


def test_undo_after_another_case_was_chosen_goes_back_to_the_first(application: Application, case: Case) -> None:
    session = begun(application, case)
    session.save()
    session.set_case("")
    while session.case is None and session.undo():
        pass
    assert session.case == case
    assert beginning.from_store(application, session.note.id).case == case


def test_nobody_is_added_where_there_is_no_case(application: Application) -> None:
    session = beginning.from_text(application, FIRST, "")
    with pytest.raises(NoCase, match="ärende"):
        session.add_to_case(found(session, "Ingvar"), "grannen")


def test_a_note_is_put_in_a_case_later(application: Application, case: Case) -> None:
    begun(application, case).decide_all("role")
    session = beginning.from_text(application, "Elsas frånvaro har minskat.", "")
    session.save()
    session.set_case(case.id)
    assert decisions(session) == {"Elsa": "role"}
    assert beginning.from_store(application, session.note.id).case == case
    session.set_case("")
    assert beginning.from_store(application, session.note.id).case is None


def test_alike_means_the_same_person_of_the_case(application: Application, case: Case) -> None:
    session = begun(application, case, "Elsa Lindqvist sover. Elsas rum. Sara Lindqvist kom.")
    assert len(session.alike(found(session, "Elsa Lindqvist"))) == 2


def test_a_sentence_that_already_left_in_the_case_is_remarked(
    application: Application, case: Case, tmp_path: Path
) -> None:
    said = "Mamman berättar att morgnarna har blivit lugnare sedan klockan ställdes fram."
    first = begun(application, case, f"{said} Elsa sover gott.")
    first.decide_all("role")
    first.export(tmp_path / "first.docx", unattended=True)
    assert not [remark for remark in first.checks() if remark.check == "tidigare-text"]
    second = begun(application, case, f"{said} Nu går Elsa till skolan.")
    (remark,) = (one for one in second.checks() if one.check == "tidigare-text")
    assert remark.sentences == (second.note.sentences[0].id,)
    other = application.save_case("Ett annat ärende", Lexicon())
    third = begun(application, other, said)
    assert not [remark for remark in third.checks() if remark.check == "tidigare-text"]


def test_a_note_much_longer_than_those_before_is_remarked(application: Application, tmp_path: Path) -> None:
    for number in range(3):
        short = beginning.from_text(application, "Mamman ringde och sa att allt går bra hemma nu.", "journalanteckning")
        short.save()
        short.export(tmp_path / f"{number}.docx", unattended=True)
    long = beginning.from_text(application, "Mamman ringde om skolan. " * 40, "journalanteckning")
    long.save()
    (remark,) = (one for one in long.checks() if one.check == "langd")
    assert "vanligt är 10" in remark.reason


def test_a_removed_case_leaves_its_notes(application: Application, case: Case) -> None:
    session = begun(application, case)
    application.remove_case(case.id)
    assert application.cases() == ()
    assert beginning.from_store(application, session.note.id).note == session.note
    session.decide_all("mask")  # still open, and still saved
    assert beginning.from_store(application, session.note.id).case is None
