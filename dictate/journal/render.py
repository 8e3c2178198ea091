"""The note as it will be read: headings, rows and paragraphs whose every run says where its words come from.

The exporters draw this value and add nothing of their own, so what can stand in a document is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
