"""Looking for words near a place: shared by the detectors that weigh context."""

from __future__ import annotations

from collections.abc import Sequence, Set

from redaction.numerals import Piece, number_word
from redaction.passage import Passage
from redaction.wordlists import words

BEFORE = 9
AFTER = 5


def near(
    passage: Passage, index: int, last: int, vocabulary: Set[str], before: int = BEFORE, after: int = AFTER
) -> str:
    """The word of `vocabulary` nearest before token `index`, else after token `last`, in the same sentence; else ""."""
    for word in reversed(passage.before(index, before)):
        if word in vocabulary:
            return word
    for word in passage.after(last, after) if after else ():
        if word in vocabulary:
            return word
    return ""


def goes_on(run: Sequence[Piece], index: int, inside: Set[str]) -> bool:
    """Whether piece `index` belongs to one number with the piece before it.

    `inside` are the signs that may stand in such a number; a recogniser writes a speaker's pause as a comma.
    """
    pause = run[index].glue == "," and run[index].spoken and run[index - 1].spoken
    return pause or run[index].glue in inside


def false_start(passage: Passage, index: int) -> int:
    """The token where a number that was begun and begun anew starts ("noll tio nej | noll sju ..."), else `index`."""
    anew = words("detectors/common", "anew")
    before = index - 1
    while before >= 0 and index - before <= 3 and passage.tokens[before].lower in anew | {","}:
        before -= 1
    if before == index - 1 or before < 0 or passage.sentence_of[before] != passage.sentence_of[index]:
        return index
    start = index
    while before >= 0 and index - before <= 12 and passage.sentence_of[before] == passage.sentence_of[index]:
        token = passage.tokens[before]
        if not (token.is_digits or number_word(token.lower) is not None):
            break
        start, before = before, before - 1
    return start
