"""The pilot's own data: variables, questions and days; a municipality's file wins, and its faults are said by line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dictate.journal.toml_file import DataFileInvalid
from dictate.pilot import survey, variables
from dictate.pilot.survey import load_forms
from dictate.pilot.variables import VariableUnknown, load_variables, titles
from dictate.pilot.working_days import easter, is_working_day, schedule

SHIPPED = Path(variables.__file__).parent


@pytest.mark.parametrize("role", ["socialsekreterare", "chef"])
def test_the_national_shares_of_a_role_are_all_of_its_time(role: str) -> None:
    loaded = load_variables(role)
    assert sum(one.national or 0 for one in loaded.all) == 100
    assert [one.part_of for one in loaded.all if one.part_of] == ["direkt-tid", "indirekt-tid"]
    assert [one.id for one in loaded.all if not one.work] == ["rast"]


def test_a_variable_is_named_by_key_id_or_title() -> None:
    loaded = load_variables("socialsekreterare")
    assert {loaded.named(name).id for name in ("i", "indirekt-tid", "Indirekt tid barn och vuxna")} == {"indirekt-tid"}
    assert loaded.named("I").id == "indirekt-dokumentation"
    with pytest.raises(VariableUnknown, match="kaffe"):
        loaded.named("kaffe")


def test_documentation_is_proposed_for_what_goes_on() -> None:
    loaded = load_variables("chef")
    proposed = [loaded.documentation(of) for of in ("direkt-tid", "indirekt-dokumentation", "administration", "")]
    assert [one.id for one in proposed if one] == [
        "direkt-dokumentation", "indirekt-dokumentation", "indirekt-dokumentation", "indirekt-dokumentation",
    ]  # fmt: skip


def test_the_municipalitys_file_wins_and_the_first_folder_before_the_second(tmp_path: Path) -> None:
    text = (SHIPPED / "variables.toml").read_text(encoding="utf-8")
    for folder in ("policy", "own"):
        (tmp_path / folder).mkdir()
        own = text.replace('title = "Barntid"', f'title = "Barntid enligt {folder}"')
        (tmp_path / folder / "variables.toml").write_text(own, encoding="utf-8")
    folders = [tmp_path / "policy", tmp_path / "own"]
    assert load_variables("chef", folders)["barntid"].title == "Barntid enligt policy"
    assert load_variables("chef", folders[1:])["barntid"].title == "Barntid enligt own"
    assert titles(folders[1:])["barntid"] == "Barntid enligt own"


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda text: text.replace('key = "b"', 'key = "d"', 1), "tangenten ”d” har två variabler"),
        (lambda text: text.replace('id = "barntid"', 'id = "direkt-tid"', 1), "finns två gånger"),
        (lambda text: text.replace('id = "barntid"', 'id = "Barn tid"', 1), "id ska vara små bokstäver"),
        (lambda text: text.replace("national = 2\n", "national = 200\n", 1), "mellan 0 och 100"),
        (lambda text: text.replace("national = 2\n", 'national = "två"\n', 1), "ska vara ett tal"),
        (
            lambda text: text.replace('part_of = "direkt-tid"', 'part_of = "kaffe"', 1),
            "ingen variabel som kan ha delar",
        ),
        (lambda text: text.replace("short = ", "shrot = ", 1), "”shrot” är okänt"),
        (lambda text: text.replace('key = "b"\n', "", 1), "key ska vara en text"),
        (lambda text: text.replace("work = false", 'work = "nej"', 1), "true eller false"),
    ],
)
def test_a_fault_in_the_municipalitys_variables_is_said_with_its_line(
    change: Change, fault: str, tmp_path: Path
) -> None:
    text = change((SHIPPED / "variables.toml").read_text(encoding="utf-8"))
    (tmp_path / "variables.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFileInvalid, match=fault) as caught:
        load_variables("socialsekreterare", [tmp_path])
    assert caught.value.line


def test_the_three_questions_to_families_and_the_seven_to_users_are_there() -> None:
    forms = load_forms()
    assert [one.id for one in forms["families"].questions] == ["listened-to", "respected", "could-suggest"]
    assert forms["before"].questions == forms["after"].questions
    assert len(forms["before"].questions) == 7


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('forms = ["families"]', 'forms = ["families", "alla"]', "räkna upp"),
        ('id = "respected"', 'id = "listened-to"', "två gånger"),
        ('low = "inte alls"', 'lwo = "inte alls"', "okänt"),
        ('id = "families"\n', 'id = "familjer"\n', "okänt eller har inga frågor"),
    ],
)
def test_a_fault_in_the_municipalitys_questions_is_said_with_its_line(
    before: str, after: str, fault: str, tmp_path: Path
) -> None:
    text = (SHIPPED / survey.FILE).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / survey.FILE).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DataFileInvalid, match=fault) as caught:
        load_forms([tmp_path])
    assert caught.value.line


def test_five_working_days_before_and_after_go_round_easter_and_weekends() -> None:
    found = schedule(date(2026, 4, 7))
    assert [day.isoformat() for day in found.days("before")] == [
        "2026-03-27", "2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02",
    ]  # fmt: skip
    assert [day.isoformat() for day in found.days("after")] == [
        "2026-04-07", "2026-04-08", "2026-04-09", "2026-04-10", "2026-04-13",
    ]  # fmt: skip
    assert not found.has(date(2026, 4, 11))


def test_the_week_after_may_begin_later_and_without_a_start_no_day_is_measured() -> None:
    later = schedule(date(2026, 4, 7), date(2026, 6, 18))
    assert later.of[date(2026, 6, 22)] == ("after", 2)  # Friday the 19th is midsummer's eve
    assert schedule(None).of == {}


@pytest.mark.parametrize("holiday", ["2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14",
                                     "2026-06-06", "2026-06-19", "2026-12-24", "2026-12-25", "2026-12-31"])  # fmt: skip
def test_no_time_is_measured_on_a_holiday(holiday: str) -> None:
    assert not is_working_day(date.fromisoformat(holiday))


def test_easter_falls_where_the_almanac_says() -> None:
    known = ("2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25")
    assert [easter(int(day[:4])).isoformat() for day in known] == list(known)
