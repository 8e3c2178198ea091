"""What another reading heard stands beside the word, so that a lost or added negation can be shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.audio.decode import Recording
from dictate.speech.engine import Engine
from dictate.speech.second_opinion import agreeing, plain, with_alternatives
from dictate.words import Word


def words(text: str) -> list[Word]:
    return [Word(n * 0.4, n * 0.4 + 0.3, word, 0.9) for n, word in enumerate(text.split())]


def others(said: str, *readings: str) -> dict[str, tuple[str, ...]]:
    return {word.text: word.alternatives for word in with_alternatives(words(said), readings) if word.alternatives}


@pytest.mark.parametrize(
    ("said", "reading", "found"),
    [
        ("Vi har bestämt det.", "Vi har inte bestämt det.", {"har": ("har inte",)}),
        ("Vi har inte bestämt det.", "Vi har bestämt det.", {"inte": ("",)}),
        ("Hon vill inte.", "Hon vill nu.", {"inte.": ("nu.",)}),
        ("Kommer hon?", "Nu kommer hon?", {"Kommer": ("Nu kommer",)}),
        ("Mamma sover bra.", "Mamman sov bra.", {"Mamma": ("Mamman",), "sover": ("sov",)}),
        ("Det är bra.", "det är bra", {}),
        ("Det är bra.", "", {}),
        ("Det är bra.", "Tack för att ni tittade på den här filmen", {}),
    ],
)
def test_a_difference_is_put_beside_its_word(said: str, reading: str, found: dict[str, tuple[str, ...]]) -> None:
    assert others(said, reading) == found


def test_several_readings_give_each_word_once_and_the_first_reading_comes_first() -> None:
    found = others("Mamma sover bra.", "Mamma soffan bra.", "Mamma söver bra.", "Mamma Soffan bra.", "Mamma sov bra.")
    assert found == {"sover": ("soffan", "söver", "sov")}


@pytest.mark.parametrize(
    ("said", "reading", "agreed"),
    [
        ("Vi har inte bestämt det.", "vi har bestämt det", [True, True, False, True, True]),
        ("Vi har bestämt det.", "Vi har inte bestämt det", [True, True, True, True]),
        ("Mamma sover bra.", "Mamman sov bra.", [False, False, True]),
        ("Mamma sover.", "", [False, False]),
    ],
)
def test_each_word_is_agreed_on_or_not(said: str, reading: str, agreed: list[bool]) -> None:
    assert list(agreeing(words(said), reading)) == agreed


def test_all_sound_is_read_once_more_and_what_was_heard_otherwise_stands_beside_its_word(
    engine: Engine, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again: list[tuple[Word, bool]] = []

    def told(words: tuple[Word, ...], reading: str) -> tuple[bool, ...]:
        agreed = agreeing(words, reading)
        again.extend(zip(words, agreed, strict=True))
        return agreed

    monkeypatch.setattr("dictate.speech.engine.agreeing", told)
    sound = next(iter(Recording(sample).blocks(15)))
    given = [word for utterance in engine.transcribe([sound]) for word in utterance.words]
    assert [word.text for word in given] == [word.text for word, _ in again]
    assert sum(same for _, same in again) > 0.5 * len(again)
    assert all(word.alternatives for word, same in again if not same)


SAID = ["vi", "har", "inte", "bestämt", "det", "ännu", "med", "mamma", "ej", "12", "Elsa."]
texts = st.lists(st.sampled_from(SAID), min_size=1, max_size=8)


@given(texts, texts)
def test_putting_in_every_alternative_gives_the_other_reading(said: list[str], reading: list[str]) -> None:
    found = with_alternatives(words(" ".join(said)), [" ".join(reading)])
    assert [word.text for word in found] == said
    if any(word.alternatives for word in found):
        there = " ".join(word.alternatives[0] if word.alternatives else word.text for word in found)
        assert plain(" ".join(there.split())) == plain(" ".join(reading))


def test_no_words_have_no_alternatives() -> None:
    assert with_alternatives([], ["Tack."]) == ()
