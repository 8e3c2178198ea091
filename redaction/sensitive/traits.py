"""What the model of sensitive content sees of a sentence: lexicon kinds, words, stems and pairs, as hashed numbers."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from redaction.names.lists import kinds_of as lists_of
from redaction.wordlists import load, words

BITS = 16  # size of the table of traits
_LEXICON = "sensitive/lexicon"
_MOST_KINDS = 12  # of one sentence; keeps a sentence without an end from costing its square
_NEAR = 4  # words between a negation and what it denies


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait: its hashed number, the words of the sentence that gave it, and how much it counts beside others."""

    number: int
    words: str
    strength: float


@dataclass(frozen=True)
class _Lexicon:
    """The lexicon turned for looking up: by whole word, by beginning, by part, by the first beginning of a row."""

    whole: Mapping[str, Sequence[str]]
    begins: Mapping[str, Sequence[tuple[str, str]]]  # by the first two letters
    inside: Sequence[tuple[str, str]]
    rows: Mapping[str, Sequence[tuple[tuple[str, ...], str]]]  # by the first letter


def traits_of(sentence: Sequence[str]) -> list[Trait]:
    """The traits of a sentence, given as its lower-case words in order; each trait once, the first that gave it."""
    found: dict[str, str] = {}
    kinds = [_kinds(word) for word in sentence]
    for index, word in enumerate(sentence):
        for name in _of_word(word):
            found.setdefault(name, word)
        if index:
            found.setdefault(f"p:{sentence[index - 1]} {word}", f"{sentence[index - 1]} {word}")
            found.setdefault(f"q:{sentence[index - 1][:4]} {word[:4]}", f"{sentence[index - 1]} {word}")
        for kind in kinds[index] + _abroad(word):
            _add_kind(found, kind, word, sentence, index)
        for kind, length in _rows_at(sentence, index):
            _add_kind(found, kind, " ".join(sentence[index : index + length]), sentence, index)
    found.update(_company(found))
    return [Trait(hashed(name), words, _strength(name)) for name, words in found.items()]


def _strength(name: str) -> float:
    """What the lexicon says counts more than a word alone, so that the model leans on it; chosen on our own notes."""
    if "+" in name:
        return 0.7
    if name.startswith("no:"):
        return 4.0
    return 2.0 if name.startswith(("k:", "t:", "2:")) else 0.7


def _add_kind(found: dict[str, str], kind: str, said: str, sentence: Sequence[str], index: int) -> None:
    tag = kind.partition(".")[0]
    names = [f"k:{kind}"] if kind.endswith((".weak", ".abroad")) else [f"k:{kind}", f"t:{tag}"]
    if _negations() & set(sentence[max(0, index - _NEAR) : index]):
        names.append(f"no:{tag}")
    if f"k:{kind}" in found and found[f"k:{kind}"] != said:
        names.append(f"2:{kind}")
    for name in names:
        found.setdefault(name, said)


def _company(found: Mapping[str, str]) -> dict[str, str]:
    """Kinds that stand together in one sentence."""
    kinds = sorted(name for name in found if name.startswith(("k:", "no:")))[:_MOST_KINDS]
    return {f"{one}+{other}": found[one] for at, one in enumerate(kinds) for other in kinds[at + 1 :]}


@lru_cache(maxsize=1 << 14)
def _abroad(word: str) -> tuple[str, ...]:
    """A place outside Sweden is a kind of its own: with "kom" or "flydde" beside it a sentence tells of migration."""
    return ("ORIGIN.weak", "ORIGIN.abroad") if {"country", "world"} & set(lists_of(word)) else ()


@lru_cache(maxsize=1 << 14)
def _of_word(word: str) -> tuple[str, ...]:
    """The word and its beginnings; a long word also by its end, since Swedish compounds carry their meaning there."""
    names = [f"w:{word}"]
    names += [f"b{size}:{word[:size]}" for size in (4, 5, 6, 8) if len(word) >= size]
    names += [f"e{size}:{word[-size:]}" for size in (6, 8) if len(word) > size]
    return tuple(names)


def hashed(name: str) -> int:
    """A number below 2**BITS that is the same on every machine."""
    return zlib.crc32(name.encode()) & ((1 << BITS) - 1)


@cache
def _lexicon() -> _Lexicon:
    whole: dict[str, list[str]] = {}
    begins: dict[str, list[tuple[str, str]]] = {}
    inside: list[tuple[str, str]] = []
    rows: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for tag, kinds in load(_LEXICON).items():
        for kind, listed in kinds.items():
            name = f"{tag}.{kind}"
            for entry in listed.split():
                if "_" in entry:
                    parts = tuple(part for part in entry.split("_") if part)
                    rows.setdefault(parts[0][0], []).append((parts, name))
                elif entry.startswith("="):
                    whole.setdefault(entry[1:], []).append(name)
                elif entry.startswith("*"):
                    inside.append((entry[1:], name))
                else:
                    begins.setdefault(entry[:2], []).append((entry, name))
    return _Lexicon(whole, begins, inside, rows)


@lru_cache(maxsize=1 << 14)
def _kinds(word: str) -> tuple[str, ...]:
    """The lexicon kinds ("HEALTH.illness") of one lower-case word."""
    lexicon = _lexicon()
    found = set(lexicon.whole.get(word, ()))
    found.update(name for stem, name in lexicon.begins.get(word[:2], ()) if word.startswith(stem))
    found.update(name for stem, name in lexicon.inside if stem in word)
    return tuple(sorted(found))


def _rows_at(sentence: Sequence[str], index: int) -> Iterator[tuple[str, int]]:
    """The kinds of rows of words that begin at `index`, with their number of words."""
    for parts, name in _rows_of(sentence[index]):
        row = sentence[index : index + len(parts)]
        if len(row) == len(parts) and all(word.startswith(part) for word, part in zip(row, parts, strict=True)):
            yield name, len(parts)


@lru_cache(maxsize=1 << 14)
def _rows_of(word: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The rows whose first word this one can be."""
    return tuple(row for row in _lexicon().rows.get(word[0], ()) if word.startswith(row[0][0]))


@cache
def _negations() -> frozenset[str]:
    return words("sensitive/words", "negations")
