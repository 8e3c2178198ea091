"""The words that checks look for, read from `templates/shared/wording.toml`, where each list is explained."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from dictate.journal.toml_file import read_toml
from dictate.shipped import shipped


@dataclass(frozen=True, slots=True)
class Confusable:
    """Words taken for each other by ear. `pattern` finds them; `words` are those that could be meant."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """Each list as one pattern that finds its words; numbers as in the file."""

    assessment: re.Pattern[str]
    attributed: re.Pattern[str]
    unnamed_source: re.Pattern[str]
    protected: re.Pattern[str]
    child_roles: re.Pattern[str]
    negations: re.Pattern[str]
    child_contacts: frozenset[str]
    confusable: tuple[Confusable, ...]
    shortest_repetition: int
    same_words: float
    longest_times_median: float
    uncertain_below: float
    gap_seconds: float


@cache
def wording() -> Wording:
    """The shipped lists, read once."""
    data, _ = read_toml(shipped("templates") / "shared" / "wording.toml")
    return Wording(
        assessment=finder(data["assessment"]),
        attributed=finder(data["attributed"]),
        unnamed_source=finder(data["unnamed_source"]),
        protected=finder(data["protected"]),
        child_roles=finder(data["child_roles"]),
        negations=finder(data["negations"]),
        child_contacts=frozenset(data["child_contacts"]),
        confusable=tuple(map(_confusable, data["confusable"])),
        shortest_repetition=int(data["shortest_repetition"]),
        same_words=float(data["same_words"]),
        longest_times_median=float(data["longest_times_median"]),
        uncertain_below=float(data["uncertain_below"]),
        gap_seconds=float(data["gap_seconds"]),
    )


def finder(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of the words; * at the end of one stands for the rest of a word."""
    return re.compile(rf"\b(?:{'|'.join(map(_one, words))})", re.IGNORECASE)


def _one(word: str) -> str:
    stem = word.removesuffix("*")
    spaced = r"\s+".join(map(re.escape, stem.split()))
    return spaced + (r"\w*" if word.endswith("*") else r"\b")


def _confusable(entry: dict[str, Any]) -> Confusable:
    """Abbreviations (`upper`) are found as capitals only, so that "sig" in a sentence stays out."""
    words = [str(word) for word in entry["words"]]
    if entry.get("upper"):
        mixed = [word[0].upper() + word[1:-1] + word[-1].upper() for word in words]
        capitals = [word.upper() for word in words]
        return Confusable(tuple(capitals), re.compile(rf"\b(?:{'|'.join(capitals + mixed)})\b"))
    besides = entry.get("except", [])
    kept = rf"(?!(?:{'|'.join(map(_one, besides))}))" if besides else ""
    around = r"\w*" if entry.get("inside") else ""
    return Confusable(tuple(words), re.compile(rf"\b{kept}{around}(?:{'|'.join(words)}){around}\b", re.IGNORECASE))
