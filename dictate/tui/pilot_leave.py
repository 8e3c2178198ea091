"""The pilot file leaves: first everything that stands in it, in plain words; then a yes; then where it goes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.export.files import OutputExists
from dictate.pilot.collecting import file_name
from dictate.pilot.pilot_file import PilotFile
from dictate.tui.ask import Ask
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.phrases import place
from dictate.tui.rows import Cell, Column, Row, RowList


class PilotLeave(Page[None]):
    """Shows the whole file. J is the yes; before it nothing is written."""

    HELP = (
        "Här står allt som finns i mätfilen, med vanliga ord. Bläddra med pilarna. J skriver filen, signerad med den "
        "här datorns nyckel så att ingen kan ändra den utan att det syns. Filen skickas ingenstans: du lämnar den "
        "själv till den som samlar in dem.\n\nLämnar du en ny fil senare ersätter den de tidigare."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,J", "yes", "Ja, skriv filen"),
        Binding("escape", "back", "Nej, tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._file: PilotFile | None = None
        self._written = False

    def body(self) -> ComposeResult:
        yield RowList((Column(fills=True),), id="words")
        yield Static(id="whole", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.title_bar("Lämna mätfil", "inget är skrivet än")
        self.query_one(RowList).focus()
        self.call_after_refresh(self._look)

    def _look(self) -> None:
        application = self.dictate.application
        try:
            pilot = application.pilot
            self._file = pilot.collect()
            titles = {name: template.title for name, template in application.templates.items()}
            lines = pilot.plain_words(self._file, titles)
        except DictateError as error:
            self.say(str(error), wrong=True)
            self.refresh_bindings()
            return
        self._lines = tuple(lines)
        self._draw()
        self.refresh_bindings()

    def _draw(self) -> None:
        """One row a line as wide as the screen, so that nothing of the file is cut off."""
        width = max(30, self.query_one(RowList).size.width - 6)
        rows = [
            Row(f"{number}.{part}", (Cell(text),))
            for number, line in enumerate(self._lines)
            for part, text in enumerate(_wrapped(line, width))
        ]
        self.query_one(RowList).show(rows)
        self.query_one("#whole", Static).update("Läs igenom. Vill du lämna det här? J eller Esc.")

    def on_resize(self) -> None:
        if self._file is not None:
            self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "yes":
            return (self._file is not None and not self._written) or None
        return True

    def action_yes(self) -> None:
        """Asks where the file shall lie."""
        import platformdirs

        assert self._file is not None
        documents = Path(platformdirs.user_documents_dir())
        folder = documents if documents.is_dir() else Path.home()
        line = Line("Fil", str(folder / file_name(self._file)), "", required=True, told="Mappen måste finnas.")
        self.app.push_screen(Lines("Var ska mätfilen ligga?", [line]), self._to)

    def _to(self, given: tuple[str, ...] | None) -> None:
        if given:
            path = Path(given[0]).expanduser()
            self._write(path if path.suffix else path.with_suffix(".json"))

    def _write(self, path: Path, *, replace: bool = False) -> None:
        assert self._file is not None
        try:
            self.dictate.application.pilot.leave(self._file, path, replace=replace)
        except OutputExists:
            question = f"{path.name} finns redan i {place(path.parent)}.\n\nErsätta den?"
            self.app.push_screen(
                Ask("Filen finns", question), lambda yes: self._write(path, replace=True) if yes else None
            )
            return
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._written = True
        self.title_bar("Lämna mätfil", "skriven och signerad")
        self.query_one("#whole", Static).update(
            f"✓ Filen ligger i {place(path)}. Lämna den till den som samlar in dem."
        )
        self.refresh_bindings()

    def action_back(self) -> None:
        self.dismiss(None)


def _wrapped(line: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(line, width, subsequent_indent="    ") or [""]
