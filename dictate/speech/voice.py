"""Where somebody speaks: Silero's voice detection, fed piece by piece."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dictate.network_guard import silence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
# Silero v6 hears 512 new samples (32 ms) with 64 samples of what came before.
FRAME = 512
_CONTEXT = 64


class VoiceDetector:
    """Voice probability for each 32 ms of a stream of 16 kHz mono samples.

    It keeps its state from call to call, so a stream gives the same figures however it is cut up.
    """

    def __init__(self) -> None:
        import numpy as np

        silence(os.environ)
        from faster_whisper.vad import get_vad_model

        self._session = get_vad_model().session
        self._h = np.zeros((1, 1, 128), np.float32)
        self._c = np.zeros((1, 1, 128), np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """One probability, 0 to 1, for each whole frame; `len(samples)` must be a multiple of `FRAME`."""
        import numpy as np

        frames = samples.reshape(-1, FRAME)
        if not len(frames):
            return np.zeros(0, np.float32)
        before = np.concatenate([self._context[None], frames[:-1, -_CONTEXT:]])
        inputs = np.concatenate([before, frames], axis=1)
        output, self._h, self._c = self._session.run(None, {"input": inputs, "h": self._h, "c": self._c})
        self._context = frames[-1, -_CONTEXT:].copy()
        return np.asarray(output, np.float32).reshape(-1)
