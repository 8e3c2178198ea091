"""What a detector is, how evidence adds up, and which finding stands where two claim the same place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from redaction.finding import Finding, Label
from redaction.passage import Passage


class Detector(Protocol):
    """Looks for one kind of personal data. Holds no state that `find` changes, so one object serves all texts."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        """The findings in `passage`, in any order; they may overlap one another and other detectors' findings."""
        ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for a finding (`weight` 0 to 1) or against it (-1 to 0), and its words in the reason."""

    weight: float
    reason: str


def weigh(*evidence: Evidence | None) -> tuple[float, str]:
    """Confidence and reason of all evidence together; None stands for evidence that was looked for and not found.

    What speaks for a finding adds up as independent chances do, 1 - (1-a)(1-b)...; what speaks against it scales the
    sum down by its own share.
    """
    present = [item for item in evidence if item is not None]
    doubt, against = 1.0, 1.0
    for item in present:
        if item.weight >= 0:
            doubt *= 1 - item.weight
        else:
            against *= 1 + item.weight
    return round((1 - doubt) * against, 3), ", ".join(item.reason for item in present if item.reason)


def finding(passage: Passage, start: int, end: int, label: Label, *evidence: Evidence | None) -> Finding:
    """The finding of `label` at the span, with what speaks for it."""
    confidence, reason = weigh(*evidence)
    return Finding.at(passage.text, start, end, label, confidence, reason[:1].upper() + reason[1:])


# What lies inside one of these is part of it: the name in "Karl Johans väg 4", the telephone number that the end of a
# said personnummer could be.
_WHOLES = frozenset(
    {"BIRTHDATE", "ADDRESS", "ORGANISATION", "EMAIL", "HANDLE", "PERSONNUMMER", "PHONE", "ACCOUNT", "CASE_NUMBER"}
)
_WHOLE_FROM = 0.5
# Numbers: what little another finding leaves of one is not a number any more.
_NUMBERS = frozenset({"PERSONNUMMER", "PHONE", "ACCOUNT", "CASE_NUMBER", "VEHICLE", "BIRTHDATE"})
# Length counts little beside confidence: ten characters more outweigh a tenth of confidence.
_PER_CHARACTER = 0.01
_LONG = 40


def resolve(findings: Iterable[Finding], threshold: float, certain: Iterable[Finding] = ()) -> tuple[Finding, ...]:
    """One finding a place, in the order of the text.

    Findings below `threshold` fall away. Those that are `certain` take their place first, then the strongest; whoever
    overlaps one that stands keeps what is left of its own span, so that nothing that was found is lost at the border.
    """
    sure = frozenset(certain)
    kept = _without_parts([*sure, *(item for item in findings if item.confidence >= threshold)])
    kept.sort(key=lambda item: (item not in sure, -_strength(item), item.start, -item.end))
    starts: list[int] = []
    chosen: list[Finding] = []
    for item in kept:
        for rest in _uncovered(item, starts, chosen):
            place = bisect_right(starts, rest.start)
            starts.insert(place, rest.start)
            chosen.insert(place, rest)
    return tuple(chosen)


def _strength(item: Finding) -> float:
    return item.confidence + _PER_CHARACTER * min(len(item.text), _LONG)


def _without_parts(findings: list[Finding]) -> list[Finding]:
    """Drops what lies within a whole: by start, the longest first, remembering the whole that reaches furthest."""
    left: list[Finding] = []
    reach, whole = -1, None
    for item in sorted(findings, key=lambda one: (one.start, -one.end, -one.confidence)):
        inside = whole is not None and item.end <= reach and (item.start, item.end) != (whole.start, whole.end)
        if not inside:
            left.append(item)
        if item.label in _WHOLES and item.confidence >= _WHOLE_FROM and item.end > reach:
            reach, whole = item.end, item
    return left


def _uncovered(item: Finding, starts: list[int], chosen: list[Finding]) -> Iterable[Finding]:
    """The parts of `item` that no chosen finding covers, without signs and spaces at their ends."""
    place = max(0, bisect_right(starts, item.start) - 1)
    position = item.start
    gaps: list[tuple[int, int]] = []
    while place < len(chosen) and chosen[place].start < item.end:
        if chosen[place].end > position:
            gaps.append((position, chosen[place].start))
            position = chosen[place].end
        place += 1
    gaps.append((position, item.end))
    if len(gaps) == 1 and gaps[0] == (item.start, item.end):
        return [item]
    return [rest for start, end in gaps if (rest := _trimmed(item, start, end))]


def _trimmed(item: Finding, start: int, end: int) -> Finding | None:
    text = item.text[max(0, start - item.start) : max(0, end - item.start)]
    core = text.strip("".join(sign for sign in set(text) if not sign.isalnum()))
    if len(core) < 2 or (item.label in _NUMBERS and 3 * len(core) < len(item.text)):
        return None
    begin = start + text.index(core)
    return Finding(begin, begin + len(core), item.label, core, item.confidence, item.reason)
