"""The screen over everything while the notes are locked. What was on the screen comes back as it was."""

from __future__ import annotations

import threading
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from dictate.errors import DictateError
from dictate.tui.page import Page
from dictate.tui.phrases import watch
from dictate.vault.vault import Vault

_TITLE = "Anteckningarna är låsta"


class Unlock(Page[None]):
    """Goes away when the notes are open."""

    LOCKED: ClassVar[bool] = True
    HELP = "Skriv din lösenfras. Har du glömt den öppnar återställningsnyckeln, som IT har på papper."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "unlock", "Lås upp"),
        Binding("ctrl+q", "close_program", "Avsluta"),
    ]

    def __init__(self, vault: Vault, *, first: bool) -> None:
        """`first` is at the start of the program, when nothing was on the screen before."""
        super().__init__()
        self._vault, self._first = vault, first
        self._typed = "passphrase" in vault.standing().ways or first
        self._busy = False

    def body(self) -> ComposeResult:
        with Vertical(id="unlock"):
            yield Static(_TITLE, classes="lead")
            yield Static(self._told(), id="why", markup=False)
            if self._typed:
                yield Input(password=True, placeholder="Lösenfras eller återställningsnyckel", id="secret")
            yield Static(id="recording", classes="quiet", markup=False)

    def _told(self) -> str:
        if self._first and "passphrase" in self._vault.standing().ways:
            return "Skriv din lösenfras för att öppna dem."
        if self._first:
            return "Datorns nyckelring lämnar inte ut nyckeln. Återställningsnyckeln öppnar anteckningarna."
        how = "Skriv din lösenfras, så fortsätter du där du var." if self._typed else "Enter öppnar dem igen."
        return f"Det du höll på med finns kvar. {how}"

    def on_mount(self) -> None:
        self.title_bar("Dictate", "låst")
        if self._typed:
            self.query_one(Input).focus()
        self._look()
        self.set_interval(0.5, self._look)

    def _look(self) -> None:
        """Tells of a recording that goes on, and how long to wait after failed tries."""
        going = next((one for one in self.app.screen_stack if getattr(one, "under_way", False)), None)
        seconds = going.dictating.moment.seconds if going is not None and hasattr(going, "dictating") else 0.0
        told = f"Inspelningen pågår och sparas, {watch(seconds)}." if going is not None else ""
        self.query_one("#recording", Static).update(told)
        wait_s = self._vault.ways.tries.wait_s if self._typed and not self._busy else 0.0
        if wait_s > 0:
            self.say(f"Vänta {max(1, round(wait_s))} s innan du försöker igen.", wrong=True)
            self._waiting = True
        elif getattr(self, "_waiting", False):
            self._waiting = False
            self.say("")

    def on_input_submitted(self) -> None:
        self.action_unlock()

    def action_unlock(self) -> None:
        """Tries what was typed, without holding the screen up: stretching a passphrase takes half a second."""
        typed = self.query_one(Input).value if self._typed else ""
        if self._busy or (self._typed and not typed):
            return
        self._busy = True
        self.say("Låser upp …")
        threading.Thread(target=self._try, args=(self.app, typed), daemon=True, name="unlock").start()

    def _try(self, app: App[object], typed: str) -> None:
        try:
            self._vault.unlock(typed)
        except DictateError as error:
            told: str | None = str(error)
        else:
            told = None
        if app.is_running:
            app.call_from_thread(self._tried, told)

    def _tried(self, wrong: str | None) -> None:
        self._busy = False
        if self._typed:
            self.query_one(Input).value = ""
        if wrong is None:
            self.dismiss(None)
        else:
            self.say(wrong, wrong=True)

    def action_close_program(self) -> None:
        """Leaves; what was said and written is saved."""
        self.app.exit()
