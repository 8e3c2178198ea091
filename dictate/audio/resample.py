"""Sound of any rate and number of channels to mono of another rate, in a stream without seams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Resampler:
    """Turns a stream of mono samples at one rate into the same stream at another.

    It is the resampler that sound files go through too (libswresample), so live and offline sound are alike. Its
    filter lives on from block to block: the result is the same however the stream is cut. Measured at 48 and 44.1 kHz
    down to 16 kHz: flat to 6 kHz, -0.4 dB at 7 kHz; what would fold down from 9 kHz is at -60 dB, from 10 kHz and up
    below -97 dB. Between 8 and 9 kHz the filter falls (-15 dB at 8.2 kHz) and folds into 7 to 8 kHz.
    """

    def __init__(self, source_rate: int, target_rate: int) -> None:
        self._source_rate = source_rate
        self._target_rate = target_rate
        self._resampler = _new(target_rate) if source_rate != target_rate else None

    def __call__(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The samples that are ready by now; some milliseconds stay behind in the filter."""
        if self._resampler is None or not len(samples):
            return samples
        import av
        import numpy as np

        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples)[None], format="flt", layout="mono")
        frame.sample_rate = self._source_rate
        return _joined(self._resampler.resample(frame))

    def flush(self) -> NDArray[np.float32]:
        """What the filter still held; the next block begins a new stream."""
        import numpy as np

        if self._resampler is None:
            return np.zeros(0, np.float32)
        rest, self._resampler = _joined(self._resampler.resample(None)), _new(self._target_rate)
        return rest


def mono(data: bytes, channels: int) -> NDArray[np.float32]:
    """Interleaved native float32 as the mean of its channels. NaN from a broken driver becomes silence."""
    import numpy as np

    samples = np.nan_to_num(np.frombuffer(data, np.float32), nan=0.0, posinf=1.0, neginf=-1.0)
    return samples if channels == 1 else samples.reshape(-1, channels).mean(axis=1, dtype=np.float32)


def _new(rate: int) -> Any:
    import av

    return av.AudioResampler(format="flt", layout="mono", rate=rate)


def _joined(frames: list[Any]) -> NDArray[np.float32]:
    import numpy as np

    pieces = [frame.to_ndarray().reshape(-1) for frame in frames]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
