"""What may be shown of groups: none under five persons, nor one that the shown figures give away.

Three rules. A group under FLOOR is hidden. Where a total is known, more groups are hidden until what is left over
could be anything: every hidden group, and every unit within it, could then have one member or five or more. Where no
choice of groups does that, none is shown, nor their names. And every number of persons is rounded down to a multiple
of five, so that neither a remainder, nor this rule itself, nor a second report with one more file tells of single
persons.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

FLOOR = 5
"""Groups smaller than this are not shown. Source: the practice of the Swedish time studies."""

Group = TypeVar("Group", bound=Hashable)


def in_fives(count: int) -> int:
    """A number of persons, families or files as it may be shown: rounded down to a multiple of five."""
    return count - count % FLOOR


def shown(counts: Mapping[Group, int], fewest: Mapping[Group, int] | None = None) -> frozenset[Group]:
    """The groups that may be shown beside their known total. `counts` are the persons of groups that share nobody.

    `fewest` is how many a reader knows that each group has at least: one for each part that it is known to consist of;
    one when not given. An empty group hides nobody and is left out of the reckoning. The hidden groups together have so
    many persons beyond those that any part of them could have FLOOR; where that can't be, none is shown.
    """
    filled = {group: count for group, count in counts.items() if count}
    to_spare = {group: count - (fewest[group] if fewest else 1) for group, count in filled.items()}
    by_size = sorted(filled, key=lambda group: (filled[group], str(group)))
    hidden = [group for group in by_size if filled[group] < FLOOR]
    if not hidden:
        return frozenset(filled)
    for group in by_size[len(hidden) :]:
        if _safe(to_spare, hidden):
            break
        hidden.append(group)
    return frozenset(filled) - frozenset(hidden) if _safe(to_spare, hidden) else frozenset()


def _safe(to_spare: Mapping[Group, int], hidden: list[Group]) -> bool:
    """Whether the hidden groups' sum lets every part of each be one or FLOOR: all that they have to spare may lie in
    any single part, which has one already."""
    return len(hidden) > 1 and 1 + sum(to_spare[group] for group in hidden) >= FLOOR


def in_fives_or_hidden(counts: Mapping[Group, int]) -> dict[Group, int | None]:
    """The groups of one known total as they may be shown; None is hidden.

    A group of nobody may be told, but not where nothing else may: that the others are empty leaves the total to one.
    """
    visible = shown(counts)
    if not visible:
        return dict.fromkeys(counts)
    return {group: in_fives(count) if group in visible or not count else None for group, count in counts.items()}


def shown_tree(counts: Mapping[tuple[str, str], int]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The municipalities, and the units (municipality, unit), that may be shown; units only of a shown municipality.

    Who knows which units took part knows that each has somebody: a hidden municipality of two units has at least two.
    """
    wholes: dict[str, int] = {}
    filled: dict[str, int] = {}
    for (municipality, _), count in counts.items():
        wholes[municipality] = wholes.get(municipality, 0) + count
        filled[municipality] = filled.get(municipality, 0) + bool(count)
    open_wholes = shown(wholes, filled)
    units: set[tuple[str, str]] = set()
    for municipality in open_wholes:
        units |= shown({pair: count for pair, count in counts.items() if pair[0] == municipality})
    return open_wholes, frozenset(units)
