"""Hearing a piece of a recording again, while everything else goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from dictate.audio.blocks import SAMPLE_RATE
from dictate.audio.resample import Resampler
from dictate.errors import DictateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# The driver is fed in pieces this long, so that "stop" is obeyed as fast.
_PIECE_S = 0.05
# A file on a stick that was pulled out, or on a network drive, may keep its reader waiting; the user does not.
_LET_GO_S = 1.0
# What a sound server keeps beyond the latency that it admits to.
_SPARE_S = 0.2


class OpenSpeaker(Protocol):
    """A loudspeaker that takes sound."""

    rate: int
    channels: int
    latency_s: float

    def write(self, data: bytes) -> None:
        """Plays interleaved float32; waits while the buffer is full. Raises NoSpeaker."""
        ...

    def close(self) -> None:
        """Lets go of it at once."""
        ...


class Speakers(Protocol):
    """Where playback gets its loudspeaker from."""

    def open_speaker(self, name: str | None = None) -> OpenSpeaker:
        """Opens the one by that name, None for the default. Raises NoSpeaker."""
        ...


class Playback:
    """Sound that is being played; made by `play`.

    `played_s` is what the driver has been given, up to its latency (about 0.6 s) ahead of the ear. `error` is None or
    the sentence that says why it broke off.
    """

    def __init__(
        self, speaker: OpenSpeaker, blocks: Iterable[NDArray[np.float32]], on_end: Callable[[str | None], None] | None
    ) -> None:
        self._speaker = speaker
        self._blocks = blocks
        self._on_end = on_end
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="playback", daemon=True)
        self.played_s = 0.0
        self.error: str | None = None
        self._thread.start()

    @property
    def active(self) -> bool:
        """Whether there is still something to be heard."""
        return self._thread.is_alive()

    def stop(self) -> None:
        """Silence, at once; returns when the loudspeaker is let go, after a second even if the file does not answer."""
        self._stopped.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(_LET_GO_S)

    def wait(self, timeout: float | None = None) -> bool:
        """Waits at most that many seconds for the end; True when it has come."""
        self._thread.join(timeout)
        return not self.active

    def _run(self) -> None:
        try:
            for piece in _pieces(self._blocks, self._speaker.rate):
                if self._stopped.is_set():
                    return
                self._speaker.write(_interleaved(piece, self._speaker.channels))
                self.played_s += len(piece) / self._speaker.rate
            self._push_out()
        except DictateError as error:  # the loudspeaker is gone, or the sound can't be read on
            self.error = str(error)
        finally:
            self._speaker.close()
            if self._on_end is not None:
                self._on_end(self.error)

    def _push_out(self) -> None:
        """Silence behind the sound until the driver holds nothing else: not every driver plays to the end by itself."""
        silence = bytes(4 * self._speaker.channels * int(_PIECE_S * self._speaker.rate))
        for _ in range(int((self._speaker.latency_s + _SPARE_S) / _PIECE_S)):
            if self._stopped.is_set():
                return
            self._speaker.write(silence)


def play(
    speakers: Speakers,
    sound: NDArray[np.float32] | Iterable[NDArray[np.float32]],
    *,
    speaker: str | None = None,
    on_end: Callable[[str | None], None] | None = None,
) -> Playback:
    """Begins to play 16 kHz mono float32, whole or in blocks (`SpoolReader.blocks(start_s, end_s)`), and returns.

    `speaker` is a name of `SoundSystem.speakers`, None for the default. `on_end` is called from another thread when
    it is over, with None or with a sentence saying why it broke off. Raises NoSpeaker.
    """
    blocks = (sound,) if hasattr(sound, "dtype") else sound
    return Playback(speakers.open_speaker(speaker), blocks, on_end)  # type: ignore[arg-type]


def _pieces(blocks: Iterable[NDArray[np.float32]], rate: int) -> Iterator[NDArray[np.float32]]:
    """The sound at the loudspeaker's rate, in pieces of at most `_PIECE_S`."""
    resampler = Resampler(SAMPLE_RATE, rate)
    length = max(1, int(_PIECE_S * rate))
    for block in blocks:
        yield from _cut(resampler(block), length)
    yield from _cut(resampler.flush(), length)


def _cut(samples: NDArray[np.float32], length: int) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(samples), length):
        yield samples[start : start + length]


def _interleaved(samples: NDArray[np.float32], channels: int) -> bytes:
    """Mono samples, the same in every channel."""
    return samples.repeat(channels).tobytes() if channels > 1 else samples.tobytes()
