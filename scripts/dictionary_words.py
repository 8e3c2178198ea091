"""The ordinary words of a Hunspell dictionary, with their endings: what a name is not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

Rule = tuple[str, str, re.Pattern[str]]  # what falls away, what is added, which words it fits


def ordinary_words(dictionary: Path) -> tuple[str, ...]:
    """The lower-case words of `dictionary` (a .dic with its .aff beside it) with their suffixes, sorted."""
    rules = _suffixes(dictionary.with_suffix(".aff"))
    found: set[str] = set()
    for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if len(word) < 3 or not word.isalpha() or not word.islower():
            continue
        found.add(word)
        found.update(_inflected(word, flags.split()[0] if flags.strip() else "", rules))
    return tuple(sorted(found))


def _suffixes(path: Path) -> Mapping[str, Sequence[Rule]]:
    rules: dict[str, list[Rule]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split()
        if len(parts) >= 5 and parts[0] == "SFX" and not (parts[2] in "YN" and parts[3].isdigit()):
            away, added = ("" if part == "0" else part.partition("/")[0] for part in parts[2:4])
            if added.isalpha():
                rules[parts[1]].append((away, added, re.compile(f"(?:{parts[4]})$")))
    return rules


def _inflected(word: str, flags: str, rules: Mapping[str, Sequence[Rule]]) -> Iterator[str]:
    for flag in flags:
        for away, added, fits in rules.get(flag, ()):
            if word.endswith(away) and fits.search(word):
                yield word[: len(word) - len(away)] + added
