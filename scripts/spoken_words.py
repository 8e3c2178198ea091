"""What was said beside what was heard: words as they are compared, and which stands for which."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dictate.speech.alignment import aligned

_SMALL = "noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton arton nitton"
_ROUND = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio"
_ONES, _TENS = _SMALL.split(), _ROUND.split()


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound file, what is said in it ("" where nobody speaks), and where it comes from."""

    path: Path
    said: str
    source: str


def read_manifest(path: Path) -> list[Clip]:
    """The clips of a tab-separated manifest: `file` (beside it), `transcript` (- for silence), perhaps `source`."""
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Clip(path.parent / row["file"], row["transcript"].strip().removeprefix("-"), row.get("source") or row["file"])
        for row in rows
    ]


def spelled(number: int) -> str:
    """A Swedish number word up to 9 999; a larger number digit by digit."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (_ONES[number % 10] if number % 10 else "")
    for unit, name in ((1000, "tusen"), (100, "hundra")):
        if unit <= number < unit * 10:
            rest = number % unit
            return _ONES[number // unit] + name + (spelled(rest) if rest else "")
    return " ".join(_ONES[int(digit)] for digit in str(number))


def compared(text: str) -> list[str]:
    """Words in lower case without punctuation, digits spelled out."""
    text = re.sub(r"\d+", lambda match: f" {spelled(int(match[0]))} ", text.lower())
    return re.findall(r"[a-zà-öø-ÿ]+", text.replace("é", "e"))


def paired(said: Sequence[str], heard: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Pairs of positions, in order, with the fewest edits: None beside a word that is missing or was added."""
    return aligned(said, heard, lambda one, other: one != other, 1)


def errors(said: Sequence[str], heard: Sequence[str]) -> int:
    """Words that are wrong, missing or added."""
    return sum(i is None or j is None or said[i] != heard[j] for i, j in paired(said, heard))
