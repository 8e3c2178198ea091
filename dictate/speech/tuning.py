"""The fastest way for this computer to listen, found by measuring.

A short clip with a known text is read in every way the computer knows: what reckons, its arithmetic and its threads.
What is fastest wins, among the ways that understand it as well as the best does; a way that cannot be loaded is left
out. Then the rest is chosen one thing after the other on a longer clip: how many readers share the threads, how many
windows they take together, how long those are, and, where the computer is slow, how many readings are kept side by
side. There another way must be clearly faster and understand no word less than the usual.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.speech.devices import Device, compute_types, gpus
from dictate.speech.engine import Engine
from dictate.speech.model_errors import ModelIncomplete
from dictate.speech.options import Options
from dictate.speech.recommend import LONGEST_WAIT_S

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
_USUAL = Options()
# Windows read together, by what reckons; the usual is not named. Fewer suit a small cache, more a card.
_BATCHES = {"cpu": (3, 12), "cuda": (12, 24)}
# The longest a window may be, seconds; see `Options.window_s` for what is heard with them.
_WINDOWS_S = (12, 20)
# Readings side by side, tried only where a minute of speech is awaited too long with the usual.
_BEAMS = (3, 2)
_SLOW = LONGEST_WAIT_S / 60


@dataclass(frozen=True, slots=True)
class Way:
    """One way to listen; the fields are those of `Options`, where each is explained."""

    device: Device
    compute_type: str
    threads: int
    workers: int = _USUAL.workers
    batch: int = _USUAL.batch
    window_s: int = int(_USUAL.window_s)
    beam_size: int = _USUAL.beam_size

    @property
    def options(self) -> Options:
        """The recogniser's settings for this way."""
        return Options(**asdict(self))

    @property
    def readers(self) -> int:
        """How many readings are made side by side: one on a card."""
        return self.options.side_by_side(os.cpu_count() or 1)[0] if self.device == "cpu" else 1

    @property
    def shown(self) -> str:
        """As it is said to the user: "processorn, int8, 2 trådar, 2 läsare, 6 avsnitt om högst 15 s, 5 förslag"."""
        work = f"{self.batch} avsnitt om högst {self.window_s} s, {self.beam_size} förslag"
        if self.device == "cuda":
            return f"grafikkortet, {self.compute_type}, {work}"
        threads = f"{self.threads} {'tråd' if self.threads == 1 else 'trådar'}"
        return f"processorn, {self.compute_type}, {threads}, {self.readers} läsare, {work}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A way with the seconds that it took for a second of speech, and how many words it did not understand."""

    way: Way
    seconds: float
    missed: int

    @property
    def line(self) -> str:
        """As it is said to the user: "processorn, int8, 2 trådar, ...: 1,9 s för en minut tal"."""
        return f"{self.way.shown}: {60 * self.seconds:.1f} s för en minut tal".replace(".", ",")


def tune(
    folder: Path,
    sound: NDArray[np.float32],
    said: str,
    ways: Sequence[Way] | None = None,
    on_measured: Callable[[Measured], None] = lambda _: None,
) -> Measured:
    """The best of the ways with the model in `folder`. Takes a few times the length of `sound`.

    `sound` is 16 kHz mono float32 with the words `said`. Raises ModelIncomplete when no way can be loaded.
    """
    found = list(_measured(folder, sound, said, ways if ways is not None else possible(), on_measured))
    if not found:
        raise ModelIncomplete(f"Talmodellen i {folder} går inte att läsa in på något sätt; installera modellen igen.")
    return best_of(found)


def refine(
    folder: Path,
    sound: NDArray[np.float32],
    said: str,
    way: Way,
    most_windows: int,
    on_measured: Callable[[Measured], None] = lambda _: None,
) -> Measured:
    """The way with everything else chosen too, one thing after the other.

    `sound` should fill as many windows as are to be read together, which are at most `most_windows`, as memory has
    room for. Raises ModelIncomplete when the way can't be loaded.
    """
    best = tune(folder, sound, said, [replace(way, batch=min(way.batch, most_windows))], on_measured)
    for others in (_other_readers, _other_batches, _other_windows, _other_beams):
        ways = [one for one in others(best) if one.batch <= most_windows]
        found = _measured(folder, sound, said, ways, on_measured)
        best = best_of([best, *(one for one in found if one.missed <= best.missed)])
    return best


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


def _other_readers(best: Measured) -> Iterator[Way]:
    """One reader with all threads, and as many as there are threads up to four."""
    if best.way.device == "cpu":
        numbers = sorted({1, min(4, best.way.threads)} - {best.way.readers})
        yield from (replace(best.way, workers=number) for number in numbers)


def _other_batches(best: Measured) -> Iterator[Way]:
    yield from (replace(best.way, batch=batch) for batch in _BATCHES[best.way.device] if batch != best.way.batch)


def _other_windows(best: Measured) -> Iterator[Way]:
    yield from (replace(best.way, window_s=seconds) for seconds in _WINDOWS_S)


def _other_beams(best: Measured) -> Iterator[Way]:
    """Fewer beams hear a little worse and doubt less well: only where the wait is worse still."""
    if best.seconds > _SLOW:
        yield from (replace(best.way, beam_size=beams) for beams in _BEAMS)


def _measured(
    folder: Path,
    sound: NDArray[np.float32],
    said: str,
    ways: Iterable[Way],
    on_measured: Callable[[Measured], None],
) -> Iterator[Measured]:
    """The ways that can be loaded and for which there is memory."""
    for way in ways:
        try:
            measured = _measure(folder, sound, said, way)
        except (ModelIncomplete, MemoryError, RuntimeError):  # CTranslate2's word for a card that is full
            continue
        on_measured(measured)
        yield measured


def _measure(folder: Path, sound: NDArray[np.float32], said: str, way: Way) -> Measured:
    """The best of some rounds, so that another program's work counts for less; the first also warms up."""
    engine = Engine.load(folder, way.options)
    took, text = [], ""
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        text = " ".join(utterance.text for utterance in engine.transcribe([sound]))
        took.append(time.perf_counter() - began)
    wanted, heard = _words(said), set(_words(text))
    return Measured(way, min(took) / (len(sound) / 16_000), sum(word not in heard for word in wanted))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
