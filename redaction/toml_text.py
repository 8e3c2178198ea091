"""TOML from a file that anybody may have written, read in bounded time."""

from __future__ import annotations

import tomllib
from typing import Any

_LONGEST = 1_000_000
_MOST_STEPS = 500_000


def read(text: str) -> dict[str, Any]:
    """As `tomllib.loads`; raises ValueError too for a text that would take it minutes, RecursionError for a nested one.

    For each line that sets a key tomllib walks through all parts of the table's name: a name of ten thousand parts
    over ten thousand lines keeps it busy for minutes. No table of ours has a name of more than three parts.
    """
    lines = text.split("\n") if len(text) <= _LONGEST else []
    deepest = max((line.count(".") for line in lines if line.lstrip().startswith("[")), default=0)
    if len(text) > _LONGEST or deepest * len(lines) > _MOST_STEPS:
        raise ValueError("too large")
    return tomllib.loads(text)
