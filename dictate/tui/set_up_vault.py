"""The first start on a computer without a key store: how shall the notes be locked? Nobody else ever sees this."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.new_passphrase import NewPassphrase, ShowRecovery
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.vault import Vault

_PHRASE = (
    "Du väljer några ord som du skriver när programmet öppnas. Anteckningarna kan då inte läsas av någon annan, inte "
    "heller om datorn blir stulen."
)
_FILE = (
    "Du slipper skriva något. Nyckeln ligger i en fil på datorn, så anteckningarna skyddas bara av datorns inloggning "
    "och diskkryptering."
)
_STORE = "Nyckeln läggs i datorns nyckelring, som öppnas när du loggar in på datorn. Du slipper skriva något."


class SetUpVault(Page[None]):
    """Goes away when the vault is made."""

    LOCKED: ClassVar[bool] = True
    HELP = "Välj hur dina anteckningar ska låsas. Du kan ändra det senare under Inställningar."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Välj"),
        Binding("ctrl+q", "close_program", "Avsluta"),
    ]

    def __init__(self, vault: Vault) -> None:
        super().__init__()
        self._vault = vault

    def body(self) -> ComposeResult:
        yield Static("Hur ska dina anteckningar låsas?", classes="lead")
        yield Static(self._told(), id="told", markup=False)
        yield RowList((Column(fills=True),), id="ways")
        yield Static(id="means", classes="quiet", markup=False)

    def _told(self) -> str:
        if self._vault.ways.rules.key == "passphrase":
            return "Din organisation kräver en lösenfras. Allt du dikterar och skriver sparas krypterat.\n"
        return "Allt du dikterar och skriver sparas krypterat på den här datorn. Datorns nyckelring svarar inte.\n"

    def on_mount(self) -> None:
        self.title_bar("Dictate", "första gången")
        rows = [Row("passphrase", (Cell("Med en lösenfras"),))]
        if self._vault.ways.rules.key == "any":
            rows += [Row("file", (Cell("Utan lösenfras"),)), Row("keystore", (Cell("Försök med nyckelringen igen"),))]
        self.query_one(RowList).show(rows)
        self.query_one(RowList).focus()
        self._explain()

    def on_row_list_moved(self) -> None:
        self._explain()

    def _explain(self) -> None:
        means = {"passphrase": _PHRASE, "file": _FILE, "keystore": _STORE}
        self.query_one("#means", Static).update(f"\n{means[self.query_one(RowList).key]}")

    def on_row_list_chosen(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Makes the vault as the row says."""
        key = self.query_one(RowList).key
        if key == "passphrase":
            self.app.push_screen(NewPassphrase(self._vault.ways.rules), self._phrase_chosen)
        else:
            self._made("keystore" if key == "keystore" else "file", "")

    def _phrase_chosen(self, given: tuple[str, str] | None) -> None:
        if given is not None:
            self._made("passphrase", given[1])

    def _made(self, way: str, passphrase: str) -> None:
        try:
            shown = self._vault.set_up(way, passphrase)  # type: ignore[arg-type]  # a key of the rows above
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        if shown:
            self.app.push_screen(ShowRecovery(shown), self._done)
        else:
            self._done(None)

    def _done(self, _: None) -> None:
        self.dismiss(None)

    def action_close_program(self) -> None:
        """Leaves; nothing is made."""
        self.app.exit()
