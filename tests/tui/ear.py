"""A loudspeaker that keeps what it is given, and what a piece of sound is compared with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
RATE = 16_000
_AROUND_S = 0.15
"""What is played on each side of what was asked for."""


class Ear:
    """One for the whole program: to be put in place of its devices."""

    rate, channels, latency_s = RATE, 1, 0.0

    def __init__(self) -> None:
        self.heard = bytearray()

    def open_speaker(self, name: str | None = None) -> Ear:
        return self

    def write(self, data: bytes) -> None:
        self.heard += data

    def close(self) -> None:
        """Nothing to let go of."""

    def has_heard(self, wanted: Array) -> bool:
        """Whether that sound, and nothing before it, came out of it."""
        played = np.frombuffer(bytes(self.heard), np.float32)[: len(wanted)]
        return len(played) == len(wanted) and float(np.abs(played - wanted).max()) < 0.01


def cut(samples: Array, start: float, end: float) -> Array:
    """The seconds of the sound, with what is played around them."""
    return samples[max(0, int((start - _AROUND_S) * RATE)) : int((end + _AROUND_S) * RATE)]
