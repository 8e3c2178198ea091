"""Text blocks, the word list, the introduction and every setting by keys: no file is opened by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel
from textual.widgets import Input, Static

from dictate.application import Application
from dictate.settings import read_settings
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.home import Home
from dictate.tui.journey import Journey
from dictate.tui.lines import Lines
from dictate.tui.microphone import ChooseMicrophone
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.setting_choices import choices
from dictate.tui.settings_page import SettingsPage
from dictate.tui.text_blocks import ChooseBlock, TextBlocksPage
from dictate.tui.vocabulary import VocabularyPage
from tests.tui import sample
from tests.tui.pictures import strips
from tests.tui.steps import arrive, offered, said
from tests.tui.terminal import Terminal
from tests.tui.test_home import rows


async def test_a_text_block_is_made_by_keys_and_fetched_into_the_note_and_into_a_sentence(program: DictateApp) -> None:
    session = sample.session(program.application, decided=True)
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("i")
        await arrive(pilot, SettingsPage)
        await pilot.press("x")
        page = await arrive(pilot, TextBlocksPage)
        shipped = len(page.query_one(RowList).rows)
        await pilot.press("n")
        await arrive(pilot, Lines)
        await pilot.press(*"avslut", "tab", *"Anna Lindqvist", "enter")
        await arrive(pilot, TextBlocksPage)
        assert "inte handla om någon person" in said(program)
        await pilot.press("n")
        await arrive(pilot, Lines)
        await pilot.press(*"avslut", "tab", *"Insatsen avslutas.", "enter")
        await arrive(pilot, TextBlocksPage)
        assert len(page.query_one(RowList).rows) == shipped + 1
        await pilot.press("escape", "escape")
        await arrive(pilot, Home)

        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("h")
        await arrive(pilot, ChooseBlock)
        await pilot.press("1")
        review = await arrive(pilot, Review)
        assert session.note.sentence(review.place.sentence).text == "Insatsen avslutas."
        await pilot.press("e")
        await arrive(pilot, EditSentence)
        await pilot.press("space", "f4")
        await arrive(pilot, ChooseBlock)
        await pilot.press("enter")
        await arrive(pilot, EditSentence)
        await pilot.press("enter")
        await arrive(pilot, Review)
        assert session.note.sentence(review.place.sentence).text == "Insatsen avslutas. Insatsen avslutas."


async def test_a_corrected_word_is_proposed_taken_in_and_taken_away(program: DictateApp) -> None:
    session = sample.doubtful(sample.session(program.application))
    session.edit("s6", session.note.sentence("s6").text.replace("städad", "traumateamet"))
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(VocabularyPage())
        page = await arrive(pilot, VocabularyPage)
        assert any("traumateamet  hördes som städad" in row for row in rows(program))
        page.query_one(RowList).go("förslag:traumateamet")
        await pilot.press("enter")
        await pilot.pause()
        assert program.application.unit_words.words() == ("traumateamet",)
        await pilot.press("n")
        await arrive(pilot, Lines)
        await pilot.press(*"FREDA", "enter")
        await arrive(pilot, VocabularyPage)
        assert "FREDA" in program.application.unit_words.words()
        await pilot.press("delete")
        assert program.application.unit_words.words() == ("traumateamet",)


async def test_a_word_list_is_written_to_a_file_and_read_in_from_one(program: DictateApp, tmp_path: Path) -> None:
    program.application.unit_words.add("Lunagården")
    listed = tmp_path / "ordlista.txt"
    async with program.run_test(size=(100, 34)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(VocabularyPage())
        await arrive(pilot, VocabularyPage)
        await pilot.press("f")
        (await arrive(pilot, Lines)).query_one(Input).value = str(listed)
        await pilot.press("enter")
        await arrive(pilot, VocabularyPage)
        assert listed.read_text(encoding="utf-8") == "Lunagården\n"
        listed.write_text("Navigatorn\n", encoding="utf-8")
        await pilot.press("f")
        (await arrive(pilot, Lines)).query_one(Input).value = str(listed)
        await pilot.press("enter")
        await arrive(pilot, Ask)
        await pilot.press("escape")
        await arrive(pilot, VocabularyPage)
        await pilot.press("l")
        (await arrive(pilot, Lines)).query_one(Input).value = f"'{listed}'"
        await pilot.press("enter")
        await arrive(pilot, VocabularyPage)
        assert "1 nytt ord" in said(program)
        assert any("Navigatorn" in row for row in rows(program))


async def test_the_introduction_can_be_left_and_gone_on_with(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        assert "K Kom igång" in offered(program.screen)
        await pilot.press("k")
        journey = await arrive(pilot, Journey)
        assert str(journey.query_one("#lead", Static).render()) == "Nästa steg: mikrofon"
        await pilot.press("s", "escape")
        await arrive(pilot, Home)
        await pilot.press("k")
        journey = await arrive(pilot, Journey)
        assert str(journey.query_one("#lead", Static).render()) == "Nästa steg: provläsning"
        await pilot.press("s", "escape")
        await arrive(pilot, Home)
        assert "Kom igång" not in offered(program.screen)
        assert "Första gången" not in str(program.screen.query_one("#empty Static", Static).render())


NOT_ON_THE_PAGE: dict[str, str] = {}
"""Settings that are chosen nowhere on a screen, and why; there is none."""


def every_setting(group: BaseModel, before: str = "") -> Iterator[str]:
    """The keys of all settings: "model", "author.name"."""
    for name in type(group).model_fields:
        value = getattr(group, name)
        yield from every_setting(value, f"{before}{name}.") if isinstance(value, BaseModel) else [f"{before}{name}"]


async def test_every_setting_that_there_is_can_be_changed_on_the_screen(program: DictateApp) -> None:
    application = program.application
    application.choose("pilot.enabled", "true")
    shown = [choice.key for choice in choices(application)]
    assert sorted([*shown, *NOT_ON_THE_PAGE]) == sorted(every_setting(application.settings))
    for choice in choices(application):
        assert choice.told
        for value in choice.answers:
            if choice.key != "model":  # the one that is not on this computer is refused
                application.choose(choice.key, value)
    application.choose("pilot.enabled", "false")
    assert [key for key in shown if key not in {choice.key for choice in choices(application)}] == [
        key for key in shown if key.startswith("pilot.") and key != "pilot.enabled"
    ]
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("i")
        page = await arrive(pilot, SettingsPage)
        page.query_one(RowList).go("linear")
        await pilot.press("enter")
        await arrive(pilot, Lines)
        await pilot.press("up", "enter")
        await arrive(pilot, SettingsPage)
        assert read_settings(application.folders.settings_file).linear
        assert program.has_class("-linear")
        page.query_one(RowList).go("microphone")
        await pilot.press("enter")
        await arrive(pilot, ChooseMicrophone)


async def test_the_pilot_is_turned_on_and_off_on_the_settings_page_and_opened_from_the_list(
    program: DictateApp,
) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        assert "Ö Pilot" not in offered(program.screen)
        for answer, there in (("på", True), ("av", False)):
            await pilot.press("i")
            page = await arrive(pilot, SettingsPage)
            page.query_one(RowList).go("pilot.enabled")
            await pilot.press("enter")
            await arrive(pilot, Lines)
            await pilot.press(*answer, "enter")
            await arrive(pilot, SettingsPage)
            assert any("Ni börjar diktera" in row for row in rows(program)) == there
            await pilot.press("escape")
            await arrive(pilot, Home)
            await pilot.pause()
            assert ("Ö Pilot" in offered(program.screen)) == there


def test_one_start_can_be_for_a_screen_reader_without_changing_the_settings(quiet: Application) -> None:
    sample.session(quiet)
    quiet.store.close()
    for arguments, row in ((("--linear",), "> väntar, Journalanteckning, "), ((), "▌ ◆  Journalanteckning ")):
        with Terminal(quiet.folders.data, arguments=arguments) as terminal:
            terminal.until(lambda row=row: row in terminal.text)
    assert not quiet.folders.settings_file.exists()


async def test_for_a_screen_reader_a_row_is_one_sentence_and_the_cursor_is_there(program: DictateApp) -> None:
    program.application.choose("linear", "true")
    program.wear_settings()
    sample.session(program.application)
    program.application.store.save("older", "sip-mote", "{}", 0, "2026-03-01T10:00:00+01:00")
    async with program.run_test(size=(80, 24)) as pilot:
        home = await arrive(pilot, Home)
        listed = home.query_one(RowList)
        drawn = ["".join(segment.text for segment in listed.render_line(y)).rstrip() for y in range(2)]
        assert drawn[0].startswith("> väntar, Journalanteckning, ")
        assert drawn[1].startswith("  klart, ")
        await pilot.press("down")
        await pilot.pause()
        assert program.cursor_position.y == listed.content_region.y + 1


async def test_for_a_screen_reader_the_cursor_is_at_the_mark_and_signs_are_words(program: DictateApp) -> None:
    program.application.choose("linear", "true")
    program.wear_settings()
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(sample.doubtful(sample.session(program.application)))
        review = await arrive(pilot, Review)
        for _ in range(4):
            await pilot.press("tab")
            line = strips(program)[program.cursor_position.y].text
            found = review.order.found(review.place.finding)
            assert found is not None
            assert f"(väntar) {found.finding.text.split()[0]}" in line
        assert "12 fynd, 6 osäkra ord, 2 kontroller, 2 överenskommelser" in strips(program)[0].text
        await pilot.press("e")
        await arrive(pilot, EditSentence)
        at = program.cursor_position
        assert "Han vill att Karin" in strips(program)[at.y].text
        await pilot.press("escape", "h")
        assert "> 1, sekretess, " in strips(program)[program.cursor_position.y].text
        await pilot.press("escape", "w")
        assert "6 osäkra ord" in strips(program)[program.cursor_position.y].text
        await pilot.press("escape")
        assert "(väntar) " in strips(program)[program.cursor_position.y].text, "back where the user was"
        await pilot.press("b")
        assert "(behålls) " in "".join(strip.text for strip in strips(program))
