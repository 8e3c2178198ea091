"""Note templates as values: which sections, fields, checks and deadlines a kind of note has.

How they are read from files is in `template_file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeVar, get_args

from dictate.journal.heading import Headings
from dictate.journal.section import SECTION_IDS, Section
from dictate.journal.when import parse_day

FieldType = Literal["date", "person", "people", "choice", "yes-no-unknown", "text", "consent"]
FIELD_TYPES: tuple[FieldType, ...] = get_args(FieldType)

ANSWERS = ("ja", "nej", "okänt")
"""What a yes-no-unknown field or a question may hold."""


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """A section of a template.

    `takes` are the shared sections whose sentences belong here. `group` is a heading above several sections, empty
    when there is none. `block` says that the section is repeated for each person of the template's `blocks`.
    """

    id: str
    heading: str
    help: str
    takes: tuple[str, ...]
    spoken: tuple[str, ...] = ()
    required: bool = False
    group: str = ""
    block: bool = False


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field in the table above the note. `options` are the answers of a choice; `program` fills it, not the user."""

    id: str
    label: str
    type: FieldType
    required: bool = False
    options: tuple[str, ...] = ()
    help: str = ""
    program: bool = False


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """A check before export: one of the program's own (`question` is empty) or a question that the user answers.

    A required check stops the export; another can be waved through with a reason.
    """

    id: str
    question: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit counted from a date field: `days` or calendar `months` after it, one of them above zero."""

    id: str
    label: str
    counted_from: str
    days: int = 0
    months: int = 0


@dataclass(frozen=True, slots=True)
class Reference:
    """What a template rests on.

    Law changes: for a `law`, `verified` is the ISO date when someone last read its text, empty if nobody has.
    """

    text: str
    law: bool = False
    verified: str = ""

    def to_verify(self, today: date) -> bool:
        """Whether it is law that nobody has read for a year."""
        read = parse_day(self.verified)
        return self.law and (read is None or read < today - timedelta(days=365))


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of note.

    `blocks` is the id of the people field whose persons have a block each ("barn"), `fallback` the section that takes
    what no other section takes; both may be empty. `own` tells that the organisation's folder supplied it.
    """

    id: str
    title: str
    purpose: str
    sections: tuple[TemplateSection, ...]
    fields: tuple[FieldSpec, ...]
    checks: tuple[CheckSpec, ...]
    deadlines: tuple[Deadline, ...]
    sources: tuple[Reference, ...]
    fallback: str = ""
    blocks: str = ""
    signature: bool = False
    own: bool = False

    def section(self, section_id: str) -> TemplateSection:
        """The section with that id. Raises KeyError when there is none."""
        return _by_id(self.sections, section_id)

    def field(self, field_id: str) -> FieldSpec:
        """The field with that id. Raises KeyError when there is none."""
        return _by_id(self.fields, field_id)

    def check(self, check_id: str) -> CheckSpec:
        """The check with that id. Raises KeyError when there is none."""
        return _by_id(self.checks, check_id)

    def home(self) -> Mapping[str, str]:
        """For each shared section id the id of the template's section that holds its sentences."""
        taken = {shared: section.id for section in self.sections for shared in section.takes}
        return {shared: taken.get(shared, self.fallback) for shared in SECTION_IDS}

    def holding(self, shared: str) -> str:
        """The section of this template that holds what belongs in the shared section `shared`."""
        return self.home()[shared]

    def headings(self, shared: tuple[Section, ...]) -> Headings:
        """All names of this template's sections, written and spoken: its own first, then those of what they take."""
        known = {section.id: section for section in shared}
        names = [(name, section.id) for section in self.sections for name in (section.heading, *section.spoken)]
        for section in self.sections:
            for one in section.takes:
                names += [(name, section.id) for name in (known[one].heading, *known[one].spoken)]
        return Headings.of(names, self.blocks)


Entry = TypeVar("Entry", TemplateSection, FieldSpec, CheckSpec)


def _by_id(entries: tuple[Entry, ...], wanted: str) -> Entry:
    for entry in entries:
        if entry.id == wanted:
            return entry
    raise KeyError(wanted)
