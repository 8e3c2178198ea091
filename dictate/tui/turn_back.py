"""After the shared screen: nothing of the note is shown until the one who writes it has the screen to itself again."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.tui.page import Page


class TurnBack(Page[bool]):
    """Gives True when the ordinary screen may be shown, None to go on together."""

    HELP = (
        "Ni har läst eller skrivit tillsammans. Nästa skärm visar hela anteckningen, med allas namn. Vänd skärmen mot "
        "dig innan du trycker Enter."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "show", "Visa allt"),
        Binding("escape", "back", "Fortsätt tillsammans"),
    ]

    def __init__(self, *, over: bool = False) -> None:
        """`over` is where there is nothing to go back to: all has been read."""
        super().__init__()
        self._over = over

    def body(self) -> ComposeResult:
        first = "Nu har ni läst färdigt." if self._over else "Vänta lite."
        yield Static(f"{first}\n\nVänd skärmen mot dig. Enter visar allt igen, med allas namn.", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.title_bar("Tillsammans")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return not (action == "back" and self._over)

    def action_show(self) -> None:
        """The ordinary screen."""
        self.dismiss(True)

    def action_back(self) -> None:
        """Goes on together."""
        self.dismiss(None)
