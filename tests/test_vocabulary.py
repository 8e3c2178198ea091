"""The unit's own words: what users correct is proposed, what they decline stays away, and no name is given away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate.application import Application
from dictate.journal.note import Note, NoteFinding, Sentence
from dictate.speech.vocabulary import Vocabulary, VocabularyInvalid, read_vocabulary
from dictate.vault.keys import KeyFile
from dictate.vocabulary import Proposal, UnitWords
from dictate.words import Word
from redaction.finding import Finding
from redaction.lexicon import Lexicon, Person


@pytest.fixture
def unit(tmp_path: Path) -> UnitWords:
    return UnitWords(tmp_path / "vocabulary.txt", KeyFile(tmp_path / "key"))


def corrected(said: str, written: str) -> Note:
    words = tuple(Word(float(n), n + 0.9, word, 0.9) for n, word in enumerate(said.split()))
    sentence = Sentence("s1", written, said, 0, len(said), "kontakt", "spoken", 1.0, audio=(0.0, 9.0), words=words)
    return Note("n1", "journalanteckning", said, sentences=(sentence,))


def test_words_are_kept_in_order_and_once(unit: UnitWords) -> None:
    for word in ("Lunagården", "  Trygga   Steg ", "Lunagården"):
        unit.add(word)
    assert unit.words() == ("Lunagården", "Trygga Steg")
    unit.remove("Lunagården")
    assert unit.words() == ("Trygga Steg",)
    with pytest.raises(KeyError):
        unit.remove("Lunagården")


def test_what_the_unit_wrote_in_the_file_by_hand_stays(unit: UnitWords, tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").write_text("# våra ord\n\nLunagården\n", encoding="utf-8")
    unit.add("Navigatorn")
    assert (tmp_path / "vocabulary.txt").read_text(encoding="utf-8") == "# våra ord\n\nLunagården\nNavigatorn\n"


def test_a_word_that_a_user_wrote_for_another_is_proposed(unit: UnitWords) -> None:
    notes = [corrected("Vi ringer luna gården i morgon.", "Vi ringer Lunagården i morgon.")] * 2
    assert unit.proposals(notes) == (Proposal("Lunagården", "luna gården", 2),)
    unit.add("Lunagården")
    assert unit.proposals(notes) == ()


def test_no_common_word_no_rewriting_and_no_personal_data_is_proposed(unit: UnitWords) -> None:
    assert unit.proposals([corrected("Hon kommer ikväll.", "Hon kommer imorgon."), corrected("Ja.", "Ja.")]) == ()
    assert unit.proposals([corrected("Vi åt", "Familjen berättade länge om semestern i Lunagården")]) == ()
    named = corrected("Vi träffade sällsa.", "Vi träffade Celsia.")
    assert [one.word for one in unit.proposals([named])] == ["Celsia"]
    found = NoteFinding("f1", "s1", Finding(12, 18, "PERSON", "Celsia", 0.9, "namn"))
    assert unit.proposals([replace(named, findings=(found,))]) == ()


def test_what_is_declined_is_not_proposed_again_and_can_not_be_read(unit: UnitWords, tmp_path: Path) -> None:
    notes = [corrected("Vi träffade sällsa.", "Vi träffade Celsia.")]
    unit.decline("Celsia")
    assert unit.proposals(notes) == ()
    assert "elsia" not in (tmp_path / "vocabulary.declined").read_text(encoding="utf-8")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"12 34\n", b"x" * 61, b"ord\n" * 20_001])
def test_a_file_that_is_no_word_list_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.txt").write_bytes(content)
    with pytest.raises(VocabularyInvalid, match=r"^[A-ZÅÄÖ][^\n]+\.$"):
        read_vocabulary(tmp_path / "list.txt")
    with pytest.raises(VocabularyInvalid):
        read_vocabulary(tmp_path / "missing.txt")


def test_the_case_comes_before_the_unit_and_the_unit_before_social_work(application: Application) -> None:
    application.unit_words.add("Lunagården")
    lexicon = Lexicon((Person("Elsa Exempel", "barnet"),))
    entries = application.vocabulary(lexicon, ("Navigatorn",)).entries
    assert entries[:3] == ("Elsa Exempel", "Navigatorn", "Lunagården")
    assert {"orosanmälan", "BBIC", "lex Sarah"} <= set(entries[3:])
    assert application.vocabulary().names == Vocabulary.shipped().names == ()


def test_proposals_come_from_the_notes_of_the_store(application: Application) -> None:
    session = application.from_text("Vi ringer skolan.", "journalanteckning")
    session.note = replace(
        corrected("Vi ringer luna gården i morgon.", "Vi ringer Lunagården i morgon."), id=session.note.id
    )
    session.save()
    assert application.vocabulary_proposals() == (Proposal("Lunagården", "luna gården", 1),)


def test_a_spoiled_list_costs_no_dictation(application: Application) -> None:
    (application.folders.data / "vocabulary.txt").write_bytes(b"\xff\xfe\x00")
    assert application.vocabulary() == Vocabulary.shipped()
