"""Words that are hidden in one place are found in others, and ordinary words are not taken for them."""

from __future__ import annotations

import pytest

from dictate.journal.leftovers import Hidden
from redaction.finding import Finding


def hidden(*texts: str, any_case_from: int = 5) -> Hidden:
    return Hidden([Finding.at(text, 0, len(text), "PERSON", 0.9, "prov") for text in texts], any_case_from)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zorvik kom.", ["Zorvik"]),
        ("Det var zorviks bil.", ["zorvik"]),
        ("Maj  Ek kom, och maj ek gick.", ["Maj  Ek", "maj ek"]),
        ("Bo kom.", ["Bo"]),
        ("Han vill bo kvar.", []),
        ("Bos cykel", ["Bo"]),
        ("Zorviken är en sjö.", []),
        ("Bolund och Ekbo", []),
        ("070-174 06 91", ["070-174 06 91"]),
    ],
)
def test_hidden_words_elsewhere(text: str, expected: list[str]) -> None:
    found = [text[start:end] for start, end, _ in hidden("Zorvik", "Maj Ek", "Bo", "070-174 06 91").within(text)]
    assert found == expected


def test_the_longer_of_two_is_found() -> None:
    found = [one.text for _, _, one in hidden("Zorvik", "Zorvik Maj").within("zorvik maj")]
    assert found == ["Zorvik Maj"]


def test_in_a_file_name_any_capitals_count() -> None:
    assert list(hidden("Bo", any_case_from=0).within("samtal bo"))
    assert not list(hidden("Bo").within("samtal bo"))


def test_nothing_hidden_finds_nothing() -> None:
    assert list(hidden().within("Zorvik")) == []
    assert list(hidden("–").within("a – b")) == []
