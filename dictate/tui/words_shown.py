"""Where the words of a sentence stand on the screen, so that one of them can be pointed at and heard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from dictate.journal.note import NoteFinding
from dictate.tui.wrapping import Line

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class ShownWord:
    """A word on line `line`, from cell `left` up to `right`; `start` and `end` are characters of its sentence."""

    line: int
    left: int
    right: int
    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        """Its place in the text of the sentence."""
        return self.start, self.end


def shown_words(
    lines: Sequence[Line], among: Iterable[int], sentence: str, text: str, findings: Mapping[str, NoteFinding]
) -> tuple[ShownWord, ...]:
    """The words of `sentence`, whose whole text is `text`, in the order of the lines `among` (line numbers).

    A finding that something else stands for is one word, on the line where that begins.
    """
    words: list[ShownWord] = []
    done = 0
    for number in among:
        left = 0
        for piece in lines[number]:
            begins = left + cell_len(piece.mark)
            left += piece.width
            if piece.sentence != sentence:
                continue
            found = findings.get(piece.finding)
            if found and piece.look in ("role", "mask"):
                if found.finding.end > done:
                    words.append(ShownWord(number, begins, left, found.finding.start, found.finding.end))
                    done = found.finding.end
                continue
            for word in _WORD.finditer(piece.text):
                start = text.find(word.group(), done)
                if start >= 0 and any(map(str.isalnum, word.group())):
                    before = begins + cell_len(piece.text[: word.start()])
                    done = start + len(word.group())
                    words.append(ShownWord(number, before, before + cell_len(word.group()), start, done))
    return tuple(words)
