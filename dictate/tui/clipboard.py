"""What is copied in the program leaves the clipboard again after the policy's seconds, and when the program ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dictate.policy_rules import ClipboardRules

CLEAR = "\x1b]52;c;IA==\a\x1b]52;c;\a"
"""OSC 52 to the terminal: one blank over what was copied, for terminals that ignore an empty text, then nothing."""


class Stops(Protocol):
    """A timer that has not gone off."""

    def stop(self) -> None:
        """It will not go off."""
        ...


class Clipboard:
    """Says when the clipboard is to be cleared.

    It does not know what lies there: other programs may have written since, and a terminal does not tell, so theirs
    goes too.
    """

    def __init__(self, rules: ClipboardRules, clear: Callable[[], None]) -> None:
        """`clear` empties the clipboard, the program's own and the terminal's."""
        self._rules = rules
        self._clear = clear
        self._waiting: Stops | None = None

    @property
    def leaves_the_program(self) -> bool:
        """Whether what is copied may be pasted in other programs."""
        return self._rules.allowed

    def copied(self, later: Callable[[float, Callable[[], None]], Stops]) -> None:
        """Something was copied; `later` calls a function after some seconds."""
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = later(float(self._rules.clear_after_s), self.clear)

    def clear(self) -> None:
        """Empties the clipboard now, if anything of ours may be on it."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
            self._clear()
