"""What lies beneath a box: dimmed once and kept, and never older than what it is of."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import Static

from dictate.tui.app import DictateApp
from dictate.tui.beneath import Beneath
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.help import Help
from dictate.tui.home import Home
from dictate.tui.keybar import KeyBar
from dictate.tui.review import Review
from dictate.tui.role import Role
from dictate.tui.themes import THEMES
from tests.tui import sample
from tests.tui.steps import arrive, offered, until


def strips(app: App[None]) -> list[Strip]:
    """The screen as it was last composed."""
    return app.screen._compositor.render_strips()


def shown(app: App[None]) -> str:
    return "\n".join(strip.text for strip in strips(app))


def colours(app: App[None]) -> set[str]:
    """The grounds in the first line, which no box covers."""
    return {str(piece.style.bgcolor) for piece in strips(app)[0] if piece.style}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Beneath]:
    """All that is dimmed."""
    every: list[Beneath] = []
    make = Beneath.__init__

    def noted(self: Beneath, covered: object) -> None:
        every.append(self)
        make(self, covered)  # type: ignore[arg-type]

    monkeypatch.setattr(Beneath, "__init__", noted)
    return every


async def test_a_box_dims_what_it_covers_once_and_not_for_each_key(program: DictateApp, made: list[Beneath]) -> None:
    async with program.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        program.review(sample.session(program.application))
        await arrive(pilot, Review)
        keys = offered(program.screen)
        await pilot.press("r")
        await arrive(pilot, Role)
        await pilot.press(*"moster")
        assert "moster" in shown(program)
        assert len(made) == 1
        assert keys.splitlines()[0] in shown(program), "the keys beneath are as they were"
        await pilot.resize_terminal(100, 30)
        await until(pilot, lambda: len(strips(program)) == 30)
        assert {strip.cell_length for strip in strips(program)} == {100}
        assert len(made) > 1


async def test_a_box_is_laid_out_for_the_window_from_the_first_and_what_it_covers_is_left_alone(
    program: DictateApp, made: list[Beneath], monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[tuple[type[object], bool]] = []
    lay = Screen._refresh_layout

    def noted(self: Screen[object], size: Size | None = None, scroll: bool = False) -> None:
        laid.append((type(self), self.has_class("-roomy")))
        lay(self, size, scroll)

    async with program.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        program.review(sample.session(program.application))
        await arrive(pilot, Review)
        monkeypatch.setattr(Screen, "_refresh_layout", noted)
        await pilot.press("e")
        await arrive(pilot, EditSentence)
        await pilot.pause(0.2)
        assert set(laid) == {(EditSentence, True)}
        assert len(made) == 1
        await pilot.resize_terminal(80, 15)
        await until(pilot, lambda: program.screen.has_class("-cramped"))
        assert {kind for kind, _ in laid} == {EditSentence, Review}


async def test_what_changes_beneath_a_box_is_seen_there(program: DictateApp) -> None:
    async with program.run_test(size=(120, 40)) as pilot:
        home = await arrive(pilot, Home)
        await pilot.press("f1")
        await arrive(pilot, Help)
        line = Static("Nyss hände något", id="late")
        await home.mount(line, before=home.query_one(KeyBar))
        await until(pilot, lambda: "Nyss hände något" in shown(program))
        line.update("Nu hände något annat")
        await until(pilot, lambda: "Nu hände något annat" in shown(program))
        assert "Nyss hände något" not in shown(program)


async def test_new_colours_dye_what_lies_beneath_two_boxes_too(program: DictateApp) -> None:
    seen = []
    async with program.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        program.review(sample.session(program.application))
        await arrive(pilot, Review)
        for theme in THEMES:
            program.theme = theme.name
            await pilot.press("r")
            await arrive(pilot, Role)
            await pilot.press("f1")
            await arrive(pilot, Help)
            seen.append(colours(program))
            await pilot.press("escape")
            await arrive(pilot, Role)
            await pilot.press("escape")
            await arrive(pilot, Review)
        await pilot.press("r", "f1")
        await arrive(pilot, Help)
        for theme, grounds in zip(THEMES, seen, strict=True):
            program.theme = theme.name
            await until(pilot, lambda grounds=grounds: colours(program) == grounds)
            await pilot.press("escape")
            await arrive(pilot, Role)
            await pilot.press("f1")
            await arrive(pilot, Help)
            assert colours(program) == grounds
    assert len(set(map(frozenset, seen))) == len(THEMES)
