"""A finding is heard by its own words alone."""

from __future__ import annotations

import pytest

from dictate.journal.hearing import heard_at
from dictate.journal.note import Sentence
from dictate.words import Word


def sentence(text: str, said: str | None = None) -> Sentence:
    """Each word of what was said takes a second."""
    original = said or text
    words = tuple(Word(float(n), n + 0.9, word, 0.9) for n, word in enumerate(original.split()))
    return Sentence(
        "s1", text, original, 0, len(original), "kontakt", "spoken", 1.0, audio=(0.0, words[-1].end), words=words
    )


def heard(one: Sentence, text: str) -> tuple[float, float]:
    start = one.text.index(text)
    return heard_at(one, start, start + len(text))


def test_words_in_the_middle_at_the_beginning_and_at_the_end() -> None:
    one = sentence("Anna Lindqvist ringde mormor Karin Holm.")
    assert heard(one, "Anna Lindqvist") == (0.0, 1.9)
    assert heard(one, "mormor") == (3.0, 3.9)
    assert heard(one, "Karin Holm") == (4.0, 5.9)


def test_a_word_is_heard_without_the_pauses_around_it_whatever_sign_follows() -> None:
    one = sentence("Hon var hemma, sade hon.")
    assert heard(one, "hemma,") == heard(one, "hemma") == (2.0, 2.9)
    assert heard(one, "hon.") == (4.0, 4.9)


def test_a_number_written_in_digits_is_heard_between_its_neighbours() -> None:
    one = sentence("Hon nås på 070-174 idag", "Hon nås på noll sju noll idag")
    assert heard(one, "070-174") == (2.9, 6.0)


def test_a_sentence_that_says_something_else_is_heard_whole() -> None:
    one = sentence("Personen kom hit", "Anna ringde mig")
    assert heard(one, "Personen") == (0.0, 2.9)


def test_a_typed_sentence_has_no_sound() -> None:
    with pytest.raises(ValueError, match="no sound"):
        heard_at(Sentence("s1", "Typed", "", 0, 0, "kontakt", "moved", 1.0), 0, 5)
