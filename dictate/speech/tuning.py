"""The fastest way for this computer to listen, found by measuring.

A short clip with a known text is read in every way the computer knows. What is fastest wins, among the ways that
understand it as well as the best does; a way that cannot be loaded is left out.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.speech.devices import Device, compute_types, gpus
from dictate.speech.engine import Engine
from dictate.speech.model_errors import ModelIncomplete
from dictate.speech.options import Options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUNDS = 2
# Words that a faster way may hear worse than the best: a clip of a hundred words tells no smaller difference.
_WORSE = 2
# A way that is less than this much faster than an earlier one is not: other programs' work tells more than that.
_CLEARLY = 1.1
# Arithmetic that is tried, the usual first. int16 and bfloat16 were never faster where int8 is at hand.
_TRIED = {"cpu": ("int8", "int8_float32", "float32"), "cuda": ("int8_float16", "float16", "float32")}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to listen: `threads` 0 takes one per core."""

    device: Device
    compute_type: str
    threads: int

    @property
    def shown(self) -> str:
        """As it is said to the user: "processorn, int8, 2 trådar"."""
        if self.device == "cuda":
            return f"grafikkortet, {self.compute_type}"
        return f"processorn, {self.compute_type}, {self.threads} {'tråd' if self.threads == 1 else 'trådar'}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A way with the seconds that it took for a second of speech, and how many words it did not understand."""

    way: Way
    seconds: float
    missed: int

    @property
    def line(self) -> str:
        """As it is said to the user: "processorn, int8, 2 trådar: 0,21 s per sekund tal"."""
        return f"{self.way.shown}: {self.seconds:.2f} s per sekund tal".replace(".", ",")


def tune(
    folder: Path,
    sound: NDArray[np.float32],
    said: str,
    ways: Sequence[Way] | None = None,
    on_measured: Callable[[Measured], None] = lambda _: None,
) -> Measured:
    """The best way to listen with the model in `folder`. Takes a few times the length of `sound`.

    `sound` is 16 kHz mono float32 with the words `said`. Raises ModelIncomplete when no way can be loaded.
    """
    found = []
    for way in ways if ways is not None else possible():
        try:
            measured = _measure(folder, sound, said, way)
        except ModelIncomplete:
            continue
        found.append(measured)
        on_measured(measured)
    if not found:
        raise ModelIncomplete(f"Talmodellen i {folder} går inte att läsa in på något sätt; installera modellen igen.")
    return best_of(found)


def best_of(found: Sequence[Measured]) -> Measured:
    """The first of the ways that understand, save where another is clearly faster; so a second look gives the same."""
    fewest = min(measured.missed for measured in found)
    good = [measured for measured in found if measured.missed <= fewest + _WORSE]
    fastest = min(measured.seconds for measured in good)
    return next(measured for measured in good if measured.seconds <= _CLEARLY * fastest)


def possible(cores: int | None = None) -> Iterator[Way]:
    """The ways worth measuring here: the graphics card where there is one, and half and all of the cores."""
    if gpus():
        yield from (Way("cuda", kind, 0) for kind in _TRIED["cuda"] if kind in compute_types("cuda"))
    cores = cores or os.cpu_count() or 1
    supported = [kind for kind in _TRIED["cpu"] if kind in compute_types("cpu")]
    for threads in sorted({max(1, cores // 2), cores}):
        yield from (Way("cpu", kind, threads) for kind in supported[:2])
    # The plainest arithmetic only wins where int8 is slow; one number of threads tells.
    yield from (Way("cpu", kind, cores) for kind in supported[2:])


def _measure(folder: Path, sound: NDArray[np.float32], said: str, way: Way) -> Measured:
    """The best of some rounds, so that another program's work counts for less; the first also warms up."""
    options = replace(Options(), device=way.device, compute_type=way.compute_type, threads=way.threads)
    engine = Engine.load(folder, options)
    took, text = [], ""
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        text = " ".join(utterance.text for utterance in engine.transcribe([sound]))
        took.append(time.perf_counter() - began)
    wanted, heard = _words(said), set(_words(text))
    return Measured(way, min(took) / (len(sound) / 16_000), sum(word not in heard for word in wanted))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
