"""What stood before each change, so that a change can be taken back and made again."""

from __future__ import annotations

from typing import Generic, TypeVar

State = TypeVar("State")


class StepsBack(Generic[State]):
    """The states before the changes that were made, and after those that were taken back."""

    def __init__(self) -> None:
        self._done: list[State] = []
        self._undone: list[State] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a change was taken back last."""
        return bool(self._undone)

    def changed(self, before: State) -> None:
        """A change is made to `before`. What was undone can't be done again after."""
        self._done.append(before)
        self._undone.clear()

    def undo(self, now: State) -> State | None:
        """The state before the latest change, None when there is none left; `now` is kept for `redo`."""
        return _swapped(self._done, self._undone, now)

    def redo(self, now: State) -> State | None:
        """The state after the change that was taken back last, None when there is none."""
        return _swapped(self._undone, self._done, now)


def _swapped(source: list[State], target: list[State], now: State) -> State | None:
    if not source:
        return None
    target.append(now)
    return source.pop()
