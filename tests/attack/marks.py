"""Words and sound that stand nowhere else, and looking for them in every byte under a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WORDS = ("Kvittergard", "Sjöfågelsund", "Snårbärlund")
"""Invented; the last two have letters outside ASCII, so that each encoding looks different."""
_CODES = ("utf-8", "utf-16-le", "utf-16-be")


def forms(words: Iterable[str] = WORDS) -> tuple[bytes, ...]:
    """Each word as it may lie in a file."""
    return tuple(word.encode(code) for word in words for code in _CODES)


def sound(seconds: float = 2.0) -> NDArray[np.float32]:
    """Noise that is the same every time: 16 kHz mono float32."""
    return np.random.default_rng(7).uniform(-0.5, 0.5, round(seconds * 16_000)).astype(np.float32)


def sound_forms(samples: NDArray[np.float32]) -> tuple[bytes, ...]:
    """32 bytes from each fifth of a second, as 16-bit samples of either kind and as floats."""
    pieces = [samples[at : at + 16] for at in range(0, len(samples) - 16, 3200)]
    whole = [np.round(piece * 32_768) for piece in pieces]
    found = [piece.astype(kind).tobytes() for piece in whole for kind in ("<i2", ">i2")]
    return (*found, *(piece.tobytes() for piece in pieces))


def found(folders: Iterable[Path], wanted: Iterable[bytes], besides: Iterable[Path] = ()) -> list[str]:
    """The files that hold one of the forms, by content or by name. `besides` are the documents the user made."""
    spared, wanted = {path.resolve() for path in besides}, tuple(wanted)
    hits = []
    for folder in folders:
        for path in folder.rglob("*"):
            name = str(path.relative_to(folder)).encode(errors="surrogateescape")
            content = path.read_bytes() if path.is_file() and path.resolve() not in spared else b""
            if any(form in content or form in name for form in wanted):
                hits.append(str(path))
    return hits
