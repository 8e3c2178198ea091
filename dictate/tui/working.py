"""A job that takes its time: how far it has come, and Esc to stop it. The screen stays quick meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.session import Session
from dictate.tui.opening import looked_through
from dictate.tui.page import Page
from dictate.tui.phrases import duration

Job = Callable[[Callable[[float], None]], Session]
"""Makes the note; is given what it shall tell its progress to, 0 to 1."""

_BAR = 40
_BESIDE = 12
"""Cells beside the bar: the share in figures, and the room around."""


class _Stopped(Exception):
    """Ends the job from within, at its next step."""


class Working(Page[Session | None]):
    """Gives the session when the job is done, or None when it was stopped or could not be done."""

    HELP = "Arbetet sker på den här datorn. Esc avbryter; ljudfilen eller texten finns kvar som den var."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Avbryt"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, title: str, steps: tuple[str, str], job: Job, last: tuple[float, str] = (2.0, "")) -> None:
        """`steps` are what is said before the first progress and after it; `last` what is said from that share on."""
        super().__init__()
        self._last = last
        self._title, self._steps, self._job = title, steps, job
        self._stopped = threading.Event()
        self._began = time.monotonic()
        self._share = 0.0
        self._failed = False

    def body(self) -> ComposeResult:
        yield Static(self._steps[0], id="step", markup=False)
        yield Static(id="bar")
        yield Static("Du kan avbryta när som helst. Ingenting lämnar datorn.", id="calm", classes="quiet")

    def on_mount(self) -> None:
        self.title_bar(self._title)
        self._draw()
        self.set_interval(1.0, self._draw)
        threading.Thread(target=self._work, args=(self.app,), daemon=True, name="dictate-work").start()

    def on_unmount(self) -> None:
        """When the program is closed the job ends at its next step."""
        self._stopped.set()

    @property
    def at_work(self) -> bool:
        """Whether a note is still being made."""
        return not self._failed and not self._stopped.is_set()

    # -- in the thread --------------------------------------------------------------------------------------------

    def _work(self, app: App[object]) -> None:
        try:
            session = looked_through(self._job(self._progress))
        except _Stopped:
            return
        except DictateError as error:
            self._tell(app, self._could_not, str(error))
        except Exception as error:
            self._tell(app, self._broke, error)
        else:
            self._tell(app, self._done, session)

    def _progress(self, share: float) -> None:
        if self._stopped.is_set():
            raise _Stopped
        self._share = max(0.0, min(1.0, share))

    def _tell(self, app: App[object], method: Callable[..., None], *values: object) -> None:
        """Calls a method in the screen's own thread, unless nobody is there to hear it any more."""
        if not self._stopped.is_set() and app.is_running:
            app.call_from_thread(method, *values)

    # -- on the screen --------------------------------------------------------------------------------------------

    def _done(self, session: Session) -> None:
        if self.is_attached and not self._stopped.is_set():
            session.save()
            self.dismiss(session)

    def _could_not(self, sentence: str) -> None:
        self._failed = True
        self.query_one("#step", Static).update("Det gick inte.")
        self.query_one("#bar").display = False
        self.query_one("#calm").display = False
        self.refresh_bindings()
        self.say(sentence, wrong=True)

    def _broke(self, error: Exception) -> None:
        """Hands an unexpected error to the program, which closes with one plain sentence."""
        self.call_later(_raise, error)

    def _draw(self) -> None:
        if self._failed:
            return
        passed = time.monotonic() - self._began
        cells = max(1, min(_BAR, self.size.width - _BESIDE))
        filled = round(cells * self._share)
        bar = Content.assemble(("█" * filled, "$primary"), ("░" * (cells - filled), "$edge"), f"  {self._share:4.0%}")
        left = passed * (1 - self._share) / self._share if self._share > 0.05 else 0
        more = f"\nUngefär {duration(left)} kvar" if left >= 2 else "\n"
        self.query_one("#bar", Static).update(Content.assemble(bar, (more, "$quiet")))
        from_share, last = self._last
        told = last if self._share >= from_share else self._steps[1 if self._share else 0]
        self.query_one("#step", Static).update(told)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Esc stops what goes on, and goes back from what could not be done."""
        return {"stop": not self._failed, "back": self._failed}.get(action, True)

    def action_back(self) -> None:
        """Back to where the sound or text was chosen."""
        self.action_stop()

    def action_stop(self) -> None:
        """Stops the job and goes back."""
        self._stopped.set()
        self.dismiss(None)


def _raise(error: Exception) -> None:
    raise error
