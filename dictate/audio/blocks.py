"""Sound on its way between threads: blocks that know their place, and a queue that never makes anyone wait."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 16_000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A piece of a recording: 16 kHz mono float32 from -1 to 1.

    `start` counts samples from the start of the recording. `seam` is true when the sound before it was spoken at
    another time (a pause, another microphone, lost sound), so nothing may be joined across it.
    """

    start: int
    samples: NDArray[np.float32]
    seam: bool = False

    @property
    def end(self) -> int:
        """The place of the first sample after it."""
        return self.start + len(self.samples)


class BlockQueue(Generic[Item]):
    """A queue bounded in size, for one that puts and one that gets. `put` returns at once, whatever happens.

    The unit of size is the caller's. When the queue is full, the new item is refused, or with `newest=True` the
    oldest ones make room for it; `dropped` counts the size of what was lost either way.
    """

    def __init__(self, limit: float, newest: bool = False) -> None:
        self._limit = limit
        self._newest = newest
        self._items: deque[tuple[float, Item]] = deque()
        self._size = 0.0
        self._closed = False
        self._changed = threading.Condition(threading.Lock())
        self.dropped = 0.0

    def put(self, item: Item, size: float) -> bool:
        """Adds the item; False when there was no room and it was dropped."""
        with self._changed:
            while self._newest and self._items and self._size + size > self._limit:
                old, _ = self._items.popleft()
                self._size -= old
                self.dropped += old
            if self._size + size > self._limit:
                self.dropped += size
                return False
            self._items.append((size, item))
            self._size += size
            self._changed.notify()
            return True

    def get(self, timeout: float | None = None) -> Item | None:
        """The oldest item, waited for at most `timeout` seconds; None when none came, or all is over."""
        with self._changed:
            if not self._items and not self._closed:
                self._changed.wait(timeout)
            if not self._items:
                return None
            size, item = self._items.popleft()
            self._size -= size
            return item

    def close(self) -> None:
        """Nothing more will be put; what is there can still be had."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def over(self) -> bool:
        """Closed and emptied."""
        with self._changed:
            return self._closed and not self._items

    @property
    def size(self) -> float:
        """The size of all that waits."""
        return self._size
