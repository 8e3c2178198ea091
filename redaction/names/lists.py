"""The name lists: which words are known as given names, family names, places or parts of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from redaction.wordlists import load, words


@cache
def listed(file: str) -> frozenset[str]:
    """The lower-case words of `redaction/names/<file>.txt`, one a line."""
    return frozenset(resources.files("redaction").joinpath("names", f"{file}.txt").read_text(encoding="utf-8").split())


@cache
def origins() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Hand-written names by origin: "given", "nick" and "family", lower case."""
    data = load("names/origins")
    return {origin: {kind: tuple(words.split()) for kind, words in kinds.items()} for origin, kinds in data.items()}


@cache
def places() -> Mapping[str, tuple[str, ...]]:
    """Hand-written places by kind ("swedish", "villages", "districts", "countries", "world"), lower case."""
    data = load("names/places")
    return {kind: tuple(word.replace("_", " ") for word in words.split()) for kind, words in data.items()}


@cache
def known() -> Mapping[str, frozenset[str]]:
    """The single words of all lists by kind."""
    given, family = set(listed("given")), set(listed("family"))
    for kinds in origins().values():
        for kind, names in kinds.items():
            parts = {part for name in names for part in (name, *name.split("-"))}
            (family if kind == "family" else given).update(parts)
    single = {kind: frozenset(word for word in words if " " not in word) for kind, words in places().items()}
    parts = {part for words in places().values() for word in words if " " in word for part in word.split()}
    return {
        "given": frozenset(given),
        "family": frozenset(family),
        "town": single["swedish"] | single["villages"] | single["districts"],
        "country": single["countries"],
        "world": single["world"],
        "part": frozenset(parts),
    }


@lru_cache(maxsize=1 << 12)
def like_a_surname(lower: str) -> bool:
    """Whether the word is put together as Swedish family names are: "strömbäck", "wikberg", with or without an s."""
    word = lower.removesuffix("s")
    for end in words("names/words", "surname_ends"):
        head = word.removesuffix(end)
        if head != word and {head, head.removesuffix("e"), head.removesuffix("s")} & words(
            "names/words", "surname_heads"
        ):
            return True
    return False


@lru_cache(maxsize=1 << 15)
def kinds_of(lower: str) -> tuple[str, ...]:
    """The kinds of lists that hold the lower-case word, or it without a genitive s (marked with an apostrophe)."""
    kinds = [name for name, words in known().items() if lower in words]
    if lower.endswith("s") and len(lower) > 3:
        kinds += [f"{name}'" for name, words in known().items() if lower[:-1] in words]
    return tuple(kinds)
