"""Choosing a passphrase, and the recovery key that is shown once."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from dictate.tui.page import Dialog
from dictate.vault.rules import VaultRules, WeakPassphrase


class NewPassphrase(Dialog[tuple[str, str]]):
    """Gives the present passphrase, "" where there is none, and the new one; or None."""

    HELP = "Välj några ord i följd som inte hör ihop. Skriv samma i båda rutorna; Tab går till nästa ruta."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Klar"),
        Binding("tab", "step(1)", "Nästa ruta"),
        Binding("shift+tab", "step(-1)", "Förra rutan", show=False),
    ]

    def __init__(self, rules: VaultRules, *, change: bool = False) -> None:
        """`change` asks for the present passphrase first."""
        super().__init__()
        self._rules, self._change = rules, change

    def heading(self) -> str:
        return "Byt lösenfras" if self._change else "Välj en lösenfras"

    def body(self) -> ComposeResult:
        yield Static(
            f"Minst {self._rules.min_passphrase_length} tecken. Några ord i följd är lätta att minnas och svåra att "
            "gissa.",
            markup=False,
        )
        yield Static()
        names = (("present", "Nuvarande"),) if self._change else ()
        for name, label in (*names, ("new", "Ny lösenfras"), ("again", "En gång till")):
            with Horizontal(classes="field"):
                yield Static(label, classes="label")
                yield Input(password=True, compact=True, id=name)

    def on_mount(self) -> None:
        super().on_mount()
        self.query(Input).first().focus()

    def action_step(self, step: int) -> None:
        """Another box; the program's own keys don't work while it is locked."""
        self.focus_next() if step > 0 else self.focus_previous()

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Goes to the next empty box, or gives what was typed where the rules let it.

        A phrase that is too weak is said so at once: nobody types it a second time in vain.
        """
        new, again = (self.query_one(f"#{name}", Input) for name in ("new", "again"))
        try:
            if new.value:
                self._rules.check_passphrase(new.value)
        except WeakPassphrase as error:
            self._wrong(new, str(error))
            return
        boxes = list(self.query(Input))
        if empty := [box for box in boxes if not box.value]:
            if self.focused is empty[0]:
                self.say("Skriv lösenfrasen i rutan först.", wrong=True)
            empty[0].focus()
            return
        if new.value != again.value:
            self._wrong(again, "Lösenfraserna är inte lika. Skriv den nya en gång till.")
            return
        self.dismiss((self.query_one("#present", Input).value if self._change else "", new.value))

    def _wrong(self, box: Input, sentence: str) -> None:
        box.value = ""
        box.focus()
        self.say(sentence, wrong=True)


class ShowRecovery(Dialog[None]):
    """Shows the recovery key until the user has shown that it was written down. It is never shown again."""

    HELP = (
        "Återställningsnyckeln öppnar anteckningarna om lösenfrasen glöms bort eller datorns nyckelring går förlorad. "
        "Skriv av den och lämna den till IT eller lås in den. Den visas inte igen, men en ny kan göras."
    )
    TITLE = "Återställningsnyckel"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Klar"),
    ]

    def __init__(self, shown: str) -> None:
        super().__init__()
        self._shown = shown

    def body(self) -> ComposeResult:
        yield Static(
            "Den öppnar anteckningarna om du glömmer lösenfrasen eller datorn tappar nyckeln. Skriv av den på papper "
            "och lås in den, eller ge den till IT. Den visas bara nu.",
            markup=False,
        )
        yield Static(f"\n  {self._shown[:35]}\n  {self._shown[35:]}\n", id="key", markup=False)
        with Horizontal(classes="field"):
            yield Static("De fyra sista tecknen", classes="label")
            yield Input(compact=True, max_length=8, id="last")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(Input).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way past writing it down but the end of the program."""
        return action != "back"

    @on(Input.Submitted)
    def action_accept(self) -> None:
        """Closes when the last four characters are typed as they stand on the paper."""
        typed = self.query_one(Input).value.strip().upper()
        if typed == self._shown[-4:]:
            self.dismiss(None)
        else:
            self.say("Skriv de fyra sista tecknen i nyckeln, så att det syns att den är avskriven.", wrong=True)
