"""Dates as they are written and said, with their place in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from redaction.numerals import Piece, number_word, ordinal
from redaction.passage import Passage
from redaction.wordlists import load, words


@dataclass(frozen=True, slots=True)
class Date:
    """A day, with or without year; `first` and `last` are token indices, `start` and `end` offsets in the text."""

    start: int
    end: int
    first: int
    last: int
    has_year: bool


def dates(passage: Passage) -> tuple[Date, ...]:
    """All dates in the order of the text: 2013-11-30, 27/10 -25, 180502, 14 juni 2008, elfte maj tvåtusennio."""
    found = [*_by_month_name(passage), *_by_ordinals(passage), *_by_month_and_year(passage)]
    taken = {index for date in found for index in range(date.first, date.last + 1)}
    for run in passage.number_runs:
        figured = [*_said_in_figures(run)] or _in_figures(run)
        found += [date for date in figured if date.first not in taken]
    return tuple(sorted(found, key=lambda date: date.start))


@cache
def _months() -> frozenset[str]:
    return frozenset(load("dates")["months"].split())


def _by_month_name(passage: Passage) -> Iterator[Date]:
    tokens = passage.tokens
    for index, token in enumerate(tokens):
        if token.lower not in _months() or index == 0:
            continue
        day = _day_before(passage, index)
        if day is None:
            continue
        last = (
            index + 1
            if index + 1 < len(tokens) and tokens[index + 1].text == "." and _year_at(passage, index + 2)
            else index
        )
        year = _year_at(passage, last + 1)
        end = year if year else index
        yield Date(tokens[day].start, tokens[end].end, day, end, year is not None)


def _by_ordinals(passage: Passage) -> Iterator[Date]:
    """ "den tjugosjätte i sjätte", "andra i fjärde tvåtusenarton"."""
    tokens = passage.tokens
    for index in range(1, len(tokens) - 1):
        if tokens[index].lower not in ("i", "i:e"):
            continue
        day, month = ordinal(tokens[index - 1]), ordinal(tokens[index + 1])
        if day and month and day <= 31 and month <= 12:
            year = _year_at(passage, index + 2)
            end = year if year else index + 1
            yield Date(tokens[index - 1].start, tokens[end].end, index - 1, end, year is not None)


def _day_before(passage: Passage, month: int) -> int | None:
    """The token where the day begins: "14", "14:e", "14.", "fjortonde", "tjugo första", "fjorton"."""
    tokens = passage.tokens
    index = month - 1
    if tokens[index].lower in ("i",) and index:  # "den femte i maj"
        index -= 1
    if tokens[index].lower in ("e", "a") and index > 1 and tokens[index - 1].text == ":":
        index -= 2
    elif tokens[index].text == "." and index:
        index -= 1
    token = tokens[index]
    if token.is_digits:
        return index if len(token.text) <= 2 and 1 <= int(token.text) <= 31 else None
    digits = number_word(token.lower)
    value = ordinal(token) or (int(digits) if digits and len(digits) <= 2 else 0)
    if not 1 <= value <= 31:
        return None
    if value < 10 and index and tokens[index - 1].lower in ("tjugo", "trettio"):
        return index - 1
    return index


def _year_at(passage: Passage, index: int) -> int | None:
    """The last token of a year at `index`: 2008, "-25", tvåtusennio, tjugo tjugofem, nittonhundra åttioett."""
    tokens = passage.tokens
    if index >= len(tokens) or passage.spaced(index) not in ("", " "):
        return None
    if tokens[index].text in "-–'’" and index + 1 < len(tokens) and not passage.spaced(index + 1):
        return index + 1 if tokens[index + 1].is_digits and len(tokens[index + 1].text) in (2, 4) else None
    if tokens[index].is_digits:
        return index if len(tokens[index].text) == 4 and tokens[index].text[:2] in ("19", "20") else None
    short = number_word(tokens[index].lower)
    if short and len(short) == 2 and _ends_phrase(passage, index + 1):  # "andra maj åttiofyra"
        return index
    digits = ""
    for last in range(index, min(index + 4, len(tokens))):
        word = tokens[last].lower
        part = number_word(word)
        if part is None:
            return None
        digits = _joined(digits, part, word)
        if len(digits) == 4 and digits[:2] in ("19", "20") and not _goes_on(passage, last, digits):
            return last
        if len(digits) > 4:
            return None
    return None


def _ends_phrase(passage: Passage, index: int) -> bool:
    """Whether a number before `index` counts nothing: a sign, the end or a word that is no noun follows."""
    if index >= len(passage.tokens) or passage.sentence_of[index] != passage.sentence_of[index - 1]:
        return True
    token = passage.tokens[index]
    return not token.is_word or token.lower in words("dates", "after_year")


def _joined(digits: str, part: str, word: str) -> str:
    if word == "hundra" and len(digits) == 2:
        return digits + "00"
    if word == "tusen" and len(digits) == 1:
        return digits + "000"
    zeros = len(digits) - len(digits.rstrip("0")) if len(digits) == 4 else 0
    return str(int(digits) + int(part)) if digits and 0 < len(part) <= zeros else digits + part


def _goes_on(passage: Passage, last: int, digits: str) -> bool:
    """Whether the next word fills the year: "nittonhundra" | "åttioett"."""
    if last + 1 >= len(passage.tokens) or not digits.endswith("0") or passage.spaced(last + 1) != " ":
        return False
    part = number_word(passage.tokens[last + 1].lower)
    return part is not None and 0 < len(part) <= len(digits) - len(digits.rstrip("0"))


def _in_figures(run: Sequence[Piece]) -> Iterator[Date]:
    first = 0
    while first < len(run):
        count, has_year = figures(run[first : first + 3])
        if count:
            last = run[first + count - 1]
            yield Date(run[first].start, last.end, run[first].first, last.last, has_year)
            first += count
        else:
            first += 1


def _said_in_figures(run: Sequence[Piece]) -> Iterator[Date]:
    """A spoken run that is a day and nothing else: "tvåtusenelva noll fem tjugotre", "elva noll fem tjugotre"."""
    digits = "".join(piece.digits for piece in run)
    whole = (len(digits) == 8 and digits[:2] in ("19", "20")) or len(digits) == 6
    if len(run) > 1 and whole and all(piece.spoken for piece in run) and _day(digits[-2:], digits[-4:-2]):
        yield Date(run[0].start, run[-1].end, run[0].first, run[-1].last, has_year=True)


def _by_month_and_year(passage: Passage) -> Iterator[Date]:
    """ "maj 2011", where no day is said."""
    for index, token in enumerate(passage.tokens):
        if token.lower in _months() and (index == 0 or _day_before(passage, index) is None):
            year = _year_at(passage, index + 1)
            if year:
                yield Date(token.start, passage.tokens[year].end, index, year, has_year=True)


def figures(pieces: Sequence[Piece]) -> tuple[int, bool]:
    """How many pieces make a date in figures, and whether it holds the year."""
    parts = [piece.digits for piece in pieces]
    glue = [piece.glue for piece in pieces]
    if len(pieces) == 3 and _all_three(parts, glue[1], glue[2]):
        return 3, True
    if len(pieces) >= 2 and glue[1] == "/" and _day(parts[0], parts[1]):
        return 2, False
    if len(parts[0]) == 8 and parts[0][:2] in ("19", "20") and _day(parts[0][6:], parts[0][4:6]):
        return 1, True
    if len(parts[0]) == 6 and _day(parts[0][4:], parts[0][2:4]):
        return 1, True
    return 0, False


def _all_three(parts: Sequence[str], one: str, other: str) -> bool:
    """Whether day, month and year stand in three parts, with the signs `one` and `other` between them."""
    year_first = one == other and _day(parts[2], parts[1])
    if _glued(one) and (_glued(other) or other == " "):
        if year_first and len(parts[0]) in (2, 4):
            return True
        if _day(parts[0], parts[1]) and (len(parts[2]) == 4 or (len(parts[2]) == 2 and other != " ")):
            return True
    spaced = one == other == " " and [len(part) for part in parts] == [4, 2, 2]
    if year_first and spaced and parts[0][:2] in ("19", "20"):
        return True
    return year_first and all(len(part) <= 2 for part in parts)


def _glued(glue: str) -> bool:
    return glue in ("-", "/", ".")


def _day(day: str, month: str) -> bool:
    return len(day) <= 2 and len(month) <= 2 and 1 <= int(day) <= 31 and 1 <= int(month) <= 12
