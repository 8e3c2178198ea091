"""What the screens look like, in three sizes, and that all of it can be read in each set of colours."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from dictate.tui.app import DictateApp
from dictate.tui.export import Export
from redaction.lexicon import Lexicon, Person, Place
from tests.conftest import NOW
from tests.tui import sample

Painted = Callable[[str], DictateApp]
Pictured = Callable[..., None]
Steps = Callable[[Pilot], Awaitable[None]]


def steady(*keys: str, review: bool = False, decided: bool = False) -> Steps:
    """Opens a review if wanted, presses the keys, and stops what blinks."""

    async def run(pilot: Pilot) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        await pilot.pause()
        if review:
            program.review(sample.session(program.application, decided=decided))
            await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        for box in (*program.screen.query(Input), *program.screen.query(TextArea)):
            box.cursor_blink = False
        if isinstance(program.screen, Export):
            program.screen.query_one(Input).value = "Documents/Journalanteckning 2026-03-16 10.15.docx"
        await pilot.pause()

    return run


def test_home(painted: Painted, pictured: Pictured) -> None:
    program = painted("mörkt")
    store = program.application.store
    for number, (template, undecided) in enumerate(
        [("journalanteckning", 4), ("sip-mote", 0), ("forhandsbedomning", 1), ("journalanteckning", 0)]
    ):
        at = NOW.replace(day=16 - number * 2, hour=9).isoformat(timespec="seconds")
        store.save(f"note-{number}", template, "{}", undecided, at)
    store.mark_exported("note-3", NOW.isoformat(timespec="seconds"))
    pictured(program, steady())


def test_the_first_time(painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), steady())


def test_new_note(painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), steady("t"))


def test_sound_files(painted: Painted, home: Path, pictured: Pictured) -> None:
    for number, name in enumerate(("hembesök.wav", "möte.opus", "brev.txt")):
        (home / name).write_bytes(b"0" * 300_000)
        os.utime(home / name, (NOW.timestamp() - number * 90_000,) * 2)
    pictured(painted("mörkt"), steady("l", "enter"))


def test_review(painted: Painted, pictured: Pictured) -> None:
    steps = steady("r", "enter", "b", "m", "tab", "tab", "t", review=True)
    pictured(painted("mörkt"), steps)


def test_export(painted: Painted, pictured: Pictured) -> None:
    steps = steady("x", review=True, decided=True)
    pictured(painted("mörkt"), steps)


def in_case(*keys: str, review: bool = True) -> Steps:
    """As `steady`, with a case whose mother and child the note names; the note belongs to it."""
    then = steady(*keys)

    async def run(pilot: Pilot) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        people = (Person("Anna Lindqvist", "mamman", ("Ankan",)), Person("Elias Lindqvist", "sonen"))
        places = (Place("Björkskolan", "ORGANISATION", "skolan"),)
        case = program.application.save_case("Familjen på höjden", Lexicon(people, places))
        if review:
            session = sample.session(program.application)
            session.set_case(case.id)
            program.review(session)
            await pilot.pause()
        await then(pilot)

    return run


CASE_PICTURES = {
    "cases": in_case("ä", review=False),
    "case": in_case("ä", "enter", review=False),
    "choose_case": in_case("t", "enter", review=False),
    "person": in_case("ä", "enter", "p", "tab", "down", review=False),
    "review": in_case("down"),
    "agreements": in_case("ö", "b"),
    "struck": in_case("delete", "å"),
    "write": in_case("s"),
    "add": in_case("i"),
    "recipients": in_case("x", "f2", "down"),
    "settings": in_case("i", review=False),
}


@pytest.mark.parametrize("picture", CASE_PICTURES)
def test_a_case_and_what_comes_before_the_export(picture: str, painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), CASE_PICTURES[picture])


def test_help(painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), steady("f1", review=True))


def marked(*keys: str) -> Steps:
    """The review of a note with doubtful words, all findings decided, and then the keys."""
    then = steady(*keys)

    async def run(pilot: Pilot) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        program.review(sample.doubtful(sample.session(program.application, decided=True)))
        await pilot.pause()
        await then(pilot)

    return run


REVIEW_PICTURES = {
    "doubt": marked("tab"),
    "check": marked("w", "j"),
    "alike": steady("a", "down", review=True),
    "role": steady("r", review=True),
    "move": steady("f", review=True),
    "edit": steady("e", review=True),
    "split": steady("d", review=True),
    "edited": steady("m", "up", "e", *" Så var det.", "enter", review=True),
    "edit_again": steady("m", "up", "e", *" Så var det.", "enter", "e", review=True),
    "fields": steady("g", review=True),
    "checks": steady("k", review=True),
    "waive": steady("k", "l", review=True),
    "fetch": steady("h", review=True),
    "palette": steady("ctrl+p", review=True),
    "stopped": steady("x", review=True),
    "at_the_table": steady("v", review=True),
    "together": steady("v", "space", "enter", review=True),
    "turn_back": steady("v", "space", "enter", "escape", review=True),
    "together_plain": steady("v", "space", "enter", "l", review=True),
}
OTHER_PICTURES = {
    "meeting": steady("m", "1", "3", "tab"),
    "template": steady("n"),
    "journey": steady("k"),
    "text_blocks": steady("i", "x"),
    "new_block": steady("i", "x", "n"),
    "words": steady("i", "o"),
    "paste": steady("t", "enter"),
    "remove": in_case("ä", "delete", review=False),
}


@pytest.mark.parametrize("picture", REVIEW_PICTURES)
def test_review_and_its_boxes(picture: str, painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), REVIEW_PICTURES[picture])


@pytest.mark.parametrize("picture", OTHER_PICTURES)
def test_other_screens(picture: str, painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), OTHER_PICTURES[picture])


def test_meetings_in_the_list(painted: Painted, pictured: Pictured) -> None:
    program = painted("mörkt")
    case = program.application.save_case("Familjen på höjden", Lexicon())
    program.application.meetings.add(NOW.replace(hour=8), "journalanteckning", case.id)
    program.application.meetings.add(NOW.replace(day=18, hour=13), "sip-mote")
    program.application.store.save("n", "journalanteckning", "{}", 4, NOW.isoformat(), case.id, remarks=1)
    pictured(program, steady())


def test_for_a_screen_reader(painted: Painted, pictured: Pictured) -> None:
    program = painted("mörkt")
    program.application.choose("linear", "true")
    program.wear_settings()
    pictured(program, steady("tab", review=True))
