"""Sentences that say the same thing twice, within a note or as in an earlier one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_WORD = re.compile(r"\w+")
_RUN = 3
"""Words in a row that two sentences must share to be compared at all."""
_MOST = 20
"""How many sentences with the same run of words are compared: keeps the time in proportion to the text."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case."""
    return tuple(_WORD.findall(text.casefold()))


def repetitions(
    texts: Sequence[str], shortest: int, same: float, earlier: Sequence[str] = ()
) -> Iterator[tuple[int, int | None]]:
    """Pairs of a text's place and the place of the earlier one that it repeats, None when that is among `earlier`.

    Texts of fewer than `shortest` words are left out; two are the same when they share the part `same` (0 to 1) of
    the longer one's words. Each text is paired once.
    """
    index: dict[tuple[str, ...], list[tuple[int | None, tuple[str, ...]]]] = {}
    for text in earlier:
        _enter(index, None, words_of(text))
    for place, text in enumerate(texts):
        said = words_of(text)
        if len(said) < shortest:
            continue
        for run in _runs(said):
            match = next((known for known, other in index.get(run, ()) if _share(said, other) >= same), -1)
            if match != -1:
                yield place, match
                break
        _enter(index, place, said)


def _enter(
    index: dict[tuple[str, ...], list[tuple[int | None, tuple[str, ...]]]], place: int | None, said: tuple[str, ...]
) -> None:
    for run in _runs(said):
        known = index.setdefault(run, [])
        if len(known) < _MOST:
            known.append((place, said))


def _runs(said: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (said[start : start + _RUN] for start in range(len(said) - _RUN + 1))


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return sum((Counter(one) & Counter(other)).values()) / max(len(one), len(other))
