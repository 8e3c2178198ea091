"""Known names are written where something that sounds the same was heard unsurely, and nowhere else."""

from __future__ import annotations

import pytest

from dictate.speech.likeness import unlike
from dictate.speech.repair import Repair
from dictate.speech.vocabulary import Vocabulary
from dictate.words import Word

CASE = Vocabulary.shipped().knowing(
    ["Elsa Berglund", "Chadi Haddad", "Zahra", "Kristoffer Wikström", "Ekbackens skola", "Bo"], ["Lunagården"]
)


def words(text: str, probability: float = 0.4) -> list[Word]:
    return [Word(n * 0.4, n * 0.4 + 0.3, word, probability) for n, word in enumerate(text.split())]


def repaired(text: str, probability: float = 0.4) -> str:
    return " ".join(word.text for word in Repair(CASE).repaired(words(text, probability)))


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Idag kom Älsa hem.", "Idag kom Elsa hem."),
        ("Det är Älsas rum.", "Det är Elsas rum."),
        ("Papa heter Shadi hadad.", "Papa heter Chadi Haddad."),
        ("Vi ringer Sara, i morgon.", "Vi ringer Zahra, i morgon."),
        ("Jag ringer Christopher Vickström.", "Jag ringer Kristoffer Wikström."),
        ("Hon går på ekbakens skula.", "Hon går på Ekbackens skola."),
        ("De bor på luna gården nu.", "De bor på Lunagården nu."),
        ("En ny oros anmälan har kommit.", "En ny orosanmälan har kommit."),
    ],
)
def test_what_sounds_like_a_known_name_or_word_is_written_so(heard: str, meant: str) -> None:
    assert repaired(heard) == meant


@pytest.mark.parametrize(
    "said",
    [
        "Hon äter hälsosam mat i hallen.",
        "Alla barn ska vara med på mötet.",
        "Han bor i en lägenhet och läser en bok.",
        "Nu är det bra.",
        "Saga och Sören lekte på gården.",
        "Då kom Zahra och Elsa har vänner.",
    ],
)
def test_other_words_stay_however_unsure(said: str) -> None:
    assert repaired(said) == said


def test_what_the_recogniser_was_sure_of_stays() -> None:
    assert repaired("Idag kom Älsa hem.", probability=0.95) == "Idag kom Älsa hem."


def test_what_was_heard_stays_with_the_word_and_its_place_in_the_sound() -> None:
    first, name, last = Repair(CASE).repaired(words("Till luna gården. Sen"))[:3]
    assert (name.text, name.heard, name.alternatives) == ("Lunagården.", "luna gården.", ("luna gården.",))
    assert (name.start, name.end) == pytest.approx((0.4, 1.1))
    assert (first.heard, last.heard) == ("", "")


def test_between_two_names_that_sound_nearly_the_same_none_is_chosen() -> None:
    twins = Repair(Vocabulary(names=("Malin", "Marin")))
    assert [word.text for word in twins.repaired(words("Mavin sover"))] == ["Mavin", "sover"]
    assert [word.text for word in twins.repaired(words("Mallin sover"))] == ["Malin", "sover"]


def test_without_a_vocabulary_nothing_changes() -> None:
    said = words("Älsa sover")
    assert Repair(Vocabulary()).repaired(said) == tuple(said)
    assert Repair(CASE).repaired([]) == ()


def test_spellings_of_one_sound_are_alike_and_rhymes_are_not() -> None:
    for one, other in [
        ("Chadi", "Shadi"),
        ("Erik", "Eric"),
        ("Åsa", "Osa"),
        ("Zahra", "Sara"),
        ("Thunberg", "tunberj"),
    ]:
        assert unlike(one, other) < 0.1
    for one, other in [("Peter", "leter"), ("Björn", "kärn"), ("Elsa", "skola"), ("Nova", "någon")]:
        assert unlike(one, other, 0.3) > 0.3
