"""Spellings near a name: what a recogniser or a hurried writer makes of one that is known."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

from redaction.numerals import number_word
from redaction.wordlists import load

_SHORTEST_BY_SOUND = 3  # letters: shorter names ("Bo") are ordinary words too easily
_SHORTEST_MISSPELT = 6  # letters: from here on one letter may differ ("Mohammed", "Muhammed")
SHORTEST_BY_VOWEL = 5  # letters of the sound: from here on one vowel inside may differ ("Yusuf", "Yousef")
_VOWELS = frozenset("aeiou")


def alike(word: str, name: str) -> bool | None:
    """True for the same spelling, False for one that sounds alike, None for another word. Both in lower case."""
    if word == name:
        return True
    if name.isdecimal():
        return number_word(word) == name or None
    if min(len(name), len(word)) < _SHORTEST_BY_SOUND:
        return None
    heard, meant = sound(word), sound(name)
    if heard == meant:
        return False
    return False if misspelt(heard, meant, long=min(len(name), len(word)) >= _SHORTEST_MISSPELT) else None


def misspelt(heard: str, meant: str, *, long: bool = True) -> bool:
    """Whether one sound may be a slip for the other; only a `long` name has room for any slip but a vowel inside."""
    if heard[:1] != meant[:1] or (heard[-1:] == "a") != (meant[-1:] == "a"):  # "Kristina" is not "Kristian"
        return False
    return (long and _one_apart(heard, meant)) or _other_vowel(heard, meant)


def _one_apart(one: str, other: str) -> bool:
    """Whether one letter more, fewer, changed or two changed places make the words equal."""
    if abs(len(one) - len(other)) > 1:
        return False
    head = _common(one, other)
    a, b = one[head:], other[head:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _other_vowel(one: str, other: str) -> bool:
    """Whether nothing but one vowel inside differs."""
    if len(one) != len(other) or len(one) < SHORTEST_BY_VOWEL:
        return False
    head = _common(one, other)
    inside = 0 < head < len(one) - 1 and {one[head], other[head]} <= _VOWELS
    return inside and one[head + 1 :] == other[head + 1 :]


def _common(one: str, other: str) -> int:
    """How many letters both begin with."""
    head = 0
    while head < min(len(one), len(other)) and one[head] == other[head]:
        head += 1
    return head


@cache
def _fold() -> Mapping[int, str]:
    return str.maketrans(dict(load("lexicon")["sound"]["letters"]))


def sound(word: str) -> str:
    """A key that spellings of one Swedish sound share: Elsa Else Älsa; Sofia Sophia; Erik Eric; Josef Yusef apart.

    Doubled letters count once, an unstressed last vowel is one.
    """
    split = unicodedata.normalize("NFD", word.translate(_fold()))
    plain = "".join(sign for sign in split if not unicodedata.combining(sign)).translate(_fold())
    for written, heard in load("lexicon")["sound"]["groups"]:
        plain = plain.replace(written, heard)
    kept: list[str] = []
    for sign in plain:
        if (not kept or kept[-1] != sign) and not (sign == "h" and kept):
            kept.append(sign)
    if len(kept) > 3 and kept[-1] in "aeo":
        kept[-1] = "a"
    return "".join(kept)
