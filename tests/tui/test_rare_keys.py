"""Keys that wait for something that has been written, begun or covered before: each does what it says."""

from __future__ import annotations

import dataclasses

import pytest
from textual.pilot import Pilot

from dictate.journal.text_block import TextBlock
from dictate.pilot.laptop import LaptopPilot
from dictate.pilot.reviews import SheetQuestion
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.choose_case import ChooseCase
from dictate.tui.dictate import Dictate
from dictate.tui.home import Home
from dictate.tui.pilot_reviews import ReviewSheet
from dictate.tui.pilot_typed import PilotTyped
from dictate.tui.practice import Practice
from dictate.tui.review import Review
from dictate.tui.text_blocks import ChooseBlock, TextBlocksPage
from dictate.tui.together import AtTheTable, Together
from dictate.tui.voices import Voices
from redaction.lexicon import Lexicon, Person
from tests.tui import sample
from tests.tui.steps import arrive
from tests.tui.test_dictate_pictures import moment, still
from tests.tui.two_voices import in_two_voices


def _text(number: int) -> str:
    return f"Vi sågs {number} gånger."


async def test_each_digit_takes_the_row_that_it_stands_at(program: DictateApp) -> None:
    cases = tuple(program.application.save_case(f"Ärende {number}", Lexicon()) for number in range(1, 10))
    for number in range(1, 10):
        program.application.text_blocks.save(TextBlock((f"block {number}",), _text(number)))
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        for number in range(3, 10):
            taken: list[object] = []
            program.push_screen(ChooseCase(cases, "Ny", "steg 2"), taken.append)
            await pilot.press(str(number))
            program.push_screen(ChooseBlock(), taken.append)
            await pilot.press(str(number))
            assert taken == [cases[number - 1].id, _text(number)]


async def test_a_block_is_removed_after_yes(program: DictateApp) -> None:
    blocks = program.application.text_blocks
    blocks.save(TextBlock(("tystnad",), "Det blev tyst."))
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(TextBlocksPage())
        await arrive(pilot, TextBlocksPage)
        await pilot.press("delete")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await arrive(pilot, TextBlocksPage)
        assert blocks.own() == ()


async def test_the_clock_of_a_typed_note_stops_goes_on_and_is_not_counted(program: DictateApp) -> None:
    timer = program.application.pilot.typed_timer
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(PilotTyped())
        await arrive(pilot, PilotTyped)
        going = [await _goes(program, pilot) for _ in range(3)]
        assert going == [True, False, True]
        await pilot.press("delete")
        assert timer.present() is None


async def _goes(program: DictateApp, pilot: Pilot[None]) -> bool:
    await pilot.press("space")
    timed = program.application.pilot.typed_timer.present()
    assert timed is not None
    return bool(timed.since)


async def test_a_voice_loses_its_name_again(program: DictateApp) -> None:
    session = in_two_voices(sample.session(program.application))
    session.name_voice(1, "mamman")
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Voices(session))
        await arrive(pilot, Voices)
        await pilot.press("home", "delete")
        assert session.note.voices[0].role == ""


async def test_what_is_covered_on_a_shared_screen_is_shown_by_a_key_and_arrows_go_back(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Together(session, ["s0", "s4"], ["Anna Lindqvist"]))
        together = await arrive(pilot, Together)
        await pilot.press("right")
        assert together.sentence == "s4"
        assert together._covered(), "health is not read out unasked"
        await pilot.press("v")
        assert not together._covered()
        await pilot.press("left")
        assert together.sentence == "s0"


async def test_the_text_of_the_practice_rolls_in_a_low_window(program: DictateApp) -> None:
    async with program.run_test(size=(60, 14)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Practice())
        reading = (await arrive(pilot, Practice)).query_one("#reading")
        await pilot.press("down", "down", "up")
        assert reading.scroll_offset.y == 1


async def test_a_shared_dictation_is_an_ordinary_one_again_by_the_same_key(program: DictateApp) -> None:
    async with program.run_test(size=(100, 30)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Dictate(still(program.application, moment("recording", 83.0), ())))
        await arrive(pilot, Dictate)
        await pilot.press("s")
        await arrive(pilot, AtTheTable)
        await pilot.press("enter")
        screen = await arrive(pilot, Dictate)
        assert screen.present is not None
        await pilot.press("s")
        assert screen.present is None
        assert not screen.shared_text().display


async def test_each_that_was_also_heard_is_taken_by_its_digit(program: DictateApp) -> None:
    also = ("rädd", "", *(f"ledsen{number}" for number in range(3, 10)))
    session = sample.doubtful(sample.session(program.application))
    sentence = next(one for one in session.note.sentences if "ledsen." in one.text)
    words = tuple(dataclasses.replace(one, alternatives=also) if one.alternatives else one for one in sentence.words)
    of_it = dataclasses.replace(sentence, words=words)
    others = (of_it if one.id == of_it.id else one for one in session.note.sentences)
    session.note = dataclasses.replace(session.note, sentences=tuple(others))
    async with program.run_test(size=(100, 30)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        for number in range(1, 10):
            review.go(next(one for one in review.order.marks if one.doubt and one.doubt.text == "ledsen").place)
            await pilot.press(str(number))
            word = f" {also[number - 1]}" if also[number - 1] else ""
            assert session.note.sentence(sentence.id).text == sentence.text.replace(" ledsen", word)
            await pilot.press("u")


async def test_each_answer_and_each_role_is_given_by_its_digit(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = SheetQuestion("langt", "Hur många?", tuple(f"svar {number}" for number in range(1, 10)))
    monkeypatch.setattr(LaptopPilot, "sheet", (question,))
    people = tuple(
        Person(name, role) for name, role in (("Elsa Ek", "dottern"), ("Bo Ek", "pappan"), ("Ia Ek", "mostern"))
    )
    session = in_two_voices(sample.session(program.application))
    session.set_case(program.application.save_case("Familjen Ek", Lexicon(people)).id)
    async with program.run_test(size=(80, 30)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(ReviewSheet(session))
        sheet = await arrive(pilot, ReviewSheet)
        for number in range(1, 10):
            await pilot.press(str(number))
            assert sheet._answers == {"langt": f"svar {number}"}
        program.push_screen(Voices(session))
        voices = await arrive(pilot, Voices)
        roles = [choice.role for choice in voices._choices]
        for number in range(1, 10):
            await pilot.press("home", str(number))
            assert session.note.voices[0].role == roles[number - 1]
