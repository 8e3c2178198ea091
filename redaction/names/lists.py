"""The name lists: which words are known as given names, family names, places or parts of them."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def listed(file: str) -> frozenset[str]:
    """The lower-case words of `redaction/names/<file>.txt`; lines that start with # are notes."""
    text = resources.files("redaction").joinpath("names", f"{file}.txt").read_text(encoding="utf-8")
    lines = (line.strip().lower() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


_LISTS = ("given", "family")


def kinds_of(lower: str) -> frozenset[str]:
    """The lists that hold the lower-case word, or it without a genitive s (marked with an apostrophe)."""
    kinds = {name for name in _LISTS if lower in listed(name)}
    if lower.endswith("s") and len(lower) > 3:
        kinds |= {f"{name}'" for name in _LISTS if lower[:-1] in listed(name)}
    return frozenset(kinds)
