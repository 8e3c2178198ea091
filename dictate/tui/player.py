"""What is heard from a screen: one sound at a time, and no key waits for the loudspeaker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.audio.playback import Playback
    from dictate.tui.page import Page


Begin = Callable[[Callable[[str | None], None]], "Playback"]
"""Begins to play; is given what it shall call from another thread at the end, with what broke it off or None."""


def told_on(page: Page[Any]) -> Callable[[str], None]:
    """Says on the page what is wrong, asked from any thread, as long as the page is there."""

    def say(sentence: str) -> None:
        if page.is_attached:
            page.say(sentence, wrong=True)

    return lambda sentence: page.dictate.call_from_thread(say, sentence) if page.dictate.is_running else None


class Player:
    """Plays in threads of its own: to open a loudspeaker takes up to a third of a second, to stop one a tenth."""

    def __init__(self, wrong: Callable[[str], None]) -> None:
        """`wrong` is called from another thread with the sentence that says why nothing is heard."""
        self._wrong = wrong
        self._turn = threading.Lock()
        self._number = 0  # of the latest wish; an older one gives way
        self._waits = False
        self.playback: Playback | None = None
        """What sounds, or sounded last."""

    @property
    def active(self) -> bool:
        """Whether something is heard, or is about to be."""
        return self._waits or (self.playback is not None and self.playback.active)

    def play(self, begin: Begin, after_s: float = 0.0) -> None:
        """Silence now, then what `begin` gives unless something else is wished for within `after_s` seconds."""
        self._number += 1
        self._waits = True
        threading.Thread(target=self._play, args=(self._number, begin, after_s), daemon=True).start()

    def stop(self) -> None:
        """Silence; does not wait for it."""
        self._number += 1
        self._waits = False
        if self.active:
            threading.Thread(target=self._silence, daemon=True).start()

    def close(self) -> None:
        """Silence; returns when the loudspeaker is let go."""
        self._number += 1
        self._waits = False
        self._silence()

    def _silence(self) -> None:
        with self._turn:
            if self.playback is not None:
                self.playback.stop()

    def _play(self, number: int, begin: Begin, after_s: float) -> None:
        def ended(sentence: str | None) -> None:
            if sentence and number == self._number:  # from another thread: `close` waits for this one
                threading.Thread(target=self._wrong, args=(sentence,), daemon=True).start()

        self._silence()
        time.sleep(after_s)
        try:
            with self._turn:
                if number == self._number:
                    self.playback = begin(ended)
        except DictateError as error:
            if number == self._number:
                self._wrong(str(error))
        finally:
            if number == self._number:
                self._waits = False
