"""A report as a row of blocks, the same for Word and for the web page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3. `own_page` begins a new page in print."""

    level: int
    text: str
    own_page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `lead` sets the one sentence in bold that stands before it."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; the first column names the row, the others are figures unless listed in `wordy`."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    """Shares of the text's width."""
    wordy: frozenset[int] = frozenset()
    inset: frozenset[int] = frozenset()
    """Rows that are parts of the row above."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as wide as the text, in both forms, with what it shows in words for who does not see it."""

    png: bytes
    svg: bytes
    caption: str
    alt: str


Block = Heading | Text | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
