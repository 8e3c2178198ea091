"""Where in the note the user is, and what comes next: a finding, a doubtful word, a check. Nothing here draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from dictate.journal.note import Note, NoteFinding
from dictate.standing import ORDER as STANDINGS
from dictate.standing import Standing

if TYPE_CHECKING:
    from dictate.journal.checks import CheckResult
    from dictate.journal.doubts import Doubt

Kind = Literal["data", "doubt", "check"]
KINDS: tuple[Kind, ...] = ("data", "doubt", "check")
"""What asks for something, in the order in which it is gone through."""

_NONE: Mapping[str, Standing] = MappingProxyType({})
_Rank = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of the note, and the mark in it that is the present one: a finding's id, or that of another mark."""

    sentence: str = ""
    finding: str = ""


class Mark(NamedTuple):
    """Something that asks for a look: one of `found`, `doubt` and `remark`. `sentence` is "" for the whole note."""

    id: str
    kind: Kind
    sentence: str
    open: bool
    rank: _Rank
    found: NoteFinding | None = None
    doubt: Doubt | None = None
    remark: CheckResult | None = None

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.sentence, self.id)


@dataclass(frozen=True, slots=True)
class Order:
    """The sentences as they are read, which is by section and not as they were said, and the marks.

    Findings come first, then the doubtful words, then the checks. Each come as they are read too, but what is blocking
    and who is a stranger come before the other findings. `remarks` are those that the last marks are of.
    """

    sentences: tuple[str, ...]
    marks: tuple[Mark, ...]
    remarks: Sequence[CheckResult] = ()

    @classmethod
    def of(
        cls,
        note: Note,
        sentences: Sequence[str],
        standings: Mapping[str, Standing] = _NONE,
        doubts: Sequence[Doubt] = (),
        remarks: Sequence[CheckResult] = (),
        before: Order | None = None,
    ) -> Order:
        """`sentences` are ids in reading order; `doubts` and `remarks` those that are left.

        `before` is the order before a change: where that left sentences and remarks alone their marks stay.
        """
        line = {sentence: number for number, sentence in enumerate(sentences)}
        data = (
            Mark(
                found.id,
                "data",
                found.sentence,
                found.decision is None,
                (0, STANDINGS.index(standings.get(found.id, "")), line[found.sentence], found.finding.start),
                found=found,
            )
            for found in note.findings
            if found.sentence in line
        )
        doubtful = (
            Mark(doubt_id(one), "doubt", one.sentence, True, (1, 0, line[one.sentence], one.start), doubt=one)
            for one in doubts
            if one.sentence in line
        )
        checks: Iterable[Mark]
        if before is not None and before.remarks is remarks and before.sentences == tuple(line):
            checks = before.marks[len(before.marks) - len(remarks) :]
        else:
            checks = (_check(number, one, line) for number, one in enumerate(remarks))
        ranked = (sorted(marks, key=lambda mark: mark.rank) for marks in (data, doubtful))
        return cls(tuple(sentences), tuple(chain(*ranked, checks)), remarks)

    @property
    def findings(self) -> tuple[NoteFinding, ...]:
        """The findings alone."""
        return tuple(mark.found for mark in self.marks if mark.found)

    def mark(self, mark_id: str) -> Mark | None:
        """The mark with that id."""
        return next((mark for mark in self.marks if mark.id == mark_id), None)

    def found(self, finding: str) -> NoteFinding | None:
        """The finding with that id."""
        mark = self.mark(finding)
        return mark.found if mark else None

    def left(self, kind: Kind) -> int:
        """How many of that kind still ask for something."""
        return sum(mark.open for mark in self.marks if mark.kind == kind)

    def start(self) -> Place:
        """Where a review begins: at the first that asks for something in the text, else at the first sentence."""
        for mark in self.marks:
            if mark.open and mark.kind != "check":
                return mark.place
        return self.at(self.sentences[0]) if self.sentences else Place()

    def at(self, sentence: str) -> Place:
        """The sentence, with what asks for something in it first, else its first finding."""
        own = [mark for mark in self.marks if mark.sentence == sentence and mark.kind != "check"]
        own.sort(key=lambda mark: (not mark.open, mark.rank))
        return Place(sentence, own[0].id if own else "")

    def kept(self, place: Place) -> Place:
        """`place` as far as it is still there."""
        mark = self.mark(place.finding)
        if mark is not None and mark.sentence == place.sentence:
            return place
        return self.at(place.sentence) if place.sentence in self.sentences else self.start()

    def step(self, place: Place, step: int) -> Place:
        """The next mark that asks for something, or the next of any kind when none does; around the ends."""
        among = [mark for mark in self.marks if mark.open] or list(self.marks)
        if not among:
            return place
        here = self._rank(place)
        if here is not None:
            later = [mark for mark in among if (mark.rank > here if step > 0 else mark.rank < here)]
        else:
            lines = {sentence: number for number, sentence in enumerate(self.sentences)}
            line = lines.get(place.sentence, -1)
            later = [mark for mark in among if (lines.get(mark.sentence, len(lines)) - line) * step > 0]
        ordered = later or among
        return (ordered[0] if step > 0 else ordered[-1]).place

    def _rank(self, place: Place) -> _Rank | None:
        """How far the place has come, also where its mark is gone since it was dealt with."""
        mark = self.mark(place.finding)
        if mark is not None:
            return mark.rank
        if place.finding.startswith("?") and place.sentence in self.sentences:
            return 1, 0, self.sentences.index(place.sentence), int(place.finding.rpartition(":")[2])
        return (2, 0, -1, -1) if place.finding.startswith("!") else None

    def sentence_step(self, place: Place, step: int) -> Place:
        """The sentence `step` sentences away, at most the first or last."""
        if not self.sentences:
            return place
        here = self.sentences.index(place.sentence) if place.sentence in self.sentences else 0
        return self.at(self.sentences[max(0, min(len(self.sentences) - 1, here + step))])


def doubt_id(doubt: Doubt) -> str:
    """The id of a doubt's mark: no finding has one like it."""
    return f"?{doubt.sentence}:{doubt.start}"


def _check(number: int, remark: CheckResult, line: Mapping[str, int]) -> Mark:
    sentence = next((one for one in remark.sentences if one in line), "")
    return Mark(f"!{remark.check}|{remark.key}", "check", sentence, True, (2, 0, number, 0), remark=remark)
