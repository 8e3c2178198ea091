"""A dictation as it is written: what was said, with the spoken commands in it carried out.

What was said stays as it is in `source`; the commands change only what the note writes for it. Everything is a pure
function of the utterances, so a command that was understood wrongly is undone by telling that its words were text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

from dictate.journal.boundary import opens_sentence
from dictate.journal.commands import KEYWORD, Command, Commands, Line, bare, shipped_commands
from dictate.journal.heading import Headings, lone_command
from dictate.journal.sentences import Piece, Said, Spoken, Token, from_tokens, lay_out
from dictate.journal.written import Writing, shipped_writing
from dictate.words import Utterance

_OPENING = 120
_ENDS_SENTENCE = ".!?"
_MARKS = ".,:;!?…"


@dataclass(frozen=True, slots=True)
class Given:
    """A command that was understood: its words are the characters `start`:`end` of the source, said at `at` seconds.

    `name` is that of the data file, or "rubrik"; `shown` is what the screen says. `what` is "pause", "resume" or
    "done" for a command to the recording.
    """

    name: str
    shown: str
    start: int
    end: int
    at: float
    what: str = ""


@dataclass(frozen=True, slots=True)
class Dictation:
    """What the note writes of a dictation (`spoken`), and the commands that were given, in the order of time."""

    spoken: Spoken
    given: tuple[Given, ...] = ()

    @property
    def last(self) -> Given | None:
        """The last command that was understood."""
        return self.given[-1] if self.given else None

    @property
    def controls(self) -> tuple[Given, ...]:
        """The commands to the recording: pause, resume, done."""
        return tuple(given for given in self.given if given.what)


def dictation(
    utterances: Sequence[Utterance],
    headings: Headings,
    *,
    commands: Commands | None = None,
    writing: Writing | None = None,
    as_text: Set[int] = frozenset(),
) -> Dictation:
    """The sentences of a dictation with commands carried out and numbers written as journals write them.

    `as_text` holds the `start` of each command that the user says was none: its words are text.
    Twenty minutes of speech take some hundredths of a second, so it is
    done anew for each utterance that comes.
    """
    said = lay_out(utterances)
    actions = list(_actions(said, headings, commands or shipped_commands(), as_text))
    kept, undone = _undone(actions)
    writer = _Writer(said, headings)
    for action in kept:
        writer.carry_out(action)
    tokens = (writing or shipped_writing()).written(writer.tokens, writer.fixed)
    spoken = from_tokens(said, tokens, headings)
    removed = (*writer.removed, *(_as_said(said, action) for action in undone))
    ordered = tuple(sorted(removed, key=lambda piece: piece.start))
    return Dictation(replace(spoken, removed=ordered), tuple(_given(said, actions)))


@dataclass(frozen=True, slots=True)
class _Action:
    """The tokens `first`:`last`, and what they mean: a command, a heading, or text (neither)."""

    first: int
    last: int
    command: Command | None = None
    heading: bool = False
    text: str = ""


def _actions(said: Said, headings: Headings, commands: Commands, as_text: Set[int]) -> Iterator[_Action]:
    """The dictation as a row of texts and commands; a text ends where its utterance does."""
    line = Line.of([token.text for token in said.tokens], [token.apart for token in said.tokens])
    begin = at = 0
    while at < len(said.tokens):
        token = said.tokens[at]
        keyword = line.bare[at] == KEYWORD
        found = None
        if (keyword or token.apart) and token.start not in as_text:
            found = _heading(said, headings, at) or _command(commands, line, at, keyword)
        if found or (token.opens and begin < at):
            if begin < at:
                yield _Action(begin, at)
            begin = at
        if found:
            yield found
            begin = at = found.last
        else:
            at += 1
    if begin < at:
        yield _Action(begin, at)


def _command(commands: Commands, line: Line, at: int, keyword: bool) -> _Action | None:
    found = commands.meant(line, at + keyword, keyword)
    return _Action(at, at + keyword + found.count, found.command, text=found.text) if found else None


def _heading(said: Said, headings: Headings, at: int) -> _Action | None:
    """The heading spoken at a token; a bare "Ny rubrik" takes the heading that opens the next utterance."""
    start = said.tokens[at].start
    closing = next(number for number in range(at, len(said.tokens)) if said.tokens[number].closes)
    utterance = said.source[start : said.tokens[closing].end]
    if said.tokens[at].opens and headings.person(utterance, line=False):
        return _Action(at, closing + 1, heading=True)
    if found := headings.command(utterance[:_OPENING]) or headings.command(said.source[start : start + _OPENING]):
        return _Action(at, _until(said, at, start + found.end), heading=True)
    if lone_command(utterance) and closing + 1 < len(said.tokens):
        start = said.tokens[closing + 1].start
        if found := headings.leading(said.source[start : start + _OPENING]):
            return _Action(at, _until(said, closing + 1, start + found.end), heading=True)
    return None


def _until(said: Said, at: int, end: int) -> int:
    while at < len(said.tokens) and said.tokens[at].start < end:
        at += 1
    return at


def _undone(actions: Sequence[_Action]) -> tuple[list[_Action], list[_Action]]:
    """The actions that hold after each "ångra" has taken back the one before it, and the texts taken back."""
    kept: list[_Action] = []
    taken: list[_Action] = []
    for action in actions:
        if action.command is None or action.command.does != "undo":
            kept.append(action)
            continue
        for number in range(len(kept) - 1, -1, -1):
            earlier = kept[number].command
            if earlier is None or earlier.does != "control":
                taken.append(kept.pop(number))
                break
    return kept, [action for action in taken if action.command is None and not action.heading]


def _as_said(said: Said, action: _Action) -> Piece:
    start, end = said.tokens[action.first].start, said.tokens[action.last - 1].end
    words = said.words[action.first : action.last]
    return Piece(start, end, said.source[start:end], audio=(words[0].start, words[-1].end), words=words)


def _given(said: Said, actions: Sequence[_Action]) -> Iterator[Given]:
    for action in actions:
        start, end = said.tokens[action.first].start, said.tokens[action.last - 1].end
        at = said.words[action.first].start
        if action.heading:
            yield Given("rubrik", "Rubrik", start, end, at)
        elif command := action.command:
            yield Given(command.name, command.shown, start, end, at, command.what if command.does == "control" else "")


class _Writer:
    """What the note writes so far, and what waits for the next word."""

    def __init__(self, said: Said, headings: Headings) -> None:
        self._said, self._headings = said, headings
        self.tokens: list[Token] = []
        self.fixed: set[int] = set()
        """Where in the source the tokens begin that stay as they were said: headings and text blocks."""
        self.removed: list[Piece] = []
        self._prefix = ""
        self._between = ""
        self._under_heading = False
        self._begins: bool | None = None  # whether the next word begins a sentence; None leaves it to the pause

    def carry_out(self, action: _Action) -> None:
        """Writes a text or carries out a command."""
        command = action.command
        tokens = self._said.tokens[action.first : action.last]
        if command is None:
            self._write(tokens, action.heading)
        elif command.does == "mark":
            self._mark(command.mark, tokens[-1].end)
        elif command.does == "open":
            self._prefix += command.mark
        elif command.does == "break":
            self._between, self._begins = "\n", True
        elif command.does == "strike":
            self._strike(command.what)
        elif command.does == "insert":
            self._insert(action.text, tokens)

    def _write(self, tokens: Sequence[Token], heading: bool) -> None:
        first = tokens[0]
        if heading:
            self.fixed |= {token.start for token in tokens}
            self.tokens += [replace(first, forced=True, apart=True), *tokens[1:]]
            self._prefix, self._between, self._begins, self._under_heading = "", "", None, True
            return
        text = first.text
        if self._begins:
            text = text[:1].upper() + text[1:]
        elif self._begins is False and opens_sentence(bare(text)):
            text = text[:1].lower() + text[1:]
        between = self._between or (first.between if self._begins is not False else " ")
        forced = self._under_heading or (first.forced if self._begins is None else self._begins)
        self.tokens.append(replace(first, text=self._prefix + text, between=between, forced=forced, apart=False))
        self.tokens += [replace(token, apart=False) for token in tokens[1:]]
        self._prefix, self._between, self._begins, self._under_heading = "", "", None, False

    def _mark(self, mark: str, end: int) -> None:
        """Puts a mark after the last word, in the place of the recogniser's own."""
        if not self.tokens or self.tokens[-1].start in self.fixed:
            return
        text = self.tokens[-1].text
        if mark in _MARKS:
            self._begins = mark in _ENDS_SENTENCE
        if mark == ")" or mark in _MARKS:
            text = text.rstrip(_MARKS) or text
        self.tokens[-1] = replace(self.tokens[-1], text=text + mark, end=end)

    def _insert(self, text: str, tokens: Sequence[Token]) -> None:
        block = Token(text, tokens[0].start, tokens[-1].end, "\n", opens=True, closes=True, whole=True)
        self.fixed.add(block.start)
        self.tokens.append(block)
        self._prefix, self._between, self._begins = "", "\n", True

    def _strike(self, what: str) -> None:
        pieces = from_tokens(self._said, self.tokens, self._headings).pieces
        if not pieces:
            return
        first = len(pieces) - 1
        while what == "paragraph" and first and not pieces[first].paragraph:
            first -= 1
        start, end = pieces[first].start, pieces[-1].end
        if what == "word":
            last = max(number for number, token in enumerate(self.tokens) if start <= token.start < end)
            del self.tokens[last]
            return
        self.removed += pieces[first:]
        self.tokens = [token for token in self.tokens if not start <= token.start < end]
        self._prefix, self._begins = "", True
        if pieces[first].paragraph:
            self._between = "\n"
