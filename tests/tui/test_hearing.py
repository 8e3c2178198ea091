"""Hearing what was said from the review: a sentence, a marked word, any word; by keys and by the mouse."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from textual.pilot import Pilot

from dictate import beginning
from dictate.application import Application
from dictate.audio.playback import Playback
from dictate.audio.spool import Spool
from dictate.errors import DictateError
from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.note_view import NoteView
from dictate.tui.player import Player
from dictate.tui.review import Review
from tests.audio.test_playback import Ear, place_of
from tests.tui import sample
from tests.tui.steps import arrive, offered, said, until
from tests.tui.test_dictate import spoken
from tests.virtual_microphone import VirtualMicrophone, virtual_microphones, voice

# The virtual loudspeaker is a real-time server: on a busy machine it drops sound.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[VirtualMicrophone]:
    with virtual_microphones(tmp_path_factory.mktemp("pulse"), "mik_a") as server:
        yield server


def recorded(application: Application, sound: NDArray[np.float32]) -> str:
    """The name of a finished recording of that sound."""
    spool = Spool(application.folders.data / "sound", application.keys)
    spool.add(sound)
    spool.finish()
    return spool.recording


def sounding(application: Application) -> Session:
    """The sample note with half a second of sound behind each word of a sentence."""
    session = sample.doubtful(sample.session(application))
    application.store.keep_recording(session.note.id, recorded(application, voice(9)))
    return session


def word_at(review: Review) -> str:
    """The word that is pointed at, without the signs around it."""
    text = review.session.note.sentence(review.place.sentence).text
    return text[slice(*review.word)].strip(".,") if review.word else ""


async def click_word(pilot: Pilot[None], review: Review, number: int) -> None:
    """Clicks on the word of that number in the present sentence."""
    view = review.note_view
    word = view._words(review.place.sentence)[number]
    at = view.content_region.offset - view.region.offset
    await pilot.click(NoteView, offset=(at.x + 4 + word.left, at.y + word.line - int(view.scroll_offset.y)))
    await pilot.pause()


async def test_a_word_that_is_pointed_at_sounds_as_it_was_said(
    application: Application, server: VirtualMicrophone, tmp_path: Path
) -> None:
    """Real speech, written by the real recogniser; what comes out of the loudspeaker is that piece of it."""
    whole = spoken(3.5, 8.5)
    session = beginning.from_recording(application, recorded(application, whole))
    async with DictateApp(application).run_test(size=(100, 30)) as pilot:
        pilot.app.review(session)
        review = await arrive(pilot, Review)
        words = session.note.sentence(review.place.sentence).words
        pointed = review.note_view.spans(review.place.sentence)
        at = next(number for number, word in enumerate(words) if word.end - word.start > 0.25 and number > 1)
        ear = Ear(server, tmp_path / "heard")
        review.hear_word(pointed[at])
        await until(pilot, lambda: review.player.playback is not None)
        await until(pilot, lambda: not review.player.active)
        heard = ear.heard()
        assert word_at(review).casefold() == words[at].text.strip(".,").casefold()
        part = whole[int(words[at].start * 16_000) : int(words[at].end * 16_000)]
        assert place_of(part, heard)[1] > 0.9
        assert np.count_nonzero(np.abs(heard) > 1e-4) / 16_000 < words[at].end - words[at].start + 0.5


async def test_the_arrows_play_a_sentence_word_by_word(program: DictateApp, server: VirtualMicrophone) -> None:
    session = sounding(program.application)
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert "← → Hör ord för ord" in offered(review)
        review.go(review.order.at("s2"))
        text = session.note.sentence("s2").text.strip(".").split()
        marked = session.note.findings[3].finding.text
        assert review.place.finding == "f3"
        await pilot.press("right")
        assert word_at(review) == marked == text[0]
        assert "Du hör ”Elias”" in said(program)
        await until(pilot, lambda: review.player.playback is not None and review.player.playback.played_s > 0.1)
        for word in (*text[1:], text[-1]):
            await pilot.press("right")
            assert word_at(review) == word
        await pilot.press("left")
        assert word_at(review) == text[-2]
        first = review.player.playback
        await until(pilot, lambda: review.player.playback is not first)
        await until(pilot, lambda: not review.player.active)
        await pilot.press("P")
        await until(pilot, lambda: review.player.playback.played_s > 0.1)
        assert word_at(review) == text[-2]
        await pilot.press("down")
        assert review.word is None


async def test_words_are_pointed_at_as_they_are_shown_whatever_stands_for_them(
    program: DictateApp, server: VirtualMicrophone
) -> None:
    session = sounding(program.application)
    session.decide("f0", "role", "mamman")
    session.decide("f1", "mask")
    session.edit("s0", session.note.sentence("s0").text.replace("Hembesök", "Besök"))
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        review.go(review.order.at("s0"))
        text = session.note.sentence("s0").text
        shown = [text[slice(*span)] for span in review.note_view.spans("s0")]
        assert shown == ["Besök", "hos", "Anna Lindqvist", "och", "hennes", "son", "Elias", "den", "12", "mars."]


async def test_a_click_on_a_word_of_the_present_sentence_plays_it(
    program: DictateApp, server: VirtualMicrophone
) -> None:
    session = sounding(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        before = review.place.sentence
        review.go(review.order.at("s7"))
        await click_word(pilot, review, 1)
        assert word_at(review) == "behöver"
        await until(pilot, lambda: review.player.playback is not None and review.player.playback.played_s > 0.1)
        await click_word(pilot, review, 3)
        assert word_at(review) == "stöd"
        review.go(review.order.at(before))
        assert review.word is None


async def test_without_sound_the_keys_that_play_are_dim_and_do_nothing(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert review.check_action("word", (1,)) is None
        assert review.check_action("hear", ()) is None
        await pilot.press("right", "left", "p", "P")
        review.go(review.order.at("s7"))
        await click_word(pilot, review, 1)
        assert review.word is None
        assert not said(program)


def test_who_steps_fast_hears_only_the_word_where_the_steps_end() -> None:
    begun: list[int] = []

    def wish(number: int) -> Playback:
        begun.append(number)
        raise DictateError(f"nummer {number}")

    told: list[str] = []
    player = Player(told.append)
    for number in range(20):
        player.play(lambda ended, number=number: wish(number), 0.2)
    assert player.active
    while player.active:
        time.sleep(0.01)
    assert begun == [19]
    assert told == ["nummer 19"]
