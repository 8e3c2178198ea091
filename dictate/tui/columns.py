"""How the texts of a list share its width: what is left out, what is said in short, what takes room from the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.cells import cell_len, set_cell_size

from dictate.tui.spoken_signs import IN_LISTS

Tone = str
"""How a cell is drawn: "plain", "quiet", "todo", "ready", "done", "strong" or "heading"."""

TONES = ("plain", "quiet", "todo", "ready", "done", "strong", "heading")

WIDEST = 120
"""Cells of a row, unless its texts need more: further apart the eye can't follow from one column to the next."""

GAP = 2
"""Cells between two columns."""

_LEAST = 6
"""Cells that a text which is cut can still be told from others by."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a column; `short` stands for it where the column that fills the row would be cut.

    `said` is what is read aloud instead of a sign that means something else here than elsewhere.
    """

    text: str
    tone: Tone = "plain"
    short: str = ""
    said: str = ""

    @property
    def words(self) -> str:
        """The text as it is read aloud, "" for a sign that another cell tells of in words."""
        return self.said or IN_LISTS.get(self.text, self.text).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `key` tells it from the others and is what the messages carry. A heading can't be chosen."""

    key: str
    cells: tuple[Cell, ...]
    heading: bool = False
    whole: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """Cells of the screen that each text needs."""
    brief: tuple[int, ...] = field(init=False, compare=False, repr=False)
    """The same where it is said in short."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "whole", tuple(cell_len(cell.text) for cell in self.cells))
        object.__setattr__(self, "brief", tuple(cell_len(cell.short or cell.text) for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Column:
    """A column is as wide as its longest cell, at most `widest`; `fills` takes what is left over.

    Where that is more than its own texts need, a column that is cut at its `widest` gets of it.

    It is left out where the list is narrower than `needs` characters. Where the text before it needs more room than
    its column has, a column that `gives` way shows less in that row, or nothing. The last text of a row takes what room
    is left, whichever column it is in.
    """

    fills: bool = False
    widest: int = 200
    needs: int = 0
    gives: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The columns and how many cells their texts need, whole and in short."""

    columns: tuple[Column, ...]
    longest: tuple[int, ...] = ()
    shortest: tuple[int, ...] = ()
    uncut: tuple[int, ...] = ()

    @classmethod
    def of(cls, columns: Sequence[Column], rows: Sequence[Row]) -> Table:
        """The columns measured by those rows; headings go over all columns and have no say."""
        own = [row for row in rows if not row.heading]
        whole, brief = ([row.whole for row in own], [row.brief for row in own])
        uncut = _longest([Column()] * len(columns), whole)
        return cls(tuple(columns), _longest(columns, whole), _longest(columns, brief), uncut)

    def cells(self, row: Row, width: int) -> Iterator[tuple[str, Tone, int]]:
        """What is drawn of the row in `width` cells: text, tone, and the cells of room after it."""
        width = min(width, max(WIDEST, sum(self.longest) + GAP * len(self.longest)))
        shown = [
            index
            for index, column in enumerate(self.columns)
            if width >= column.needs and (column.fills or self.longest[index])
        ]
        sizes = self._sizes(shown, width, self.longest)
        tight = any(sizes[index] < self.longest[index] for index in shown)
        sizes = self._sizes(shown, width, self.shortest) if tight else self._shared(sizes)
        if shown and not any(self.columns[index].fills for index in shown):
            sizes[shown[-1]] += max(0, width - sum(sizes.values()) - GAP * len(shown))
        last = max((index for index, cell in enumerate(row.cells) if cell.text), default=0)
        while len(shown) > 1 and shown[-1] > last:  # what stands empty is room for the last text
            room = GAP + sizes[shown.pop()]
            sizes[shown[-1]] += room
        owed = 0  # cells that the text before has taken of this column
        for place, index in enumerate(shown):
            text = row.cells[index].short or row.cells[index].text if tight else row.cells[index].text
            size, owed = sizes[index] - owed, 0
            if place + 1 < len(shown) and self.columns[after := shown[place + 1]].gives:
                owed = max(0, min(cell_len(text) - size, sizes[after] + GAP))
            yield _fitted(text, size + owed), row.cells[index].tone, GAP + min(0, size)

    def _sizes(self, shown: Sequence[int], width: int, widths: Sequence[int]) -> dict[int, int]:
        room = width - sum(widths[index] + GAP for index in shown if not self.columns[index].fills)
        return {index: max(8, room) if self.columns[index].fills else widths[index] for index in shown}

    def _shared(self, sizes: dict[int, int]) -> dict[int, int]:
        """The sizes when the column that fills the row has handed on what it has no use for."""
        for fills in (index for index in sizes if self.columns[index].fills):
            for index in sizes:
                more = min(max(0, self.uncut[index] - sizes[index]), sizes[fills] - self.longest[fills])
                sizes = {**sizes, index: sizes[index] + more, fills: sizes[fills] - more} if more > 0 else sizes
        return sizes


def _longest(columns: Sequence[Column], rows: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The cells of each column's longest text, by the cells of the texts in each row."""
    return tuple(
        min(column.widest, max((row[at] for row in rows if at < len(row)), default=0))
        for at, column in enumerate(columns)
    )


def _fitted(text: str, size: int) -> str:
    """The text in exactly `size` cells; what is cut ends in an ellipsis, and too little to be told by is left out."""
    if cell_len(text) > size:
        text = set_cell_size(text, size - 1).rstrip() + "…" if size >= _LEAST else ""
    return set_cell_size(text, max(0, size))
