"""Numbers, dates, times and personnummer as journals write them, and everything that must stay as it was said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.journal.dictation import dictation
from dictate.journal.heading import Headings
from dictate.journal.toml_file import DataFileInvalid
from dictate.journal.written import read_writing, shipped_writing
from dictate.words import Utterance, Word


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("den femtonde mars", "15 mars"),
        ("Mötet hölls den femtonde mars tjugohundratjugosex.", "Mötet hölls 15 mars 2026."),
        ("fredag femtonde mars", "fredag 15 mars"),
        ("den tjugoförsta april klockan fjorton", "21 april kl. 14"),
        ("klockan femton och trettio", "kl. 15.30"),
        ("klockan femton trettio", "kl. 15.30"),
        ("klockan nio noll fem", "kl. 9.05"),
        ("klockan halv fyra på eftermiddagen.", "kl. 15.30 på eftermiddagen."),
        ("klockan halv ett på eftermiddagen", "kl. 12.30 på eftermiddagen"),
        ("klockan kvart över nio på morgonen", "kl. 9.15 på morgonen"),
        ("klockan tio i tre på eftermiddagen", "kl. 14.50 på eftermiddagen"),
        ("klockan fem i halv tre på eftermiddagen", "kl. 14.25 på eftermiddagen"),
        ("klockan åtta på kvällen", "kl. 20 på kvällen"),
        ("tjugofem procent", "25 procent"),
        ("fem procent", "5 procent"),
        ("tre komma fem procent", "3,5 procent"),
        ("åtta tusen fyra hundra tjugo kronor", "8 420 kronor"),
        ("åttatusenfyrahundratjugo kronor", "8 420 kronor"),
        ("tolvhundra kronor", "1 200 kronor"),
        ("hundra kronor", "100 kronor"),
        ("nittonhundraåttiofyra", "1984"),
        ("år tvåtusen femton", "år 2015"),
        ("tjugofem barn", "25 barn"),
        ("trettio stycken, tjugo av dem", "30 stycken, 20 av dem"),
    ],
)
def test_dates_times_and_amounts_are_written_in_figures(said: str, written: str) -> None:
    assert shipped_writing().text(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("elva noll fem tjugotre streck två tre åtta ett", "110523-2381"),
        ("Elva, noll fem, tjugotre, streck, tjugotre, åttioett.", "110523-2381."),
        ("personnumret är elva noll fem tjugotre tjugotre åttioett", "personnumret är 110523-2381"),
        ("tjugohundraelva noll fem tjugotre streck tjugotre åttioett", "20110523-2381"),
        ("110523 streck 2381", "110523-2381"),
        ("telefonnummer noll sju noll ett sju fyra noll sex noll fem", "telefonnummer 070-174 06 05"),
        ("noll sjuttio ett sju fyra noll sex noll åtta", "070-174 06 08"),
    ],
)
def test_numbers_that_are_read_out_are_put_together(said: str, written: str) -> None:
    assert shipped_writing().text(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "en gång",
        "den första gången",
        "den femtonde gången",
        "två barn",
        "tre små barn",
        "halv trea",
        "klockan halv fyra",
        "klockan tio i tre",
        "klockan tjugo över fem",
        "klockan ett",
        "två till tre procent",
        "tjugo till trettio gånger",
        "tjugo trettio stycken",
        "vi var två tre stycken",
        "hundra gånger",
        "tusen och åter tusen",
        "två miljoner kronor",
        "ett och ett halvt år",
        "sex elever",
        "på femtiotalet",
        "tolv år",
        "den trettionde februari",
        "testar en två tre fyra fem sex sju åtta",
        "noll åtta femton streck två tre åtta ett två",
        "elva tretton fem tjugotre streck två tre åtta ett",
        "fyra fem streck sex",
        "noll sju noll ett",
        "den 15 mars",
        "det är ett problem",
        "ett av barnen",
    ],
)
def test_what_is_not_certain_stays_as_it_was_said(said: str) -> None:
    assert shipped_writing().text(said) == said


def test_a_number_is_never_put_together_across_a_stop() -> None:
    assert shipped_writing().text("Hon är tjugo. Fem barn kom.") == "Hon är 20. Fem barn kom."


def test_what_was_said_stays_with_the_sentence() -> None:
    words = ["Mötet", "är", "den", "femtonde", "mars."]
    utterance = Utterance(tuple(Word(i, i + 0.5, word, 0.9) for i, word in enumerate(words)))
    (piece,) = dictation([utterance], Headings({})).spoken.pieces
    assert (piece.text, piece.written) == ("Mötet är den femtonde mars.", "Mötet är 15 mars.")
    assert piece.audio == (0, 4.5)


@given(st.integers(13, 999_999))
def test_every_counted_number_is_read_back(number: int) -> None:
    assert shipped_writing().numbers.value((counted(number),)) == number


def counted(number: int) -> str:
    """The number in Swedish words, written together."""
    ones = "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
    small, tens = ones.split(), ["tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio"]
    if number >= 1000:
        return counted(number // 1000) + "tusen" + (counted(number % 1000) if number % 1000 else "")
    if number >= 100:
        return small[number // 100] + "hundra" + (counted(number % 100) if number % 100 else "")
    if number >= 20:
        return tens[number // 10 - 2] + (small[number % 10] if number % 10 else "")
    return small[number]


def test_a_data_file_without_a_list_is_named(tmp_path: Path) -> None:
    path = tmp_path / "written.toml"
    path.write_text("words_up_to = 12\n")
    with pytest.raises(DataFileInvalid, match=r"written\.toml"):
        read_writing(path)
