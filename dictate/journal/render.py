"""The note as it will be read: headings, rows and paragraphs whose every run says where its words come from.

The exporters draw this value and add nothing of their own, so what can stand in a document is decided here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from dictate.journal.note import Consent, FieldValue, Note, NoteFinding, Participant, Sentence
from dictate.journal.template import Template
from dictate.journal.when import parse_day, swedish_date

_WORD = re.compile(r"\S+")
_SIGNS = '.,;:!?…"”’()'

RunKind = Literal["spoken", "typed", "template", "replacement", "computed"]
"""Spoken, or typed by the user; fixed text of the template or the spaces between sentences; what stands instead of
personal data; or a date counted from spoken words, which stands beside them."""

AGREEMENTS = "Överenskommelser"
"""The heading over the confirmed agreements at the end of the note."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one kind; `sentence` is the id of its sentence, `finding` of what it replaces."""

    text: str
    kind: RunKind
    sentence: str = ""
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs that stand in one paragraph; their texts are joined as they are, spaces included."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Row:
    """A line in the table of fields: the field's title and its value."""

    title: str
    value: Paragraph


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it. `level` is 1 for a section, 2 for a block or group inside it."""

    heading: str
    paragraphs: tuple[Paragraph, ...]
    level: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole note in reading order. `signature` tells whether the template has a line to sign on."""

    title: str
    rows: tuple[Row, ...]
    parts: tuple[Part, ...]
    signature: bool = False


Replacing = Callable[[str, Sequence[NoteFinding]], Sequence[tuple[str, str]]]
"""Carries out decisions: (text of a sentence, its findings) to pieces of new text in order, each with the id of the
finding that it stands for, or with "" where the text is the sentence's own."""


RunsOf = Callable[[Sentence, Sequence[NoteFinding]], Sequence[Run]]
"""A sentence and its findings to its runs."""


def render(note: Note, template: Template, replacing: Replacing, runs_of: RunsOf | None = None) -> Reading:
    """The note in reading order: the template's filled fields, its sections that hold sentences, the agreements.

    A sentence goes to the section it was given; sentences of one paragraph are joined with a space. The day of writing
    is shown only when it is another than the day of the event. `runs_of` gives the runs of each sentence where they
    are known, the same as `whole_runs` gives. Raises KeyError when the template has no section that a sentence stands
    in.
    """
    for sentence in note.sentences:
        template.section(sentence.section)
    known = runs_of or (lambda sentence, findings: tuple(whole_runs(sentence, findings, replacing)))
    parts = (*_parts(note, template, known), *_agreements(note, replacing))
    return Reading(template.title, tuple(_rows(note, template)), parts, template.signature)


def _rows(note: Note, template: Template) -> Iterator[Row]:
    same_day = note.fields.get("anteckningsdatum") == note.fields.get("handelsedatum")
    for spec in template.fields:
        text = field_text(note.fields.get(spec.id, ""))
        if text and not (spec.id == "anteckningsdatum" and same_day):
            yield Row(spec.label, Paragraph((Run(text, "typed"),)))


def field_text(value: FieldValue) -> str:
    """A field's value as one line; dates and choices stand as they were written."""
    return value if isinstance(value, str) else "; ".join(_entry_text(entry) for entry in value)


def _entry_text(entry: Participant | Consent) -> str:
    if isinstance(entry, Participant):
        return f"{entry.name} ({entry.role})" if entry.role and entry.name else entry.name or entry.role
    parts = [f"{entry.given_by} till {entry.to}", *entry.recipients, entry.form, entry.given_on]
    withdrawn = f"återkallat {entry.withdrawn_on}" if entry.withdrawn_on else ""
    return ", ".join(part for part in (*parts, withdrawn) if part)


def whole_runs(sentence: Sentence, findings: Sequence[NoteFinding], replacing: Replacing) -> Iterator[Run]:
    """A sentence with what stands for its findings."""
    return _runs(sentence, 0, len(sentence.text), findings, replacing)


def _parts(note: Note, template: Template, runs_of: RunsOf) -> Iterator[Part]:
    """Sections in the template's order under their group headings; a block section once for each person."""
    findings = _by_sentence(note.findings)
    group = ""
    for section in template.sections:
        inside = [sentence for sentence in note.sentences if sentence.section == section.id]
        if not inside:
            continue
        if section.group and section.group != group:
            yield Part(section.group, ())
        group = section.group
        level = 2 if group else 1
        if not section.block:
            yield Part(section.heading, tuple(_paragraphs(inside, findings, runs_of)), level)
            continue
        yield Part(section.heading, (), level)
        for person in dict.fromkeys(sentence.block for sentence in inside):
            own = [sentence for sentence in inside if sentence.block == person]
            heading = person or template.field(template.blocks).label
            yield Part(heading, tuple(_paragraphs(own, findings, runs_of)), level + 1)


def _by_sentence(findings: Sequence[NoteFinding]) -> Mapping[str, Sequence[NoteFinding]]:
    found: dict[str, list[NoteFinding]] = {}
    for one in findings:
        found.setdefault(one.sentence, []).append(one)
    return found


def _paragraphs(
    sentences: Sequence[Sentence], findings: Mapping[str, Sequence[NoteFinding]], runs_of: RunsOf
) -> Iterator[Paragraph]:
    runs: list[Run] = []
    for sentence in sentences:
        if runs and sentence.paragraph:
            yield Paragraph(tuple(runs))
            runs = []
        if runs:
            runs.append(Run(" ", "template"))
        runs += runs_of(sentence, findings.get(sentence.id, ()))
    if runs:
        yield Paragraph(tuple(runs))


def _runs(
    sentence: Sentence, start: int, end: int, findings: Sequence[NoteFinding], replacing: Replacing
) -> Iterator[Run]:
    """What stands at `start`:`end` (characters) of a sentence, with what stands for the findings there."""
    spoken = _spoken(sentence)
    cut = (_cut(one, sentence.text, start, end) for one in findings)
    inside = {found.id: found for found in cut if found}
    place = start
    for text, finding_id in replacing(sentence.text[start:end], tuple(inside.values())):
        if finding_id:
            place = start + inside[finding_id].finding.end
            if text:
                yield Run(text, "replacement", sentence.id, finding_id)
            continue
        place = max(place, sentence.text.find(text, place, end))
        yield from _by_origin(sentence, text, spoken[place : place + len(text)])
        place += len(text)


def _by_origin(sentence: Sentence, text: str, spoken: bytes) -> Iterator[Run]:
    """Own text of a sentence in runs that are wholly spoken or wholly typed."""
    begin = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or spoken[position : position + 1] != spoken[begin : begin + 1]:
            kind: RunKind = "spoken" if spoken[begin : begin + 1] == b"\1" else "typed"
            yield Run(text[begin:position], kind, sentence.id)
            begin = position


def _spoken(sentence: Sentence) -> bytes:
    """For each character of a sentence's text 1 when it is of a word that was said there, else 0.

    The words of an edited sentence are laid beside those that were said; a space follows the word before it.
    """
    if sentence.text == sentence.original:
        return b"\1" * len(sentence.text)
    marks = bytearray(len(sentence.text))
    said = sentence.original.split()
    written = list(_WORD.finditer(sentence.text))
    matcher = SequenceMatcher(
        None, [word.strip(_SIGNS) for word in said], [word[0].strip(_SIGNS) for word in written], False
    )
    for match in matcher.get_matching_blocks():
        for number in range(match.b, match.b + match.size):
            last = number + 1 == len(written)
            begin, end = written[number].start(), len(sentence.text) if last else written[number + 1].start()
            marks[begin:end] = b"\1" * (end - begin)
    return bytes(marks)


def _cut(found: NoteFinding, text: str, start: int, end: int) -> NoteFinding | None:
    """The part of a finding that lies in `start`:`end`, counted from `start`; None when it lies outside."""
    low, high = max(found.finding.start, start), min(found.finding.end, end)
    if low >= high:
        return None
    cut = replace(found.finding, start=low - start, end=high - start, text=text[low:high])
    return replace(found, finding=cut)


def _agreements(note: Note, replacing: Replacing) -> Iterator[Part]:
    """Who, what and when of each confirmed agreement, in the sentence's words; the day they mean stands beside them."""
    findings = _by_sentence(note.findings)
    sentences = {sentence.id: sentence for sentence in note.sentences}
    lines = []
    for agreement in note.agreements:
        sentence = sentences.get(agreement.sentence)
        if sentence is None:
            continue
        runs: list[Run] = []
        for label, part in (("Vem", agreement.who), ("Vad", agreement.what), ("När", agreement.when)):
            start = sentence.text.find(part)
            if start < 0:
                continue
            said = list(_runs(sentence, start, start + len(part), findings.get(sentence.id, ()), replacing))
            if any(run.text.strip() for run in said):
                runs += [Run(f"; {label}: " if runs else f"{label}: ", "template"), *said]
        if agreement.when and (day := parse_day(agreement.date)):
            runs.append(Run(f" ({swedish_date(day)})", "computed", sentence.id))
        if runs:
            lines.append(Paragraph(tuple(runs)))
    if lines:
        yield Part(AGREEMENTS, tuple(lines))
