"""A note from a sound file, by keys alone."""

from __future__ import annotations

import threading
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from dictate import beginning
from dictate.application import Application
from dictate.session import Session
from dictate.tui.app import DictateApp
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.sound_files import SoundFiles, listed
from dictate.tui.working import Working
from tests.tui.steps import arrive, said, until


def silence(path: Path, seconds: float) -> Path:
    """A sound file in which nothing is said."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(b"\0\0" * round(16_000 * seconds))
    return path


def test_folders_and_sound_files_alone_are_listed(tmp_path: Path) -> None:
    for name in ("b.wav", "a.opus", "brev.docx", ".dold.wav"):
        (tmp_path / name).touch()
    (tmp_path / "mapp").mkdir()
    assert {entry.path.name for entry in listed(tmp_path)} == {"b.wav", "a.opus", "mapp"}


async def test_a_silent_recording_becomes_an_empty_note_that_can_be_left(application: Application, home: Path) -> None:
    silence(home / "tyst.wav", 2)
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l", "enter")
        files = await arrive(pilot, SoundFiles)
        assert files.query_one(RowList).rows[0].cells[1].text == "tyst.wav"
        await pilot.press("enter")
        review = await arrive(pilot, Review)
        assert not review.session.note.sentences
        await pilot.press("tab", "down", "f", "e", "u", "b", "r", "x", "escape", "escape")
        await pilot.pause()
        assert len(program.application.entries()) == 1


async def test_a_file_that_is_no_sound_is_said_in_place_and_esc_goes_back(program: DictateApp, home: Path) -> None:
    (home / "text.wav").write_text("Det här är ingen ljudfil.")
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l", "enter")
        await arrive(pilot, SoundFiles)
        await pilot.press("enter")
        await arrive(pilot, Working)
        await until(pilot, lambda: said(program))
        assert said(program).startswith("! ")
        assert "Traceback" not in said(program)
        await pilot.press("escape")
        await arrive(pilot, SoundFiles)
        assert not program.application.entries()


async def test_a_transcription_is_stopped_by_esc_and_leaves_nothing(
    application: Application, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silence(home / "lång.wav", 60)
    pressed, ended = threading.Event(), threading.Event()
    whole = beginning.from_audio

    def held(
        shared: Application, path: Path, template: str, progress: Callable[[float], None], case_id: str, roles: None
    ) -> Session:
        """The real work, which waits at its first step until Esc has been pressed."""

        def step(share: float) -> None:
            pressed.wait(300)
            progress(share)

        try:
            return whole(shared, path, template, progress=step)
        finally:
            ended.set()

    monkeypatch.setattr(beginning, "from_audio", held)
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l", "enter")
        await arrive(pilot, SoundFiles)
        await pilot.press("enter")
        await arrive(pilot, Working)
        await pilot.press("escape")
        await arrive(pilot, SoundFiles)
        pressed.set()
        await until(pilot, ended.is_set)
        await pilot.pause()
        assert isinstance(program.screen, SoundFiles)
        assert not program.application.entries()


async def test_typing_searches_the_folder_and_a_dropped_path_is_taken(program: DictateApp, home: Path) -> None:
    (home / "möte.wav").touch()
    (home / "samtal.wav").touch()
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press("l", "enter")
        files = await arrive(pilot, SoundFiles)
        await pilot.press(*"sam")
        assert [row.cells[1].text for row in files.query_one(RowList).rows] == ["samtal.wav"]
        files.query_one(Input).value = f"'{home / 'saknas.wav'}'"
        await pilot.press("enter")
        assert "ingen fil saknas.wav" in said(program)
        files.query_one(Input).value = ""
        await pilot.press("backspace")
        assert files.folder == home.parent
