"""The lines of a form: painted, with a box on the one where the user is."""

from __future__ import annotations

from textual.geometry import Offset
from textual.pilot import Pilot

from dictate.tui.app import DictateApp
from dictate.tui.home import Home
from dictate.tui.lines import Line, Lines
from tests.tui.steps import arrive, until

LINES = (Line("Namn", "Anna Ek"), Line("Roll", example="till exempel mamman"), Line("Född", "2016"))


async def opened(pilot: Pilot[None], lines: tuple[Line, ...] = LINES) -> Lines:
    """A box with these lines, the first one present."""
    await arrive(pilot, Home)
    pilot.app.push_screen(Lines("Person", lines))
    return await arrive(pilot, Lines)


def drawn(box: Lines, number: int) -> str:
    """That line as it stands on the screen, with the box that may lie over it."""
    at = box.form.region
    row = box._compositor.render_strips(box.size)[at.y + number]
    return row.crop(at.x, at.right).text.rstrip()


async def test_what_stands_in_each_line_is_read_wherever_the_user_is(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        box = await opened(pilot)
        shown = [f"{'Namn':<17}Anna Ek", f"{'Roll':<17}till exempel mamman", f"{'Född':<17}2016"]
        for _ in LINES:
            assert [drawn(box, number) for number in range(3)] == shown
            await pilot.press("tab")
            await pilot.pause()
        assert box.form.here == 0, "after the last comes the first"


async def test_what_is_typed_stays_in_its_line_when_one_goes_on(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        box = await opened(pilot)
        await pilot.press("tab", *"mor", "tab", "end", "!", "shift+tab", "end", "s", "shift+tab", "B", "o")
        assert box.form.values == ("Bo", "mors", "2016!"), (
            "a line that one comes to is written anew by its first letter"
        )


async def test_a_click_goes_to_the_letter_of_a_painted_line(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        box = await opened(pilot)
        await pilot.click(box.form, offset=Offset(19, 2))
        assert box.form.here == 2
        await pilot.press("9")
        assert box.form.values[2] == "20916"
        await pilot.click(box.form, offset=Offset(3, 0))
        await pilot.press("X")
        assert box.form.values[0] == "XAnna Ek", "a click on the label goes to the beginning"
        await pilot.click(box.form, offset=Offset(40, 1))
        await pilot.press(*"abc")
        await pilot.click(box.form, offset=Offset(17, 1))
        await pilot.press("Y")
        assert box.form.values[1] == "Yabc", "in the line where one is the box itself is clicked"


async def test_a_form_that_is_longer_than_the_window_is_scrolled_to_the_line(program: DictateApp) -> None:
    lines = tuple(Line(f"Rad {number}") for number in range(20))
    async with program.run_test(size=(60, 14)) as pilot:
        box = await opened(pilot, lines)
        await pilot.press("shift+tab")
        await until(pilot, lambda: box.screen.find_widget(box.form.box).visible_region)
        await pilot.press("z")
        assert box.form.values[19] == "z"
        assert box.form.box.region.y == box.form.region.y + 19


async def test_a_text_with_no_room_is_cut_at_the_edge(program: DictateApp) -> None:
    async with program.run_test(size=(60, 14)) as pilot:
        box = await opened(pilot, (Line("Namn"), Line("Ett namn på en rad som är längre än så", "日本語 " * 20)))
        row = drawn(box, 1)
        assert row.startswith("Ett namn på en rad som är ")
        assert "日本語" in row
        assert row.count("日本語") < 10


async def test_a_screen_reader_is_led_to_the_line(program: DictateApp) -> None:
    program.application.choose("linear", "true")
    async with program.run_test(size=(80, 24)) as pilot:
        box = await opened(pilot)
        await pilot.press("tab", "tab")
        assert box.form.box.cursor_screen_offset.y == box.form.region.y + 2
        await until(pilot, lambda: program.cursor_position == box.form.box.cursor_screen_offset)
