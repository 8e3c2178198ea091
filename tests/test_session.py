"""The life of a note, driven as the command line and the screens drive it."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import Literal

import docx
import pytest

from dictate import beginning
from dictate.application import Application
from dictate.journal.cutting import EditRefused
from dictate.journal.note import Note, Sentence
from dictate.journal.note_json import from_json
from dictate.refusals import ChecksRemain, UndecidedFindings
from dictate.session import Session
from dictate.words import Word
from redaction.lexicon import Lexicon, Person

TEXT = """Hembesök den 12 mars 2026 hos mamman Sara Lindqvist på Kardborrstigen 12.
Utbildning:
Läraren berättar att Elsa kommer i tid. Elsas frånvaro har minskat.
Planering:
Sara nås på 070-174 06 18 och ringer på fredag.
"""
CASE = Lexicon((Person("Elsa Lindqvist", "barnet"), Person("Sara Lindqvist", "mamman")))


@pytest.fixture
def session(application: Application) -> Session:
    return beginning.from_text(application, TEXT, "journalanteckning", CASE)


def found(session: Session, text: str) -> str:
    return next(item.id for item in session.note.findings if item.finding.text.startswith(text))


def test_headings_place_sentences_and_personal_data_is_found(session: Session) -> None:
    sections = {sentence.text: sentence.section for sentence in session.note.sentences}
    assert sections["Elsas frånvaro har minskat."] == "utbildning"
    assert sections["Sara nås på 070-174 06 18 och ringer på fredag."] == "planering"
    labels = {item.finding.label for item in session.note.findings}
    assert {"PERSON", "PHONE", "ADDRESS"} <= labels


def test_every_sentence_points_at_what_was_said(session: Session) -> None:
    for sentence in session.note.sentences:
        assert session.note.source[sentence.start : sentence.end] == sentence.original == sentence.text


def test_nothing_leaves_while_a_finding_is_undecided(session: Session, tmp_path: Path) -> None:
    out = tmp_path / "note.docx"
    with pytest.raises(UndecidedFindings, match="telefonnummer") as refused:
        session.export(out)
    assert "070" not in str(refused.value)
    assert not out.exists()


def test_decided_findings_are_gone_from_every_byte_of_the_document(session: Session, tmp_path: Path) -> None:
    session.decide_all("role")
    session.decide(found(session, "070"), "mask")
    session.decide(found(session, "Kardborr"), "remove")
    out = tmp_path / "note.docx"
    session.export(out)
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(out)).paragraphs)
    assert "Läraren berättar att barnet kommer i tid. Barnets frånvaro har minskat." in text
    assert "hos mamman." in text  # "på Kardborrstigen 14" goes as one
    assert "Mamman nås på ██████ och ringer på fredag." in text
    archive = zipfile.ZipFile(io.BytesIO(out.read_bytes()))
    everything = b"".join(archive.read(name) for name in archive.namelist())
    for secret in ("Elsa", "Sara", "Lindqvist", "070-174", "Kardborr"):
        assert secret.encode() not in everything
        assert secret.encode("utf-16-le") not in everything


@pytest.mark.parametrize("decision", ["mask", "remove"])
def test_what_is_hidden_for_all_is_hidden_where_no_search_found_it_too(
    application: Application, tmp_path: Path, decision: Literal["mask", "remove"]
) -> None:
    session = beginning.from_text(application, "Vi ringer i Pofredog i morgon. Mamma vill träffa pappa Pofredog.", "")
    (*_, one) = session.note.findings
    assert one.finding.text == "Pofredog"
    session.note = dataclasses.replace(session.note, findings=(one,))  # as a search that misses the other leaves it
    session.decide_all(decision)
    assert [item.decision for item in session.note.findings] == [decision] * 2
    out = tmp_path / "note.docx"
    session.export(out, unattended=True)
    assert "Pofredog" not in "".join(one.text for one in docx.Document(str(out)).paragraphs)
    session.undo()
    assert [item.decision for item in session.note.findings] == [None]


def test_without_a_case_the_note_itself_tells_the_roles(application: Application) -> None:
    session = beginning.from_text(application, "Hembesök hos mamman Sara Lindqvist. Jag frågade Sara om skolan.", "")
    session.decide_all("role")
    texts = [paragraph.text for part in session.reading().parts for paragraph in part.paragraphs]
    assert "Hembesök hos mamman." in " ".join(texts)
    assert "Jag frågade mamman om skolan." in " ".join(texts)


def test_the_same_decision_for_all_alike(session: Session) -> None:
    session.decide_alike(found(session, "Elsa"), "role")
    decided = [item.finding.text for item in session.note.findings if item.decision == "role"]
    assert len(decided) == 2
    assert all(text.startswith("Elsa") for text in decided)


def test_the_same_decision_once_more_is_nothing_to_undo(session: Session) -> None:
    session.decide(found(session, "Elsa"), "mask")
    session.decide(found(session, "Elsa"), "mask")
    assert session.undo()
    assert not session.can_undo


def test_undo_and_redo_walk_through_all_changes(session: Session) -> None:
    begun = session.note
    session.decide_all("keep")
    first = session.note.sentences[0].id
    session.move(first, "ovrigt")
    session.edit(first, "Hembesök hos mamman.")
    edited = session.note
    assert [session.undo() for _ in range(4)] == [True, True, True, False]
    assert session.note == begun
    assert [session.redo() for _ in range(4)] == [True, True, True, False]
    assert session.note == edited


def test_an_edited_sentence_keeps_what_was_said_and_is_searched_anew(session: Session) -> None:
    sentence = session.note.sentences[0]
    session.edit(sentence.id, "Hembesök hos mamman, telefon 070-174 06 19.")
    edited = session.note.sentence(sentence.id)
    assert edited.original == sentence.original
    assert [item.finding.text for item in session.note.findings if item.sentence == sentence.id] == ["070-174 06 19"]


def test_a_saved_note_follows_each_change_and_opens_as_it_was(session: Session, application: Application) -> None:
    session.save()
    session.decide_all("keep")
    session.set_field("handelsedatum", "2026-03-12")
    assert beginning.from_store(application, session.note.id).note == session.note
    (entry,) = application.entries()
    assert (entry.undecided, entry.exported_at) == (0, "")


def test_an_export_is_remembered_in_the_list(session: Session, application: Application, tmp_path: Path) -> None:
    session.save()
    session.decide_all("keep")
    session.export(tmp_path / "note.docx")
    assert application.entries()[0].exported_at == "2026-03-16T10:15:00+01:00"


def test_text_and_json_leave_by_the_same_gate(session: Session, tmp_path: Path) -> None:
    session.decide_all("keep")
    session.export(tmp_path / "note.txt")
    session.export(tmp_path / "note.json")
    assert "UTBILDNING\n" in (tmp_path / "note.txt").read_text(encoding="utf-8").upper()
    assert from_json((tmp_path / "note.json").read_text(encoding="utf-8")) == session.note


def test_a_required_check_stops_the_export_and_names_what_is_missing(session: Session, tmp_path: Path) -> None:
    session.decide_all("keep")
    session.set_field("handlaggare", "")
    with pytest.raises(ChecksRemain, match="Handläggare saknas"):
        session.export(tmp_path / "note.docx")
    assert not (tmp_path / "note.docx").exists()
    session.export(tmp_path / "note.docx", unattended=True)
    assert (tmp_path / "note.docx").exists()


def test_a_remark_is_waived_with_a_reason_that_stays(session: Session) -> None:
    remark = next(one for one in session.checks() if not one.required)
    session.waive(remark, "Uppgiften lämnades vid mötet.")
    waived = next(one for one in session.checks() if (one.check, one.key) == (remark.check, remark.key))
    assert waived.waived == "Uppgiften lämnades vid mötet."
    assert not waived.open


def test_a_review_copy_shows_everything_with_its_reasons_beside_it(session: Session, tmp_path: Path) -> None:
    session.decide_alike(found(session, "Elsa"), "role")
    session.export_review_copy(tmp_path / "review.docx")
    document = docx.Document(str(tmp_path / "review.docx"))
    assert "Läraren berättar att Elsa kommer i tid." in "\n".join(one.text for one in document.paragraphs)
    comments = {comment.text for comment in document.comments}
    assert any(text.startswith("Namn: ersätts med ”barnet”") for text in comments)
    assert any(text.startswith("Telefonnummer: inte beslutat") for text in comments)
    assert {comment.author for comment in document.comments} == {"Dictate"}


def test_listeners_hear_of_each_change(session: Session) -> None:
    begun = session.note
    heard: list[object] = []
    session.listeners.append(heard.append)
    session.decide_all("keep")
    decided = session.note
    session.undo()
    assert heard == [decided, begun]


def test_a_role_that_the_user_gives_is_suggested_for_the_same_persons_other_names(application: Application) -> None:
    session = beginning.from_text(
        application,
        "Anna Lindqvist ringde. Anna grät. Annas bil är sönder. Anna Berg kom. Bo sov.",
        "journalanteckning",
    )
    names = {item.finding.text: item for item in session.note.findings}
    session.decide(names["Anna Lindqvist"].id, "role", "mamman")
    suggested = {name: session.suggested_role(item) for name, item in names.items()}
    assert suggested["Anna"] == "mamman"
    assert suggested["Anna Berg"] == suggested["Bo"] == "[person]"


def test_a_name_with_two_given_roles_suggests_none(application: Application) -> None:
    session = beginning.from_text(application, "Anna Lindqvist ringde. Anna Berg kom. Anna grät.", "journalanteckning")
    names = {item.finding.text: item for item in session.note.findings}
    session.decide(names["Anna Lindqvist"].id, "role", "mamman")
    session.decide(names["Anna Berg"].id, "role", "läraren")
    assert session.suggested_role(names["Anna"]) == "[person]"


def test_agreements_are_confirmed_changed_and_left_out_and_each_can_be_undone(session: Session) -> None:
    (found_one,) = session.agreements()
    assert (found_one.when, found_one.date) == ("på fredag", "2026-03-13")
    session.agree(found_one)
    changed = dataclasses.replace(found_one, who="Sara", date="2026-03-20")
    session.agree(changed)
    assert session.agreements() == session.note.agreements == (changed,)
    assert session.reading().parts[-1].heading == "Överenskommelser"
    session.leave_out(changed)
    assert session.note.agreements == ()
    assert session.left_out() == {found_one.sentence}
    session.undo()
    assert session.note.agreements == (changed,)
    assert not session.left_out()


def test_an_agreement_holds_no_words_that_were_not_said(session: Session) -> None:
    (found_one,) = session.agreements()
    with pytest.raises(EditRefused, match="Ändra meningen"):
        session.agree(dataclasses.replace(found_one, who="Ingvar"))


def test_the_people_that_the_note_names_are_proposed_as_participants(application: Application) -> None:
    session = beginning.from_text(application, "Hembesök hos Sara.", "journalanteckning", CASE)
    assert [(one.name, one.role) for one in session.proposed_participants()] == [
        ("Vera Exempel", "socialsekreterare"),
        ("Sara Lindqvist", "mamman"),
    ]
    assert "deltagare" not in session.note.fields


def test_what_leaves_to_a_recipient_shows_the_policys_decisions(session: Session) -> None:
    session.decide_all("keep")
    decided = {item.finding.label: item.decision for item in session.leaving("teaching_copy").findings}
    assert "keep" not in decided.values()
    assert {item.decision for item in session.note.findings} == {"keep"}


def heard(application: Application) -> Session:
    """A note of one sentence, in which a word was also heard otherwise."""
    words = tuple(
        Word(
            float(at), at + 0.9, text, 0.3 if text == "bestämt" else 0.95, ("beslutat", "") if text == "bestämt" else ()
        )
        for at, text in enumerate(["Vi", "har", "bestämt", "den", "dagen."])
    )
    text = " ".join(word.text for word in words)
    said = Sentence("s1", text, text, 0, len(text), "kontakt", "classified", 0.9, audio=(0.0, 5.0), words=words)
    return Session(application, Note("n", "journalanteckning", text, sentences=(said,)), application.template(""))


def test_a_doubtful_word_is_confirmed_or_another_hearing_is_taken(application: Application) -> None:
    session = heard(application)
    (doubt,) = session.doubts()
    assert (doubt.text, doubt.alternatives) == ("bestämt", ("beslutat", ""))
    session.confirm([doubt])
    assert session.doubts() == ()
    session.undo()
    session.take_heard(doubt, "beslutat")
    assert session.note.sentence("s1").text == "Vi har beslutat den dagen."
    assert session.note.sentence("s1").original == "Vi har bestämt den dagen."
    assert session.doubts() == ()
    session.undo()
    session.take_heard(doubt, "")
    assert session.note.sentence("s1").text == "Vi har den dagen."
    session.undo()
    assert session.doubts() == (doubt,)


def test_one_decision_for_all_of_a_label_leaves_the_others_undecided(session: Session) -> None:
    label = session.note.findings[0].finding.label
    session.decide_all("mask", label)
    decided = {item.finding.label: item.decision for item in session.note.findings}
    assert decided.pop(label) == "mask"
    assert decided
    assert set(decided.values()) == {None}
