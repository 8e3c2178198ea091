"""Esc is answered as soon as other keys.

A terminal sends Esc as the byte that sequences of other keys begin with. Textual waits a tenth of a second for the rest
of one, and looks after it only every tenth of a second; what a terminal sends of one key comes together.
"""

from __future__ import annotations

import selectors
from types import SimpleNamespace
from typing import Any

from textual import constants

ESCAPE_S = 0.02
"""The rest of a sequence comes within this time of its first byte."""


class Impatient(selectors.SelectSelector):
    """Waits only a moment after something came, so that what waits for more of it is looked after."""

    _came = False

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """As the selector that it is; `timeout` holds when nothing came the last time."""
        found = super().select(1.1 * ESCAPE_S if self._came else timeout)
        self._came = bool(found)
        return found


def answer_escape_soon() -> None:
    """To be called before the program runs; on Windows, whose console tells keys apart itself, nothing is changed."""
    try:
        from textual.drivers import linux_driver
    except ImportError:
        return
    driver: Any = linux_driver
    driver.selectors = SimpleNamespace(SelectSelector=Impatient, EVENT_READ=selectors.EVENT_READ)
    constants.ESCAPE_DELAY = ESCAPE_S  # type: ignore[misc]
