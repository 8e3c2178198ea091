"""Where one sentence ends and the next begins, in written and in dictated Swedish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dictate.journal.toml_file import read_toml
from dictate.shipped import shipped

_STOP = re.compile(r"(?:\.{2,}|[.!?…]+)[\"”»’')\]]*(?=\s)")
_CAPITAL = re.compile(r"(?<=[a-zåäöéü0-9] )[A-ZÅÄÖ][a-zåäöé]*\b(?![-:]| [A-ZÅÄÖ])")
_LAST_WORD = re.compile(r"[^\W_]+(?:[.:][^\W_]+)*\Z")
_LOOK_BACK = 24
_LOOK_AHEAD = 24


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of `templates/shared/sentences.toml`, where each is explained."""

    unfinished: frozenset[str]
    either: frozenset[str]
    openers: frozenset[str]


@cache
def _words() -> _Words:
    data, _ = read_toml(shipped("templates") / "shared" / "sentences.toml")
    return _Words(*(frozenset(str(data[name]).split()) for name in ("unfinished", "either", "openers")))


def opens_sentence(word: str) -> bool:
    """Whether a word, in lower case, is one that opens sentences and is no name."""
    return word in _words().openers


def boundaries(text: str, start: int, end: int, forced: Sequence[int] = ()) -> list[int]:
    """The positions within `start`:`end` of `text` where a new sentence begins, in order, besides those `forced`."""
    found = set(forced)
    quoted = _quotations(text, start, end)
    quote = 0
    for stop in _STOP.finditer(text, start, end):
        after = stop.end()
        while quote < len(quoted) and quoted[quote][1] <= stop.start():
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < stop.start() and after < quoted[quote][1]
        if not inside and _ends(text, start, end, stop):
            while after < end and text[after].isspace():
                after += 1
            if after < end:
                found.add(after)
    found.update(_unmarked(text, start, end, quoted))
    return sorted(found)


def _unmarked(text: str, start: int, end: int, quoted: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Where a recogniser wrote a capital letter and no full stop: "... sen i januari Han har fått plats"."""
    openers = _words().openers
    quote = 0
    for word in _CAPITAL.finditer(text, start, end):
        while quote < len(quoted) and quoted[quote][1] <= word.start():
            quote += 1
        inside = quote < len(quoted) and quoted[quote][0] < word.start()
        if not inside and word[0].casefold() in openers:
            yield word.start()


def _ends(text: str, start: int, end: int, stop: re.Match[str]) -> bool:
    """Whether the sentence ends at `stop`, by the word before it and the one after."""
    mark = stop[0]
    follows = text[stop.end() : min(end, stop.end() + _LOOK_AHEAD)].lstrip().lstrip("\"”»’'([–-").lstrip()
    capital = follows[:1].isupper() or follows[:1].isdigit()
    if mark.startswith(("..", "…")):
        return follows[:1].isupper()
    if mark[-1] in "\"”»’')]":
        return capital
    if mark[0] in "!?":
        return True
    return _full_stop_ends(text[max(start, stop.start() - _LOOK_BACK) : stop.start()], follows, stop.start() - start)


def _full_stop_ends(before: str, follows: str, distance: int) -> bool:
    last = _LAST_WORD.search(before)
    if not last:
        return True
    words = _words()
    word = last[0].casefold()
    upper = follows[:1].isupper()
    if word in words.unfinished or (word == "f" and follows[:1].isdigit()):
        return False
    if word in words.either:
        return upper
    if word.isdigit():
        listed = len(last[0]) == distance and len(word) <= 2
        return not listed and (upper or not _is_month(follows))
    if all(len(part) == 1 and part.isupper() for part in last[0].split(".")):  # "M." and "M.A."
        opener = re.match(r"\w+", follows)
        return upper and opener is not None and opener[0].casefold() in words.openers
    return True


def _is_month(follows: str) -> bool:
    return re.match(r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)", follows, re.IGNORECASE) is not None


def _quotations(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans between quotation marks that open and close within the line, 400 characters at most."""
    spans = []
    opened = -1
    for mark in re.finditer(r"[\"”“„»«]", text[start:end]):
        position = start + mark.start()
        if opened >= 0 and position - opened <= 400:
            spans.append((opened, position + 1))
            opened = -1
        else:
            opened = position
    return spans
