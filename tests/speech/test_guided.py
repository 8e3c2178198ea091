"""The words to know guide the recogniser: what it hears when told of them is evidence for them, and never text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.audio.decode import Recording
from dictate.speech.engine import Engine
from dictate.speech.guided import MOST_TOKENS, Guide
from dictate.speech.repair import Repair
from dictate.speech.vocabulary import Vocabulary
from dictate.words import Word

CASE = Vocabulary.shipped().knowing(["Elsa Berglund", "Peter Thunberg", "Nova"], ["Lunagården"])


class Letters:
    """A token a letter."""

    def encode(self, text: str) -> list[int]:
        return list(text.encode())


def words(text: str, probability: float = 0.4) -> list[Word]:
    return [Word(n * 0.4, n * 0.4 + 0.3, word, probability) for n, word in enumerate(text.split())]


def repaired(heard: str, told: str, probability: float = 0.4) -> str:
    said, guide = words(heard, probability), Guide(CASE, Letters())
    return " ".join(word.text for word in Repair(CASE).repaired(said, guide.told(said, told)))


def test_the_case_comes_first_and_there_is_never_more_than_the_model_takes() -> None:
    prompt = bytes(Guide(CASE, Letters()).tokens).decode()
    assert prompt.startswith(" Elsa Berglund, Peter Thunberg, Nova, Lunagården, ")
    assert MOST_TOKENS - 40 < len(prompt.encode()) <= MOST_TOKENS
    assert not Guide(Vocabulary.shipped(), Letters()).tokens


@pytest.mark.parametrize(
    ("heard", "told", "meant"),
    [
        ("Mamma och nuvarlor går dit.", "Mamma, och Nova, Går, Dit", "Mamma och Nova går dit."),
        ("Hon är hos Bärlo i dag.", "Honer, Hos Berglund, Idag", "Hon är hos Berglund i dag."),
    ],
)
def test_a_name_heard_by_both_readings_a_little_otherwise_is_written(heard: str, told: str, meant: str) -> None:
    assert repaired(heard, "") == heard
    assert repaired(heard, told) == meant


def test_what_the_recogniser_was_sure_of_stays_whatever_the_other_reading_says() -> None:
    assert repaired("Hon är hos Bärlo i dag.", "Hos Berglund", 0.9) == "Hon är hos Bärlo i dag."


def test_nothing_else_of_that_reading_is_written() -> None:
    assert repaired("Han har inte varit ute.", "Peter Thunberg, Harintet, Marit, Nova") == "Han har inte varit ute."


def test_a_name_elsewhere_in_the_sound_is_no_evidence() -> None:
    far = "Bärlo går i skolan och trivs bra med alla sina kamrater i klassen."
    assert repaired(far, "nu går i skolan och trivs bra med alla sina kamrater i Berglund") == far


def test_a_reading_that_recites_the_words_heard_nothing() -> None:
    guide, said = Guide(CASE, Letters()), words("Elsa Nuval Lunga.")
    assert any(guide.told(said, "och Nova"))
    assert not any(guide.told(said, "Berglund, Peter Thunberg, Nova, Lunagården"))


def test_where_nothing_is_heard_the_prompt_is_not_heard_either(engine: Engine) -> None:
    hiss = (0.01 * np.random.default_rng(1).normal(size=4 * 16_000)).astype(np.float32)
    assert list(engine.knowing(CASE).transcribe([hiss])) == []


def test_sound_is_read_after_a_prompt_where_there_are_words_to_know(engine: Engine, sample: Path) -> None:
    speech = next(iter(Recording(sample).blocks(4)))
    assert engine.knowing(CASE)._reader.read([speech])[0].guided
    assert engine._reader.read([speech])[0].guided == ""
