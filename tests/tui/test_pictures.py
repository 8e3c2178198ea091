"""What the screens look like, in two sizes; the review in all three sets of colours."""

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

SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
Painted = Callable[[str], DictateApp]
Compare = Callable[..., bool]
Steps = Callable[[Pilot], Awaitable[None]]


def steady(*keys: str, review: bool = False, decided: bool = False) -> Steps:
    """Opens a review if wanted, presses the keys, and stops what blinks."""

    async def run(pilot: Pilot) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        await pilot.pause(0.2)
        if review:
            program.review(sample.session(program.application, decided=decided))
            await pilot.pause(0.3)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        for box in (*program.screen.query(Input), *program.screen.query(TextArea)):
            box.cursor_blink = False
        if isinstance(program.screen, Export):
            program.screen.query_one(Input).value = "Documents/Journalanteckning 2026-03-16 10.15.docx"
        await pilot.pause(0.1)

    return run


@pytest.mark.parametrize("size", SIZES)
def test_home(size: str, painted: Painted, snap_compare: Compare) -> None:
    program = painted("mörkt")
    store = program.application.store
    for number, (template, undecided) in enumerate(
        [("journalanteckning", 4), ("sip-mote", 0), ("forhandsbedomning", 1), ("journalanteckning", 0)]
    ):
        at = NOW.replace(day=16 - number * 2, hour=9).isoformat(timespec="seconds")
        store.save(f"note-{number}", template, "{}", undecided, at)
    store.mark_exported("note-3", NOW.isoformat(timespec="seconds"))
    assert snap_compare(program, terminal_size=SIZES[size], run_before=steady())


@pytest.mark.parametrize("size", SIZES)
def test_the_first_time(size: str, painted: Painted, snap_compare: Compare) -> None:
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=steady())


@pytest.mark.parametrize("size", SIZES)
def test_new_note(size: str, painted: Painted, snap_compare: Compare) -> None:
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=steady("t"))


@pytest.mark.parametrize("size", SIZES)
def test_sound_files(size: str, painted: Painted, home: Path, snap_compare: Compare) -> None:
    for number, name in enumerate(("hembesök.wav", "möte.opus", "brev.txt")):
        (home / name).write_bytes(b"0" * 300_000)
        os.utime(home / name, (NOW.timestamp() - number * 90_000,) * 2)
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=steady("l", "enter"))


@pytest.mark.parametrize("size", SIZES)
def test_review(size: str, painted: Painted, snap_compare: Compare) -> None:
    steps = steady("r", "enter", "b", "m", "tab", "tab", "t", review=True)
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=steps)


@pytest.mark.parametrize("theme", ["ljust", "kontrast"])
def test_review_in_other_colours(theme: str, painted: Painted, snap_compare: Compare) -> None:
    steps = steady("r", "enter", "b", "m", "tab", "tab", "t", review=True)
    assert snap_compare(painted(theme), terminal_size=SIZES["120x40"], run_before=steps)


@pytest.mark.parametrize("size", SIZES)
def test_export(size: str, painted: Painted, snap_compare: Compare) -> None:
    steps = steady("x", review=True, decided=True)
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=steps)


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
            await pilot.pause(0.3)
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


BOXES = {"person", "struck", "write", "add"}
"""They look the same on a larger screen."""


@pytest.mark.parametrize(
    ("size", "picture"),
    [(size, picture) for picture in CASE_PICTURES for size in SIZES if size == "80x24" or picture not in BOXES],
)
def test_a_case_and_what_comes_before_the_export(
    size: str, picture: str, painted: Painted, snap_compare: Compare
) -> None:
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=CASE_PICTURES[picture])


@pytest.mark.parametrize("size", SIZES)
def test_help(size: str, painted: Painted, snap_compare: Compare) -> None:
    assert snap_compare(painted("mörkt"), terminal_size=SIZES[size], run_before=steady("f1", review=True))
