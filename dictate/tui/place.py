"""Where in the note the user is, and which finding or sentence comes next. Nothing here draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from dictate.journal.note import Note, NoteFinding
from dictate.standing import ORDER as STANDINGS
from dictate.standing import Standing

_NONE: Mapping[str, Standing] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of the note, and the finding in it that is the present one; both may be empty."""

    sentence: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """The sentences as they are read, which is by section and not as they were said, and the findings.

    Findings come as they are read too, but what is blocking and who is a stranger come first.
    """

    sentences: tuple[str, ...]
    findings: tuple[NoteFinding, ...]

    @classmethod
    def of(
        cls, note: Note, sentences: Sequence[str], standings: Mapping[str, Standing] = MappingProxyType({})
    ) -> Order:
        """`sentences` are ids in reading order; findings that have a standing come before the rest."""
        rank = {sentence: number for number, sentence in enumerate(sentences)}
        known = [found for found in note.findings if found.sentence in rank]

        def place(found: NoteFinding) -> tuple[int, int, int]:
            return STANDINGS.index(standings.get(found.id, "")), rank[found.sentence], found.finding.start

        return cls(tuple(sentences), tuple(sorted(known, key=place)))

    def found(self, finding: str) -> NoteFinding | None:
        """The finding with that id."""
        return next((found for found in self.findings if found.id == finding), None)

    def start(self) -> Place:
        """Where a review begins: at the first undecided finding, else at the first sentence."""
        for found in self.findings:
            if found.decision is None:
                return Place(found.sentence, found.id)
        return self.at(self.sentences[0]) if self.sentences else Place()

    def at(self, sentence: str) -> Place:
        """The sentence, with its first undecided finding, else its first."""
        own = [found for found in self.findings if found.sentence == sentence]
        own.sort(key=lambda found: (found.decision is not None, found.finding.start))
        return Place(sentence, own[0].id if own else "")

    def kept(self, place: Place) -> Place:
        """`place` as far as it is still there."""
        found = self.found(place.finding)
        if found is not None and found.sentence == place.sentence:
            return place
        return self.at(place.sentence) if place.sentence in self.sentences else self.start()

    def step(self, place: Place, step: int) -> Place:
        """The next undecided finding, or the next finding of any kind when all are decided; around the ends."""
        among = [found for found in self.findings if found.decision is None] or list(self.findings)
        if not among:
            return place
        rank = {found.id: number for number, found in enumerate(self.findings)}
        lines = {sentence: number for number, sentence in enumerate(self.sentences)}
        if place.finding in rank:
            later = [found for found in among if (rank[found.id] - rank[place.finding]) * step > 0]
        else:
            here = lines.get(place.sentence, -1)
            later = [found for found in among if (lines[found.sentence] - here) * step > 0]
        ordered = later or among
        found = ordered[0] if step > 0 else ordered[-1]
        return Place(found.sentence, found.id)

    def sentence_step(self, place: Place, step: int) -> Place:
        """The sentence `step` sentences away, at most the first or last."""
        if not self.sentences:
            return place
        here = self.sentences.index(place.sentence) if place.sentence in self.sentences else 0
        return self.at(self.sentences[max(0, min(len(self.sentences) - 1, here + step))])
