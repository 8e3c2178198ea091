"""What a text with a protected identity has left out, counted and never named."""

from __future__ import annotations

from collections.abc import Iterable

from redaction.finding import Finding
from redaction.policy import TELLS_WHERE
from redaction.replace import plain_word
from redaction.wordlists import load


def withheld(findings: Iterable[Finding]) -> str:
    """How many things of each kind that tell where someone is are among `findings`: "2 adresser, 1 skola".

    What reads the same counts once; "" when there is nothing.
    """
    known = load("replace")["counted"]
    different = {(item.label, item.text.casefold()): item for item in findings if item.label in TELLS_WHERE}
    kinds: dict[str, tuple[str, str]] = {}
    counts: dict[str, int] = {}
    for item in different.values():
        word = plain_word(item)
        kind = word if word in known else item.label
        kinds[kind] = tuple(known[kind])
        counts[kind] = counts.get(kind, 0) + 1
    ordered = sorted(counts, key=list(known).index)
    return ", ".join(f"{counts[kind]} {kinds[kind][counts[kind] > 1]}" for kind in ordered)
