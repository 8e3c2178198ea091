"""Numbers as they are written and as they are said, both as digits with their place in the text.

"elva noll fem tjugotre streck två tre åtta ett" becomes the pieces 11 0 5 23 - 2 3 8 1, just as "110523-2381" becomes
110523 - 2381, so that one rule finds both. All work is linear: every token is looked at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from redaction.passage import Passage, Token
from redaction.wordlists import load

_LONGEST = 60  # no number word of use is longer ("niohundranittioniotusenniohundranittionio" has 41 letters)
_GLUE = dict(zip("-–—‐‑−/.,+:()", "------/.,+:()", strict=True))


@dataclass(frozen=True, slots=True)
class Piece:
    """One group of digits, written or said.

    `start` and `end` are offsets in the text and `first`, `last` indices of tokens (`last` included). `loose` is the
    other way to hear it: "tjugo tre" is 23, or 20 and 3; equal to `digits` where there is only one way.
    `glue` is the sign before the piece ("-", "/", ".", ",", "+", ":", ")"), " " for mere space, "" for none.
    """

    start: int
    end: int
    first: int
    last: int
    digits: str
    loose: str
    spoken: bool
    glue: str = " "


def number_word(word: str) -> str | None:
    """The digits that a lower-case number word stands for, None for any other word.

    Two numbers run together are read as a year is ("tjugotjugosex" 2026, "nittonåttioett" 1981).
    """
    if not word or len(word) > _LONGEST or word[0] not in _first_letters():
        return None
    return _digits_of(word)


def ordinal(token: Token) -> int | None:
    """1 to 39 for "första", "tjugoåttonde", None for other words."""
    table: Mapping[str, int] = load("numerals")["ordinals"]
    if token.lower in table:
        return table[token.lower]
    for stem, ten in (("tjugo", 20), ("tjuge", 20), ("trettio", 30), ("tretti", 30)):
        rest = table.get(token.lower.removeprefix(stem)) if token.lower.startswith(stem) else None
        if rest is not None and rest < 10:
            return ten + rest
    return None


def runs(passage: Passage) -> tuple[tuple[Piece, ...], ...]:
    """All pieces of the text, those that follow one another with at most one sign between them together in a run."""
    found: list[list[Piece]] = []
    tokens = passage.tokens
    index, end_of_last, glue = 0, -2, " "
    while index < len(tokens):
        piece = _piece_at(passage, index)
        if piece is None:
            sign = _sign(tokens[index])
            if sign and index == end_of_last + 1:
                glue = sign
            else:
                glue, end_of_last = " ", -2
            index += 1
            continue
        joined = end_of_last >= 0 and index - end_of_last <= 2 and not _breaks(passage, end_of_last, index)
        if not joined:
            found.append([])
            glue = " "
        elif index - end_of_last == 1:
            glue = " " if passage.spaced(index) else ""
        found[-1].append(replace(piece, glue=glue))
        end_of_last, index, glue = piece.last, piece.last + 1, " "
        if index < len(tokens) and _sign(tokens[index]):
            glue = _sign(tokens[index]) or " "
            if not (index + 1 < len(tokens) and _piece_at(passage, index + 1)):
                end_of_last = -2
            else:
                index += 1
    return tuple(tuple(run) for run in found)


def _breaks(passage: Passage, last: int, index: int) -> bool:
    """Whether a line or a sentence ends between two tokens."""
    between = passage.text[passage.tokens[last].end : passage.tokens[index].start]
    return "\n" in between or passage.sentence_of[last] != passage.sentence_of[index]


def _sign(token: Token) -> str | None:
    sign = _GLUE.get(token.text) or load("numerals")["signs"].get(token.lower)
    return sign or (" " if token.lower in _pauses() else None)


def _piece_at(passage: Passage, index: int) -> Piece | None:
    token = passage.tokens[index]
    if token.is_digits:
        digits = "".join(str(int(sign)) for sign in token.text)
        return Piece(token.start, token.end, index, index, digits, digits, spoken=False)
    if not token.is_word or _glued_to_word(passage, index):
        return None
    alone = token.lower in _only_inside() and not _between_numbers(passage, index)
    digits_or_none = None if alone else number_word(token.lower)
    if digits_or_none is None:
        return None
    digits, loose, last = _said(passage, index, digits_or_none)
    return Piece(token.start, passage.tokens[last].end, index, last, digits, loose, spoken=True)


def _between_numbers(passage: Passage, index: int) -> bool:
    """Whether number words stand on both sides: "nio en fem noll" is a number, "en fem minuters paus" is not."""
    if not 0 < index < len(passage.tokens) - 1 or passage.spaced(index) != " " or passage.spaced(index + 1) != " ":
        return False
    sides = (passage.tokens[index - 1].lower, passage.tokens[index + 1].lower)
    return all(side not in _only_inside() and number_word(side) is not None for side in sides)


def _glued_to_word(passage: Passage, index: int) -> bool:
    """Whether digits touch the word ("12tre"), which then is no number word."""
    return bool(index and not passage.spaced(index) and passage.tokens[index - 1].is_digits)


def _said(passage: Passage, index: int, digits: str) -> tuple[str, str, int]:
    """Adds the words that belong to the same number: "tre hundra fem", "tjugo tre". At most six words."""
    loose, last = digits, index
    for _ in range(6):
        word = _next_word(passage, last) or ""
        if word in _factors() and len(digits) <= 2 and digits != "0":
            digits = loose = digits + "0" * (len(str(_factors()[word])) - 1)
            last += 1
            continue
        rest = None if word in _only_inside() else number_word(word)
        if rest is None or word in _factors():
            break
        if _next_word(passage, last + 1) in _factors():  # "tre tusen | sex hundra", but "sjuttio", "ett hundra"
            if len(digits) < 4 or len(rest) > 1:
                break
            rest, last = rest + "00", last + 1
        if not _completes(digits, rest):
            break
        both = digits + rest
        digits, last = str(int(digits) + int(rest)), last + 1
        loose = both if len(both) == 3 else digits
        if loose != digits:
            break
    return digits, loose, last


def _next_word(passage: Passage, last: int) -> str | None:
    """The lower form of the token after `last` when one space stands between."""
    following = last + 1
    if following >= len(passage.tokens) or passage.spaced(following) != " ":
        return None
    return passage.tokens[following].lower


def _completes(digits: str, rest: str) -> bool:
    """Whether `rest` fills the zeros at the end of `digits`: 20 + 3, 300 + 5, 3000 + 600."""
    if rest.startswith("0") or digits.startswith("0"):
        return False
    zeros = len(digits) - len(digits.rstrip("0"))
    if len(digits) == 2:
        return zeros == 1 and digits != "10" and len(rest) == 1
    return len(digits) > 2 and len(rest) <= zeros


@cache
def _factors() -> Mapping[str, int]:
    table = load("numerals")["words"]
    return {str(table["hundred"]): 100, str(table["thousand"]): 1000}


@cache
def _pauses() -> frozenset[str]:
    return frozenset(load("numerals")["words"]["pauses"].split())


@cache
def _only_inside() -> frozenset[str]:
    return frozenset(load("numerals")["words"]["only_inside"].split())


@cache
def _first_letters() -> frozenset[str]:
    return frozenset(part[0] for part, _, _ in _parts())


@cache
def _parts() -> tuple[tuple[str, int, str], ...]:
    """Every part that a number word is built of, longest first: (text, value, kind)."""
    table = load("numerals")
    parts = [(text, value, kind) for kind in ("units", "teens", "tens") for text, value in table[kind].items()]
    parts += [(text, value, "factor") for text, value in _factors().items()]
    return tuple(sorted(parts, key=lambda part: -len(part[0])))


@cache
def _parts_by_letter() -> Mapping[str, tuple[tuple[str, int, str], ...]]:
    return {letter: tuple(part for part in _parts() if part[0][0] == letter) for letter in _first_letters()}


def _split(word: str) -> list[tuple[int, str]] | None:
    """The word's parts, longest first at each place, without going back; None when something is left over."""
    found: list[tuple[int, str]] = []
    position = 0
    while position < len(word):
        for text, value, kind in _parts_by_letter().get(word[position], ()):
            if word.startswith(text, position):
                found.append((value, kind))
                position += len(text)
                break
        else:
            return None
    return found


def _digits_of(word: str) -> str | None:
    parts = _split(word)
    if parts is None:
        return None
    groups: list[int] = []  # each a number of its own; "tjugo|tjugosex" gives two
    open_to = 0  # what the last group may still take in: a number below this
    for value, kind in parts:
        if kind == "factor":
            if not groups or groups[-1] == 0:
                groups.append(1)
            groups[-1] = _multiply(groups[-1], value)
            open_to = value
        elif groups and 0 < value < open_to:
            groups[-1] += value
            open_to = 10 if kind == "tens" else 0
        else:
            groups.append(value)
            open_to = 10 if kind == "tens" else 0
    return "".join(str(group) for group in groups)


def _multiply(group: int, factor: int) -> int:
    """2000 and then "ett" + "hundra": only the last part is multiplied."""
    if factor == 100 and group >= 1000:
        return group - group % 100 + (group % 100) * 100
    return group * factor
