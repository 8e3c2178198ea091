"""Keys that wait for something that has been written, begun or covered before: each does what it says."""

from __future__ import annotations

from textual.pilot import Pilot

from dictate.journal.text_block import TextBlock
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.choose_case import ChooseCase
from dictate.tui.home import Home
from dictate.tui.pilot_typed import PilotTyped
from dictate.tui.text_blocks import ChooseBlock, TextBlocksPage
from dictate.tui.together import Together
from dictate.tui.voices import Voices
from redaction.lexicon import Lexicon
from tests.tui import sample
from tests.tui.steps import arrive
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
