"""Understanding headings, written on a line of their own or spoken as "ny rubrik hälsa"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\w+")
# What recognisers make of "ny rubrik" besides the words themselves: "nu robbrik", "my rubrick".
_SAID = r"(?:ny(?:tt|a)?|nu|my|ni)\W+r[ou]b+r?[iy]c?k+(?:en)?"
_COMMAND = re.compile(rf"\W*(?:kommando\W+)?(?:{_SAID}|(rubrik(?:en)?))\b[\s.,:;!?…–-]*", re.IGNORECASE)
_KEYWORD = re.compile(r"\bkommando\W+(?=(?:ny\W+)?rubrik)", re.IGNORECASE)
_MARKUP = re.compile(r"^(?:#{1,6}\s+|\*\*|__|\d{1,2}[.)]\s+)")
_LABEL = re.compile(r"([^:.!?\n]{2,60}):(?:\s+|$)")
_AFTER = " \t.,:;!?…–-*_"
_LONGEST_LINE = 90
_MOST_WORDS = 12
_ALIKE = str.maketrans("äåczwq", "eoksvk")
_SHORTEST_BY_SOUND = 7
"""Letters; shorter names have too many neighbours."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that was understood: the id of its section, and where in the text the content after it begins."""

    section: str
    end: int


@dataclass(frozen=True, slots=True)
class _Near:
    """A section whose name is `edits` letters from what was said."""

    section: str
    edits: int


@dataclass(frozen=True)
class Headings:
    """The headings of one template: `phrases` maps their names, in lower case without punctuation, to section ids.

    `blocks` is the word for the persons that have a block each ("barn"), empty when there are none.
    """

    phrases: Mapping[str, str]
    blocks: str = ""
    _by_length: Mapping[int, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    _by_sound: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_length: dict[int, list[str]] = {}
        for phrase in self.phrases:
            by_length.setdefault(len(phrase), []).append(phrase)
        by_sound: dict[str, str] = {}
        for phrase, section in self.phrases.items():
            by_sound.setdefault(_sound(phrase), section)
        object.__setattr__(self, "_by_length", {length: tuple(found) for length, found in by_length.items()})
        object.__setattr__(self, "_by_sound", by_sound)

    @classmethod
    def of(cls, names: Iterable[tuple[str, str]], blocks: str = "") -> Headings:
        """Headings from pairs of spoken name and section id; where two sections share a name the first keeps it."""
        phrases: dict[str, str] = {}
        for name, section in names:
            if phrase := plain(name):
                phrases.setdefault(phrase, section)
        return cls(phrases, blocks)

    def person(self, text: str, line: bool) -> str:
        """The name in a heading that opens a person's block ("Ny rubrik barn Elsa", the line "Barn: Elsa"), else "".

        `line` says that the text is a line of its own; a spoken sentence must begin with "ny rubrik".
        """
        if not self.blocks or len(text) > _LONGEST_LINE:
            return ""
        said = _COMMAND.match(text)
        if not line and (said is None or said[1] is not None):
            return ""
        rest = text[said.end() if said else 0 :]
        named = re.match(
            rf"\W*{re.escape(self.blocks)}(?:et)?[\s:,.]+(\w[\w-]*(?: \w[\w-]*){{0,2}})\W*$", rest, re.IGNORECASE
        )
        if not named or not (said or named[1][0].isupper()):
            return ""
        return named[1][0].upper() + named[1][1:]

    def alone(self, line: str) -> Heading | None:
        """The heading that a whole line or sentence is ("## Hälsa", "Hälsa:", "ny rubrik hälsa"), else None."""
        if len(line) > _LONGEST_LINE:
            return None
        if (command := self.command(line)) and command.end == len(line):
            return command
        bare = _MARKUP.sub("", line.strip()).strip(_AFTER)
        marked = bare != line.strip(_AFTER)
        near = self._nearest(plain(bare), slack=4 if marked else 6)
        return Heading(near.section, len(line)) if near else None

    def label(self, line: str) -> Heading | None:
        """The heading before a colon at the start of a line ("Hälsa: Sover bättre."), else None."""
        mark = _MARKUP.match(line)
        begin = mark.end() if mark else 0
        found = _LABEL.match(line, begin)
        if not found:
            return None
        near = self._nearest(plain(found[1]), slack=6)
        return Heading(near.section, found.end()) if near else None

    def command(self, text: str) -> Heading | None:
        """The heading spoken at the start of `text`, with or without content after it, else None.

        "Ny rubrik hälsa Elsa sover" is a heading and content; a bare "rubrik hälsa" must stand apart, which is known
        by punctuation or by being all of the text. "Ny rubrik i tidningen" names no heading and is None.
        """
        said = _COMMAND.match(text)
        if not said:
            return None
        return self._leading(text, said.end(), must_end=said[1] is not None)

    def leading(self, text: str) -> Heading | None:
        """The heading at the start of `text` that stands apart there, for the sentence after a lone "Ny rubrik."."""
        return self._leading(text, 0, must_end=True)

    def _leading(self, text: str, begin: int, must_end: bool) -> Heading | None:
        tokens = []
        for token in _TOKEN.finditer(text, begin):
            tokens.append(token)
            if len(tokens) == _MOST_WORDS:
                break
        best: tuple[bool, int, Heading] | None = None
        for count in range(1, len(tokens) + 1):
            end = tokens[count - 1].end()
            apart = end == len(text) or text[end] in ".,:;!?…–-"
            if must_end and not apart:
                continue
            phrase = plain(text[begin:end])
            near = self._nearest(phrase, slack=4) or self._sounding(phrase)
            if near:
                rest = end
                while rest < len(text) and text[rest] in _AFTER:
                    rest += 1
                if best is None or (apart, count - near.edits) > best[:2]:
                    best = (apart, count - near.edits, Heading(near.section, rest))
        return best[2] if best else None

    def _nearest(self, phrase: str, slack: int) -> _Near | None:
        """The section named `phrase`, give or take one letter in `slack`; names under five letters only exactly."""
        if phrase in self.phrases:
            return _Near(self.phrases[phrase], 0)
        best: _Near | None = None
        room = len(phrase) // slack if len(phrase) >= 5 else 0
        for length in range(max(5, len(phrase) - room), len(phrase) + room + 1):
            for known in self._by_length.get(length, ()):
                found = edits(phrase, known, room)
                if found <= room and (best is None or found < best.edits):
                    best = _Near(self.phrases[known], found)
        return best

    def _sounding(self, phrase: str) -> _Near | None:
        """The section whose name sounds like `phrase`, wherever the recogniser put its spaces ("plan är ring")."""
        heard = _sound(phrase)
        if len(heard) < _SHORTEST_BY_SOUND or (self.blocks and phrase.startswith(self.blocks)):
            return None
        room = len(heard) // 5
        found = ((edits(heard, known, room), section) for known, section in self._by_sound.items())
        best = min((one for one in found if one[0] <= room), default=None)
        return _Near(best[1], best[0] + 1) if best else None


def _sound(phrase: str) -> str:
    """The phrase without spaces, and with one letter for what a recogniser confuses."""
    folded = phrase.replace(" ", "").replace("ck", "k").translate(_ALIKE)
    return re.sub(r"(.)\1", r"\1", folded)


def plain(phrase: str) -> str:
    """The words of a phrase in lower case with single spaces and no punctuation."""
    return " ".join(_TOKEN.findall(phrase.casefold()))


def lone_command(text: str) -> bool:
    """Whether `text` is only the words "ny rubrik", so that the heading itself is still to come."""
    said = _COMMAND.match(text)
    return bool(said) and said is not None and said[1] is None and said.end() == len(text)


def keyword_positions(text: str) -> tuple[int, ...]:
    """Where "kommando ny rubrik" begins: the word that makes a command of what follows, in the middle of anything."""
    return tuple(found.start() for found in _KEYWORD.finditer(text))


def edits(one: str, other: str, most: int) -> int:
    """The letters to change, add or remove to make `one` of `other`; more than `most` counts as most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        before, row[0] = row[0], index
        for column, known in enumerate(other, 1):
            before, row[column] = row[column], min(row[column] + 1, row[column - 1] + 1, before + (letter != known))
        if min(row) > most:
            return most + 1
    return row[-1]
