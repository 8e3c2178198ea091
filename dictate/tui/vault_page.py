"""How the notes are locked, and changing it: passphrase, recovery key, where the key lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.ask import Ask
from dictate.tui.new_passphrase import NewPassphrase, ShowRecovery
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.vault import Standing, Vault
from dictate.vault.wrap import Way

Doing = Callable[[], str | None]
"""Changes the keys; gives a recovery key to show, or nothing."""

_OPENS = {
    "keystore": "datorns nyckelring, som öppnas när du loggar in på datorn",
    "passphrase": "lösenfrasen",
    "file": "en nyckelfil på datorn: bara inloggningen och diskkrypteringen skyddar den",
}


class VaultPage(Page[None]):
    """Shows what opens the notes and changes it; no note is touched by that."""

    HELP = (
        "Här ser du vad som öppnar dina anteckningar. Enter gör det som står på raden. Återställningsnyckeln öppnar "
        "dem om lösenfrasen glöms bort eller datorns nyckelring går förlorad; den visas bara när den görs.\n\n"
        "Ctrl+L låser programmet på vilken skärm som helst. En inspelning som pågår fortsätter."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Välj"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def body(self) -> ComposeResult:
        yield Static("Lås och nycklar", classes="lead")
        yield Static(id="told", markup=False)
        yield RowList((Column(fills=True),), id="doings")

    def on_mount(self) -> None:
        self.title_bar("Lås och nycklar")
        self.query_one(RowList).focus()
        self._draw()

    @property
    def _vault(self) -> Vault:
        return self.dictate.application.vault

    def _draw(self) -> None:
        try:
            standing = self._vault.standing()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        opens = next((_OPENS[way] for way in standing.ways if way in _OPENS), "")
        spare = "En återställningsnyckel är gjord." if "recovery" in standing.ways else "Ingen återställningsnyckel."
        minutes = round(self.dictate.application.idle_s / 60)
        idle = f"Programmet låses efter {minutes} minuter utan tangent, och" if minutes else "Programmet låses"
        self.query_one("#told", Static).update(
            f"Anteckningarna öppnas med {opens}.\n{spare}\n{idle} när datorn har varit i viloläge.\n"
        )
        self.query_one(RowList).show([Row(key, (Cell(title),)) for key, title in _doings(standing)])

    def on_row_list_chosen(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Does what the row says."""
        key, rules = self.query_one(RowList).key, self._vault.ways.rules
        if key == "lock":
            self.dictate.locking.lock()
        elif key == "change":
            self.app.push_screen(NewPassphrase(rules, change=True), self._changed)
        elif key == "passphrase":
            self.app.push_screen(NewPassphrase(rules), lambda given: self._moved("passphrase", given))
        elif key == "keystore":
            self._moved("keystore", ("", ""))
        elif key == "recovery":
            question = "En ny återställningsnyckel görs. Den gamla öppnar sedan inget.\n\nGöra en ny?"
            self.app.push_screen(Ask("Återställningsnyckel", question), self._renewed)

    def _changed(self, given: tuple[str, str] | None) -> None:
        if given is not None:
            self._do(lambda: self._vault.change_passphrase(*given), "Lösenfrasen är bytt.")

    def _moved(self, way: Way, given: tuple[str, str] | None) -> None:
        if given is not None:
            self._do(lambda: self._vault.set_up(way, given[1]), "Nyckeln är flyttad.")

    def _renewed(self, yes: bool | None) -> None:
        if yes:
            self._do(self._vault.new_recovery_key, "Återställningsnyckeln är bytt.")

    def _do(self, work: Doing, done: str) -> None:
        try:
            shown = work()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._draw()
        self.say(done)
        if shown:
            self.app.push_screen(ShowRecovery(shown))

    def action_back(self) -> None:
        """Back to the settings."""
        self.dismiss(None)


def _doings(standing: Standing) -> list[tuple[str, str]]:
    """What can be done, as the vault stands and the rules allow."""
    rule, phrase = standing.rules.key, "passphrase" in standing.ways
    doings = [("lock", "Lås nu")]
    if phrase:
        doings.append(("change", "Byt lösenfras"))
    elif rule != "keystore":
        doings.append(("passphrase", "Lås med en lösenfras"))
    if "keystore" not in standing.ways and rule != "passphrase" and standing.key_store:
        doings.append(("keystore", "Lägg nyckeln i datorns nyckelring"))
    made = "recovery" in standing.ways
    doings.append(("recovery", "Gör en ny återställningsnyckel" if made else "Gör en återställningsnyckel"))
    return doings
