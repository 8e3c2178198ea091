"""Waits until a program has done all that it was given, instead of guessing it from how busy the machine is.

Textual takes a process that gets little of the processor for one that is done. The loop knows better: when nothing is
ready to run in it and no drawing is due, all that a key or a click set going has been carried out.
"""

from __future__ import annotations

import asyncio

_DRAWING_S = 3 / 60
"""Textual draws 60 times a second, at the next but one beat at the latest; what is due by then is waited for."""
_MOST = 50
"""Of drawings that are waited for: a screen that looks at something all the time never rests on a slow machine."""


async def at_rest(*_: float) -> None:
    """Lets the loop run until nothing is left to do in it; work in other threads is asked for with `until`."""
    loop = asyncio.get_running_loop()
    for _ in range(_MOST):
        await asyncio.sleep(0)
        while loop._ready:  # type: ignore[attr-defined]
            await asyncio.sleep(0)
        due = [timer.when() for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
        wait = min(due, default=float("inf")) - loop.time()
        if wait > _DRAWING_S:
            return
        await asyncio.sleep(max(0.0, wait))
