"""The practice reading tells the truth in plain numbers."""

from __future__ import annotations

from dictate.audio.level import LevelState
from dictate.practice import Misheard, carried, level_told, practice_text, understood
from dictate.speech.catalogue import load_catalogue
from dictate.words import Utterance, Word


def said(*texts: str) -> list[Utterance]:
    return [Utterance(tuple(Word(0.0, 0.1, word, 0.9) for word in text.split())) for text in texts]


def test_a_text_read_and_understood_without_a_fault() -> None:
    found = understood("Mamman sover, sade hon.", said("mamman sover", "Sade hon!"))
    assert (found.right, found.total, found.word_error_rate, found.wrong) == (4, 4, 0.0, ())


def test_wrong_missing_and_added_words_are_told_apart() -> None:
    found = understood("Pojken ritar inte vid bordet i dag", said("Pojken rita vid bordet i dag", "tack så mycket"))
    assert (found.right, found.total) == (5, 7)
    assert found.wrong == (Misheard("ritar inte", "rita"), Misheard("", "tack så mycket"))
    assert round(found.word_error_rate, 3) == round(5 / 7, 3)


def test_nothing_understood_is_no_word_right() -> None:
    found = understood("Två ord", [])
    assert (found.right, found.word_error_rate, found.wrong) == (0, 1.0, (Misheard("två ord", ""),))


def test_what_nobody_read_at_the_end_is_told_of_and_is_no_word_misheard() -> None:
    text = practice_text()
    read = " ".join(text.split()[:40])
    found = understood(text, said(read.replace("hembesök", "hembesöket")))
    assert (found.right, found.total) == (39, 40)
    assert found.unread == len(text.split()) - 40
    assert found.wrong == (Misheard("hembesök", "hembesöket"),)
    nearly = understood(text, said(" ".join(text.split()[:-5])))
    assert (nearly.unread, len(nearly.wrong)) == (0, 1), "a few words at the end are words that were not heard"


def test_the_text_takes_about_a_minute() -> None:
    words = len(practice_text().split())
    assert 60 <= words / 125 * 60 <= 90, "read aloud, Swedish is about 125 words a minute"


def test_the_level_of_a_reading_is_what_it_mostly_was() -> None:
    quiet, good, loud = LevelState.QUIET, LevelState.GOOD, LevelState.LOUD
    assert level_told({good: 500, quiet: 60, loud: 10}) is good
    assert level_told({good: 500, loud: 90}) is loud
    assert level_told({quiet: 400, good: 100}) is quiet
    assert level_told({}) is quiet


def test_larger_models_take_more_of_the_computer() -> None:
    models = {one.model: one for one in carried(load_catalogue(), "whisper-base", 0.2)}
    assert models["whisper-base"].can == "yes"
    assert models["whisper-base"].seconds_per_minute == 12
    assert models["kb-whisper-small"].can == "hardly"
    assert models["kb-whisper-large"].can == "no"
