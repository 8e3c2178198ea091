"""How loud it is, and whether that is too little, right or too much."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from dictate.audio.blocks import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SILENCE_DBFS = -96.0  # the floor of 16 bits; digital silence is shown as this


class LevelState(Enum):
    """What the meter says; the value is the word on the screen."""

    QUIET = "tyst"
    GOOD = "bra"
    LOUD = "för starkt"


@dataclass(frozen=True, slots=True)
class LevelLimits:
    """Where the states begin. dBFS: 0 is full scale; RMS of a full-scale sine is -3."""

    # Speech is nominally sent at -26 dBFS (ITU-T P.56 active level, as used in P.830); read speech from 18 recordings
    # had its active parts at -24 to -14, its loudest tenth of a second at -15 to -9. Built-in microphones hiss at -70
    # to -55, so speech whose loudest parts stay under -45 has less than 10 to 20 dB over the hiss.
    quiet_rms: float = -45.0
    # To be called good again it must rise this much over the limit: somebody who sits right on it sees no flicker.
    quiet_margin: float = 4.0
    # Consonants peak 12 to 18 dB over the mean of speech; at -1 the next one is cut off.
    loud_peak: float = -1.0
    # A mean over -9 is a shout into the microphone: full-scale speech has its mean at -12 or lower.
    loud_rms: float = -9.0
    # "Too loud" lasts until the peaks have stayed this much under the limit for the whole memory.
    loud_margin: float = 3.0
    # Pauses between sentences are rarely longer; a shorter memory would call every pause too quiet.
    memory_s: float = 3.0
    # The converter's end stop. Three samples in a window, since a single one can be a click on the table.
    clip_sample: float = 0.99
    clip_count: int = 3
    # Ten readings a second follow the voice without flicker.
    window_s: float = 0.1


@dataclass(frozen=True, slots=True)
class Reading:
    """The level of one window: RMS and peak in dBFS, the state, and whether this window hit the end stop."""

    rms_dbfs: float
    peak_dbfs: float
    state: LevelState
    clipped: bool


class LevelMeter:
    """Reads a stream of 16 kHz mono samples window by window."""

    def __init__(self, limits: LevelLimits = LevelLimits()) -> None:
        self._limits = limits
        self._window = int(limits.window_s * SAMPLE_RATE)
        self._memory: deque[tuple[float, float, bool]] = deque(maxlen=round(limits.memory_s / limits.window_s))
        self._state = LevelState.QUIET
        self._rest: NDArray[np.float32] | None = None

    def __call__(self, samples: NDArray[np.float32]) -> list[Reading]:
        """A reading for each window that these samples complete, in order."""
        import numpy as np

        if self._rest is not None:
            samples = np.concatenate([self._rest, samples])
        whole = len(samples) // self._window * self._window
        self._rest = samples[whole:].copy()
        return [self._read(window) for window in samples[:whole].reshape(-1, self._window)]

    def _read(self, window: NDArray[np.float32]) -> Reading:
        import numpy as np

        size = np.abs(window)
        rms = dbfs(float(np.sqrt(np.mean(np.square(window, dtype=np.float64)))))
        peak = dbfs(float(size.max()))
        clipped = int(np.count_nonzero(size >= self._limits.clip_sample)) >= self._limits.clip_count
        self._memory.append((rms, peak, clipped))
        self._state = self._judged()
        return Reading(rms, peak, self._state, clipped)

    def _judged(self) -> LevelState:
        """The state by the loudest that was heard lately, held by the margins."""
        limits = self._limits
        rms = max(reading[0] for reading in self._memory)
        peak = max(reading[1] for reading in self._memory)
        held = limits.loud_margin if self._state is LevelState.LOUD else 0.0
        clipped = any(reading[2] for reading in self._memory)
        if clipped or peak >= limits.loud_peak - held or rms >= limits.loud_rms - held:
            return LevelState.LOUD
        lift = limits.quiet_margin if self._state is LevelState.QUIET else 0.0
        return LevelState.GOOD if rms >= limits.quiet_rms + lift else LevelState.QUIET


def dbfs(amplitude: float) -> float:
    """An amplitude, 1 for full scale, as dBFS, not below `SILENCE_DBFS`."""
    return max(SILENCE_DBFS, 20 * math.log10(amplitude)) if amplitude > 0 else SILENCE_DBFS
