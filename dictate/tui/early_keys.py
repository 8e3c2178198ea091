"""Keys that come before anybody knows what they will do wait; then they act, one after the other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from textual import events

_BETWEEN_S = 0.02
"""Between two that have waited: as fast as somebody types, so that each finds what the one before it has opened."""


class EarlyKeys:
    """`can_act` tells whether a key can act now; `send` hands one to the screens; `after` calls in so many seconds."""

    def __init__(
        self,
        can_act: Callable[[], bool],
        send: Callable[[events.Event], Awaitable[None]],
        after: Callable[[float, Callable[[], Awaitable[None]]], object],
    ) -> None:
        self._can_act, self._send, self._after = can_act, send, after
        self._waiting: list[events.Event] = []
        self._going = False

    def take(self, event: events.Event) -> bool:
        """Keeps a key or a pasted text that cannot act yet, and drops a click: it was meant for what stood there.

        Gives whether the event has been taken care of.
        """
        if event.is_forwarded:  # it acts already, and has only come back from the screens
            return False
        if isinstance(event, (events.Key, events.Paste)):
            if self._can_act() and not self._waiting:
                return False
            self._waiting.append(event)
            self.go_on()
            return True
        return isinstance(event, (events.MouseDown, events.MouseUp)) and not self._can_act()

    def go_on(self) -> None:
        """Lets what waits act, as soon as it can."""
        if self._waiting and not self._going and self._can_act():
            self._going = True
            self._after(_BETWEEN_S, self._next)

    async def _next(self) -> None:
        self._going = False
        if self._can_act():
            event = self._waiting[0]
            await self._send(event)
            self._waiting.remove(event)
            self.go_on()
