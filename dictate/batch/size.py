"""How many workers a computer carries, and how they share its cores."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from dictate.speech.recommend import memory_needed


@dataclass(frozen=True, slots=True)
class Share:
    """`workers` at a time, each with `threads` cores."""

    workers: int
    threads: int


def share(cores: int, memory_bytes: int, parameters_millions: int, wanted: int = 0, cards: int = 0) -> Share:
    """The workers for a computer; `wanted` is what the user asks for, 0 for the best.

    A worker on one core does more in an hour than a share of a worker on several (decoding hardly gains from threads),
    so there are as many as there are cores, or as fit in four fifths of the free memory. With graphics cards there is
    one for each. `memory_bytes` is what is free, 0 where it is not known.
    """
    room = int(memory_bytes * 0.8 // memory_needed(parameters_millions)) if memory_bytes else cores
    workers = wanted or cards or max(1, min(cores, room))
    return Share(workers, max(1, cores // workers))


def free_memory(total_bytes: int) -> int:
    """Bytes of main memory that programs can have: what Linux says, elsewhere half of all."""
    if sys.platform == "linux":
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return total_bytes // 2
