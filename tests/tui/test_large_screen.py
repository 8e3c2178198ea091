"""On a screen as large as a wall the pages are a column in the middle, and no line is longer than can be read."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from dictate.tui.app import DictateApp
from dictate.tui.cases import Cases
from dictate.tui.checks import Checks
from dictate.tui.export import Export
from dictate.tui.home import Home
from dictate.tui.lines import Line, Lines
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.note_view import NoteView
from dictate.tui.review import Review
from dictate.tui.rows import RowList
from dictate.tui.settings_page import SettingsPage
from tests.tui import sample
from tests.tui.pictures import strips
from tests.tui.steps import arrive
from tests.tui.test_keys import SCREENS

_4K = (480, 120)
"""A screen of 3840x2160 with letters of 8x18."""
PAGES = (Checks, SettingsPage, Cases, ChooseTemplate, Review, Export)


def edges(pilot: Pilot[None]) -> tuple[int, int]:
    """The first and the last cell of the screen in which anything stands."""
    lines = [strip.text for strip in strips(pilot.app)]
    return min(len(line) - len(line.lstrip()) for line in lines), max(len(line.rstrip()) for line in lines)


async def test_a_page_is_a_column_in_the_middle_and_nothing_stretches(program: DictateApp) -> None:
    session = sample.doubtful(sample.session(program.application, decided=True))
    program.application.store.save("older", "sip-mote", "{}", 0, "2026-03-01T10:00:00+01:00")
    async with program.run_test(size=_4K) as pilot:
        await arrive(pilot, Home)
        _a_column(pilot)
        for cls in PAGES:
            program.push_screen(SCREENS[cls](program.application, session))
            await arrive(pilot, cls)
            _a_column(pilot)
            if cls is Review:
                lines = program.screen.query_one(NoteView).layout_now.lines
                assert 60 < max(sum(piece.width for piece in line) for line in lines) <= 92
            if cls is Export:
                assert 60 < program.screen.query_one("#document").size.width <= 92


def _a_column(pilot: Pilot[None]) -> None:
    first, last = edges(pilot)
    assert first >= 140
    assert last <= 340
    for rows in pilot.app.screen.query(RowList):
        assert all(" " * 90 not in rows.render_line(y).text.rstrip() for y in range(min(20, rows.size.height)))


async def test_a_box_stays_as_wide_as_it_is_read(program: DictateApp) -> None:
    async with program.run_test(size=_4K) as pilot:
        await pilot.pause()
        program.push_screen(Lines("Person", (Line("Namn"), Line("Roll"))))
        await pilot.pause()
        box = program.screen.query_one("#box").region
        assert box.width == 76
        assert abs(box.x + box.width / 2 - 240) <= 1
        assert program.screen.query_one(Input).region.width < 60


async def test_in_a_narrow_window_what_goes_on_stays_and_the_name_gives_way(program: DictateApp) -> None:
    async with program.run_test(size=(40, 12)) as pilot:
        home = await arrive(pilot, Home)
        home.title_bar("Diktering  Journalanteckning · Syskonen Ek", "● Spelar in  0:54")
        await pilot.pause()
        line = strips(program)[0].text.strip()
        assert line.endswith("● Spelar in  0:54")
        assert line.startswith("Diktering")
        assert "…" in line
