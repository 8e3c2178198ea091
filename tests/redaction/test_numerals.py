"""Numbers in words and figures become the same pieces."""

from __future__ import annotations

import pytest

from redaction.numerals import number_word, ordinal
from redaction.passage import Passage


@pytest.mark.parametrize(
    ("word", "digits"),
    [
        ("noll", "0"),
        ("tjugotre", "23"),
        ("trettioen", "31"),
        ("tretti", "30"),
        ("etthundrasjuttiofyra", "174"),
        ("sexhundraåttioett", "681"),
        ("nittonhundraåttioett", "1981"),
        ("nittonåttioett", "1981"),
        ("tjugotjugosex", "2026"),
        ("tvåtusenelva", "2011"),
        ("tjugotretusenfyrahundrafem", "23405"),
        ("femtiotusen", "50000"),
        ("hundra", "100"),
    ],
)
def test_a_number_word_gives_its_digits(word: str, digits: str) -> None:
    assert number_word(word) == digits


@pytest.mark.parametrize("word", ["", "hund", "sexuell", "treva", "nioårig", "ettan", "x" * 500])
def test_another_word_is_no_number(word: str) -> None:
    assert number_word(word) is None


@pytest.mark.parametrize(
    ("word", "value"), [("första", 1), ("tjugoåttonde", 28), ("trettioförsta", 31), ("annan", None)]
)
def test_ordinals(word: str, value: int | None) -> None:
    assert ordinal(Passage.of(word).tokens[0]) == value


def digits(text: str) -> list[str]:
    return ["".join(piece.digits for piece in run) for run in Passage.of(text).number_runs]


def test_spoken_and_written_personnummer_are_the_same_digits() -> None:
    assert digits("110523-2381") == ["1105232381"]
    assert digits("elva noll fem tjugotre streck två tre åtta ett") == ["1105232381"]


def test_words_that_a_recogniser_split_are_put_together() -> None:
    assert digits("tre tusen sex hundra") == ["3600"]
    assert digits("ett hundra sjuttiofyra") == ["174"]
    assert digits("noll sjuttio ett hundra sjuttiofyra") == ["070174"]


def test_a_ten_and_a_unit_apart_can_be_heard_in_two_ways() -> None:
    (run,) = Passage.of("noll sjuttio ett sju").number_runs
    assert "".join(piece.digits for piece in run) == "0717"
    assert "".join(piece.loose for piece in run) == "07017"


def test_a_line_break_ends_a_number() -> None:
    assert digits("070\n174") == ["070", "174"]


def test_pieces_point_at_their_text() -> None:
    text = "numret är noll åtta, fyra sex fem"
    for run in Passage.of(text).number_runs:
        for piece in run:
            assert number_word(text[piece.start : piece.end]) == piece.digits
