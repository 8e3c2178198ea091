"""A text block: a standing phrase with the names that it is called by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextBlock:
    """`names` are what is said after "infoga" to have `text` written, the first the one that is shown."""

    names: tuple[str, ...]
    text: str
