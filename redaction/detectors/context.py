"""Looking for words near a place: shared by the detectors that weigh context."""

from __future__ import annotations

from collections.abc import Set

from redaction.passage import Passage

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


def phrase_before(passage: Passage, index: int, phrase: str) -> bool:
    """Whether the lower-case words of `phrase` stand directly before token `index`."""
    wanted = tuple(phrase.split())
    return passage.before(index, len(wanted)) == wanted
