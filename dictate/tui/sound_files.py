"""Choosing a sound file: folders and sound files alone, the newest first; a path can be typed or dropped in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, Static

from dictate.tui.page import Page
from dictate.tui.phrases import age, place
from dictate.tui.rows import Cell, Column, Row, RowList

SOUND = frozenset({".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".wma", ".mp4", ".webm"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder or a sound file; `changed` is seconds since 1970, `size` bytes."""

    path: Path
    folder: bool
    changed: float = 0.0
    size: int = 0


def listed(folder: Path) -> tuple[Entry, ...]:
    """What can be chosen in a folder: its folders by name, then its sound files, newest first. Raises OSError."""
    folders, sounds = [], []
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        try:
            if path.is_dir():
                folders.append(Entry(path, True))
            elif path.suffix.lower() in SOUND:
                stat = path.stat()
                sounds.append(Entry(path, False, stat.st_mtime, stat.st_size))
        except OSError:
            continue  # a file that went away or may not be seen is not offered
    folders.sort(key=lambda entry: entry.path.name.casefold())
    sounds.sort(key=lambda entry: -entry.changed)
    return (*sounds, *folders)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The file, and whether several people speak in it."""

    path: Path
    several: bool = False


class SearchInput(Input):
    """An input where Backspace in the empty box goes to the folder above."""

    def action_delete_left(self) -> None:
        if self.value:
            super().action_delete_left()
        elif isinstance(self.screen, SoundFiles):
            self.screen.action_above()


class SoundFiles(Page[Chosen]):
    """Gives the file and whether several speak in it, or None."""

    HELP = (
        "Här visas mappar och ljudfiler (wav, flac, mp3, m4a, ogg, opus). Nyaste ljudfilen står först. Pilar och Enter "
        "väljer, Backsteg går till mappen ovanför. Skriv i rutan för att söka i mappen, eller dra in en fil i "
        "fönstret så att dess sökväg hamnar där.\n\n"
        "Är det ett inspelat samtal trycker du F3: Flera talar. Då skiljs rösterna åt när talet är utskrivet, och du "
        "säger en gång vem varje röst är. Det barnet säger hamnar under Barnets röst."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Öppna"),
        Binding("down", "move(1)", "Nedåt i listan", show=False),
        Binding("up", "move(-1)", "Uppåt i listan", show=False),
        Binding("pagedown", "page(1)", "En sida ned", show=False),
        Binding("pageup", "page(-1)", "En sida upp", show=False),
        Binding("backspace", "above", "Mappen ovanför"),
        Binding("f3", "several", "Flera talar"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(
        self, template: str, start: Path, clock: Callable[[], datetime], step: str = "", several: bool = False
    ) -> None:
        """`step` tells how far the new note has come, "steg 2 av 2"; `several` that several people speak."""
        super().__init__()
        self._several = several
        self._step = step
        self._template, self.folder, self._clock = template, start, clock
        self._entries: tuple[Entry, ...] = ()

    def body(self) -> ComposeResult:
        yield Static("Vilken ljudfil?", classes="lead")
        yield SearchInput(placeholder="Skriv för att söka i mappen, eller en hel sökväg")
        yield Static(id="where", markup=False)
        yield Static(id="several")
        yield RowList((Column(), Column(fills=True), Column(), Column(needs=60)), one_click=True)

    def on_mount(self) -> None:
        self.title_bar(f"{self._template} från ljudfil", self._step)
        self.query_one(RowList).can_focus = False
        self.query_one(Input).focus()
        self._draw_several()
        self._open(self.folder)

    def _open(self, folder: Path) -> None:
        try:
            self._entries = listed(folder)
        except OSError:
            self.say(f"Mappen {place(folder)} kan inte öppnas. Välj en annan.", wrong=True)
            return
        self.folder = folder
        self.say("")
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self._draw()

    def _draw(self) -> None:
        wanted = self.query_one(Input).value.strip().casefold()
        shown = [entry for entry in self._entries if wanted in entry.path.name.casefold()]
        now = self._clock()
        rows = [_row(entry, now) for entry in shown]
        if self.folder.parent != self.folder and not wanted:
            rows.append(Row("..", (Cell("↑", "quiet"), Cell("Mappen ovanför", "quiet"), Cell(""), Cell(""))))
        sounds = sum(not entry.folder for entry in self._entries)
        told = f"{sounds} ljudfiler" if sounds != 1 else "1 ljudfil"
        self.query_one("#where", Static).update(f"{place(self.folder)}   {told if sounds else 'inga ljudfiler här'}")
        self.query_one(RowList).show(rows, rows[0].key if rows else "")

    @on(Input.Changed)
    def _typed(self) -> None:
        self.say("")
        self._draw()

    @on(Input.Submitted)
    def action_take(self) -> None:
        """Opens the typed path, or the present row."""
        typed = _as_path(self.query_one(Input).value)
        if typed is not None:
            self._take(typed)
        elif key := self.query_one(RowList).key:
            self._take(self.folder.parent if key == ".." else Path(key))
        else:
            self.say("Inget i mappen heter så. Sudda i rutan för att se allt.", wrong=True)

    def _take(self, path: Path) -> None:
        if path.is_dir():
            self._open(path)
        elif path.is_file():
            self.dictate.sound_folder = path.parent
            self.dismiss(Chosen(path, self._several))
        else:
            self.say(f"Det finns ingen fil {path.name} där. Kontrollera sökvägen.", wrong=True)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self._take(self.folder.parent if event.key == ".." else Path(event.key))

    def action_move(self, step: int) -> None:
        self.query_one(RowList).action_move(step)

    def action_page(self, step: int) -> None:
        self.query_one(RowList).action_page(step)

    def action_several(self) -> None:
        """Says that several people speak in the file, or that one does; refused where voices can't be told apart."""
        if self._several or self.attempt(self.dictate.application.recogniser.check_speakers):
            self._several = not self._several
            self.say("")
            self._draw_several()

    def _draw_several(self) -> None:
        if self._several:
            told = Content.assemble(("● Flera talar: ja. ", "bold $primary"), "Du säger sedan vem varje röst är.")
        else:
            told = Content.styled("○ Flera talar: nej. F3 skiljer rösterna åt i ett samtal.", "$quiet")
        self.query_one("#several", Static).update(told)

    def action_above(self) -> None:
        """Shows the folder that this one lies in."""
        self._open(self.folder.parent)

    def action_back(self) -> None:
        self.dismiss(None)


def _row(entry: Entry, now: datetime) -> Row:
    if entry.folder:
        return Row(
            str(entry.path), (Cell("›", "quiet"), Cell(entry.path.name, "quiet"), Cell("mapp", "quiet"), Cell(""))
        )
    changed = datetime.fromtimestamp(entry.changed, tz=now.tzinfo)
    size = f"{entry.size / 1e6:.1f} MB".replace(".", ",")
    cells = (Cell("♪", "strong"), Cell(entry.path.name), Cell(size, "quiet"), Cell(age(changed, now), "quiet"))
    return Row(str(entry.path), cells)


def _as_path(typed: str) -> Path | None:
    """The path that was typed, or dropped into the window with quotes; None when it is only a word to look for."""
    clean = typed.strip().strip("'\"").removeprefix("file://")
    if clean.startswith("~"):
        return Path(clean).expanduser()
    path = Path(clean)
    return path if clean and path.is_absolute() else None
