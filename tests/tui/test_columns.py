"""How the columns of a list share its width: the title of a note is read whole before anything else is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dictate.tui.columns import Cell, Column, Row, Table
from dictate.tui.phrases import short_age, short_day
from tests.conftest import NOW

COLUMNS = (Column(), Column(fills=True), Column(gives=True), Column())
ROWS = (
    Row("1", (Cell("◆"), Cell("Journalanteckning"), Cell("Familjen Ek"), Cell("12 fynd, 1 kontroll", "", "12 fynd"))),
    Row("2", (Cell("✓"), Cell("Samordnad individuell plan (SIP)"), Cell("Syskonen på höjden"), Cell("klar"))),
)


def lines(width: int) -> list[str]:
    table = Table.of(COLUMNS, ROWS)
    return ["".join(text + " " * gap for text, _, gap in table.cells(row, width)).rstrip() for row in ROWS]


def test_where_there_is_room_all_is_told_in_full() -> None:
    assert lines(76) == [
        "◆  Journalanteckning                 Familjen Ek         12 fynd, 1 kontroll",
        "✓  Samordnad individuell plan (SIP)  Syskonen på höjden  klar",
    ]


def test_a_long_title_takes_the_room_of_what_stands_beside_it_and_the_rest_is_said_in_short() -> None:
    assert lines(60) == [
        "◆  Journalanteckning             Familjen Ek         12 fynd",
        "✓  Samordnad individuell plan (SIP)  Syskonen på h…  klar",
    ]
    assert lines(49) == [
        "◆  Journalanteckning  Familjen Ek         12 fynd",
        "✓  Samordnad individuell plan (SIP)       klar",
    ], "what would be too little to be told by is left out"


def test_a_text_that_would_be_cut_has_the_room_that_the_title_has_no_use_for() -> None:
    columns = (Column(fills=True), Column(widest=10), Column())
    rows = (Row("1", (Cell("Journalanteckning"), Cell("Familjen Ek på höjden"), Cell("klar"))),)
    table = Table.of(columns, rows)
    whole = ["Journalanteckning", "Familjen Ek på höjden", "klar"]
    assert [text.strip() for text, _, _ in table.cells(rows[0], 48)] == whole
    assert [text.strip() for text, _, _ in table.cells(rows[0], 38)] == ["Journalanteckning", "Familjen Ek…", "klar"]


def test_rows_end_at_the_same_place_at_every_width() -> None:
    table = Table.of(COLUMNS, ROWS)
    for width in range(30, 100):
        assert len({sum(len(text) + gap for text, _, gap in table.cells(row, width)) for row in ROWS}) == 1


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        (timedelta(minutes=20), "20 min"),
        (timedelta(hours=2), "kl. 08.15"),
        (timedelta(days=3), "3 dagar"),
        (timedelta(days=90), "3 mån."),
    ],
)
def test_an_age_in_short(ago: timedelta, told: str) -> None:
    assert short_age(NOW - ago, NOW) == told


@pytest.mark.parametrize(("month", "told"), [(5, "16 maj"), (11, "16 nov.")])
def test_a_date_in_short(month: int, told: str) -> None:
    assert short_day(NOW.replace(month=month), NOW) == told
