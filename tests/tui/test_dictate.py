"""Dictating by keys, on a real virtual microphone: from D to a note, and nothing said is lost on the way."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from docx import Document
from numpy.typing import NDArray
from textual.pilot import Pilot

from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.audio.events import Overrun
from dictate.audio.spool import Spool
from dictate.settings import read_settings
from dictate.shipped import sample
from dictate.speech.live import Final
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.dictate import Dictate
from dictate.tui.home import Home
from dictate.tui.leave_dictation import LeaveDictation
from dictate.tui.microphone import ChooseMicrophone
from dictate.tui.practice import Practice
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.unfinished import Unfinished
from dictate.words import Utterance, Word
from tests.small_disk import small_disk
from tests.tui.steps import arrive, offered, said, until
from tests.tui.terminal import Terminal
from tests.virtual_microphone import VirtualMicrophone, virtual_microphones, voice

_DOWN = "\x1b[B"
# The virtual microphone is a real-time server: on a busy machine it drops sound before the program can hear it.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[VirtualMicrophone]:
    """A microphone with a home folder of its own; the model is looked for before that."""
    with virtual_microphones(tmp_path_factory.mktemp("pulse"), "mik_a") as server:
        yield server


@pytest.fixture
def microphone(server: VirtualMicrophone) -> VirtualMicrophone:
    return server.with_only("mik_a")


def spoken(start_s: float, end_s: float) -> NDArray[np.float32]:
    """A part of the shipped sample dictation."""
    sound = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))
    return sound[int(start_s * 16_000) : int(end_s * 16_000)]


async def dictation(pilot: Pilot[None], key: str = "d") -> Dictate:
    """Presses the key and waits until sound is being recorded."""
    await arrive(pilot, Home)
    await pilot.press(key)
    screen = await arrive(pilot, Dictate)
    await until(pilot, lambda: screen.dictating.moment.seconds > 0)
    return screen


async def test_from_one_key_to_a_note_with_its_sound(application: Application, microphone: VirtualMicrophone) -> None:
    program = DictateApp(application)
    async with program.run_test(size=(100, 30)) as pilot:
        screen = await dictation(pilot)
        player = microphone.speak(spoken(3.5, 8.5), "mik_a")
        await until(pilot, lambda: player.poll() is not None and screen.dictating.written.note.sentences)

        await pilot.press("space")
        await until(pilot, lambda: screen.dictating.moment.phase == "paused")
        await until(pilot, lambda: "mikrofonen är släppt" in said(program))
        paused = screen.dictating.moment.seconds
        await pilot.pause(0.4)
        assert screen.dictating.moment.seconds == paused
        await pilot.press("r")
        await until(pilot, lambda: screen.dictating.moment.playing)
        await until(pilot, lambda: not screen.dictating.moment.playing)
        assert screen.dictating.moment.phase == "paused"
        await pilot.press("space")
        await until(pilot, lambda: screen.dictating.moment.phase == "recording")

        microphone.speak(spoken(9.0, 11.0), "mik_a").wait()
        await pilot.press("enter")
        review = await arrive(pilot, Review)
        note = review.session.note
        assert {"hemma", "mamma"} <= set(re.findall(r"\w+", note.source.casefold()))
        assert all(sentence.audio and sentence.audio[1] <= paused + 6 for sentence in note.sentences)
        assert "P Spela upp" in offered(review)
        await pilot.press("p")
        await until(pilot, lambda: review.player.playback is not None and review.player.playback.played_s > 0.2)
        assert application.store.recordings() == {screen.dictating.recording}
        assert not application.sounds.unfinished()

        await pilot.press("escape")
        await arrive(pilot, Home)
        await pilot.press("delete")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await until(pilot, lambda: not application.entries())
        assert not list((application.folders.data / "sound").iterdir()), "the sound goes with the note"


async def test_a_microphone_pulled_out_is_told_of_and_the_dictation_goes_on(
    program: DictateApp, microphone: VirtualMicrophone
) -> None:
    program.application.choose("microphone", "mik_a")
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await dictation(pilot)
        player = microphone.speak(voice(20), "mik_a")
        await until(pilot, lambda: screen.dictating.moment.seconds > 1.0)
        before = screen.dictating.moment.seconds
        microphone.unplug("mik_a")
        await until(pilot, lambda: "Kontakten med mikrofonen" in said(program))
        microphone.plug("mik_a")
        await until(pilot, lambda: screen.dictating.moment.phase == "recording")
        await until(pilot, lambda: "Kontakten" not in said(program))
        await until(pilot, lambda: screen.dictating.moment.seconds > before + 0.5)
        player.kill()


async def test_spoken_commands_stop_the_sound_but_only_a_key_ends_the_dictation(
    application: Application, microphone: VirtualMicrophone
) -> None:
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await dictation(pilot)
        hear(screen, 0.0, "Mamma", "hämtar", "i", "dag.")
        hear(screen, 3.0, "Paus.")
        await until(pilot, lambda: screen.dictating.moment.phase == "paused")
        await until(pilot, lambda: "mikrofonen är släppt" in said(program))
        await pilot.press("space")
        await until(pilot, lambda: screen.dictating.moment.phase == "recording")
        hear(screen, 6.0, "Klar.")
        await until(pilot, lambda: "Du sade ”klar”" in said(program))
        assert [sentence.text for sentence in screen.dictating.written.note.sentences] == ["Mamma hämtar i dag."]
        await pilot.press("u")
        await until(pilot, lambda: "Klar" in screen.dictating.written.note.sentences[-1].text)
        await pilot.press("space")
        await until(pilot, lambda: screen.dictating.moment.phase == "recording")
        screen.dictating._recorded(Overrun(2, 0.4))
        await until(pilot, lambda: "hann inte ta emot ljudet 2 gånger, ungefär 0,4 s" in said(program))


async def test_a_full_disk_is_told_and_nothing_is_lost_when_there_is_room_again(
    application: Application, microphone: VirtualMicrophone
) -> None:
    program = DictateApp(application)
    data = application.folders.data
    data.mkdir(exist_ok=True)
    with small_disk(data / "sound", 98_304) as disk:
        async with program.run_test(size=(80, 24)) as pilot:
            screen = await dictation(pilot)
            await until(pilot, lambda: "Inspelningen fortsätter i minnet" in said(program))
            assert screen.dictating.moment.phase == "recording"
            await pilot.press("enter")
            await until(pilot, lambda: screen._seen is not None and screen._seen.phase == "waiting")
            assert program.screen is screen, "what can't be saved is not left"
            disk.grow(4_194_304)
            await pilot.press("escape")
            await arrive(pilot, LeaveDictation)
            await pilot.press("s")
            await arrive(pilot, Home)
        (found,) = application.sounds.unfinished()
        assert found.duration_s > 3.0


def hear(screen: Dictate, start_s: float, *words: str) -> None:
    """The recogniser gives these words, spoken apart from what came before."""
    spoken = tuple(Word(start_s + i * 0.4, start_s + i * 0.4 + 0.3, word, 0.9) for i, word in enumerate(words))
    screen.dictating._heard(Final(Utterance(spoken)), 0.0)


async def test_esc_asks_and_only_k_throws_away(program: DictateApp, microphone: VirtualMicrophone) -> None:
    sound = program.application.folders.data / "sound"
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await dictation(pilot)
        await until(pilot, lambda: screen.dictating.moment.seconds > 0.5)
        for answer in ("escape", "enter"):
            await pilot.press("escape")
            await arrive(pilot, LeaveDictation)
            await until(pilot, lambda: screen.dictating.moment.phase == "paused")
            await pilot.press(answer)
            await arrive(pilot, Dictate)
            await until(pilot, lambda: screen.dictating.moment.phase == "recording")
        await pilot.press("escape")
        await arrive(pilot, LeaveDictation)
        await pilot.press("s")
        home = await arrive(pilot, Home)
        told = str(home.query_one("#unfinished").render())
        assert "avbröts" in told
        assert "återupptar" not in told, "what was ended can't be carried on"
        assert len(list(sound.iterdir())) == 1

        await pilot.press("å")
        await arrive(pilot, Unfinished)
        await pilot.press("delete")
        await arrive(pilot, Ask)
        await pilot.press("n")
        await arrive(pilot, Home)
        assert len(list(sound.iterdir())) == 1
        await pilot.press("å", "delete", "j")
        await arrive(pilot, Home)
        assert not list(sound.iterdir())

        await dictation(pilot)
        await pilot.press("escape")
        await arrive(pilot, LeaveDictation)
        await pilot.press("k")
        home = await arrive(pilot, Home)
        assert not list(sound.iterdir())
        assert not home.query_one("#unfinished").display


async def test_without_a_microphone_the_screen_says_what_to_do(
    program: DictateApp, microphone: VirtualMicrophone
) -> None:
    microphone.unplug("mik_a")
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("d")
        screen = await arrive(pilot, Dictate)
        await until(pilot, lambda: "Mellanslag försöker igen" in said(program))
        microphone.plug("mik_a")
        await pilot.press("space")
        await until(pilot, lambda: screen.dictating.moment.seconds > 0)


async def test_a_chosen_microphone_is_remembered_and_used(program: DictateApp, microphone: VirtualMicrophone) -> None:
    microphone.plug("mik_b")
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await dictation(pilot)
        await pilot.press("v")
        choice = await arrive(pilot, ChooseMicrophone)
        rows = choice.query_one(RowList)
        assert {"mik_a", "mik_b"} <= {row.key for row in rows.rows}
        while rows.key != "mik_b":
            await pilot.press("down")
        player = microphone.speak(voice(6), "mik_b")
        await until(pilot, lambda: "● bra" in str(choice.query_one("#level").render()))
        player.kill()
        await pilot.press("enter")
        await arrive(pilot, Dictate)
        await until(pilot, lambda: screen.dictating.moment.phase == "recording")
        assert screen.dictating.moment.microphone == "mik_b"
        assert read_settings(program.application.folders.settings_file).microphone == "mik_b"


async def test_closing_the_program_asks_and_keeps_what_was_said(
    program: DictateApp, microphone: VirtualMicrophone
) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await dictation(pilot)
        await until(pilot, lambda: screen.dictating.moment.seconds > 0.6)
        await pilot.press("ctrl+q")
        await arrive(pilot, Ask)
        await pilot.press("n")
        await arrive(pilot, Dictate)
        assert screen.dictating.moment.phase == "recording"
        await pilot.press("ctrl+q")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await until(pilot, lambda: not program.is_running)
    (found,) = program.application.sounds.unfinished()
    assert found.duration_s > 0.6


async def test_a_broken_off_dictation_is_written_out(application: Application) -> None:
    spool = Spool(application.folders.data / "sound", application.keys)
    spool.add(spoken(3.5, 8.5))
    spool.flush()
    spool.close()
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        home = await arrive(pilot, Home)
        assert "5 s" in str(home.query_one("#unfinished").render())
        await pilot.press("å", "s")
        review = await arrive(pilot, Review)
        assert review.session.note.sentences
        assert "Högst den sista sekunden saknas" in said(program)
        await pilot.press("escape")
        home = await arrive(pilot, Home)
        assert not home.query_one("#unfinished").display


async def test_a_broken_off_dictation_goes_on_where_it_ended(
    application: Application, microphone: VirtualMicrophone
) -> None:
    spool = Spool(application.folders.data / "sound", application.keys)
    spool.add(spoken(0.0, 4.0))
    spool.flush()
    spool.close()
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("å")
        await arrive(pilot, Unfinished)
        await pilot.press("å")
        screen = await arrive(pilot, Dictate)
        await until(pilot, lambda: screen.dictating.moment.seconds > 4.2)
        microphone.speak(spoken(4.0, 9.0), "mik_a").wait()
        await pilot.press("enter")
        review = await arrive(pilot, Review)
        times = [sentence.audio for sentence in review.session.note.sentences if sentence.audio]
        assert min(start for start, _ in times) < 4.0
        assert max(end for _, end in times) > 5.0
        assert not application.sounds.unfinished()


async def test_the_practice_reading_counts_words_and_keeps_nothing(
    application: Application, microphone: VirtualMicrophone
) -> None:
    program = DictateApp(application)
    async with program.run_test(size=(100, 40)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("p")
        screen = await arrive(pilot, Practice)
        await pilot.press("space")
        await until(pilot, lambda: screen._dictating and screen._dictating.moment.seconds > 0)
        microphone.speak(spoken(3.5, 9.0), "mik_a").wait()
        await pilot.press("enter")
        await until(pilot, lambda: "ord rätt" in str(screen.query_one("#text").render()))
        told = str(screen.query_one("#text").render())
        counted = [re.search(pattern, told) for pattern in (r"av (\d+) ord rätt", r"hördes inte: (\d+) ord")]
        assert sum(int(one[1]) for one in counted if one) == 132, "every word of the text, read or not"
        assert "Ljudet var bra" in told
        assert "datorn klarar" in told
        assert not list((application.folders.data / "sound").iterdir())
        assert not application.entries()


async def test_a_killed_program_offers_the_dictation_at_the_next_start(
    quiet: Application, microphone: VirtualMicrophone
) -> None:
    sound = quiet.folders.data / "sound"
    with Terminal(quiet.folders.data) as terminal:
        await asyncio.to_thread(terminal.until, lambda: "Diktera" in terminal.text)
        await asyncio.sleep(1.5)
        await asyncio.to_thread(terminal.press, "d")
        await asyncio.to_thread(terminal.until, lambda: sound.is_dir() and any(sound.iterdir()))
        began = time.monotonic()
        player = microphone.speak(voice(6), "mik_a")
        await asyncio.sleep(3.0)
        terminal.child.kill()
        killed = time.monotonic()
    player.kill()
    program = DictateApp(quiet)
    async with program.run_test(size=(80, 24)) as pilot:
        home = await arrive(pilot, Home)
        (found,) = quiet.sounds.unfinished()
        assert found.duration_s > killed - began - 1.0
        await until(pilot, lambda: "återupptar" in str(home.query_one("#unfinished").render()))
        assert "Å" in offered(home)


def test_from_the_first_key_to_the_document_in_the_real_program(
    application: Application, microphone: VirtualMicrophone, home: Path
) -> None:
    application.choose("author.name", "Vera Exempel")
    with Terminal(application.folders.data, (34, 100)) as terminal:
        terminal.until(lambda: "Diktera nu" in terminal.text)
        terminal.press("d", "Spelar in")
        microphone.speak(spoken(3.5, 15.5), "mik_a").wait()
        terminal.press("\r", "X Exportera")
        seen = terminal.still()
        while "är beslutade" not in seen and re.findall("A Alla li(?:knande|kadana)", seen)[-1:] == ["A Alla likadana"]:
            terminal.press("b")
            seen = terminal.still()
        names = re.findall(r"◆ Namn (\S.*?) *$", seen, re.MULTILINE)
        if "är beslutade" not in seen and "A Alla liknande" in seen:
            terminal.press("a", "allt som väntar")
            terminal.press(_DOWN)
            terminal.press(_DOWN)
            terminal.press("r", "Alla fynd är beslutade")
        terminal.press("x", "Kontaktform saknas")
        terminal.press("\r", "Välj med pilarna")
        terminal.press(_DOWN, "hembesök")
        terminal.press("\r", "✓ klar")
        terminal.press("x", "Skapa dokumentet")
        terminal.press("\r", "Dokumentet är skapat")
    (made,) = (home / "Documents").glob("*.docx")
    document = "\n".join(paragraph.text for paragraph in Document(str(made)).paragraphs).casefold()
    assert {"hemma", "mamma"} <= set(re.findall(r"\w+", document))
    assert not [name for name in names if name.casefold() in document], "every name has become a role"
