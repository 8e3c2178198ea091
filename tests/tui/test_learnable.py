"""Who has never used a terminal finds out what to do, and loses nothing on the way."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.application import Application
from dictate.journal.note_json import from_json
from dictate.tui.app import DictateApp
from dictate.tui.fields import Fields
from dictate.tui.help import Help
from dictate.tui.home import Home
from dictate.tui.journey import Journey
from dictate.tui.lines import Line, Lines
from dictate.tui.new_passphrase import NewPassphrase
from dictate.tui.page import Page
from dictate.tui.palette import Palette
from dictate.tui.practice import Practice
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.set_up_vault import SetUpVault
from tests.tui import sample
from tests.tui.pictures import strips
from tests.tui.steps import arrive, offered, said
from tests.tui.walk import Walker


class WrongKeys(Page[None]):
    """Everything that a key can have wrong with it."""

    HELP = "Med fel."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "nowhere", "Finns inte"),
        Binding("b", "nothing", "Gör ingenting"),
        Binding("c", "back", "Tillbaka"),
        Binding("d", "back", "", show=False),
        Binding("e", "say_so", "Säger något"),
        Binding("f", "nothing", "Syns inte", show=False),
        Binding("f", "say_so", "Säger något annat"),
        Binding("down", "say_so", "Tas av listan"),
    ]

    def body(self) -> ComposeResult:
        yield RowList(())

    def on_mount(self) -> None:
        self.query_one(RowList).focus()

    def action_nothing(self) -> None:
        """As it says."""

    def action_say_so(self) -> None:
        self.say("Nu.")

    def action_back(self) -> None:
        self.dismiss(None)


async def test_the_walk_finds_each_fault_that_is_planted_and_none_where_there_is_none(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WrongKeys, "__module__", "dictate.planted")
    monkeypatch.setattr("tests.tui.walk.PATIENCE_S", 0.2)
    async with program.run_test(size=(80, 40)) as pilot:
        await arrive(pilot, Home)
        found = await Walker(pilot).walk(WrongKeys)
    of = {key: [fault for fault in found.faults if fault.startswith(f"{key} ")] for key in "abcdef"}
    assert of["a"] == ["a (Finns inte) changes nothing", "a (Finns inte) does nothing instead of nowhere"]
    assert of["b"] == ["b (Gör ingenting) changes nothing"]
    assert of["c"] == of["e"] == []
    assert of["d"] == ["d has no name"]
    assert "f (Säger något annat) does ['nothing'] instead of say_so" in of["f"]
    assert "down (Tas av listan) does ['move(1)'] instead of say_so" in found.faults


async def test_a_step_of_the_introduction_that_was_only_looked_at_is_not_done(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Journey())
        journey = await arrive(pilot, Journey)
        journey.query_one(RowList).go("practice")
        await pilot.press("enter")
        await arrive(pilot, Practice)
        await pilot.press("escape")
        await arrive(pilot, Journey)
        assert not next(one for one in journey._stages if one.step == "practice").done
        assert not any("…" in line for line in drawn(program)), "each step is told in full"


def drawn(program: DictateApp) -> list[str]:
    """The lines of the terminal."""
    return [strip.text for strip in strips(program)]


async def test_the_help_is_read_to_its_last_line_by_keys_alone_in_the_smallest_window(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("f1")
        box = await arrive(pilot, Help)
        assert "↑ ↓ Läs vidare" in offered(box)
        assert any("Esc Tillbaka" in line for line in drawn(program))
        assert not any("Byt färger" in line for line in drawn(program))
        for _ in range(8):
            await pilot.press("pagedown")
        assert any("Byt färger" in line for line in drawn(program)), "the last line"
        await pilot.press("f1")
        await arrive(pilot, Review)


async def test_in_a_window_as_small_as_a_telephone_the_note_and_its_finding_are_read(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(40, 12)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        seen = "\n".join(drawn(program))
        assert "hennes son ◆Elias den 12 mars." in seen, "the sentence, with its marks"
        assert "◆ Namn Anna Lindqvist" in seen
        assert "R Ersätt med roll" in seen
        assert "T Ta bort" in seen
        assert "Esc Listan  F1 Hjälp" in offered(review)


async def test_the_palette_offers_what_can_be_done_now_and_nothing_else(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("ctrl+p")
        palette = await arrive(pilot, Palette)
        titles = [row.cells[0].text for row in palette.query_one(RowList).rows]
        assert {"Diktera nu", "Lås nu", "Byt färger"} <= set(titles)
        assert not {"Diktera mötet", "Öppna", "Ta bort", "Registrera tid"} & set(titles), "there is no note yet"


async def test_f1_explains_also_the_question_of_the_first_start(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(SetUpVault(program.application.vault))
        first = await arrive(pilot, SetUpVault)
        await pilot.press("f1")
        box = await arrive(pilot, Help)
        assert first.HELP in str(box.query_one("#help-words", Static).render())
        assert "Alla kommandon" not in str(box.query_one("#help-keys", Static).render()), "that key is locked"
        await pilot.press("ctrl+p", "escape", "enter")
        await arrive(pilot, NewPassphrase)
        await pilot.press("enter")
        assert "Skriv lösenfrasen" in said(program)


async def test_the_arrows_go_from_box_to_box_where_they_have_nothing_to_choose(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(Lines("Vem?", (Line("Namn"), Line("Befattning"))))
        box = await arrive(pilot, Lines)
        await pilot.press("a", "down", "b")
        assert list(box.form.values) == ["a", "b"]
        await pilot.press("up", "end", "c")
        assert list(box.form.values) == ["ac", "b"]


def person() -> Lines:
    """A box as there are many."""
    return Lines("Ny person", (Line("Namn"), Line("Roll")))


async def left(application: Application, *keys: str) -> list[str]:
    """What stands in the box when it is opened in a program started anew; then the keys are pressed."""
    program = DictateApp(application)
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        program.push_screen(person())
        box = await arrive(pilot, Lines)
        values = list(box.form.values)
        await pilot.press(*keys)
        await pilot.pause()
    return values


async def test_what_is_typed_in_a_box_is_there_again_until_it_is_saved_or_thrown_away(quiet: Application) -> None:
    assert await left(quiet, "E", "l", "s", "a", "down", "b") == ["", ""]
    assert await left(quiet, "escape") == ["Elsa", "b"]
    assert await left(quiet, "escape", "escape") == ["Elsa", "b"]
    assert await left(quiet, "E", "l", "enter") == ["", ""], "the second Esc threw it away"
    assert await left(quiet) == ["", ""], "it was saved"


async def test_what_is_typed_in_the_form_is_in_the_note_when_the_line_breaks(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("g")
        form = await arrive(pilot, Fields)
        form.form.put(1, "Vera Annan")
        form.form.put(0, "31 februari")
        program._hung_up()
        await pilot.pause()
    kept = from_json(program.application.store.body(session.note.id))
    assert kept.fields["handlaggare"] == "Vera Annan"
    assert kept.fields["handelsedatum"] == "2026-03-12", "what is no day changes nothing"
