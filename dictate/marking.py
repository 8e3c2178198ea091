"""A note as it is reviewed: in reading order, with every finding a run of its own, decided or not.

One that is undecided or kept holds its text, one that is replaced or masked what stands for it, and one that is
removed what will go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from dictate.journal.note import Note, NoteFinding, Sentence
from dictate.journal.render import Paragraph, Part, Reading, Run, render, whole_runs
from dictate.journal.template import Template


class _Kept(NamedTuple):
    """The runs of a sentence, and what they were made of."""

    sentence: Sentence
    findings: tuple[NoteFinding, ...]
    runs: tuple[Run, ...]


@dataclass
class Marking:
    """Makes the reading of a note again after each change.

    Only the sentences that it concerns are made anew: paragraphs that did not change are the same objects as before.
    """

    _kept: dict[str, _Kept] = field(default_factory=dict)
    _paragraphs: dict[str, Paragraph] = field(default_factory=dict)

    def of(self, note: Note, template: Template) -> Reading:
        """The reading of `note`."""
        self._kept, before = {}, self._kept

        def runs_of(sentence: Sentence, findings: Sequence[NoteFinding]) -> Sequence[Run]:
            own, known = tuple(findings), before.get(sentence.id)
            if known is None or known.sentence is not sentence or not _are(known.findings, own):
                known = _Kept(sentence, own, tuple(whole_runs(sentence, own, mark_out)))
            self._kept[sentence.id] = known
            return known.runs

        reading = render(note, template, mark_out, runs_of)
        return replace(reading, parts=tuple(self._with_known(reading.parts)))

    def _with_known(self, parts: Iterable[Part]) -> Iterator[Part]:
        """The parts with each paragraph that reads as one did before as that one."""
        self._paragraphs, before = {}, self._paragraphs
        for part in parts:
            paragraphs = []
            for paragraph in part.paragraphs:
                place = f"{part.heading}/{paragraph.runs[0].sentence}"
                known = before.get(place)
                paragraphs.append(known if known == paragraph else paragraph)
                self._paragraphs[place] = paragraphs[-1]
            yield replace(part, paragraphs=tuple(paragraphs))


def _are(some: Sequence[NoteFinding], others: Sequence[NoteFinding]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def mark_out(text: str, findings: Sequence[NoteFinding]) -> Sequence[tuple[str, str]]:
    """The text of a sentence in pieces, each with the id of the finding that it shows or ""."""
    if not findings:
        return [(text, "")]
    return list(_marked_pieces(text, sorted(findings, key=lambda item: item.finding.start)))


def _marked_pieces(text: str, findings: Sequence[NoteFinding]) -> Iterator[tuple[str, str]]:
    from redaction.replace import Decided, apply

    replaced = apply(text, [Decided(item.finding, item.decision, item.role) for item in findings if item.decision])
    for piece in replaced.pieces:
        inside = [item for item in findings if piece.old_start <= item.finding.start < piece.old_end]
        written = replaced.text[piece.new_start : piece.new_end]
        if piece.kept:
            yield from _kept_pieces(text, piece.old_start, piece.old_end, inside)
        elif inside and not written.strip():
            yield from _going_pieces(text, piece.old_start, piece.old_end, inside)
            if not text[piece.old_end - 1].isspace():
                yield written, ""
        else:
            yield written, inside[0].id if inside else ""


def _kept_pieces(text: str, start: int, end: int, findings: Sequence[NoteFinding]) -> Iterator[tuple[str, str]]:
    for item in findings:
        yield text[start : item.finding.start], ""
        yield item.finding.text, item.id
        start = item.finding.end
    yield text[start:end], ""


def _going_pieces(text: str, start: int, end: int, findings: Sequence[NoteFinding]) -> Iterator[tuple[str, str]]:
    """What disappears, one piece for each finding that goes with it."""
    cuts = [start, *(item.finding.start for item in findings[1:]), end]
    for item, low, high in zip(findings, cuts, cuts[1:], strict=False):
        yield text[low:high], item.id
