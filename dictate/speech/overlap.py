"""Two readings of the same moment: where speech without a pause was cut, both sides heard the words at the cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dictate.words import Word

# A word that ends so near the end of the sound may have been cut in two; the next reading has it whole.
_CUT_OFF_S = 0.08
# How far apart two readings place the same word.
_DRIFT_S = 0.4


def before_cut(words: Sequence[Word], end: float) -> tuple[Word, ...]:
    """The words of the reading that ends at `end` (seconds) in the middle of speech, without one cut in two there."""
    whole = [word for word in words if word.end < end - _CUT_OFF_S]
    return tuple(whole) if len(whole) >= len(words) - 1 else tuple(words)


def after_cut(before: Sequence[Word], words: Sequence[Word], start: float) -> tuple[Word, ...]:
    """The words of the reading that begins at `start` (seconds), without those that `before` ends with.

    The longest run of words that both have decides; without one, what begins where `before` ends is new. Half a word
    in front of the run, where the sound begins, goes too.
    """
    if not before:
        return tuple(words)
    end = before[-1].end
    shared = [word for word in before if word.end > start - _DRIFT_S]
    repeated = [word for word in words if word.start < end + _DRIFT_S]
    for length in range(min(len(shared), len(repeated)), 0, -1):
        tail = _plain(shared[-length:])
        for skipped in range(min(2, len(repeated) - length + 1)):
            if _plain(repeated[skipped : skipped + length]) == tail:
                return tuple(words[skipped + length :])
    return tuple(word for word in words if (word.start + word.end) / 2 >= end)


def _plain(words: Sequence[Word]) -> list[str]:
    return [re.sub(r"[^\w]", "", word.text.casefold()) for word in words]
