"""The unit's own words: what users correct is proposed, what they decline stays away, and no name is given away."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.clearing import Clearing
from dictate.export.files import OutputExists
from dictate.journal.note import Note, NoteFinding, Sentence
from dictate.policy import OrganisationPolicy
from dictate.policy_rules import ExportRules
from dictate.refusals import ExportRefused
from dictate.settings import Folders
from dictate.speech.vocabulary import Vocabulary, VocabularyInvalid, read_vocabulary
from dictate.vault.keys import KeyFile
from dictate.vault.store import Store
from dictate.vocabulary import Proposal, UnitWords
from dictate.words import Word
from redaction.finding import Finding
from redaction.lexicon import Lexicon, Person


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[UnitWords]:
    keys = KeyFile(tmp_path / "key")
    with Store(tmp_path / "notes.db", keys) as store:
        yield UnitWords(lambda: store.asides, keys, tmp_path)


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


def test_no_word_of_the_list_can_be_read_on_the_disk(unit: UnitWords, tmp_path: Path) -> None:
    unit.add_all(["Lunagården", "Celsia"])
    unit.remove("Celsia")
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert written
    assert b"Lunag" not in written
    assert b"elsia" not in written


def test_a_list_of_an_older_version_moves_into_the_vault_and_leaves_no_file(unit: UnitWords, tmp_path: Path) -> None:
    unit.add("Navigatorn")
    (tmp_path / "vocabulary.txt").write_text("\ufeff# våra ord\n\nLunagården\nNavigatorn\n", encoding="utf-8")
    (tmp_path / "vocabulary.declined").write_text(f"{'ab' * 32}\n", encoding="utf-8")
    (tmp_path / ".vocabulary.txt.0123abcd").write_text("Lunagå", encoding="utf-8")
    assert unit.words() == ("Navigatorn", "Lunagården")
    assert unit.as_text() == "Navigatorn\n# våra ord\n\nLunagården\n"
    assert not [*tmp_path.glob("*vocabulary*")]


def test_an_older_list_that_can_not_be_read_is_told_of_and_stays(unit: UnitWords, tmp_path: Path) -> None:
    (tmp_path / "vocabulary.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(VocabularyInvalid, match=r"äldre version kan inte läsas.+ta bort filen\.$"):
        unit.words()
    assert (tmp_path / "vocabulary.txt").exists()


def test_two_programs_that_add_words_at_once_lose_none(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "key")
    with Store(tmp_path / "notes.db", keys) as first, Store(tmp_path / "notes.db", keys) as second:
        lists = [UnitWords(lambda store=store: store.asides, keys, tmp_path) for store in (first, second)]

        def add(which: int) -> None:
            for number in range(20):
                lists[which].add(f"ord {'ab'[which]}{number}")

        threads = [threading.Thread(target=add, args=(which,)) for which in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(lists[0].words()) == 40


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
    assert all(b"elsia" not in path.read_bytes() for path in tmp_path.iterdir())


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
    session = beginning.from_text(application, "Vi ringer skolan.", "journalanteckning")
    session.note = replace(
        corrected("Vi ringer luna gården i morgon.", "Vi ringer Lunagården i morgon."), id=session.note.id
    )
    session.save()
    assert application.vocabulary_proposals() == (Proposal("Lunagården", "luna gården", 1),)


def test_a_spoiled_list_costs_no_dictation(application: Application) -> None:
    (application.folders.data / "vocabulary.txt").write_bytes(b"\xff\xfe\x00")
    application.store.close()
    assert application.vocabulary() == Vocabulary.shipped()


def test_a_locked_vault_leaves_the_list_out_and_one_that_is_not_made_stays_unmade(
    application: Application, tmp_path: Path
) -> None:
    application.unit_words.add("Lunagården")
    application.vault.lock()
    assert application.vocabulary() == Vocabulary.shipped()
    new = Application(Folders(tmp_path / "new", tmp_path / "new"), application.settings)
    assert new.vocabulary() == Vocabulary.shipped()
    assert not (tmp_path / "new" / "notes.db").exists()


def test_the_screens_take_an_older_list_in_when_they_start(application: Application) -> None:
    (application.folders.data / "vocabulary.txt").write_text("Lunagården\n", encoding="utf-8")
    Clearing(application).clear_what_is_due()
    assert not (application.folders.data / "vocabulary.txt").exists()
    assert application.unit_words.words() == ("Lunagården",)


def test_a_list_leaves_as_a_text_file_and_comes_in_whole_or_not_at_all(
    application: Application, tmp_path: Path
) -> None:
    assert application.unit_words.add_all(["Lunagården", "Trygga steg"]) == 2
    out = tmp_path / "ord.txt"
    assert application.unit_words.leave(out, application.policy) == 2
    assert out.read_text(encoding="utf-8") == "Lunagården\nTrygga steg\n"
    with pytest.raises(OutputExists):
        application.unit_words.leave(out, application.policy)
    out.write_text("Navigatorn\n12 34\n", encoding="utf-8")
    with pytest.raises(VocabularyInvalid):
        application.unit_words.take_in(out)
    assert application.unit_words.words() == ("Lunagården", "Trygga steg")
    out.write_text("Navigatorn\nLunagården\n", encoding="utf-8")
    assert application.unit_words.take_in(out) == 1


def test_a_list_stays_in_the_folders_of_the_policy(application: Application, tmp_path: Path) -> None:
    policy = OrganisationPolicy(export=ExportRules(folders=(str(tmp_path / "in"),)))
    ruled = Application(application.folders, application.settings, policy=policy)
    (tmp_path / "in").mkdir()
    with pytest.raises(ExportRefused):
        ruled.unit_words.leave(tmp_path / "ord.txt", ruled.policy)
    assert ruled.unit_words.leave(tmp_path / "in" / "ord.txt", ruled.policy) == 0


def test_the_list_is_kept_read_in_and_written_out_by_commands(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("Lunagården\nTrygga steg\n", encoding="utf-8")

    def words(*arguments: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "dictate", "words", *arguments], capture_output=True, text=True, check=False,
            env={**os.environ, "DICTATE_DATA": str(tmp_path / "data")},
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    assert words("import", str(tmp_path / "in.txt")) == (0, "Nya ord: 2.\n", "")
    assert words("add", "FREDA", "FREDA") == (0, "Nya ord: 1.\n", "")
    assert words("remove", "Trygga steg")[0] == 0
    assert words("remove", "Trygga steg") == (1, "", "Trygga steg finns inte i ordlistan. Se: dictate words list.\n")
    assert words("list", "--json")[1].splitlines() == ['{"word": "Lunagården"}', '{"word": "FREDA"}']
    assert words("export", str(tmp_path / "out.txt"))[0] == 0
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "Lunagården\nFREDA\n"
