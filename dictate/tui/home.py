"""The first screen: the notes on this computer, and the ways to begin a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from dictate.audio.recovery import Recovered
from dictate.errors import DictateError
from dictate.tui.ask import Ask
from dictate.tui.page import Page
from dictate.tui.phrases import age, clock, count, day, moment
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.unfinished import Unfinished, offer, when
from dictate.vault.store import Entry

_EMPTY = (
    "Här kommer dina anteckningar att stå.\n\n"
    "Tryck D och börja tala, så blir det en anteckning.\n"
    "Första gången: P låter dig prova mikrofonen med en text att läsa högt.\n\n"
    "N gör en anteckning av en ljudfil, T av text som du klistrar in.\n"
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
        "Här står anteckningarna som finns på den här datorn. Enter öppnar den markerade. D börjar spela in genast och "
        "skriver medan du talar. N gör en ny anteckning av en ljudfil, T av text som du klistrar in. P är en "
        "provläsning som visar hur bra programmet förstår dig. Avbröts en diktering tar Å hand om den.\n\n"
        "Allt sparas krypterat medan du arbetar. Du behöver aldrig spara själv, och inget försvinner när du går "
        "tillbaka eller stänger fönstret."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d,D", "dictate", "Diktera nu"),
        Binding("n,N", "from_sound", "Ny från ljudfil"),
        Binding("t,T", "from_text", "Klistra in"),
        Binding("enter", "open", "Öppna"),
        Binding("delete", "remove", "Ta bort"),
        Binding("å,Å", "unfinished", "Avbruten diktering", key_display="Å"),
        Binding("p,P", "practice", "Provläs"),
        Binding("ä,Ä", "cases", "Ärenden", key_display="Ä"),
        Binding("i,I", "settings", "Inställningar"),
        Binding("q,Q", "app.leave", "Avsluta"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._unfinished: tuple[Recovered, ...] = ()

    def body(self) -> ComposeResult:
        yield Static(id="unfinished", markup=False)
        yield Static("Anteckningar", id="lead", classes="lead")
        yield RowList((Column(), Column(fills=True, needs=0), Column(), Column(needs=60), Column()), id="notes")
        with Vertical(id="empty"):
            yield Static(_EMPTY)
        yield Static(id="trust")

    def on_mount(self) -> None:
        self._draw_title()
        self.query_one("#empty").display = False
        self.tell_model("")
        self.query_one(RowList).focus()
        self.call_after_refresh(self.reload)

    def on_screen_resume(self) -> None:
        if self.query_one(RowList).rows or self._unfinished:
            self.reload()

    def reload(self, here: str = "") -> None:
        """Reads the list again; the note `here` becomes the present one."""
        try:
            entries = self.dictate.application.entries()
            self._unfinished = self.dictate.application.sounds.unfinished()
            titles = {name: template.title for name, template in self.dictate.application.templates.items()}
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        now = self.dictate.application.clock()
        told = offer(self._unfinished, now)
        self.query_one("#unfinished").display = bool(told)
        self.query_one("#unfinished", Static).update(Content.styled(f"▲ {told}", "bold $accent"))
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
        if action == "unfinished":
            return bool(self._unfinished)
        return True

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens the present note for review."""
        self.dictate.open_note(self.query_one(RowList).key)

    def action_dictate(self) -> None:
        """Begins to dictate at once."""
        self.dictate.dictate_now()

    def _draw_title(self) -> None:
        head = self.dictate.application.settings.letterhead
        self.title_bar("Dictate", " · ".join(part for part in (head.organisation, head.unit) if part))

    def action_cases(self) -> None:
        """The cases and who is in them."""
        from dictate.tui.cases import Cases

        self.app.push_screen(Cases(), lambda _: self.reload())

    def action_settings(self) -> None:
        """What the user has chosen."""
        from dictate.tui.settings_page import SettingsPage

        self.app.push_screen(SettingsPage(), self._settled)

    def _settled(self, _: None) -> None:
        self._draw_title()
        self.tell_model("")

    def action_practice(self) -> None:
        """Reads a text aloud and shows how well the program understood."""
        from dictate.tui.practice import Practice

        self.app.push_screen(Practice())

    def action_unfinished(self) -> None:
        """Asks what shall become of the dictation that was broken off last."""
        found = self._unfinished[0]
        box = Unfinished(found, when(found, self.dictate.application.clock()))
        self.app.push_screen(box, lambda answer: self._take_up(found.recording, answer))

    def _take_up(self, recording: str, answer: str | None) -> None:
        if answer == "carry_on":
            self.dictate.dictate_now(carry_on=recording)
        elif answer == "write":
            self.dictate.write_out(recording)
        elif answer == "remove":
            question = "Dikteringen förstörs och kan inte återskapas. Den är inte utskriven.\n\nRadera den?"
            self.app.push_screen(Ask("Radera dikteringen", question), lambda yes: self._shred(recording, yes))

    def _shred(self, recording: str, yes: bool | None) -> None:
        try:
            if yes:
                self.dictate.application.sounds.shred(recording)
        except DictateError as error:
            self.say(str(error), wrong=True)
        self.reload()

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
        at = moment(entry.created_at).astimezone(now.tzinfo)
        title = self.dictate.application.template(entry.template).title
        left = "" if entry.exported_at else "\nDen är inte exporterad."
        what = f"{title} {day(at, now)} {clock(at)}"
        question = f"{what} raderas helt, ljudet också, och kan inte återskapas.{left}\n\nTa bort den?"
        self.app.push_screen(Ask("Ta bort anteckningen", question), lambda yes: self._removed(key) if yes else None)

    def _removed(self, key: str) -> None:
        try:
            self.dictate.application.remove_note(key)
        except DictateError as error:
            self.say(str(error), wrong=True)
        self.reload()


def _row(entry: Entry, title: str, now: datetime) -> Row:
    at = moment(entry.created_at).astimezone(now.tzinfo)
    state = remains(entry)
    return Row(
        entry.id,
        (
            Cell(state.shape, state.tone),
            Cell(title, "quiet" if state.tone == "done" else "plain"),
            Cell(f"{day(at, now)} {clock(at)}", "quiet"),
            Cell(age(at, now), "quiet"),
            Cell(state.words, state.tone),
        ),
    )
