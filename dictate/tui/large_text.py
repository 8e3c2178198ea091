"""Text several lines high, for a screen that is read by others: letters drawn with quarter blocks.

A terminal has one size of letters. The shapes are those of DejaVu Sans Bold, which comes with matplotlib.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_QUARTERS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""The block for each of the sixteen patterns of two by two points: 1 upper left, 2 upper right, 4 and 8 below."""
_INK = 110
"""How dark of 255 a point must be to be drawn; between 90 and 130 the letters stay whole and apart."""
SIZES = (48, 40, 32, 26, 22, 18, 16, 14, 12, 11, 10)
"""Heights of the letters in points, two to a line; smaller than 10 can't be read."""
_ACROSS = 14
"""The smallest height that is read across a table."""
_TALL = 0.36
"""Lines that a line of letters takes for each point of its size, at least: a capital of DejaVu Sans is 0.73 high."""


def largest(text: str, width: int, height: int) -> list[str] | None:
    """The lines of the text as large as fits in `width` by `height` cells; None where even the smallest does not."""
    for size in SIZES:
        if (lines := drawn(text, width, size, height)) is not None:
            return lines
    return None


def filling(text: str, width: int, height: int) -> str:
    """The text as large as there is room for; where not even the smallest letters fit, as `spread` gives it."""
    lines = largest(text, width - 1, height) if width > 20 else None
    return "\n".join(lines) if lines else spread(text, width)


def spread(text: str, width: int) -> str:
    """The text in short lines of ordinary letters, with an empty one between."""
    import textwrap

    return "\n\n".join(textwrap.wrap(text, min(44, max(20, width - 2))))


def latest(sentences: Sequence[str], width: int, height: int) -> str:
    """The last sentences, as many of three as fit in letters that are read across a table, the last one always."""
    for number in range(min(3, len(sentences)), 1, -1):
        for size in (size for size in SIZES if size >= _ACROSS):
            lines = drawn(" ".join(sentences[-number:]), width - 1, size, height)
            if lines is not None:
                return "\n".join(lines)
    return filling(sentences[-1], width, height) if sentences else ""


def drawn(text: str, width: int, size: int, height: int = 1_000) -> list[str] | None:
    """The text with letters of that size, broken between words, centred in `width`.

    None where a word is too wide, or the lines are more than `height`.
    """
    rows: list[str] = []
    broken = _broken(text.split(), width, size)
    if broken is None or len(broken) * (int(size * _TALL) + 1) - 1 > height:
        return None
    for line in broken:
        block = _row(line, size)
        if len(block[0]) > width:
            return None
        rows += [" " * ((width - len(block[0])) // 2) + part for part in block] + [""]
        if len(rows) - 1 > height:
            return None
    return rows[:-1]


def _broken(words: Sequence[str], width: int, size: int) -> list[str] | None:
    """The words in lines of at most `width` cells; None where a word is wider. Nothing is drawn for it."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if _cells(longer, size) <= width:
            lines[-1:] = [longer]
        elif _cells(word, size) <= width:
            lines.append(word)
        else:
            return None
    return lines


def _cells(line: str, size: int) -> int:
    """How many cells a line of text is wide when it is drawn."""
    return (sum(_advance(letter, size) for letter in line) + 1) // 2


@cache
def _advance(letter: str, size: int) -> int:
    """Points from a letter to the next; remembered, for measuring a line takes longer than drawing it."""
    font = _font()
    font.set_size(size, 72)
    return int(font.load_char(ord(letter)).horiAdvance) // 64


def _row(line: str, size: int) -> list[str]:
    """One line of text as rows of blocks of the same length, without empty rows above and below."""
    import numpy as np

    points = _points(line, size) > _INK
    inked = np.flatnonzero(points.any(axis=1))
    if not len(inked):
        return [" "]
    points = points[inked[0] : inked[-1] + 1]
    points = np.pad(points, ((0, len(points) % 2), (0, points.shape[1] % 2)))
    patterns = points[::2, ::2] + 2 * points[::2, 1::2] + 4 * points[1::2, ::2] + 8 * points[1::2, 1::2]
    return ["".join(_QUARTERS[pattern] for pattern in row) for row in patterns]


def _points(line: str, size: int) -> NDArray[np.uint8]:
    import numpy as np

    font = _font()
    font.set_size(size, 72)
    font.set_text(line, 0.0)
    font.draw_glyphs_to_bitmap(antialiased=True)
    return np.asarray(font.get_image())


@cache
def _font() -> Any:
    from pathlib import Path

    import matplotlib
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf"))


def load() -> None:
    """Loads the letters, so that the first screen that shows them does not wait."""
    _font()
