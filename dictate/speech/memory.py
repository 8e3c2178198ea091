"""How memory is handed to the recogniser: kept between uses, for asking the system anew takes a third of the time.

Over 30 s of sound whisper-base's encoder asks for 72 MB in each of six layers. glibc maps blocks over 32 MB anew every
time and gives them back at once, and the system clears each page: 108 000 page faults and 0.20 of 0.49 s. Kept, the
same encoding takes 0.33 s with one thread (0.18 for 0.29 with two), the figures are the same to the last bit and the
most memory is no more. Windows up to 18 s fit in what glibc keeps anyway.
"""

from __future__ import annotations

import ctypes
import sys

# Of mallopt(3). Only the first arena can keep a block of over 64 MB, so all threads share it.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
# A large model's encoder asks for 180 MB at a time.
_KEPT = 256 * 2**20


def keep_freed() -> bool:
    """Lets this process keep what it frees; False where the C library has no such choice (musl, Windows, macOS).

    Threads that have begun by then may leave an arena of their own to those of the model, so the program calls it as it
    begins, and once more before a model is loaded, for whoever comes another way.
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return all([mallopt(_ARENA_MAX, 1), mallopt(_MMAP_THRESHOLD, _KEPT), mallopt(_TRIM_THRESHOLD, _KEPT)])
