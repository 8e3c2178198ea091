"""A recorded conversation by keys alone: several speak, their voices are told apart, heard, and named once by role."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from dictate import beginning
from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.audio.read_file import ReadFile
from dictate.session import Session
from dictate.settings import Folders
from dictate.speech import speakers_model
from dictate.speech.speakers import find_turns
from dictate.tui.app import DictateApp
from dictate.tui.detail import Detail
from dictate.tui.home import Home
from dictate.tui.lines import Lines
from dictate.tui.note_view import NoteView
from dictate.tui.page import TitleBar
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.sound_files import SoundFiles
from dictate.tui.voices import Voices
from dictate.tui.working import Working
from dictate.vault.store import Store, StoreUnusable
from redaction.lexicon import Lexicon, Person
from tests.tui import two_voices
from tests.tui.ear import Ear, cut
from tests.tui.steps import arrive, offered, said, until
from tests.tui.test_pictures import Painted, Pictured

FAMILY = Lexicon((Person("Elsa Ek", "dottern"), Person("Mia Ek", "mamma")))


def conversation(application: Application, folder: Path, case: bool = False) -> Session:
    """A stored note of the two voices, nobody named, and the file that they can be heard in."""
    path = two_voices.write(folder / "samtal.wav")
    case_id = application.save_case("Familjen Ek", FAMILY).id if case else ""
    made = beginning.from_transcript(application, two_voices.transcript(path), "journalanteckning", None, case_id, path)
    made.save()
    return made


def rows(screen: Voices, which: str = "voices") -> list[list[str]]:
    """The cells of each row of a list."""
    return [[cell.text for cell in row.cells] for row in screen.query_one(f"#{which}", RowList).rows]


def under(session: Session, section: str = "barnets_rost") -> list[str]:
    """The texts under a section."""
    return [one.text for one in session.note.sentences if one.section == section]


CHILDS = ["Hej.", "Jag vill rita medan vi pratar.", "Jag sover dåligt när mamma är ledsen."]


async def test_a_conversation_becomes_a_note_with_the_childs_words_under_its_voice(
    application: Application, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real sound, really written out; who is who is told without the model, which only IT installs."""
    two_voices.write(home / "samtal.wav")
    monkeypatch.setattr(application.recogniser, "check_speakers", lambda: None)
    vars(application.recogniser)["speaker_net"] = two_voices.ByBrightness()
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("l", "enter")
        files = await arrive(pilot, SoundFiles)
        assert "Flera talar: nej" in str(files.query_one("#several", Static).render())
        await pilot.press("f3")
        assert "Flera talar: ja" in str(files.query_one("#several", Static).render())
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(program.screen, Voices), seconds=120)
        voices = await arrive(pilot, Voices)
        session = voices.session
        assert len(session.note.voices) == 2
        assert [row[1:4] for row in rows(voices)] == [
            ["Röst 1", "utan namn", "2 gånger"],
            ["Röst 2", "utan namn", "2 gånger"],
        ]
        await pilot.press("4", "1", "enter")
        await arrive(pilot, Review)
        assert [voice.role for voice in session.note.voices] == ["handläggaren", "barnet"]
        for sentence in session.note.sentences:
            child = 4.0 < sum(sentence.audio or (0.0,)) / 2 < 8.0 or sum(sentence.audio or (0.0,)) / 2 > 13.0
            assert (sentence.section == "barnets_rost") == child, sentence.text
        assert under(session)


async def test_the_job_says_that_it_tells_the_voices_apart(program: DictateApp) -> None:
    stop = threading.Event()

    def job(progress: Callable[[float], None]) -> Session:
        while not stop.wait(0.01):
            progress(0.8)
        raise AssertionError("it was not stopped")

    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        screen = Working("samtal.wav", ("Läser in", "Skriver"), job, (0.75, "Skiljer rösterna åt …"))
        program.push_screen(screen)
        await arrive(pilot, Working)
        await until(pilot, lambda: "Skiljer rösterna åt" in str(screen.query_one("#step", Static).render()))
        await pilot.press("escape")
        await arrive(pilot, Home)
        stop.set()


def test_the_installed_model_tells_these_voices_apart(tmp_path: Path) -> None:
    data = Folders.of_this_user().data
    if not speakers_model.is_installed(data):
        pytest.skip("the model that tells voices apart is an extra that IT installs")
    turns = find_turns(Recording(two_voices.write(tmp_path / "a.wav")).blocks(), speakers_model.load_speakers(data))
    assert [turn.speaker for turn in turns] == [turn.speaker for turn in two_voices.SEPARATED]


async def test_without_the_model_one_sentence_says_how_it_brings_it_and_nothing_is_switched(
    program: DictateApp, home: Path
) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("l", "enter")
        files = await arrive(pilot, SoundFiles)
        await pilot.press("f3")
        assert "Be IT köra ”dictate models add speakers" in said(program)
        assert "Flera talar: nej" in str(files.query_one("#several", Static).render())


async def test_the_voices_are_named_by_a_digit_each_and_the_childs_words_go_where_they_belong(
    program: DictateApp, tmp_path: Path
) -> None:
    session = conversation(program.application, tmp_path, case=True)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        voices = await arrive(pilot, Voices)
        assert "Esc Senare" in offered(voices)
        assert "Tillbaka" not in offered(voices)
        assert [row[1:5] for row in rows(voices)] == [
            ["Röst 1", "utan namn", "2 gånger", "6 s"],
            ["Röst 2", "utan namn", "2 gånger", "5 s"],
        ]
        assert rows(voices)[1][5].startswith("”Hej. Jag vill rita medan vi pratar.")
        offers = rows(voices, "roles")
        assert offers[:2] == [["1", "dottern", "Elsa Ek", "→ Barnets röst"], ["2", "mamma", "Mia Ek", ""]]
        assert "handläggaren" in [row[1] for row in offers]
        await pilot.press("down", "1")
        assert "Röst 2 är dottern. 3 meningar under Barnets röst." in said(program)
        assert under(session) == CHILDS
        assert voices._present is not None
        assert voices._present.number == 1, "the next one that has no name"
        await pilot.press("a")
        box = await arrive(pilot, Lines)
        box.query_one(Input).value = "familjebehandlaren"
        await pilot.press("enter")
        await arrive(pilot, Voices)
        assert [voice.role for voice in session.note.voices] == ["familjebehandlaren", "dottern"]
        assert "alla har namn" in str(voices.query_one(TitleBar).render())
        await pilot.press("u")
        assert [voice.role for voice in session.note.voices] == ["", "dottern"]
        await pilot.press("u")
        assert under(session) != CHILDS
        assert voices.check_action("undo", ()) is None
        await pilot.press("enter")
        await arrive(pilot, Review)


async def test_a_voice_may_stay_without_a_name_and_is_not_asked_about_again(
    program: DictateApp, tmp_path: Path
) -> None:
    session = conversation(program.application, tmp_path)
    before = session.note.sentences
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Voices)
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert session.note.sentences == before
        assert not session.can_undo
        await pilot.press("escape")
        await arrive(pilot, Home)
        program.open_note(session.note.id)
        await arrive(pilot, Review)


async def test_after_esc_or_a_crash_the_note_is_there_and_the_names_are_asked_for_again(
    quiet: Application, tmp_path: Path
) -> None:
    session = conversation(quiet, tmp_path)
    program = DictateApp(quiet)
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.open_note(session.note.id)
        await arrive(pilot, Voices)
        await pilot.press("escape")
        review = await arrive(pilot, Review)
        await until(pilot, lambda: "Rösterna har inga namn än" in said(program))
        assert not review.session.can_undo
    again = DictateApp(Application(quiet.folders, quiet.settings, quiet.clock))
    async with again.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        again.open_note(session.note.id)
        voices = await arrive(pilot, Voices)
        assert voices.session.sound.file == tmp_path / "samtal.wav"
        await pilot.press("down", "1")
    kept = beginning.from_store(Application(quiet.folders, quiet.settings, quiet.clock), session.note.id)
    assert [voice.role for voice in kept.note.voices] == ["", "barnet"], "each name is kept at once"
    assert under(kept) == CHILDS


async def test_a_name_is_drawn_before_it_is_written_and_the_review_below_is_drawn_when_it_is_seen(
    program: DictateApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = conversation(program.application, tmp_path)
    session.leave_voices()
    done: list[str] = []
    for owner, method in ((DictateApp, "_display"), (Store, "save"), (NoteView, "show")):
        before = getattr(owner, method)
        monkeypatch.setattr(
            owner, method, lambda *given, b=before, m=method, **more: (done.append(m), b(*given, **more))[1]
        )
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("o")
        await arrive(pilot, Voices)
        await pilot.press("down")
        done.clear()
        await pilot.press("1")
        assert done.index("_display") < done.index("save")
        assert "show" not in done
        assert beginning.from_store(program.application, session.note.id).note.voices[1].role == "barnet"
        await pilot.press("enter")
        review = await arrive(pilot, Review)
        assert "show" in done
        review.go(review.order.at(next(one.id for one in session.note.sentences if one.text in CHILDS)))
        assert "Säger: barnet" in str(review.query_one(Detail).render())
        await pilot.press("delete")
        assert done[-1] != "show"
        assert beginning.from_store(program.application, session.note.id).note.removed


async def test_what_is_not_written_yet_is_when_the_window_is_closed_or_the_line_breaks(
    program: DictateApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = conversation(program.application, tmp_path)
    monkeypatch.setattr("dictate.tui.write_soon._AFTER_S", 3600)

    def kept() -> list[str]:
        return [voice.role for voice in beginning.from_store(program.application, session.note.id).note.voices]

    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Voices)
        await pilot.press("1")
        assert kept() == ["", ""]
        program.write_now()  # as when the line breaks
        assert kept() == ["barnet", ""]
        await pilot.press("4")
        assert kept() == ["barnet", ""]
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert kept() == ["barnet", "handläggaren"]
        await pilot.press("o")
        await arrive(pilot, Voices)
        await pilot.press("2")
        program.exit()
    assert kept() != ["barnet", "handläggaren"]


async def test_a_write_that_fails_is_told_and_made_with_the_next_change(
    program: DictateApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = conversation(program.application, tmp_path)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Voices)
        with monkeypatch.context() as full:
            full.setattr(Store, "save", Mock(side_effect=StoreUnusable("Disken är full.")))
            await pilot.press("1")
            assert "Disken är full." in said(program)
        await pilot.press("4")
        kept = beginning.from_store(program.application, session.note.id)
        assert [voice.role for voice in kept.note.voices] == ["barnet", "handläggaren"]


async def test_in_the_review_it_is_told_who_says_what_and_a_wrong_name_is_put_right(
    program: DictateApp, tmp_path: Path
) -> None:
    session = conversation(program.application, tmp_path)
    places = [one.section for one in session.note.sentences]
    session.name_voice(1, "barnet")
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        await until(pilot, lambda: bool(review.order.sentences))
        told = {}
        for sentence in session.note.sentences:
            review.go(review.order.at(sentence.id))
            told[sentence.text] = "Säger: barnet" in str(review.query_one(Detail).render())
        assert [text for text, child in told.items() if not child] == CHILDS
        assert "O Vem talar" in offered(review)
        await pilot.press("o")
        voices = await arrive(pilot, Voices)
        assert "Esc Tillbaka" in offered(voices)
        assert "Senare" not in offered(voices)
        await pilot.press("4")
        assert voices.session is session
        await pilot.press("1", "escape")
        await arrive(pilot, Review)
        assert [voice.role for voice in session.note.voices] == ["handläggaren", "barnet"]
        assert under(session) == CHILDS
        await pilot.press("u", "u", "u")
        await until(pilot, lambda: not session.can_undo)
        assert [one.section for one in session.note.sentences] == places


async def test_a_note_of_one_voice_has_no_key_for_voices(program: DictateApp) -> None:
    session = beginning.from_text(program.application, "Hembesök i dag.", "journalanteckning")
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        assert review.check_action("voices", ()) is False
        await pilot.press("o")
        assert program.screen is review


async def test_p_plays_some_seconds_of_that_voice_alone(program: DictateApp, tmp_path: Path) -> None:
    session, ear = conversation(program.application, tmp_path), Ear()
    vars(program.application.sounds)["system"] = ear
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        voices = await arrive(pilot, Voices)
        await pilot.press("down", "p")
        assert "Du hör röst 2" in said(program)
        await until(pilot, lambda: voices.player.playback is not None and not voices.player.active)
        spans = [turn for turn in two_voices.SEPARATED if turn.speaker == 2 and turn.end - turn.start >= 1.0]
        wanted = np.concatenate([cut(two_voices.sound(), turn.start, turn.end) for turn in spans])
        assert ear.has_heard(wanted)
    assert not program.failure


async def test_where_the_file_is_gone_the_key_that_plays_says_so(program: DictateApp, tmp_path: Path) -> None:
    session = conversation(program.application, tmp_path)
    (tmp_path / "samtal.wav").unlink()
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        voices = await arrive(pilot, Voices)
        await pilot.press("p")
        await until(pilot, lambda: "Ljudfilen samtal.wav ligger inte kvar" in said(program))
        await until(pilot, lambda: not voices.player.active)
        two_voices.write(tmp_path / "samtal.wav")
        vars(program.application.sounds)["system"] = ear = Ear()
        await pilot.press("p")
        await until(pilot, lambda: ear.heard)
        assert "ligger inte kvar" not in said(program)
    assert not program.failure


async def test_where_it_is_not_known_who_spoke_in_what_file_the_key_is_dim(program: DictateApp, tmp_path: Path) -> None:
    made = beginning.from_transcript(
        program.application, two_voices.transcript(tmp_path / "a.wav"), "journalanteckning"
    )
    made.save()
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(made)
        voices = await arrive(pilot, Voices)
        assert voices.check_action("hear", ()) is None
        await pilot.press("p")
        assert not said(program)


async def test_by_the_mouse_a_role_names_the_voice_and_the_voice_is_chosen(program: DictateApp, tmp_path: Path) -> None:
    session = conversation(program.application, tmp_path)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        voices = await arrive(pilot, Voices)
        await pilot.click("#voices", offset=(10, 1))
        await until(pilot, lambda: voices._present is not None and voices._present.number == 2)
        await pilot.click("#roles", offset=(10, 0))
        await until(pilot, lambda: session.note.voices[1].role == "barnet")
        assert under(session) == CHILDS


async def test_esc_while_the_voices_are_told_apart_leaves_nothing_and_keeps_the_choice(
    quiet: Application, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_voices.write(home / "samtal.wav")
    begun, pressed, ended = threading.Event(), threading.Event(), threading.Event()

    def held(_: Application, path: Path, template: str, progress: Callable[[float], None], **rest: object) -> Session:
        """Tells the voices apart for real, and waits at its first step until Esc has been pressed."""

        def step(share: float) -> None:
            begun.set()
            pressed.wait(30)
            progress(0.75 + share / 4)

        try:
            find_turns(Recording(path).blocks(), two_voices.ByBrightness(), progress=step)
        finally:
            ended.set()
        raise AssertionError("it was not stopped")

    monkeypatch.setattr(beginning, "from_audio", held)
    monkeypatch.setattr(quiet.recogniser, "check_speakers", lambda: None)
    program = DictateApp(quiet)
    program._load = program.load_engine = lambda: None  # type: ignore[method-assign]
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("l", "enter")
        await arrive(pilot, SoundFiles)
        await pilot.press("f3", "enter")
        await arrive(pilot, Working)
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        files = await arrive(pilot, SoundFiles)
        pressed.set()
        await until(pilot, ended.is_set)
        assert "Flera talar: ja" in str(files.query_one("#several", Static).render())
        assert not quiet.entries()


def test_what_is_known_of_the_file_goes_with_the_note(quiet: Application, tmp_path: Path) -> None:
    session = conversation(quiet, tmp_path)
    (told,) = quiet.store.asides.of("sound_file").values()
    assert ReadFile.from_text(told) == ReadFile.of(tmp_path / "samtal.wav")
    quiet.remove_note(session.note.id)
    assert not quiet.store.asides.of("sound_file")


def _before(home: Path, keys: tuple[str, ...]) -> Callable[[Pilot[None]], object]:
    async def run(pilot: Pilot[None]) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        program.review(conversation(program.application, home, case=True))
        await arrive(pilot, Voices)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return run


def test_the_voices_of_a_conversation(painted: Painted, home: Path, pictured: Pictured) -> None:
    pictured(painted("mörkt"), _before(home, ("down", "1")))


def test_the_voices_for_a_screen_reader(painted: Painted, home: Path, pictured: Pictured) -> None:
    program = painted("mörkt")
    program.application.choose("linear", "true")
    program.wear_settings()
    pictured(program, _before(home, ("down", "1")))
