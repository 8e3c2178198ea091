"""Working time: one call a switch, a forgotten one put right, a night asleep not counted, nothing lost by a kill."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.application import Application
from dictate.pilot.day_words import lines, sums
from dictate.pilot.register import Register, at_clock
from dictate.pilot.timeline import CorrectionRefused, Stretch, laid, seconds_by_variable, work_seconds
from dictate.pilot.variables import load_variables
from tests.conftest import NOW
from tests.pilot.laptop import Clock, program

VARIABLES = load_variables("socialsekreterare")


@pytest.fixture
def register(application: Application) -> Register:
    return application.pilot.register


def told(register: Register, day: int = 16) -> list[tuple[str, str]]:
    """The day as it is shown: times and variables."""
    stretches = register.day(date(2026, 3, day))
    return [(line.clock(), line.stretch.variable if line.stretch else "") for line in lines(stretches, VARIABLES)]


def test_a_switch_ends_what_ran_and_begins_the_next(register: Register, clock: Clock) -> None:
    clock.at(8)
    register.switch("administration")
    clock.at(8, 40)
    register.switch("barntid")
    clock.at(9, 5)
    assert told(register) == [("08.00–08.40", "administration"), ("08.40–nu", "barntid")]
    register.stop()
    assert told(register)[-1] == ("08.40–09.05", "barntid")
    assert register.running() is None


def test_the_same_task_again_goes_on_without_a_cut(register: Register, clock: Clock) -> None:
    clock.at(8)
    register.switch("administration")
    clock.at(9)
    register.switch("administration")
    assert told(register) == [("08.00–nu", "administration")]


def test_documentation_is_counted_in_its_whole_too_and_breaks_in_nothing(register: Register, clock: Clock) -> None:
    for hour, variable in ((8, "indirekt-tid"), (9, "indirekt-dokumentation"), (11, "rast"), (12, "administration")):
        clock.at(hour)
        register.switch(variable)
    clock.at(13)
    register.stop()
    stretches = register.day(date(2026, 3, 16))
    spent = seconds_by_variable(stretches, VARIABLES, clock.now)
    assert {name: seconds / 3600 for name, seconds in spent.items()} == {
        "indirekt-tid": 3, "indirekt-dokumentation": 2, "rast": 1, "administration": 1,
    }  # fmt: skip
    assert work_seconds(stretches, VARIABLES, clock.now) == 4 * 3600
    assert [(title, percent) for title, _, percent in sums(stretches, VARIABLES, clock.now)] == [
        ("Indirekt tid barn och vuxna", 75.0), ("varav dokumentation", 50.0), ("Administration", 25.0),
    ]  # fmt: skip


def test_a_forgotten_switch_is_laid_over_what_stood_there(register: Register, clock: Clock) -> None:
    clock.at(8)
    register.switch("administration")
    clock.at(12)
    register.lay("barntid", NOW.replace(hour=9, minute=0), NOW.replace(hour=10, minute=0))
    assert told(register) == [
        ("08.00–09.00", "administration"), ("09.00–10.00", "barntid"), ("10.00–nu", "administration"),
    ]  # fmt: skip
    assert [one.corrected for one in register.day(clock.now.date())] == [False, True, False]
    register.undo()
    assert told(register) == [("08.00–nu", "administration")]


def test_a_row_is_changed_split_and_taken_away_and_each_can_be_undone(register: Register, clock: Clock) -> None:
    clock.at(8)
    register.switch("administration")
    clock.at(10)
    register.switch("handledning")
    clock.at(11)
    register.stop()
    first = register.day(clock.now.date())[0]
    register.split(first, NOW.replace(hour=9, minute=0), "personaltid")
    split = [("08.00–09.00", "administration"), ("09.00–10.00", "personaltid"), ("10.00–11.00", "handledning")]
    assert told(register) == split
    middle = register.day(clock.now.date())[1]
    register.change(middle, "egen-tid", middle.start, NOW.replace(hour=10, minute=30))
    changed = [("08.00–09.00", "administration"), ("09.00–10.30", "egen-tid"), ("10.30–11.00", "handledning")]
    assert told(register) == changed
    register.remove(register.day(clock.now.date())[1])
    assert told(register) == [changed[0], ("09.00–10.30", ""), changed[2]]
    register.undo()
    assert told(register) == changed
    register.undo()
    assert told(register) == split
    assert all(register.undo() for _ in range(4))
    assert told(register) == []
    assert register.undo() is False


def test_what_runs_may_be_given_an_earlier_start(register: Register, clock: Clock) -> None:
    clock.at(8)
    register.switch("administration")
    clock.at(10)
    register.switch("barntid")
    clock.at(11)
    running = register.running()
    assert running is not None
    register.change(running, "barntid", NOW.replace(hour=9, minute=30), None)
    assert told(register) == [("08.00–09.30", "administration"), ("09.30–nu", "barntid")]
    assert len([one for one in register.stretches() if one.end is None]) == 1


@pytest.mark.parametrize(("start", "end"), [(10, 9), (9, 9), (14, 15)])
def test_time_does_not_run_backwards_nor_into_the_future(
    register: Register, clock: Clock, start: int, end: int
) -> None:
    clock.at(12)
    with pytest.raises(CorrectionRefused):
        register.lay("barntid", NOW.replace(hour=start, minute=0), NOW.replace(hour=end, minute=0))
    assert register.stretches() == ()


def test_a_night_asleep_is_no_work_and_the_proposal_is_when_the_user_was_last_there(
    register: Register, clock: Clock
) -> None:
    clock.at(15)
    register.switch("administration")
    clock.at(16, 12)
    register.seen()
    clock.at(8, day=17)
    found = register.doubt()
    assert found is not None
    assert found.proposed == NOW.replace(hour=16, minute=12)
    register.seen()  # the key that woke the screen must not move the proposal
    assert register.doubt() == found
    assert work_seconds(register.counted(), VARIABLES, clock.now) == 72 * 60
    register.switch("barntid")
    assert told(register) == [("15.00–16.12", "administration")]
    assert told(register, 17) == [("08.00–nu", "barntid")]


def test_the_user_may_say_when_it_ended_instead(register: Register, clock: Clock) -> None:
    clock.at(15)
    register.switch("direkt-tid")
    clock.at(8, day=17)
    with pytest.raises(CorrectionRefused):
        register.settle(NOW.replace(hour=14, minute=0))
    register.settle(NOW.replace(hour=17, minute=0))
    assert told(register) == [("15.00–17.00", "direkt-tid")]
    assert register.doubt() is None


def test_a_long_visit_the_same_day_is_not_asked_about(register: Register, clock: Clock) -> None:
    clock.at(8)
    register.switch("direkt-tid")
    clock.at(16)
    assert register.doubt() is None


def test_a_clock_that_is_set_back_makes_no_negative_time(register: Register, clock: Clock) -> None:
    clock.at(10)
    register.switch("administration")
    clock.at(9)
    assert register.stretches()[0].seconds(clock.now) == 0
    register.switch("barntid")
    clock.at(9, 30)
    register.stop()
    assert told(register) == [("09.00–09.30", "barntid")]


def test_an_hour_is_an_hour_when_summer_time_begins(register: Register, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-03-29T01:30:00+01:00")
    register.switch("barntid")
    clock.now = datetime.fromisoformat("2026-03-29T04:30:00+02:00")  # two hours later, three by the clock on the wall
    register.stop()
    assert told(register, 29) == [("01.30–04.30", "barntid")]
    assert register.stretches()[0].seconds(clock.now) == 2 * 3600


@pytest.mark.parametrize(
    ("typed", "shown"), [("9.15", "09.15"), ("09:15", "09.15"), ("915", "09.15"), ("9", "09.00"), ("0,05", "00.05")]
)
def test_a_time_of_day_is_typed_as_people_type_it(typed: str, shown: str) -> None:
    assert f"{at_clock(NOW.date(), typed, NOW):%H.%M}" == shown


@pytest.mark.parametrize("typed", ["", "25", "9.75", "nio", "9.1", "-3", "9.15.30"])
def test_what_is_no_time_of_day_is_refused(typed: str) -> None:
    with pytest.raises(CorrectionRefused, match="klockslag"):
        at_clock(NOW.date(), typed, NOW)


def test_two_programs_at_once_leave_one_task_running(
    register: Register, clock: Clock, application: Application
) -> None:
    other = application.pilot.register
    clock.at(8)
    register.switch("administration")
    stale = other.running()
    clock.at(9)
    register.switch("barntid")
    clock.at(10)
    assert stale is not None
    with pytest.raises(CorrectionRefused, match="annat fönster"):
        other.remove(stale)
    other.switch("handledning")
    assert told(register) == [
        ("08.00–09.00", "administration"), ("09.00–10.00", "barntid"), ("10.00–nu", "handledning"),
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, 600), st.integers(1, 200), st.sampled_from(["barntid", "administration", "rast"])),
        max_size=12,
    )
)
def test_whatever_is_laid_over_no_minute_is_counted_twice_or_lost(rows: list[tuple[int, int, str]]) -> None:
    begin, now = NOW.replace(hour=7), NOW.replace(hour=23)
    stretches: list[Stretch] = []
    minutes: dict[int, str] = {}
    for start, length, variable in rows:
        new = Stretch(variable, begin + timedelta(minutes=start), begin + timedelta(minutes=start + length))
        edit = laid(stretches, new, now)
        kept = [one for one in stretches if one.id not in edit.withdrawn]
        stretches = [
            Stretch(one.variable, one.start, one.end, one.corrected, number)
            for number, one in enumerate((*kept, *edit.added), 1)
        ]
        minutes |= dict.fromkeys(range(start, start + length), variable)
    wanted = {name: 60.0 * list(minutes.values()).count(name) for name in set(minutes.values())}
    assert seconds_by_variable(stretches, VARIABLES, now) == wanted


def test_a_switch_survives_a_kill(tmp_path: Path) -> None:
    code = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from tests.pilot.laptop import Clock, program\n"
        "pilot = program(Path(sys.argv[1]), Clock()).pilot\n"
        "pilot.register.switch('barntid')\n"
        "print('switched', flush=True)\n"
        "time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "switched\n"
    child.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    child.wait()
    child.stdout.close()
    running = program(tmp_path, Clock()).pilot.register.running()
    assert running is not None
    assert (running.variable, running.start) == ("barntid", NOW)


def test_the_time_is_nowhere_in_the_clear(register: Register, application: Application) -> None:
    register.switch("barntid")
    application.store.close()
    content = b"".join(path.read_bytes() for path in application.folders.data.rglob("*") if path.is_file())
    assert content
    assert b"barntid" not in content
