"""Findings against annotated notes: the figures that the model cards and the training scripts give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotated import Note

from redaction.finding import LABELS, Finding


@dataclass(frozen=True)
class Score:
    """Counts over notes: an item is found when findings cover it, a finding that touches no item is false."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    findings: int = 0
    false: int = 0
    words: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold, self.found + other.found, self.findings + other.findings, self.false + other.false,
            self.words + other.words,
        )  # fmt: skip


def score(notes: Sequence[Note], findings: Sequence[Sequence[Finding]], show: bool = False) -> Score:
    """Counts `findings` (one sequence a note) against the notes' items; `show` prints each miss and false alarm."""
    total = Score()
    for note, found in zip(notes, findings, strict=True):
        covered = {at for one in found for at in range(one.start, one.end)}
        hit = [item for item in note.items if covered.issuperset(range(item.start, item.end))]
        false = [one for one in found if not any(_touch(one, item.start, item.end) for item in note.items)]
        if show:
            for item in note.items:
                if item not in hit:
                    print(f"  {note.id}: missed {item.label} {_shown(note.text, item.start, item.end)}")
            for one in false:
                print(f"  {note.id}: false {one.label} {_shown(note.text, one.start, one.end)} {one.reason}")
        total += Score(
            Counter(item.label for item in note.items), Counter(item.label for item in hit), len(found), len(false),
            len(note.text.split()),
        )  # fmt: skip
    return total


def report(total: Score) -> str:
    """The counts as one line."""
    parts = ", ".join(f"{label} {total.found[label]}/{total.gold[label]}" for label in LABELS if total.gold[label])
    recall = total.found.total() / max(1, total.gold.total())
    precision = 1 - total.false / max(1, total.findings)
    return (
        f"recall {recall:.3f}, precision {precision:.3f}, false alarms per 1000 words "
        f"{1000 * total.false / max(1, total.words):.1f}; {parts}"
    )


def _touch(one: Finding, start: int, end: int) -> bool:
    return one.start < end and start < one.end


def _shown(text: str, start: int, end: int) -> str:
    return repr(f"{text[max(0, start - 30) : start]}[{text[start:end]}]{text[end : end + 20]}")
