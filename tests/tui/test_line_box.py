"""A role or a reason that is being written: what is left unfinished comes back, and goes with its note."""

from __future__ import annotations

from textual.pilot import Pilot
from textual.widgets import Input

from dictate.application import Application
from dictate.tui.app import DictateApp
from dictate.tui.checks import Checks, Reason
from dictate.tui.home import Home
from dictate.tui.review import Review
from dictate.tui.role import Role
from dictate.tui.rows import RowList
from tests.tui import sample
from tests.tui.steps import arrive, said


async def at_note(program: DictateApp, pilot: Pilot[None], note: str) -> None:
    await arrive(pilot, Home)
    program.open_note(note)
    await arrive(pilot, Review)


async def test_a_role_and_a_reason_outlive_the_program_until_the_second_esc(
    quiet: Application,
) -> None:
    note = sample.session(quiet).note.id
    program = DictateApp(quiet)
    async with program.run_test(size=(80, 24)) as pilot:
        await at_note(program, pilot, note)
        await pilot.press("r", *"fast")
        await arrive(pilot, Role)
        program._hung_up()
    program = DictateApp(quiet)
    async with program.run_test(size=(80, 24)) as pilot:
        await at_note(program, pilot, note)
        await pilot.press("r")
        box = await arrive(pilot, Role)
        assert box.query_one(Input).value == "fast"
        assert "finns kvar" in said(program)
        await pilot.press("escape")
        assert "Esc en gång till" in said(program)
        await pilot.press("escape", "k")
        checks = await arrive(pilot, Checks)
        while not checks.check_action("waive", ()):
            await pilot.press("down")
        await pilot.press("l", *"sagt")
        await arrive(pilot, Reason)
        program._hung_up()
    program = DictateApp(quiet)
    async with program.run_test(size=(80, 24)) as pilot:
        await at_note(program, pilot, note)
        await pilot.press("r")
        assert (await arrive(pilot, Role)).query_one(Input).value != "fast", "it was thrown away"
        await pilot.press("escape", "k")
        checks = await arrive(pilot, Checks)
        while not checks.check_action("waive", ()):
            await pilot.press("down")
        await pilot.press("l")
        assert (await arrive(pilot, Reason)).query_one(Input).value == "sagt"
    assert quiet.store.asides.of("draft")
    quiet.remove_note(note)
    assert quiet.store.asides.of("draft") == {}, "what was begun about a note goes with it"


async def test_what_was_taken_out_is_no_role_to_use_again(program: DictateApp) -> None:
    session = sample.session(program.application)
    session.decide("f9", "role", "[adress]")
    session.decide("f0", "role", "mamman")
    session.decide("f5", "role", "skolan")
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await arrive(pilot, Review)
        await pilot.press("r")
        box = await arrive(pilot, Role)
        assert [row.key for row in box.query_one(RowList).rows][1:] == ["mamman"]
