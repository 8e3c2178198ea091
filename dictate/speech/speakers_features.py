"""What the speaker model hears: Kaldi's mel filter banks, 80 bands every 10 ms, their mean over the window taken away.

The figures are those of `kaldi-native-fbank` with its defaults, no dither, which the model was trained on (Povey et
al., "The Kaldi Speech Recognition Toolkit", 2011; feature-window.cc and mel-computations.cc).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS = 80
_RATE, _LENGTH, _STEP, _FFT = 16_000, 400, 160, 512
_LOWEST_HZ = 20.0


def features(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Filter banks (frames, 80) of 16 kHz mono samples; at least 25 ms of them."""
    import numpy as np

    scaled = samples.astype(np.float32) * np.float32(32768)
    frames = np.lib.stride_tricks.sliding_window_view(scaled, _LENGTH)[::_STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    window, banks = _tables()
    power = np.abs(np.fft.rfft((frames - np.float32(0.97) * before) * window, _FFT)) ** 2
    bands = np.log(np.maximum(power.astype(np.float32) @ banks, np.finfo(np.float32).eps))
    return np.asarray(bands - bands.mean(axis=0), np.float32)


@lru_cache(maxsize=1)
def _tables() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The Povey window and the mel banks (257, 80)."""
    import numpy as np

    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_LENGTH) / (_LENGTH - 1))) ** 0.85

    def mel(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(1127.0 * np.log1p(hertz / 700.0))

    low, high = mel(np.array([_LOWEST_HZ, _RATE / 2]))
    edges = np.linspace(low, high, BANDS + 2)
    bins = mel(np.arange(_FFT // 2 + 1) * _RATE / _FFT)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    banks = np.maximum(0.0, np.minimum(rising, falling))
    banks[-1] = 0.0  # Kaldi leaves the Nyquist bin out
    return window.astype(np.float32), banks.astype(np.float32)
