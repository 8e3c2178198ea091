"""Where somebody speaks: Silero's voice detection, fed piece by piece."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from dictate.network_guard import silence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
# Silero v6 hears 512 new samples (32 ms) with 64 samples of what came before.
FRAME = 512
_CONTEXT = 64


# A telephone takes the deep tones away, and Silero, which listens for them, soon hears no voice in what is left. They
# are there in the outline of the sound all the same, so it listens twice: as the sound is, and with its outline (2 ms
# together, less 12.5 ms together) added. Of the voice frames of 164 s of joined clips with a telephone's band and eight
# bits: 33 % heard as it is, 93 % so; clean 100 and 100 %, noise at 10 dB 95 and 95 %. Of 15 minutes of sounds
# without speech it took nothing for a voice as it is, 0.03 % so.
_SHORT, _LONG = 32, 200


class _Ear:
    """One Silero, which keeps its state from call to call."""

    def __init__(self, session: Any) -> None:
        import numpy as np

        self._session = session
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)

    def hear(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """One probability for each row, a frame with what came before it."""
        import numpy as np

        output, self._h, self._c = self._session.run(None, {"input": inputs, "h": self._h, "c": self._c})
        return np.asarray(output, np.float32).reshape(-1)


class VoiceDetector:
    """Voice probability for each 32 ms of a stream of 16 kHz mono samples.

    It keeps its state from call to call, so a stream gives the same figures however it is cut up.
    """

    def __init__(self) -> None:
        import numpy as np

        silence(os.environ)
        from faster_whisper.vad import get_vad_model

        session = get_vad_model().session
        self._as_it_is, self._with_outline = _Ear(session), _Ear(session)
        self._before = np.zeros(_CONTEXT + _LONG, np.float32)

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """One probability, 0 to 1, for each whole frame; `len(samples)` must be a multiple of `FRAME`."""
        import numpy as np

        if not len(samples):
            return np.zeros(0, np.float32)
        sound = np.concatenate([self._before, samples])
        self._before = sound[-len(self._before) :].copy()
        rows = np.lib.stride_tricks.sliding_window_view(sound, len(self._before) + FRAME)[::FRAME]
        one = self._as_it_is.hear(np.ascontiguousarray(rows[:, _LONG:]))
        other = self._with_outline.hear(_with_outline(rows))
        return np.maximum(one, other)


def _with_outline(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows of sound with the outline's deep tones added, without their first `_LONG` samples.

    Each row is worked out by itself, so that it is the same wherever the stream is cut.
    """
    import numpy as np

    sums = np.cumsum(np.abs(rows), axis=1, dtype=np.float64)
    short = (sums[:, _LONG:] - sums[:, _LONG - _SHORT : -_SHORT]) / _SHORT
    long = (sums[:, _LONG:] - sums[:, :-_LONG]) / _LONG
    return (rows[:, _LONG:] + short - long).astype(np.float32)
