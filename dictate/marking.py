"""A note as it is reviewed: in reading order, with every finding a run of its own, decided or not.

One that is undecided or kept holds its text, one that is replaced or masked what stands for it, and one that is
removed what will go.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dictate.journal.note import Note, NoteFinding
from dictate.journal.render import Paragraph, Part, Reading, Run, render
from dictate.journal.template import Template


@dataclass
class Marking:
    """Makes the reading of a note again after each change.

    After a decision, which is what happens most, only the sentences that it concerns are made anew: paragraphs that
    did not change are the same objects as before.
    """

    _note: Note | None = None
    _reading: Reading | None = None
    _places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def of(self, note: Note, template: Template) -> Reading:
        """The reading of `note`."""
        before, reading = self._note, self._reading
        if before is None or reading is None or not _only_decided(before, note):
            reading = render(note, template, mark_out)
            self._places = {
                run.sentence: (number, index)
                for number, part in enumerate(reading.parts)
                for index, paragraph in enumerate(part.paragraphs)
                for run in paragraph.runs
                if run.sentence
            }
        else:
            for sentence in _concerned(before, note):
                reading = self._with_sentence(reading, note, template, sentence)
        self._note, self._reading = note, reading
        return reading

    def _with_sentence(self, reading: Reading, note: Note, template: Template, sentence: str) -> Reading:
        number, index = self._places[sentence]
        part = reading.parts[number]
        paragraph = _with_runs(part.paragraphs[index], sentence, _runs_of(note, template, sentence))
        paragraphs = (*part.paragraphs[:index], paragraph, *part.paragraphs[index + 1 :])
        parts: tuple[Part, ...] = (
            *reading.parts[:number],
            replace(part, paragraphs=paragraphs),
            *reading.parts[number + 1 :],
        )
        return replace(reading, parts=parts)


def _only_decided(before: Note, after: Note) -> bool:
    """Whether nothing but decisions on the same findings is different."""
    return (
        before.sentences is after.sentences
        and before.fields is after.fields
        and before.agreements == after.agreements == ()
        and [found.finding for found in before.findings] == [found.finding for found in after.findings]
    )


def _concerned(before: Note, after: Note) -> dict[str, None]:
    pairs = zip(before.findings, after.findings, strict=True)
    return {new.sentence: None for old, new in pairs if old is not new and old != new}


def _runs_of(note: Note, template: Template, sentence: str) -> tuple[Run, ...]:
    alone = replace(
        note,
        sentences=(note.sentence(sentence),),
        findings=tuple(found for found in note.findings if found.sentence == sentence),
    )
    paragraphs = [paragraph for part in render(alone, template, mark_out).parts for paragraph in part.paragraphs]
    return paragraphs[0].runs


def _with_runs(paragraph: Paragraph, sentence: str, runs: Sequence[Run]) -> Paragraph:
    at = next(place for place, run in enumerate(paragraph.runs) if run.sentence == sentence)
    others = [run for run in paragraph.runs if run.sentence != sentence]
    return Paragraph((*others[:at], *runs, *others[at:]))


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
