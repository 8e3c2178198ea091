"""Locks the screens and opens them again: at the start, after a time without a key press, after sleep, at a key."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.vault.idle import Idle

if TYPE_CHECKING:
    from dictate.tui.app import DictateApp


class Locking:
    """Watches over one program of screens. While a note is being made the lock waits until it is saved."""

    def __init__(self, app: DictateApp, idle: Idle) -> None:
        self._app = app
        self.idle = idle
        self._wanted = False

    @property
    def covered(self) -> bool:
        """Whether the lock is over the screens."""
        from dictate.tui.set_up_vault import SetUpVault
        from dictate.tui.unlock import Unlock

        return any(isinstance(screen, (SetUpVault, Unlock)) for screen in self._app.screen_stack)

    def start(self) -> bool:
        """Asks what must be asked before the notes can be shown; False when nothing is."""
        from dictate.tui.set_up_vault import SetUpVault
        from dictate.tui.unlock import Unlock

        vault = self._app.application.vault
        try:
            asks = vault.asks()
        except DictateError:
            return False  # the list says what is wrong
        if not asks:
            return False
        screen = Unlock(vault, first=True) if asks == "unlock" else SetUpVault(vault)
        self._app.push_screen(screen, lambda _: self._opened(first=True))
        return True

    def tick(self) -> None:
        """To be called every second."""
        self.idle.limit_s = self._app.application.idle_s  # the user may have changed it
        self._wanted = self.idle.due() or self._wanted
        if self._wanted and not self._working:
            self.lock()

    def lock(self) -> None:
        """Covers the screens, closes the store and drops the keys. A recording that goes on has its own."""
        from dictate.tui.unlock import Unlock

        self._wanted = False
        vault = self._app.application.vault
        if self.covered or not vault.is_open:
            return
        for screen in self._app.screen_stack:
            if hasattr(screen, "write_now"):
                with contextlib.suppress(DictateError):
                    screen.write_now()
        vault.lock()
        self._app.push_screen(Unlock(vault, first=False), lambda _: self._opened(first=False))

    @property
    def _working(self) -> bool:
        """Whether a note is being made just now, which will be written to the store and then shown."""
        from dictate.tui.dictate import Dictate
        from dictate.tui.working import Working

        for screen in self._app.screen_stack:
            if isinstance(screen, Working) and screen.at_work:
                return True
            if isinstance(screen, Dictate) and screen.dictating.moment.phase in ("ending", "over"):
                return True
        return False

    def _opened(self, *, first: bool) -> None:
        self.idle.touched()
        self._app.home.reload()
        if first:
            self._app.load_in_background()
