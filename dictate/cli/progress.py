"""How far a command has come, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable


class Progress:
    """A progress bar on stderr where that is a terminal, else silence; gives a callback that takes 0 to 1."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Callable[[float], None]:
        return self._draw

    def _draw(self, share: float) -> None:
        if self._shown:
            filled = round(30 * min(1.0, share))
            print(f"\r{self._title[:30]:<30} [{'#' * filled:<30}] {share:4.0%}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print("\r" + " " * 70 + "\r", end="", file=sys.stderr, flush=True)
