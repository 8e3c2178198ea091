"""A microphone that gives prepared sound at a chosen pace: for kills, full disks and three hours in a minute."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from dictate.audio.devices import Take

BLOCK_S = 0.075


class FedMicrophones:
    """Gives the same sound to whoever opens it, going on where it was let go.

    `sound` is mono at `rate`; `speed` is 1 for real time, None for as fast as it is taken. `said` counts the samples
    given so far and is told to `on_said` after each block.
    """

    def __init__(
        self,
        sound: Iterator[NDArray[np.float32]],
        rate: int = 16_000,
        speed: float | None = 1.0,
        on_said: Callable[[int], object] = lambda _samples: None,
    ) -> None:
        self.rate = rate
        self.said = 0
        self.over = threading.Event()
        self._sound = sound
        self._speed = speed
        self._on_said = on_said

    def open_microphone(self, name: str | None, take: Take) -> FedMicrophone:
        """Begins to give sound in a thread of its own."""
        return FedMicrophone(self, take)

    def give(self, take: Take, closed: threading.Event) -> None:
        """Gives block after block until closed or at the end of the sound."""
        began, given = time.monotonic(), 0
        while not closed.is_set():
            block = next(self._sound, None)
            if block is None:
                self.over.set()
                return
            given += len(block)
            if self._speed is not None:
                time.sleep(max(0.0, began + given / self.rate / self._speed - time.monotonic()))
            while not take(block.tobytes(), len(block) / self.rate, False) and not closed.is_set():
                time.sleep(0.002)
            self.said += len(block)
            self._on_said(self.said)


class FedMicrophone:
    """An opened one."""

    channels = 1

    def __init__(self, source: FedMicrophones, take: Take) -> None:
        self.name = "matad mikrofon"
        self.rate = source.rate
        self._closed = threading.Event()
        self._thread = threading.Thread(target=source.give, args=(take, self._closed), daemon=True)
        self._thread.start()

    def alive(self) -> bool:
        """It never goes away by itself."""
        return True

    def close(self) -> None:
        """No more sound after this."""
        self._closed.set()
        self._thread.join()


def in_blocks(samples: NDArray[np.float32], rate: int = 16_000) -> Iterator[NDArray[np.float32]]:
    """The samples as a driver would give them."""
    length = int(BLOCK_S * rate)
    for start in range(0, len(samples), length):
        yield samples[start : start + length]


def noise(seed: int, blocks: int) -> Iterator[NDArray[np.float32]]:
    """Sound at 16 kHz that no two seeds or places share, made block by block."""
    rng = np.random.default_rng(seed)
    for _ in range(blocks):
        yield rng.uniform(-0.4, 0.4, int(BLOCK_S * 16_000)).astype(np.float32)


def pcm(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """What the spool should keep of it."""
    return (samples * 32768).round().clip(-32768, 32767).astype(np.int16)
