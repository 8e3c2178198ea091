"""How likely a word is to be right: what no dictionary has is doubted, what the vocabulary has is not."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dictate.speech.confidence import Signs, calibrated, known_words, shipped_weights, signs
from dictate.speech.swedish_words import standing
from dictate.speech.vocabulary import Vocabulary
from dictate.words import Word

shares = st.floats(0, 1)


def word(text: str, probability: float = 0.8) -> Word:
    return Word(0.0, 0.4, text, probability)


def likely(text: str, probability: float = 0.8, known: frozenset[str] = frozenset(), agreed: bool = True) -> float:
    return calibrated([word(text, probability)], known, [agreed])[0].probability


def test_words_compounds_and_nonsense_are_told_apart() -> None:
    for text in ("skolan", "trivs", "barnbarn", "mamma", "och"):
        assert standing(text) == "word"
    for text in ("intäktsgranskning", "marknadshastighet", "familjesituation"):
        assert standing(text) in ("word", "compound")
    for text in ("grantrekåden", "integdsmis", "strevlig", "förfaltig"):
        assert standing(text) == "unknown"


def test_two_words_are_a_compound_only_where_swedish_joins_the_first_so() -> None:
    for text in ("företagssegmentet", "nätverksmöte", "läggdagsrutiner", "mellanmålsstund"):
        assert standing(text) == "compound"
    for text in ("företagsegmentet", "färdplånsjustering"):
        assert standing(text) == "unknown"


def test_a_word_that_a_plain_reading_lacks_is_less_likely() -> None:
    assert likely("trivs", 0.6, agreed=False) < 0.6 < likely("trivs", 0.6)


def test_a_word_that_is_none_is_doubted_however_sure_the_recogniser_is() -> None:
    assert likely("Strevlig,") < 0.6 < likely("trevlig,")
    assert likely("Strevlig,", 0.98) < likely("trevlig,", 0.98)


def test_a_name_of_the_case_is_no_nonsense() -> None:
    known = known_words(Vocabulary(names=("Bjelkhagen",), unit=("Lunagården",)))
    for text in ("Bjelkhagen", "Bjelkhagens", "Lunagården."):
        assert likely(text) < 0.6 < likely(text, known=known)


def test_numbers_and_signs_are_judged_by_the_recogniser_alone() -> None:
    plain = signs(word("och"), frozenset(), True)
    assert signs(word("14"), frozenset(), True) == signs(word("–"), frozenset(), True) == plain
    assert plain == Signs(plain.logit, False, False, True)


@given(shares, shares, st.booleans())
def test_more_sure_is_never_less_likely(one: float, other: float, agreed: bool) -> None:
    low, high = sorted((one, other))
    assert 0 <= likely("trivs", low, agreed=agreed) <= likely("trivs", high, agreed=agreed) <= 1
    assert likely("trivs", low, agreed=False) <= likely("trivs", low)
    assert shipped_weights().logit > 0


def test_a_word_beside_an_unsure_one_is_less_likely() -> None:
    def middle(*shares: float) -> float:
        said = [word("trivs", share) for share in shares]
        return calibrated(said, (), [True] * len(said))[len(said) // 2].probability

    assert middle(0.9, 0.8, 0.3) == middle(0.3, 0.8, 0.9) < middle(0.9, 0.8, 0.9)
    assert middle(0.99, 0.8, 0.99) == middle(0.96, 0.8, 0.96)
    assert middle(0.8, 0.8, 0.8) == middle(0.8)


def test_text_and_time_stay() -> None:
    said = [Word(0.1, 0.4, "Elsa", 0.3, ("Else",), "Älsa")]
    (after,) = calibrated(said, (), [True])
    assert after == replace(said[0], probability=after.probability)
