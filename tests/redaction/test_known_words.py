"""What is kept of words is there for everybody who asks, also when it is made anew meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from redaction.tagging.known_words import KnownWords


def lengths(words: Sequence[str]) -> NDArray[np.float32]:
    return np.array([[len(word)] for word in words], np.float32)


def test_a_word_is_summed_once() -> None:
    known, asked = KnownWords(), list[str]()

    def sums(words: Sequence[str]) -> NDArray[np.float32]:
        asked.extend(words)
        return lengths(words)

    assert known.of(["hej", "du", "hej"], sums).tolist() == [[3], [2], [3]]
    assert known.of(["du", "barnet"], sums).tolist() == [[2], [6]]
    assert asked == ["hej", "du", "barnet"]


def test_a_text_with_more_new_words_than_are_kept_takes_nothing_from_one_that_is_read_meanwhile() -> None:
    known = KnownWords()
    known.of(["hej"], lengths)

    def meanwhile(words: Sequence[str]) -> NDArray[np.float32]:
        known.of([f"ord {number}" for number in range(1 << 14)], lengths)
        return lengths(words)

    assert known.of(["hej", "du"], meanwhile).tolist() == [[3], [2]]
    assert known.of(["hej"], lengths).tolist() == [[3]]
