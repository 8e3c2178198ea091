"""How loud it is: a bar, a shape and a word."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.widgets import Static

from dictate.audio.level import LevelState, Reading

if TYPE_CHECKING:
    from dictate.tui.app import DictateApp

_CELLS = 16
_QUIETEST_DBFS = -60.0
_SHAPES = {LevelState.QUIET: ("○", "$quiet"), LevelState.GOOD: ("●", "$success"), LevelState.LOUD: ("▲", "$error")}


class LevelMeter(Static):
    """Shows a reading of the level; nothing is drawn anew while it looks the same."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown: tuple[int, LevelState] | str | None = ""
        self.still = False
        """Without a bar that moves: the shape and the word alone."""

    def on_mount(self) -> None:
        self.still = cast("DictateApp", self.app).application.settings.still

    def show(self, reading: Reading | None) -> None:
        """Shows the reading, None while there is no sound."""
        seen = (0 if self.still else _cells(reading.rms_dbfs), reading.state) if reading else None
        if seen == self._shown:
            return
        self._shown = seen
        if seen is None:
            self.update(Content.styled("░" * _CELLS + "  – inget ljud", "$quiet"))
            return
        filled, state = seen
        shape, tone = _SHAPES[state]
        if self.still:
            self.update(Content.styled(f"{shape} {state.value}", f"bold {tone}"))
            return
        bar = Content.assemble(("█" * filled, tone), ("░" * (_CELLS - filled), "$edge"))
        self.update(Content.assemble(bar, (f"  {shape} {state.value}", f"bold {tone}")))


def _cells(dbfs: float) -> int:
    share = (dbfs - _QUIETEST_DBFS) / -_QUIETEST_DBFS
    return round(_CELLS * max(0.0, min(1.0, share)))
