"""The first screen: what waits, what is left to do with each note, and a line of trust that is true."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from textual.widgets import Static

from dictate import beginning
from dictate.doctor import Check
from dictate.tui.app import DictateApp
from dictate.tui.choose_case import ChooseCase
from dictate.tui.dictate import Dictate
from dictate.tui.fields import FieldUnclear
from dictate.tui.home import Home
from dictate.tui.journey import Journey
from dictate.tui.lines import Lines
from dictate.tui.new_meeting import moment_of
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.rows import RowList
from dictate.tui.status import Status
from dictate.tui.trust import Trust
from redaction.lexicon import Lexicon, Person
from tests.conftest import NOW
from tests.tui import sample
from tests.tui.steps import arrive, offered, until


def rows(program: DictateApp) -> list[str]:
    return ["  ".join(cell.text for cell in row.cells) for row in program.screen.query_one(RowList).rows]


async def test_each_note_tells_what_is_left_to_do(program: DictateApp) -> None:
    session = sample.session(program.application)
    session.set_field("handlaggare", "")
    async with program.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        assert any("12 fynd, 1 kontroll" in row and "nyss" in row for row in rows(program))
        session.decide_all("keep")
        program.home.reload()
        assert any("1 kontroll" in row and "fynd" not in row for row in rows(program))
        session.set_field("handlaggare", "Vera")
        program.home.reload()
        assert any("klar att exportera" in row for row in rows(program))


async def test_a_meeting_waits_until_it_is_dictated_with_its_template_and_case(program: DictateApp) -> None:
    application = program.application
    case = application.save_case("Familjen Ek", Lexicon((Person("Elsa Ek", "barnet"),)))
    async with program.run_test(size=(120, 40)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("m")
        await arrive(pilot, Lines)
        await pilot.press(*"i går 13", "tab", *"SIP", "down", "tab", "down", "enter")
        await arrive(pilot, Home)
        (meeting,) = application.meetings.waiting()
        assert (meeting.template, meeting.case) == ("sip-mote", case.id)
        assert meeting.at == NOW.replace(hour=13, minute=0, second=0, microsecond=0) - timedelta(days=1)
        assert "Familjen Ek" in rows(program)[0]
        assert "att diktera" in rows(program)[0]
        assert "D Diktera mötet" in offered(program.screen)
        await pilot.press("d")
        screen = await arrive(pilot, Dictate)
        assert screen.dictating.growing.template.id == "sip-mote"
        assert screen.dictating.case_id == case.id
        made = beginning.from_text(application, "Elsa var med.", "sip-mote", case_id=case.id)
        made.save()
        screen.dismiss(made)
        await pilot.pause()
        assert application.meetings.waiting() == ()
        assert made.note.fields["handelsedatum"] == meeting.at.date().isoformat()


async def test_template_and_case_are_two_keys_from_a_dictation(program: DictateApp) -> None:
    case = program.application.save_case("Familjen Ek", Lexicon())
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("n")
        templates = await arrive(pilot, ChooseTemplate)
        second = templates.query_one(RowList).rows[1].key
        await pilot.press("2")
        await arrive(pilot, ChooseCase)
        await pilot.press("1")
        screen = await arrive(pilot, Dictate)
        assert (screen.dictating.growing.template.id, screen.dictating.case_id) == (second, case.id)
        await pilot.press("ä")
        await arrive(pilot, ChooseCase)
        await pilot.press("2")
        assert (await arrive(pilot, Dictate)).dictating.case_id == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13.00", NOW.replace(hour=13, minute=0)),
        ("kl 9", NOW.replace(hour=9, minute=0)),
        ("i morgon 9:30", NOW.replace(day=17, hour=9, minute=30)),
        ("18 mars 13", NOW.replace(day=18, hour=13, minute=0)),
    ],
)
def test_the_time_of_a_meeting_is_written_as_it_is_said(typed: str, expected: datetime) -> None:
    assert moment_of(typed, NOW) == expected.replace(second=0, microsecond=0)


@pytest.mark.parametrize("typed", ["25.00", "snart", "31 februari 10", "10.75"])
def test_a_time_that_is_none_is_told_of(typed: str) -> None:
    with pytest.raises(FieldUnclear):
        moment_of(typed, NOW)


def test_the_line_of_trust_promises_only_what_was_looked_at() -> None:
    assert "Krypterat" not in Trust().line
    assert "nätverk" not in Trust().line
    good = Trust((Check("key", "ok", "", ""), Check("network", "ok", "", ""), Check("microphone", "fault", "", "")))
    assert good.line == "! Ingen mikrofon   ● Lokalt · Krypterat · Inget nätverk"
    assert good.within(76) == good.line
    assert good.within(40) == "! Ingen mikrofon\n● Lokalt · Krypterat · Inget nätverk"
    assert good.worst == "fault"
    changed = Trust((Check("speech_model", "fault", "", ""),)).line
    assert "saknas" not in changed, "a model that is there and has been changed is not said to be missing"
    assert "○ 2 saker till (Y)" in Trust((Check("swap", "warning", "", ""), Check("memory", "warning", "", ""))).line


async def test_the_state_of_the_computer_is_told_with_what_to_do(program: DictateApp) -> None:
    async with program.run_test(size=(80, 24)) as pilot:
        await arrive(pilot, Home)
        await pilot.press("y")
        status = await arrive(pilot, Status)
        await until(pilot, lambda: status.query_one(RowList).rows)
        assert "Talmodell" in "".join(rows(program))
        assert str(status.query_one("#told", Static).render())
        await pilot.press("escape")
        home = await arrive(pilot, Home)
        assert home.trust.checks
        # A look that begins when its screen has been left ends as quietly.
        await asyncio.get_running_loop().run_in_executor(None, status._look, program)


async def test_a_key_that_comes_before_the_list_acts_when_the_list_is_there(
    program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    then = Home._first_list
    monkeypatch.setattr(Home, "_first_list", lambda self: None)
    async with program.run_test(size=(120, 40)) as pilot:
        await pilot.press("k")
        assert type(program.screen) is Home
        then(program.home)
        await arrive(pilot, Journey)
