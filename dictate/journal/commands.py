"""The spoken commands of `templates/shared/commands.toml`: which words they are, and when those words are meant so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from dictate.journal.heading import edits
from dictate.journal.text_block import TextBlock
from dictate.journal.toml_file import DataFileInvalid, line_of, read_toml
from dictate.shipped import shipped

Found = TypeVar("Found")
Does = Literal["mark", "open", "break", "strike", "undo", "insert", "control"]

KEYWORD = "kommando"
"""The word that makes a command of what follows, in the middle of anything."""

_LETTERS_PER_SLIP = 8
_MOST_SLIPS = 2
_MOST_WORDS = 6
_STOPS = ".,:;!?…"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as the data file tells it: its fields are explained there."""

    name: str
    say: tuple[str, ...]
    does: Does
    shown: str
    mark: str = ""
    what: str = ""
    free: bool = False
    not_after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Meant:
    """A command that was meant by `count` words; `text` is what it inserts."""

    command: Command
    count: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Words as the commands see them: as they are written, bare, and whether something stands apart after each."""

    texts: tuple[str, ...]
    bare: tuple[str, ...]
    ends: tuple[bool, ...]

    @classmethod
    def of(cls, texts: Sequence[str], apart: Sequence[bool]) -> Line:
        """`apart` tells for each word whether a pause came before it."""
        after = (*apart[1:], True)[: len(texts)]  # silence has no words
        ends = tuple(stop or text[-1:] in _STOPS for text, stop in zip(texts, after, strict=True))
        return cls(tuple(texts), tuple(bare(text) for text in texts), ends)


@dataclass(frozen=True)
class Commands:
    """All commands and text blocks, with the words around them that make them text; see the data file."""

    commands: tuple[Command, ...]
    blocks: Mapping[str, str]
    held_by: frozenset[str]
    not_before: frozenset[str]
    _said: Mapping[str, Command] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        said = {joined(phrase): command for command in self.commands for phrase in command.say}
        object.__setattr__(self, "_said", said)

    def meant(self, line: Line, at: int, keyword: bool = False) -> Meant | None:
        """The command that begins at word `at`, which a pause or the keyword precedes; None where it is text."""
        for command, count in self._named(line, at):
            if command.does == "insert":
                if found := self._block(line, at, count):
                    return Meant(command, found[0], found[1])
            elif keyword or (self._free_after(command, line, at + count) and not self._held(command, line, at)):
                return Meant(command, count)
        return None

    def _named(self, line: Line, at: int) -> Iterator[tuple[Command, int]]:
        """The commands that the next words name, the longest first; slips of the recogniser only where they end."""
        phrases = [(count, "".join(line.bare[at : at + count])) for count in _counts(line, at)]
        yield from ((self._said[phrase], count) for count, phrase in phrases if phrase in self._said)
        for count, phrase in phrases:
            if line.ends[at + count - 1] and (command := _nearest(phrase, self._said)):
                yield command, count

    def _free_after(self, command: Command, line: Line, after: int) -> bool:
        """Whether what follows lets it be a command."""
        if line.ends[after - 1]:
            return True
        if command.free:
            return line.bare[after] not in self.not_before
        return command.does == "mark" and line.texts[after][:1].isupper()

    def _held(self, command: Command, line: Line, at: int) -> bool:
        """Whether the speaker only hesitated before the word: "vi tog en ... paus"."""
        if at == 0 or line.texts[at - 1][-1:] in _STOPS or " " in " ".join(command.say[:1]):
            return False
        return line.bare[at - 1] in self.held_by or line.bare[at - 1] in command.not_after

    def _block(self, line: Line, at: int, count: int) -> tuple[int, str] | None:
        """How many words name a text block after the command, the command's own included, and the block's text."""
        begin = at + count
        for more in _counts(line, begin):
            phrase = "".join(line.bare[begin : begin + more])
            text = self.blocks.get(phrase) or (line.ends[begin + more - 1] and _nearest(phrase, self.blocks))
            if text:
                return count + more, text
        return None


def _counts(line: Line, at: int) -> list[int]:
    """How many words a phrase that begins there may have, the most first: it never goes on after a stop or a pause."""
    counts: list[int] = []
    while len(counts) < _MOST_WORDS and at + len(counts) < len(line.bare):
        counts.append(len(counts) + 1)
        if line.ends[at + len(counts) - 1]:
            break
    return counts[::-1]


def _nearest(phrase: str, known: Mapping[str, Found]) -> Found | None:
    """What is known by a phrase, give or take one letter in eight, two at most; short ones only exactly."""
    room = min(len(phrase) // _LETTERS_PER_SLIP, _MOST_SLIPS)
    near = [(edits(phrase, name, room), name) for name in known if room and abs(len(name) - len(phrase)) <= room]
    slips, name = min(near, default=(room + 1, ""))
    return known[name] if slips <= min(room, len(name) // _LETTERS_PER_SLIP) else None


def bare(text: str) -> str:
    """A word in lower case without punctuation."""
    return "".join(re.findall(r"\w+", text.casefold()))


def joined(phrase: str) -> str:
    """A phrase in lower case without punctuation and spaces: recognisers write "nyrad" for "ny rad"."""
    return "".join(bare(word) for word in phrase.split())


def read_commands(path: Path) -> Commands:
    """The commands in a data file. Raises DataFileInvalid, which names the line and the fault."""
    data, text = read_toml(path)
    try:
        held_by, not_before = (frozenset(str(data[name]).split()) for name in ("held_by", "not_before"))
    except KeyError as error:
        raise DataFileInvalid(path, f"listan {error.args[0]} saknas") from error
    commands = tuple(_command(entry, path, text) for entry in data.get("command", []))
    return Commands(commands, dict(_blocks(data.get("block", []), path)), held_by, not_before)


def _command(entry: Any, path: Path, text: str) -> Command:
    name = str(entry.get("name", "")) if isinstance(entry, dict) else ""
    line = line_of(text, f'name = "{name}"')
    try:
        if entry["does"] not in get_args(Does):
            raise DataFileInvalid(path, f"kommandot {name} har en okänd verkan, {entry['does']}", line)
        say = tuple(str(phrase) for phrase in entry["say"])
        if not say or not all(joined(phrase) for phrase in say):
            raise DataFileInvalid(path, f"kommandot {name} saknar ord att säga", line)
        return Command(
            name,
            say,
            entry["does"],
            str(entry["shown"]),
            str(entry.get("mark", "")),
            str(entry.get("what", "")),
            bool(entry.get("free", False)),
            frozenset(str(entry.get("not_after", "")).split()),
        )
    except (KeyError, TypeError) as error:
        raise DataFileInvalid(path, f"kommandot {name or 'utan namn'} saknar uppgifter", line) from error


def _blocks(entries: Any, path: Path) -> Iterator[tuple[str, str]]:
    for entry in entries:
        try:
            yield from ((joined(phrase), " ".join(str(entry["text"]).split())) for phrase in entry["say"])
        except (KeyError, TypeError) as error:
            raise DataFileInvalid(path, "ett textblock saknar uppgifter") from error


@cache
def shipped_blocks() -> tuple[TextBlock, ...]:
    """The text blocks that come with the program, with all their names."""
    data, _ = read_toml(shipped("templates") / "shared" / "commands.toml")
    return tuple(TextBlock(tuple(one["say"]), " ".join(str(one["text"]).split())) for one in data.get("block", []))


@cache
def shipped_commands() -> Commands:
    """The commands that come with the program, read once."""
    return read_commands(shipped("templates") / "shared" / "commands.toml")
