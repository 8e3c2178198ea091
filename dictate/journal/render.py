"""The note as it will be read: headings, rows and paragraphs whose every run says where its words come from.

The exporters draw this value and add nothing of their own, so what can stand in a document is decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dictate.journal.note import Consent, FieldValue, Note, NoteFinding, Participant, Sentence
from dictate.journal.template import Template

RunKind = Literal["spoken", "typed", "template", "replacement"]
"""Spoken or typed by the user, fixed text of the template, or what stands instead of personal data."""


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


def render(note: Note, template: Template, replacing: Replacing) -> Reading:
    """The note in reading order: the template's fields that are filled, then its sections that hold sentences.

    A sentence goes to the section it was given; sentences of one paragraph are joined with a space. Raises KeyError
    when the template has no section that a sentence stands in.
    """
    rows = tuple(
        Row(spec.label, Paragraph((Run(field_text(value), "typed"),)))
        for spec in template.fields
        if (value := note.fields.get(spec.id)) and field_text(value)
    )
    return Reading(template.title, rows, tuple(_parts(note, template, replacing)), template.signature)


def field_text(value: FieldValue) -> str:
    """A field's value as one line; dates and choices stand as they were written."""
    return value if isinstance(value, str) else "; ".join(_entry_text(entry) for entry in value)


def _entry_text(entry: Participant | Consent) -> str:
    if isinstance(entry, Participant):
        return f"{entry.name} ({entry.role})" if entry.role and entry.name else entry.name or entry.role
    parts = [f"{entry.given_by} till {entry.to}", *entry.recipients, entry.form, entry.given_on]
    withdrawn = f"återkallat {entry.withdrawn_on}" if entry.withdrawn_on else ""
    return ", ".join(part for part in (*parts, withdrawn) if part)


def _parts(note: Note, template: Template, replacing: Replacing) -> Iterator[Part]:
    """Sections in the template's order under their group headings; a block section once for each person."""
    for sentence in note.sentences:
        template.section(sentence.section)
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
            yield Part(section.heading, tuple(_paragraphs(note, inside, replacing)), level)
            continue
        yield Part(section.heading, (), level)
        for person in dict.fromkeys(sentence.block for sentence in inside):
            own = [sentence for sentence in inside if sentence.block == person]
            yield Part(person or template.blocks.capitalize(), tuple(_paragraphs(note, own, replacing)), level + 1)


def _paragraphs(note: Note, sentences: Sequence[Sentence], replacing: Replacing) -> Iterator[Paragraph]:
    runs: list[Run] = []
    for sentence in sentences:
        if runs and sentence.paragraph:
            yield Paragraph(tuple(runs))
            runs = []
        if runs:
            runs.append(Run(" ", "template"))
        runs += _runs(note, sentence, replacing)
    if runs:
        yield Paragraph(tuple(runs))


def _runs(note: Note, sentence: Sentence, replacing: Replacing) -> Iterator[Run]:
    """The sentence's own words and what stands for its findings; an edited sentence is the user's typing."""
    kind: RunKind = "spoken" if sentence.original and sentence.text == sentence.original else "typed"
    findings = [finding for finding in note.findings if finding.sentence == sentence.id]
    for text, finding_id in replacing(sentence.text, findings):
        if text:
            yield Run(text, "replacement" if finding_id else kind, sentence.id, finding_id)
