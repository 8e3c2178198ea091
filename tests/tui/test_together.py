"""The shared screen by keys: one large sentence at a time, and nobody else's name."""

from __future__ import annotations

import dataclasses

from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from dictate import beginning
from dictate.application import Application
from dictate.read_back import HIDDEN
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.dictate import Dictate
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.lines import Lines
from dictate.tui.page import TitleBar
from dictate.tui.review import Review
from dictate.tui.together import AtTheTable, Together
from dictate.tui.turn_back import TurnBack
from redaction.lexicon import Lexicon, Person
from tests.tui import sample
from tests.tui.pictures import strips
from tests.tui.steps import arrive, until
from tests.tui.steps import said as told
from tests.tui.test_dictate_pictures import moment, still


async def begun(pilot: Pilot[None], application: Application) -> Together:
    """The shared screen with Elias alone at the table."""
    case = application.save_case("Hemlig rubrik", Lexicon((Person("Anna", "mamman"), Person("Elias", "sonen"))))
    session = sample.session(application)
    session.set_case(case.id)
    pilot.app.review(session)
    await arrive(pilot, Review)
    await pilot.press("v")
    await arrive(pilot, AtTheTable)
    await pilot.press("down", "space", "enter")
    screen = await arrive(pilot, Together)
    await pilot.press("l")
    await pilot.pause()
    return screen


def drawn(screen: Together) -> str:
    return " ".join(str(screen.query_one("#sentence", Static).render()).split())


async def test_a_child_sees_its_own_name_and_no_other(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await begun(pilot, program.application)
        assert drawn(screen) == f"Hembesök hos {HIDDEN} och hennes son Elias den 12 mars."
        seen = []
        for _ in range(20):
            seen.append(drawn(screen) + told(program) + str(screen.query_one(TitleBar).render()))
            await pilot.press("space")
            await pilot.pause()
        everything = " ".join(seen)
        for other in ("Lindqvist", "Karin", "Holm", "070-174", "Hemlig"):
            assert other not in everything
        assert "depression" not in everything
        assert "Den här meningen visas inte." in everything


async def test_large_letters_fill_the_screen(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        screen = await begun(pilot, program.application)
        await pilot.press("l")
        await pilot.pause()
        lines = str(screen.query_one("#sentence", Static).render()).splitlines()
        assert len(lines) > 8
        assert set("".join(lines)) <= set(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
        await pilot.resize_terminal(50, 14)
        await pilot.pause()
        assert max(map(len, str(screen.query_one("#sentence", Static).render()).splitlines())) <= 48


async def test_those_who_dictate_together_see_what_is_said_and_no_other_name(program: DictateApp) -> None:
    application = program.application
    case = application.save_case("Hemlig rubrik", Lexicon((Person("Karin Holm", "mormor"), Person("Elias", "sonen"))))
    said = ("Elias berättade att Karin Holm hämtar honom.", "Elias når henne på 070-174 06 18.", "De bakar.", "Bra.")
    dictating = still(application, moment("recording", 9.0), said)
    dictating.case_id = case.id
    async with program.run_test(size=(100, 30)) as pilot:
        screen = Dictate(dictating)
        program.push_screen(screen)
        await arrive(pilot, Dictate)
        assert "Hemlig" in str(screen.query_one(TitleBar).render())
        await pilot.press("s")
        await arrive(pilot, AtTheTable)
        await pilot.press("down", "space", "enter")
        await arrive(pilot, Dictate)
        await until(pilot, lambda: screen.shared_text()._said)
        everything = "\n".join(strip.text for strip in strips(program))
        assert screen.shared_text()._said == (f"Elias når henne på {HIDDEN}.", "De bakar.", "Bra.")
        assert set(str(screen.query_one("#latest", Static).render())) <= set(" \n▘▝▀▖▌▞▛▗▚▐▜▄▙▟█")
        assert "Holm" not in everything
        assert "Hemlig" not in everything
        assert screen.check_action("finish", ()) is None, "the whole note is not opened by one key"
        note = dictating.written.note
        shorter = dataclasses.replace(note, sentences=note.sentences[:1])
        dictating.written = dataclasses.replace(dictating.written, note=shorter)
        await until(pilot, lambda: len(screen.shared_text()._said) == 1)
        assert screen.shared_text()._said == (f"Elias berättade att {HIDDEN} hämtar honom.",)
        await pilot.press("escape")
        await arrive(pilot, TurnBack)
        assert "Hemlig" not in "\n".join(strip.text for strip in strips(program))
        await pilot.press("escape")
        await arrive(pilot, Dictate)
        assert screen.present is not None
        await pilot.press("s")
        await pilot.pause()
        assert screen.check_action("finish", ()) is True
        assert "Hemlig" in str(screen.query_one(TitleBar).render())


async def test_what_is_changed_and_not_agreed_on_stands_in_the_note_at_once(program: DictateApp) -> None:
    async with program.run_test(size=(100, 30)) as pilot:
        screen = await begun(pilot, program.application)
        note_id = screen.session.note.id
        await pilot.press("e")
        await pilot.pause()
        assert "visas inte här" in told(program)
        await pilot.press("space", "space")
        await pilot.pause()
        assert drawn(screen).startswith("Elias berättade")
        await pilot.press("e")
        await arrive(pilot, EditSentence)
        await pilot.press(*" Ibland.", "enter")
        await arrive(pilot, Together)
        await pilot.press("o")
        await arrive(pilot, Lines)
        await pilot.press(*"jag sover bra", "enter")
        await arrive(pilot, Together)
        kept = beginning.from_store(program.application, note_id).note
        assert "Elias håller inte med om detta: jag sover bra." in [one.text for one in kept.sentences]
        await pilot.press("k")
        await arrive(pilot, Ask)
        await pilot.press("j")
        await arrive(pilot, TurnBack)
        await pilot.press("enter")
        await arrive(pilot, Review)
        last = beginning.from_store(program.application, note_id).note.sentences[-1].text
        assert last.startswith("Uppläst och justerat måndag 16 mars 2026 tillsammans med Elias.")
        assert "Ibland" in last


async def test_the_note_is_shown_only_when_the_screen_has_been_turned(program: DictateApp) -> None:
    async with program.run_test(size=(100, 30)) as pilot:
        await begun(pilot, program.application)
        await pilot.press("escape")
        await arrive(pilot, TurnBack)
        seen = "\n".join(strip.text for strip in strips(program))
        assert "Vänd skärmen" in seen
        assert not [name for name in ("Anna", "Karin", "Hemlig") if name in seen]
        await pilot.press("escape")
        await arrive(pilot, Together)
        await pilot.press("escape")
        await arrive(pilot, TurnBack)
        await pilot.press("enter")
        await arrive(pilot, Review)


async def test_what_was_taken_out_of_a_sentence_is_not_shown_at_the_table(program: DictateApp) -> None:
    async with program.run_test(size=(100, 30)) as pilot:
        screen = await begun(pilot, program.application)
        screen.session.edit("s1", "Med på besöket var även en till.")
        await pilot.press("space")
        await pilot.pause()
        assert drawn(screen) == "Med på besöket var även en till."
        await pilot.press("e")
        box = await arrive(pilot, EditSentence)
        assert "Holm" not in "\n".join(strip.text for strip in strips(program))
        await pilot.press("f2")
        await pilot.pause()
        assert "Holm" not in box.query_one(TextArea).text


async def test_a_screen_reader_reads_the_sentence_not_its_drawn_letters(program: DictateApp) -> None:
    program.application.choose("linear", "true")
    program.wear_settings()
    async with program.run_test(size=(80, 24)) as pilot:
        session = sample.session(program.application)
        program.push_screen(Together(session, ["s8"], []))
        screen = await arrive(pilot, Together)
        await until(pilot, lambda: drawn(screen))
        assert drawn(screen).startswith("Nytt möte")
