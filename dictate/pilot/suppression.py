"""What may be shown of groups: none under five persons, nor one that the shown figures give away.

Three rules. A group under FLOOR is hidden. Where a total is known, more groups are hidden until what is left over
could be anything: every hidden group could then have one member or five or more. And every number of persons is rounded
down to a multiple of five, so that neither a remainder nor a second report with one more file tells of single persons.
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


def shown(counts: Mapping[Group, int]) -> frozenset[Group]:
    """The groups that may be shown beside their known total. `counts` are the persons of groups that share nobody.

    An empty group hides nobody and is left out of the reckoning. The hidden groups together have so many persons that
    each of them could have FLOOR even when all the others have at least one; where that can't be, none is shown.
    """
    filled = {group: count for group, count in counts.items() if count}
    by_size = sorted(filled, key=lambda group: (filled[group], str(group)))
    hidden = [group for group in by_size if filled[group] < FLOOR]
    if not hidden:
        return frozenset(filled)
    for group in by_size[len(hidden) :]:
        if _safe(filled, hidden):
            break
        hidden.append(group)
    return frozenset(filled) - frozenset(hidden) if _safe(filled, hidden) else frozenset()


def _safe(counts: Mapping[Group, int], hidden: list[Group]) -> bool:
    """Whether the sum of the hidden groups leaves each of them free between one and FLOOR."""
    return len(hidden) > 1 and sum(counts[group] for group in hidden) - (len(hidden) - 1) >= FLOOR


def shown_tree(counts: Mapping[tuple[str, str], int]) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The municipalities, and the units (municipality, unit), that may be shown; units only of a shown municipality."""
    wholes: dict[str, int] = {}
    for (municipality, _), count in counts.items():
        wholes[municipality] = wholes.get(municipality, 0) + count
    open_wholes = shown(wholes)
    units: set[tuple[str, str]] = set()
    for municipality in open_wholes:
        units |= shown({pair: count for pair, count in counts.items() if pair[0] == municipality})
    return open_wholes, frozenset(units)
