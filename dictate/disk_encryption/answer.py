"""What can be known about the encryption of a folder's disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["encrypted", "not_encrypted", "unknown"]


@dataclass(frozen=True, slots=True)
class Encryption:
    """`why` is one plain Swedish sentence that says what the answer rests on."""

    standing: Standing
    why: str
