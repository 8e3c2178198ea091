"""The first screen: the notes on this computer, and the ways to begin a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.ask import Ask
from dictate.tui.page import Page
from dictate.tui.phrases import age, clock, count, day, moment
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.store import Entry

_EMPTY = (
    "Här kommer dina anteckningar att stå.\n\n"
    "Tryck N för att göra en anteckning av en ljudfil,\n"
    "eller T för att klistra in text.\n\n"
    "F1 visar hjälp på varje skärm."
)


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left to do with a note: in words, with a shape and a tone."""

    shape: str
    words: str
    tone: str


def remains(entry: Entry) -> Remains:
    """What is left to do with a note."""
    if entry.undecided:
        return Remains("◆", f"{entry.undecided} fynd kvar", "todo")
    if not entry.exported_at:
        return Remains("✓", "klar för export", "ready")
    if entry.exported_at < entry.changed_at:
        return Remains("✓", "ändrad sedan", "ready")
    return Remains("●", "exporterad", "done")


class Home(Page[None]):
    """The list of notes and one line that says what the program does with them."""

    HELP = (
        "Här står anteckningarna som finns på den här datorn. Enter öppnar den markerade. N gör en ny anteckning av en "
        "ljudfil, T av text som du klistrar in.\n\n"
        "Allt sparas krypterat medan du arbetar. Du behöver aldrig spara själv, och inget försvinner när du går "
        "tillbaka eller stänger fönstret."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "from_sound", "Ny från ljudfil"),
        Binding("t,T", "from_text", "Klistra in"),
        Binding("enter", "open", "Öppna"),
        Binding("delete", "remove", "Ta bort"),
        Binding("q,Q", "app.leave", "Avsluta"),
    ]

    def body(self) -> ComposeResult:
        yield Static("Anteckningar", id="lead", classes="lead")
        yield RowList((Column(), Column(fills=True, needs=0), Column(), Column(needs=60), Column()), id="notes")
        with Vertical(id="empty"):
            yield Static(_EMPTY)
        yield Static(id="trust")

    def on_mount(self) -> None:
        author = self.dictate.application.settings
        unit = " · ".join(part for part in (author.letterhead.organisation, author.letterhead.unit) if part)
        self.title_bar("Dictate", unit)
        self.query_one("#empty").display = False
        self.tell_model("")
        self.query_one(RowList).focus()
        self.call_after_refresh(self.reload)

    def on_screen_resume(self) -> None:
        if self.query_one(RowList).rows:
            self.reload()

    def reload(self, here: str = "") -> None:
        """Reads the list again; the note `here` becomes the present one."""
        try:
            entries = self.dictate.application.entries()
            titles = {name: template.title for name, template in self.dictate.application.templates.items()}
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        now = self.dictate.application.clock()
        self.query_one(RowList).show(
            [_row(entry, titles.get(entry.template, entry.template), now) for entry in entries], here
        )
        self.query_one(RowList).display = bool(entries)
        self.query_one("#empty").display = not entries
        waiting = sum(remains(entry).tone != "done" for entry in entries)
        left = f"{count(waiting, 'anteckning', 'anteckningar')} att göra klar" if waiting else "Inget väntar på dig"
        self.query_one("#lead", Static).update(left if entries else "Välkommen")
        if self.query_one(RowList).display:
            self.query_one(RowList).focus()
        self.refresh_bindings()

    def tell_model(self, state: str) -> None:
        """The line of trust; `state` is how the speech model stands, empty while nobody has looked."""
        model = f"talmodell {self.dictate.application.settings.model}{state}"
        self.query_one("#trust", Static).update(f"● Lokalt   ● Krypterat   ● Inget nätverk   ● {model.capitalize()}")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a note there is nothing to open or take away."""
        if action in ("open", "remove") and not self.query_one(RowList).rows:
            return None
        return True

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens the present note for review."""
        self.dictate.open_note(self.query_one(RowList).key)

    def action_from_sound(self) -> None:
        """Begins a note from a sound file."""
        self.dictate.begin_from_sound()

    def action_from_text(self) -> None:
        """Begins a note from text."""
        self.dictate.begin_from_text()

    def action_remove(self) -> None:
        """Asks, then takes the note away for good."""
        key = self.query_one(RowList).key
        entry = next(entry for entry in self.dictate.application.entries() if entry.id == key)
        now = self.dictate.application.clock()
        when = moment(entry.created_at).astimezone(now.tzinfo)
        title = self.dictate.application.template(entry.template).title
        left = "" if entry.exported_at else "\nDen är inte exporterad."
        question = f"{title} {day(when, now)} {clock(when)} raderas helt och kan inte återskapas.{left}\n\nTa bort den?"
        self.app.push_screen(Ask("Ta bort anteckningen", question), lambda yes: self._removed(key) if yes else None)

    def _removed(self, key: str) -> None:
        try:
            self.dictate.application.store.remove(key)
        except DictateError as error:
            self.say(str(error), wrong=True)
        self.reload()


def _row(entry: Entry, title: str, now: datetime) -> Row:
    when = moment(entry.created_at).astimezone(now.tzinfo)
    state = remains(entry)
    return Row(
        entry.id,
        (
            Cell(state.shape, state.tone),
            Cell(title, "quiet" if state.tone == "done" else "plain"),
            Cell(f"{day(when, now)} {clock(when)}", "quiet"),
            Cell(age(when, now), "quiet"),
            Cell(state.words, state.tone),
        ),
    )
