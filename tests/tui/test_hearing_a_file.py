"""A note made from a sound file is heard in the review as a dictated one is: sentence, marked word, any word."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from textual.pilot import Pilot
from textual.widgets import Static

from dictate import beginning
from dictate.application import Application
from dictate.audio.playback import play
from dictate.audio.read_file import ReadFile
from dictate.errors import DictateError
from dictate.journal.hearing import heard_at
from dictate.session import Session
from dictate.sounds import NoSound
from dictate.speech.transcript import Transcript
from dictate.tui.app import DictateApp
from dictate.tui.detail import Detail
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.export import FILE_STAYS, Export, sound_told
from dictate.tui.home import Home
from dictate.tui.review import Review
from dictate.words import Utterance
from tests.tui import sample, two_voices
from tests.tui.ear import Ear, cut
from tests.tui.steps import arrive, offered, said, until
from tests.tui.test_hearing import click_word, recorded, word_at


def told(path: Path) -> Transcript:
    """What one person says in the file, one word of it heard badly and once more otherwise."""
    heard = two_voices.transcript(path)
    uncertain = [
        dataclasses.replace(word, probability=0.3, alternatives=("skriva",)) if word.text == "rita" else word
        for word in heard.utterances[3].words
    ]
    utterances = (*heard.utterances[:3], Utterance(tuple(uncertain)), *heard.utterances[4:])
    return dataclasses.replace(heard, utterances=utterances, turns=())


def note_of_file(application: Application, folder: Path) -> Session:
    """The stored note, and the file that it was made of."""
    path = two_voices.write(folder / "samtal.wav")
    made = beginning.from_transcript(application, told(path), "journalanteckning", audio=path)
    made.save()
    return made


def sentence_with(session: Session, word: str) -> str:
    """The id of the sentence that has the word."""
    return next(one.id for one in session.note.sentences if word in one.text)


@pytest.fixture
def ear(program: DictateApp) -> Ear:
    """The program's loudspeaker."""
    vars(program.application.sounds)["system"] = ear = Ear()
    return ear


async def heard(pilot: Pilot[None], review: Review, ear: Ear) -> None:
    """Waits until something has been played to its end."""
    await until(pilot, lambda: ear.heard and not review.player.active)


def piece(session: Session, sentence: str, span: tuple[int, int]) -> NDArray[np.float32]:
    """What is to be heard of some characters of a sentence."""
    return cut(two_voices.sound(), *heard_at(session.note.sentence(sentence), *span))


async def test_p_plays_the_sentence_and_the_arrows_and_a_click_play_any_word(
    program: DictateApp, ear: Ear, tmp_path: Path
) -> None:
    session = note_of_file(program.application, tmp_path)
    async with program.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        program.open_note(session.note.id)
        review = await arrive(pilot, Review)
        here = sentence_with(review.session, "berätta")
        review.go(review.order.at(here))
        assert "P Spela upp" in offered(review)
        assert "← → Hör ord för ord" in offered(review)
        await pilot.press("p")
        await heard(pilot, review, ear)
        audio = review.session.note.sentence(here).audio
        assert audio is not None
        assert ear.has_heard(cut(two_voices.sound(), *audio))
        ear.heard.clear()
        await pilot.press("right")
        await heard(pilot, review, ear)
        assert review.word is not None
        assert ear.has_heard(piece(review.session, here, review.word))
        ear.heard.clear()
        await click_word(pilot, review, 3)
        assert word_at(review) == review.session.note.sentence(here).text.split()[3].strip(".,?")
        await heard(pilot, review, ear)
        assert ear.has_heard(piece(review.session, here, review.word))


async def test_a_doubtful_word_is_heard_exchanged_and_what_was_said_stands_beside_it(
    program: DictateApp, ear: Ear, tmp_path: Path
) -> None:
    session = note_of_file(program.application, tmp_path)
    here = sentence_with(session, "rita")
    said_there = session.note.sentence(here).original
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        mark = next(mark for mark in review.order.marks if mark.doubt and mark.doubt.text == "rita")
        review.go(mark.place)
        assert "Hördes också: 1 skriva" in str(review.query_one(Detail).render())
        await pilot.press("P")
        await heard(pilot, review, ear)
        assert mark.doubt is not None
        assert ear.has_heard(piece(session, here, (mark.doubt.start, mark.doubt.end)))
        await pilot.press("1")
        assert "skriva" in session.note.sentence(here).text
        review.go(review.order.at(here))
        assert f"Så sades det: {said_there}" in str(review.query_one(Detail).render())
        await pilot.press("e")
        box = await arrive(pilot, EditSentence)
        assert any(said_there in str(line.render()) for line in box.query(Static))
        await pilot.press("escape")
        ear.heard.clear()
        await pilot.press("p")
        await heard(pilot, review, ear)
        audio = session.note.sentence(here).audio
        assert audio is not None
        assert ear.has_heard(cut(two_voices.sound(), *audio))


async def test_the_export_says_that_the_file_is_left_alone(program: DictateApp, tmp_path: Path) -> None:
    session = note_of_file(program.application, tmp_path)
    assert sound_told(session, "case_system") == sound_told(session, None) == FILE_STAYS.format("samtal.wav")
    typed = beginning.from_text(program.application, "Hembesök i dag.", "journalanteckning")
    typed.save()
    assert not sound_told(typed, "case_system")


async def test_the_receipt_sums_up_only_the_time_that_it_knows_of(program: DictateApp, home: Path) -> None:
    made = beginning.from_text(program.application, "Hembesök i dag.", "journalanteckning")
    made.save()
    opened = beginning.from_store(program.application, made.note.id)
    for session, word, other in ((made, "Sammanlagt", "Den här gången"), (opened, "Den här gången", "Sammanlagt")):
        session.decide_all("keep")
        async with program.run_test(size=(80, 24)) as pilot:
            program.review(session)
            await arrive(pilot, Review)
            export = Export(session, "16 mars")
            await program.push_screen(export)
            await arrive(pilot, Export)
            export._show_receipt(home / "not.docx", "Ljudet förstörs när kvittot lämnas.")
            await pilot.pause()
            receipt = export.query_one("#receipt", Static)
            told = str(receipt.render())
            assert word in told
            assert other not in told
            lines = ["".join(part.text for part in receipt.render_line(at)) for at in range(receipt.size.height)]
            assert any("Ljudet förstörs" in line for line in lines), "the word of the sound has room in 80x24"
            assert receipt.region.bottom <= program.size.height
        program = DictateApp(program.application)


async def test_the_receipt_says_what_became_of_the_recorded_sound(program: DictateApp, home: Path) -> None:
    session = sample.session(program.application, decided=True)
    sound = recorded(program.application, two_voices.sound()[:16_000])
    program.application.store.keep_recording(session.note.id, sound)
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("x")
        export = await arrive(pilot, Export)
        await until(pilot, lambda: "Ljudet förstörs när" in str(export.query_one("#sums", Static).render()))
        await pilot.press("enter")
        await until(pilot, lambda: export.exported)
        assert "Ljudet är förstört." in str(export.query_one("#receipt", Static).render())
        assert not session.sound.can_hear(session.note.sentences[0].id)


async def test_a_file_that_was_moved_is_named_and_heard_again_when_it_is_back(
    program: DictateApp, ear: Ear, tmp_path: Path
) -> None:
    session = note_of_file(program.application, tmp_path)
    (tmp_path / "samtal.wav").rename(tmp_path / "annat.wav")
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        for key in ("p", "right"):
            await pilot.press(key)
            gone = f"Ljudfilen samtal.wav ligger inte kvar i {tmp_path.name}, så den kan inte spelas upp."
            await until(pilot, lambda gone=gone: gone in said(program))
            await until(pilot, lambda: not review.player.active)
        (tmp_path / "annat.wav").rename(tmp_path / "samtal.wav")
        await pilot.press("p")
        await heard(pilot, review, ear)
        assert "ligger inte kvar" not in said(program)
    assert not program.failure


async def test_a_file_that_breaks_off_is_told_of_and_one_that_hangs_holds_nobody_up(
    program: DictateApp, ear: Ear, tmp_path: Path
) -> None:
    session = note_of_file(program.application, tmp_path)
    begun, out_of_reach = threading.Event(), threading.Event()

    def broken() -> Iterator[NDArray[np.float32]]:
        yield two_voices.sound()[:1600]
        begun.set()
        out_of_reach.wait()
        raise DictateError("Minnet drogs ut.")

    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        out_of_reach.set()
        review.player.play(lambda ended: play(ear, broken(), on_end=ended))
        await until(pilot, lambda: "Minnet drogs ut." in said(program))
        begun.clear()
        out_of_reach.clear()
        review.player.play(lambda ended: play(ear, broken(), on_end=ended))
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        await arrive(pilot, Home)
        assert not out_of_reach.is_set()
        out_of_reach.set()
        await until(pilot, lambda: review.player.playback is not None and not review.player.playback.active)
        assert "Minnet" not in said(program)
    assert not program.failure


def test_what_has_no_sound_says_so(quiet: Application, tmp_path: Path) -> None:
    session = note_of_file(quiet, tmp_path)
    session.add("Skriven för hand.", "ovrigt")
    typed = session.note.sentences[-1].id
    assert not session.sound.can_hear(typed)
    with pytest.raises(NoSound, match="finns inget ljud"):
        session.sound.hear(typed)
    assert beginning.from_store(quiet, session.note.id).sound.file == tmp_path / "samtal.wav"


def test_another_file_of_the_same_name_is_not_played_as_the_one_that_was_read(
    quiet: Application, tmp_path: Path
) -> None:
    made = note_of_file(quiet, tmp_path)
    session = beginning.from_store(quiet, made.note.id)
    there = made.sound.file
    assert there is not None
    first = sentence_with(session, "rita")
    right = there.read_bytes()
    there.write_bytes(right[:-2] + bytes((right[-2] ^ 1, right[-1])))
    with pytest.raises(NoSound, match=r"samtal\.wav är inte längre den som anteckningen gjordes av"):
        session.sound.hear(first)
    there.write_bytes(right)  # put back, with another time than it had
    assert not session.sound._file_read.is_replaced  # type: ignore[union-attr]
    there.unlink()
    with pytest.raises(NoSound, match="ligger inte kvar"):
        session.sound.hear(first)


def test_a_note_of_an_older_version_knows_its_file_by_the_path_alone(tmp_path: Path) -> None:
    there = two_voices.write(tmp_path / "samtal.wav")
    older = ReadFile.from_text(str(there))
    assert Path(older.path) == there
    assert not older.is_replaced
    assert ReadFile.from_text(ReadFile.of(there).text) == ReadFile.of(there)
