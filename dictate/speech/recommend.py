"""Which speech model a computer can carry: how long each would be awaited, how often each hears wrong, which to choose.

One installed model is measured; the others are reckoned from it by their size. Reading with Whisper is multiplying by
its parameters, so the time grows with their number; a larger model gains a little on that, which errs on the safe side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dictate.speech.catalogue import Model
from dictate.speech.options import Options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dictate.speech.engine import Engine

_PROGRAM_BYTES = 690_000_000
"""The program with its libraries and the sound in work, the usual number of windows among it; with whisper-base it took
0.91 GB in all at its peak, in a file of two hours (Linux)."""
_BYTES_PER_PARAMETER = 3.0
"""A model is read from the disk as half floats (2 bytes) and kept as int8 (1 byte) with its caches."""
_WINDOW_BYTES_PER_PARAMETER = 0.6
"""What each window takes that is read with others; whisper-base took 45 MB for each."""
LONGEST_WAIT_S = 30.0
"""For a minute of speech. Dictation is read as it is spoken, part of it twice, and other programs want their share."""
_SHARE_OF_MEMORY = 0.5
_UNMEASURED = 1.0
"""Core seconds for a second of speech and 74 million parameters, where nothing is installed to measure: a slow core."""
_REFERENCE_MILLIONS = 74


@dataclass(frozen=True, slots=True)
class Computer:
    """What a model has to run on; `memory_bytes` 0 where it is not known, `cards` usable graphics cards."""

    cores: int
    memory_bytes: int
    cards: int


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that a model with so many parameters took for a second of speech; `model` is "" when it is a guess."""

    model: str
    millions: int
    seconds: float

    def of(self, millions: int) -> float:
        """The same for a model of another size."""
        return self.seconds * millions / self.millions


@dataclass(frozen=True, slots=True)
class Expected:
    """What one model would be like here: `wait_s` for a minute of speech, `measured` or reckoned.

    `fits` is whether the memory suffices, `keeps_up` whether the wait is short enough to dictate with; `installed` and
    `allowed` (by the policy) are about this computer.
    """

    model: Model
    wait_s: float
    measured: bool
    fits: bool
    installed: bool
    allowed: bool

    @property
    def errors(self) -> float:
        """Wrong words of a hundred, as published for read sentences (FLEURS); see the head of the catalogue."""
        return self.model.word_error_rate_fleurs

    @property
    def keeps_up(self) -> bool:
        """Whether text comes soon enough to dictate with it."""
        return self.wait_s <= LONGEST_WAIT_S


@dataclass(frozen=True, slots=True)
class Recommendation:
    """All models, the one to choose, and why in one or two Swedish sentences."""

    computer: Computer
    pace: Pace
    models: tuple[Expected, ...]
    choice: Expected
    why: str

    def as_json(self) -> dict[str, Any]:
        """The object of `dictate models recommend --json`."""
        return {
            "cores": self.computer.cores,
            "memory_bytes": self.computer.memory_bytes,
            "graphics_cards": self.computer.cards,
            "measured_model": self.pace.model or None,
            "recommended": self.choice.model.id,
            "why": self.why,
            "models": [
                {
                    "id": one.model.id,
                    "wait_s_per_minute": round(one.wait_s, 1),
                    "wait": "measured" if one.measured else "estimated",
                    "errors_per_100_words": one.errors,
                    "memory_bytes": memory_needed(one.model.parameters_millions),
                    "fits": one.fits,
                    "keeps_up": one.keeps_up,
                    "installed": one.installed,
                    "allowed": one.allowed,
                }
                for one in self.models
            ],
        }


def memory_needed(parameters_millions: int) -> int:
    """Bytes of main memory that the program takes with a model of that size, the usual number of windows together."""
    return _PROGRAM_BYTES + int(parameters_millions * 1e6 * _BYTES_PER_PARAMETER)


def most_windows(parameters_millions: int, memory_bytes: int) -> int:
    """How many windows may be read together, at least one: as many as half the memory has room for beside the model.

    `memory_bytes` 0, where it is not known, gives the usual number.
    """
    if not memory_bytes:
        return Options().batch
    spare = memory_bytes * _SHARE_OF_MEMORY - memory_needed(parameters_millions)
    return max(1, Options().batch + int(spare // (parameters_millions * 1e6 * _WINDOW_BYTES_PER_PARAMETER)))


def guessed_pace(cores: int) -> Pace:
    """What to reckon with where no model is installed: a slow computer."""
    return Pace("", _REFERENCE_MILLIONS, _UNMEASURED / cores)


def measured_pace(engine: Engine, sound: NDArray[np.float32], millions: int) -> Pace:
    """How fast the engine reads the sound (16 kHz mono float32); takes as long as that, after a second to warm up."""
    import time

    for _ in engine.transcribe([sound[: 2 * 16_000]]):
        pass
    began = time.perf_counter()
    for _ in engine.transcribe([sound]):
        pass
    return Pace(engine.model, millions, (time.perf_counter() - began) / (len(sound) / 16_000))


def recommend(
    models: Sequence[Model],
    computer: Computer,
    pace: Pace,
    installed: frozenset[str] = frozenset(),
    allowed: frozenset[str] | None = None,
) -> Recommendation:
    """The model that errs least among those that the computer carries and the policy allows (`allowed` None for all).

    Where none keeps up, the quickest that fits; where none fits, the smallest.
    """
    room = computer.memory_bytes * _SHARE_OF_MEMORY or float("inf")
    expected = tuple(
        Expected(
            model,
            60 * pace.of(model.parameters_millions),
            measured=model.id == pace.model,
            fits=computer.cards > 0 or memory_needed(model.parameters_millions) <= room,
            installed=model.id in installed,
            allowed=allowed is None or model.id in allowed,
        )
        for model in models
    )
    permitted = [one for one in expected if one.allowed] or list(expected)
    good = [one for one in permitted if one.fits and one.keeps_up]
    if good:
        choice = min(good, key=lambda one: (one.errors, one.wait_s))
        better = [one for one in permitted if one.errors < choice.errors]
        why = _why(choice, better)
    else:
        choice = min(permitted, key=lambda one: (not one.fits, one.wait_s, one.errors))
        why = "Ingen modell hinner med på den här datorn; det här är den snabbaste som ryms. Räkna med att vänta."
    return Recommendation(computer, pace, expected, choice, why)


def _why(choice: Expected, better: Sequence[Expected]) -> str:
    first = f"{choice.model.title} hör fel på minst ord av dem som datorn hinner med"
    if not better:
        return f"{first}, och ingen modell i katalogen är bättre."
    nearest = min(better, key=lambda one: one.wait_s)
    if not nearest.fits:
        return f"{first}. {nearest.model.title} är bättre men ryms inte i minnet."
    return (
        f"{first}. {nearest.model.title} är bättre men skulle ta {spoken(nearest.wait_s)} för en minut tal, "
        f"och längre än {LONGEST_WAIT_S:.0f} s stör den som dikterar."
    )


def spoken(seconds: float) -> str:
    """A wait as it is said: "8 s", "2 min 30 s"."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"
