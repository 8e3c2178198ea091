"""The lexicon looked up in a sentence: which kinds of sensitive content its words and rows of words may speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from redaction.names.lists import kinds_of as lists_of
from redaction.passage import Token
from redaction.wordlists import load, words

DIGITS = "0"  # stands for any number in digits
AROUND = "AROUND"  # kinds that speak for no tag, only of what a sentence is about besides
_LEXICON = "tagging/lexicon"
_LONG = 6  # letters from which a beginning is looked for inside a word too
_LONGEST = 40  # letters of a word that are read
_NUMBER, _ANY = "#", ".."  # in a row: a number, and up to _GAP other words
_GAP = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """`length` words from `index` speak of `kind` ("HEALTH.chronic")."""

    kind: str
    index: int
    length: int


Row = tuple[tuple[str, ...], str]
"""The parts of a row of words, and its kind."""


@dataclass(frozen=True)
class _Lexicon:
    """The lexicon turned for looking up."""

    whole: Mapping[str, Sequence[str]]
    begins: Mapping[str, Sequence[str]]
    inside: Sequence[tuple[str, str]]
    rows: Mapping[str, Sequence[Row]]  # by the first part


def words_of(tokens: Sequence[Token]) -> list[str]:
    """The lower-case words of tokens in a row; a number in digits, also one in groups, is `DIGITS`."""
    said: list[str] = []
    for token in tokens:
        if token.is_word:
            said.append(token.lower)
        elif token.is_digits and said[-1:] != [DIGITS]:
            said.append(DIGITS)
    return said


def hits_of(sentence: Sequence[str]) -> list[Hit]:
    """What the lexicon finds in a sentence, given as its words, by the place of the first word."""
    found: list[Hit] = []
    for index, word in enumerate(sentence):
        found += [Hit(kind, index, 1) for kind in _of_word(word)]
        if index:
            found += [Hit(kind, index - 1, 2) for kind in _of_pair(sentence[index - 1], word)]
        rows = _rows_of(word)
        begun = sentence[index + 1][:1] if index + 1 < len(sentence) else ""
        for parts, kind in (*rows.get(begun, ()), *rows.get(_ANY, ())):
            length = _length(parts, sentence, index)
            if length:
                found.append(Hit(kind, index, length))
    return found


@cache
def kind_names() -> tuple[str, ...]:
    """All kinds of the lexicon, in alphabetical order."""
    listed = {f"{tag}.{kind}" for tag, kinds in load(_LEXICON).items() for kind in kinds}
    return tuple(sorted(listed | {"ORIGIN.abroad"}))


@cache
def negations() -> frozenset[str]:
    """Words that deny what follows them."""
    return words("tagging/words", "negations")


@cache
def turns() -> frozenset[str]:
    """Words after which a denial no longer holds."""
    return words("tagging/words", "turns")


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[str, ...]:
    """A place outside Sweden is a kind of its own: with "kom" or "flydde" beside it a sentence tells of migration."""
    abroad = ("ORIGIN.weak", "ORIGIN.abroad") if {"country", "world"} & set(lists_of(word)) else ()
    return tuple(dict.fromkeys(_listed(word) + abroad))


@lru_cache(maxsize=1 << 14)
def _listed(word: str) -> tuple[str, ...]:
    lexicon = _lexicon()
    found = set(lexicon.whole.get(word, ()))
    found.update(kind for stem, kind in lexicon.inside if stem in word)
    read = word[:_LONGEST]
    for end in range(1, len(read) + 1):
        found.update(lexicon.begins.get(read[:end], ()))
        for start in range(3, end - _LONG + 1):
            found.update(lexicon.begins.get(read[start:end], ()))
    return tuple(sorted(found))


@lru_cache(maxsize=1 << 14)
def _of_pair(one: str, other: str) -> tuple[str, ...]:
    """The kinds of a compound that the recogniser wrote as two words, which neither word has alone."""
    if len(one) + len(other) > _LONGEST or len(one) < 3 or len(other) < 4:
        return ()
    return tuple(sorted(set(_listed(one + other)) - set(_listed(one)) - set(_listed(other))))


@lru_cache(maxsize=1 << 14)
def _rows_of(word: str) -> Mapping[str, Sequence[Row]]:
    """The rows whose first word this one can be, by the letter that the next begins with, or `_ANY`."""
    rows = _lexicon().rows
    first_parts = [f"={word}", *(word[:end] for end in range(1, min(len(word), _LONGEST) + 1))]
    if _is(word, _NUMBER):
        first_parts.append(_NUMBER)
    found: dict[str, list[Row]] = {}
    for row in (row for part in first_parts for row in rows.get(part, ())):
        following = row[0][1].lstrip("=")
        found.setdefault(_ANY if following in (_ANY, _NUMBER) else following[0], []).append(row)
    return found


def _length(parts: Sequence[str], sentence: Sequence[str], index: int) -> int:
    """How many words from `index` the row takes, its gaps among them; 0 when it does not stand there."""
    at, gap = index, 0
    for part in parts:
        if part == _ANY:
            gap = _GAP
            continue
        while gap and at < len(sentence) and not _is(sentence[at], part):
            at, gap = at + 1, gap - 1
        if at >= len(sentence) or not _is(sentence[at], part):
            return 0
        at, gap = at + 1, 0
    return at - index


def _is(word: str, part: str) -> bool:
    if part == _NUMBER:
        return word == DIGITS or word.startswith(_number_words())
    return word == part[1:] if part.startswith("=") else word.startswith(part)


@cache
def _number_words() -> tuple[str, ...]:
    return tuple(sorted(words("tagging/words", "numbers")))


@cache
def _lexicon() -> _Lexicon:
    whole: dict[str, list[str]] = {}
    begins: dict[str, list[str]] = {}
    inside: list[tuple[str, str]] = []
    rows: dict[str, list[Row]] = {}
    for entry, kind in _entries():
        parts = tuple(part for part in entry.split("_") if part.strip("="))
        if len(parts) > 1:
            rows.setdefault(parts[0], []).append((parts, kind))
        elif entry.startswith("="):
            whole.setdefault(entry[1:], []).append(kind)
        elif entry.startswith("*"):
            inside.append((entry[1:], kind))
        else:
            begins.setdefault(entry, []).append(kind)
    return _Lexicon(whole, begins, inside, rows)


def _entries() -> Iterator[tuple[str, str]]:
    """The entries with their kinds; one with a hyphen is a row, since a hyphen parts words."""
    for tag, kinds in load(_LEXICON).items():
        for kind, listed in kinds.items():
            for word in listed.split():
                entry = word
                first, hyphen, rest = entry.partition("-")
                if hyphen and first and rest:
                    entry = f"={first.lstrip('=*')}_{rest.replace('-', '_')}"
                yield entry.rstrip("-"), f"{tag}.{kind}"
