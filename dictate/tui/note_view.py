"""The note as it will look, with quiet marks for what needs a decision. Only the lines in sight are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, get_args

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from dictate.journal.note import NoteFinding
from dictate.journal.render import Reading
from dictate.tui.changed_lines import ChangedLines
from dictate.tui.cursor import lead_cursor
from dictate.tui.layout import Composer, Doubts, Layout
from dictate.tui.phrases import CHECK
from dictate.tui.words_shown import ShownWord, shown_words
from dictate.tui.wrapping import Line, Look, Piece

_GUTTER = 4
_WIDEST = 92
"""Cells of a line: longer lines are hard to read however wide the window is."""

_LOOKS = get_args(Look)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is shown beside the words: `sensitive` and `checked` sentences and those that are `edited` have a shape in
    the margin; `doubts` stand in the `texts` of the sentences; `missing` are titles of required fields."""

    sensitive: frozenset[str] = frozenset()
    checked: frozenset[str] = frozenset()
    edited: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    doubts: Doubts = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


_PLAIN = Marks()


class _Looks(NamedTuple):
    """All that a line of the note is drawn of: `sentence` and `finding` are the present ones, "" where not on it."""

    width: int
    line: Line | None = None
    mark: str = " "
    sentence: str = ""
    finding: str = ""
    word: tuple[int, int] | None = None


class NoteView(ChangedLines, can_focus=True):
    """Draws a note and the place that the user is at; tells which sentence, finding and word is clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"note--{look}" for look in _LOOKS} | {
        "note--here",
        "note--finding",
        "note--word",
        "note--gutter",
        "note--sensitive",
    }

    @dataclass
    class Clicked(Message):
        """The user pointed at a sentence, at a finding in it unless that is empty, and at a word (characters)."""

        sentence: str
        finding: str
        word: tuple[int, int] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.layout_now = Layout((), {}, {})
        self.marks = Marks()
        self._composer = Composer()
        self._reading: Reading | None = None
        self._findings: Mapping[str, NoteFinding] = {}
        self._sentence = ""
        self._finding = ""
        self._word: tuple[int, int] | None = None

    def show(self, reading: Reading, findings: Mapping[str, NoteFinding], marks: Marks = _PLAIN) -> None:
        """Draws this note; the place stays."""
        self._reading, self._findings, self.marks = reading, findings, marks
        self._compose_lines()

    def go(self, sentence: str, finding: str = "", word: tuple[int, int] | None = None) -> None:
        """Marks the sentence, the finding and the word in it as the present ones and brings them into sight."""
        self._sentence, self._finding, self._word = sentence, finding, word
        after = self._lines_of(sentence)
        self.refresh_changed()
        self._into_view(after)
        if after and getattr(self.app, "linear", False):
            self.call_after_refresh(self.lead_here)

    def spans(self, sentence: str) -> tuple[tuple[int, int], ...]:
        """The words of a sentence as they are shown, each by its characters in the sentence's text."""
        return tuple(word.span for word in self._words(sentence))

    def point_at(self, span: tuple[int, int] | None) -> None:
        """Marks a word of the present sentence, brings it into sight and leads a screen reader there."""
        self._word = span
        self.refresh_changed()
        word = self._pointed()
        if word:
            self._into_view(range(word.line, word.line + 1))
            if getattr(self.app, "linear", False):
                self.call_after_refresh(self._lead_cursor, word.line, _GUTTER + word.left)

    def _words(self, sentence: str) -> tuple[ShownWord, ...]:
        text = self.marks.texts.get(sentence, "")
        return shown_words(self.layout_now.lines, self._lines_of(sentence), sentence, text, self._findings)

    def _pointed(self) -> ShownWord | None:
        words = self._words(self._sentence) if self._word else ()
        return next((word for word in words if word.span == self._word), None)

    def lead_here(self) -> None:
        """Leads a screen reader to the present finding, or to the beginning of the present sentence."""
        if lines := self._lines_of(self._sentence):
            self._lead_cursor(self.layout_now.finding_line.get(self._finding, lines.start))

    def _lead_cursor(self, line: int, column: int = 0) -> None:
        at = self.content_region.offset
        lead_cursor(self.app, Offset(at.x + column, at.y + line - int(self.scroll_offset.y)))

    def _compose_lines(self) -> None:
        width = self.scrollable_content_region.width
        if self._reading is None or width <= _GUTTER:
            return
        room = min(_WIDEST, width - _GUTTER - 1)
        self._composer.aloud = bool(getattr(self.app, "linear", False))
        self.layout_now = self._composer.lay_out(
            self._reading, self._findings, room, self.marks.missing, self.marks.doubts, self.marks.texts
        )
        self.virtual_size = Size(width, len(self.layout_now.lines) + 1)
        self.refresh_changed()
        self.call_after_refresh(self._fit, width)

    def _fit(self, width: int) -> None:
        """Lays out anew where the scroll bar has come or gone since, so that no key waits for it."""
        if self.scrollable_content_region.width != width:
            self._compose_lines()
            self._into_view(self._lines_of(self._sentence))

    def _lines_of(self, sentence: str) -> range:
        first, last = self.layout_now.sentence_lines.get(sentence, (0, -1))
        return range(first, last + 1)

    def _into_view(self, lines: range) -> None:
        """Scrolls no more than is needed, but leaves the line above in sight: it may be the heading."""
        height = self.scrollable_content_region.height
        if not lines or not height:
            return
        wanted = lines.start if self._word else self.layout_now.finding_line.get(self._finding, lines.start)
        top = int(self.scroll_offset.y)
        if wanted - 1 < top:
            self.scroll_to(y=max(0, wanted - 2), animate=False, force=True)
        elif wanted + 2 > top + height or (lines.stop > top + height and len(lines) < height):
            self.scroll_to(y=max(0, wanted - height // 2), animate=False, force=True)

    def on_resize(self) -> None:
        self._compose_lines()
        self._into_view(self._lines_of(self._sentence))

    def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        number = at.y + int(self.scroll_offset.y) if at else -1
        if at is None or not 0 <= number < len(self.layout_now.lines):
            return
        left = _GUTTER
        for piece in self.layout_now.lines[number]:
            if left <= at.x < left + piece.width and piece.sentence:
                word = self._word_at(piece.sentence, number, at.x)
                self.post_message(self.Clicked(piece.sentence, piece.finding, word))
            left += piece.width

    def _word_at(self, sentence: str, line: int, column: int) -> tuple[int, int] | None:
        cell = column - _GUTTER
        words = (word for word in self._words(sentence) if word.line == line)
        return next((word.span for word in words if word.left <= cell < word.right), None)

    # -- drawing --------------------------------------------------------------------------------------------------

    def looks(self, number: int, width: int) -> _Looks:
        if not 0 <= number < len(self.layout_now.lines):
            return _Looks(width)
        line = self.layout_now.lines[number]
        word = self._pointed()
        return _Looks(
            width,
            line,
            self._mark(number, line),
            self._sentence if any(piece.sentence == self._sentence for piece in line) else "",
            self._finding if any(piece.finding == self._finding for piece in line) else "",
            (_GUTTER + word.left, _GUTTER + word.right) if word and word.line == number else None,
        )

    def _mark(self, number: int, line: Line) -> str:
        """The shape in the margin of a line where a sentence begins that has one."""
        begins = {piece.sentence for piece in line if self._first_line(piece.sentence) == number}
        shapes = ((CHECK, self.marks.checked), ("▲", self.marks.sensitive), ("≠", self.marks.edited))
        return next((shape for shape, sentences in shapes if begins & sentences), " ")

    def picture(self, looks: _Looks, ground: Style) -> Strip:
        if looks.line is None:
            return Strip.blank(looks.width, ground)
        here = " >" if self._composer.aloud else " ▌"
        gutter = [
            Segment(here if looks.sentence else "  ", ground + self._part("gutter")),
            Segment(f"{looks.mark} ", ground + self._part("sensitive")),
        ]
        segments = [*gutter, *(self._segment(piece, looks, ground) for piece in looks.line)]
        strip = Strip(segments).adjust_cell_length(looks.width, ground)
        if looks.word is None:
            return strip
        left, right = looks.word
        pointed = strip.crop(left, right).apply_style(self._part("word"))
        return Strip.join([strip.crop(0, left), pointed, strip.crop(right, looks.width)])

    def _first_line(self, sentence: str) -> int:
        return self.layout_now.sentence_lines.get(sentence, (-1, -1))[0]

    def _segment(self, piece: Piece, looks: _Looks, ground: Style) -> Segment:
        style = ground + self._part(piece.look)
        mark = piece.mark
        if piece.sentence and piece.sentence == looks.sentence:
            style += self._part("here")
        if piece.finding and piece.finding == looks.finding:
            style += self._part("finding")
            mark = "►" if len(mark) == 1 and piece.look != "doubt" else mark
        return Segment(mark + piece.text, style)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"note--{name}", partial=True)
