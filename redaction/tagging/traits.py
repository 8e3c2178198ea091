"""What the model of sensitive content sees of a sentence: lexicon kinds, words, stems and pairs, as hashed numbers."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from redaction.tagging.kinds import AROUND, Hit, negations, turns

BITS = 16  # size of the table of traits
_MOST_KINDS = 16  # of one sentence; keeps a sentence without an end from costing its square
_NEAR = 4  # words between a negation and what it denies right after
_FAR = 9  # words that it reaches in the same breath
_AFTER = 3  # words after what is denied ("våld förekommer inte")


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait: its hashed number, the words of the sentence that gave it, and how much it counts beside others."""

    number: int
    words: str
    strength: float


def traits_of(sentence: Sequence[str], hits: Sequence[Hit]) -> list[Trait]:
    """The traits of a sentence, given as its words and what the lexicon found; each once, the first that gave it."""
    found: dict[str, str] = {}
    for index, word in enumerate(sentence):
        for name in _of_word(word):
            found.setdefault(name, word)
        if index:
            # A pair is named as the compound it would be in one word, since the recogniser splits compounds.
            found.setdefault(f"w:{sentence[index - 1]}{word}", f"{sentence[index - 1]} {word}")
            found.setdefault(f"q:{sentence[index - 1][:4]} {word[:4]}", f"{sentence[index - 1]} {word}")
    for hit in hits:
        _add_kind(found, hit, sentence)
    found.update(_company(found))
    return [Trait(hashed(name), words, _strength(name)) for name, words in found.items()]


def _strength(name: str) -> float:
    """What the lexicon says counts more than a word alone, so that the model leans on it; chosen on our own notes."""
    if "+" in name:
        return 0.7
    if name.startswith(("no:", "na:", "np:")):
        return 4.0
    return 2.0 if name.startswith(("k:", "t:", "2:")) else 0.7


def _add_kind(found: dict[str, str], hit: Hit, sentence: Sequence[str]) -> None:
    kind, said = hit.kind, " ".join(sentence[hit.index : hit.index + hit.length])
    tag = kind.partition(".")[0]
    names = [f"k:{kind}"]
    if tag != AROUND:
        if not kind.endswith((".weak", ".abroad")):
            names.append(f"t:{tag}")
        names += [f"{denial}:{tag}" for denial in _denials(hit, sentence)]
    if f"k:{kind}" in found and found[f"k:{kind}"] != said:
        names.append(f"2:{kind}")
    for name in names:
        found.setdefault(name, said)


def _denials(hit: Hit, sentence: Sequence[str]) -> Iterator[str]:
    """How the hit is denied: by a word shortly before it, by one earlier in the same breath, by one after it."""
    if negations() & set(sentence[max(0, hit.index - _NEAR) : hit.index]):
        yield "no"
    elif _is_far_denied(hit, sentence):
        yield "na"
    end = hit.index + hit.length
    if negations() & set(sentence[end : end + _AFTER]):
        yield "np"


def _is_far_denied(hit: Hit, sentence: Sequence[str]) -> bool:
    for word in reversed(sentence[max(0, hit.index - _FAR) : hit.index]):
        if word in negations():
            return True
        if word in turns():
            return False
    return False


def _company(found: Mapping[str, str]) -> dict[str, str]:
    """Kinds that stand together in one sentence."""
    kinds = sorted(name for name in found if name.startswith(("k:", "no:")))[:_MOST_KINDS]
    return {
        f"{one}+{other}": found[other if one.startswith(f"k:{AROUND}.") else one]
        for at, one in enumerate(kinds)
        for other in kinds[at + 1 :]
    }


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
