"""A closed window, a broken line or a computer that is turned off ends the program, when all has been written."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
from collections.abc import Callable


def heed(hung_up: Callable[[], None]) -> None:
    """Calls in the present loop what ends the program; asked for in the main thread.

    The system tells of most of it by a signal. A program that was started apart from its terminal gets none: its
    terminal is watched too, or it would go on alone, with a microphone that is open and nobody to see it.
    """
    loop = asyncio.get_running_loop()
    for name in ("SIGHUP", "SIGTERM"):
        if hasattr(signal, name):
            with contextlib.suppress(NotImplementedError, RuntimeError):  # Windows has no such signals in its loop
                loop.add_signal_handler(getattr(signal, name), hung_up)
    if sys.__stdin__ is not None and hasattr(select, "poll") and os.isatty(terminal := sys.__stdin__.fileno()):
        threading.Thread(target=_watch, args=(terminal, loop, hung_up), daemon=True, name="dictate-terminal").start()


def _watch(terminal: int, loop: asyncio.AbstractEventLoop, hung_up: Callable[[], None]) -> None:
    """Sleeps until the terminal is gone."""
    watched = select.poll()
    watched.register(terminal, 0)
    gone = any(event & select.POLLHUP for _, event in watched.poll())
    with contextlib.suppress(RuntimeError):  # the program has ended by itself
        if gone:
            loop.call_soon_threadsafe(hung_up)
