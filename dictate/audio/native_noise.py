"""Keeping the C libraries of sound from writing across the screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def keep_native_noise_out(log: Path | None = None) -> None:
    """Sends what ALSA and PortAudio print on file descriptor 2 to `log`, or nowhere; Python's own stderr stays.

    They print whenever a device fails, and PortAudio's start silences descriptor 2 for a moment, which would cost a
    full-screen program that draws on stderr a part of its picture. Call it once, before the screen is taken over.
    """
    screen = os.dup(2)
    target = os.open(log or os.devnull, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(target, 2)
    os.close(target)
    stream = os.fdopen(screen, "w", encoding=sys.__stderr__.encoding if sys.__stderr__ else "utf-8", buffering=1)
    sys.stderr = sys.__stderr__ = stream  # type: ignore[misc]
