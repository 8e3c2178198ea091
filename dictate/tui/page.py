"""What every screen has: a line that says where you are, the keys that work, help, and a place for what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar, cast

from rich.cells import cell_len, set_cell_size
from rich.console import RenderableType
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, Static, TextArea

from dictate.errors import DictateError
from dictate.tui.beneath import Beneath
from dictate.tui.cursor import lead_to_focus
from dictate.tui.keybar import KeyBar
from dictate.tui.running_task import RunningTask

if TYPE_CHECKING:
    from dictate.tui.app import DictateApp

Result = TypeVar("Result")
_WIDEST = 200
"""Cells: the two columns of the review and of the export, with room around them."""


_LOW = 18
"""Lines of a window; in a lower one the room between things, and keys that F1 tells of, give way to the text."""

_LEAST = 12
"""Cells of the name of a screen that are left in the narrowest window."""


class Notice(Static):
    """One sentence in its place on the screen; nothing pops up and nothing goes away before the next key."""

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Shows the sentence; an empty one takes the line away."""
        self.set_class(wrong, "-wrong")
        self.display = bool(sentence)
        self.update(Content(f"{'! ' if wrong else ''}{sentence}"))


class TitleBar(Static):
    """Where you are to the left, what is worth knowing to the right."""

    def __init__(self) -> None:
        super().__init__()
        self._left = self._more = self._right = self._short = ""

    def show(self, left: str, right: str = "", short: str = "", more: str = "") -> None:
        """Changes the line; `short` stands to the right where `right` has no room, `more` to the left where it has."""
        self._left, self._right, self._short, self._more = left, right, short or right, more
        self.refresh()

    def render(self) -> Content:
        """Both sides, as far apart as the line is long."""
        width = self.content_size.width
        right = self._right if cell_len(self._left) + 2 + cell_len(self._right) <= width else self._short
        left = f"{self._left} · {self._more}" if self._more else self._left
        left = left if cell_len(left) + 2 + cell_len(right) <= width else self._left
        left = _cut(left, max(_LEAST, width - 2 - cell_len(right)))  # what goes on is worth more than a long name
        right = _cut(right, width - 2 - cell_len(left))
        return Content.assemble((left, "bold"), " " * max(2, width - cell_len(left) - cell_len(right)), right)


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 1 else ""


def be_still(screen: Page[Any] | Dialog[Any]) -> None:
    """Stops what blinks, where the user has asked for less movement."""
    if screen.dictate.application.settings.still:
        for box in (*screen.query(Input), *screen.query(TextArea)):
            box.cursor_blink = False


class _Spoken(Screen[Result]):
    """What pages and boxes share: the program they belong to, and a line above the keys where they speak."""

    EXPLAINED: ClassVar[bool] = True
    """Whether F1 opens the help over it."""
    AT_ONCE: ClassVar[bool] = True
    """Whether it takes keys as soon as it stands; one that does not says itself when."""
    ready = False
    """Whether it takes keys: those that come earlier are kept for it."""

    @cached_property
    def dictate(self) -> DictateApp:
        """The program that the screen belongs to; known from the first, since threads ask when it may be gone."""
        return cast("DictateApp", self.app)

    def be_ready(self) -> None:
        """Takes the keys that came early, and all from here on."""
        self.ready = True
        self.dictate.early_keys.go_on()

    def on_screen_resume(self) -> None:
        """Suits the window at once; a screen reader is led to what has come up, or come back from under a box."""
        self._set_breakpoint_classes(self.app.size)
        if self.AT_ONCE:
            self.be_ready()
        self._lead()

    def on_descendant_focus(self) -> None:
        self._lead()

    def _screen_resized(self, size: Size) -> None:
        # Textual tells a box, and what it covers, of the size that they have already been laid out for.
        if size != self._size:
            super()._screen_resized(size)

    def _set_breakpoint_classes(self, size: Size) -> None:
        # Textual sets them after the first drawing of a screen, which would then be laid out and drawn once more.
        across, down = self.HORIZONTAL_BREAKPOINTS or (), self.VERTICAL_BREAKPOINTS or ()
        for length, breakpoints in ((size.width, across), (size.height, down)):
            reached = max((least for least, _ in breakpoints if least <= length), default=None)
            self.update_classes({name: least == reached for least, name in breakpoints}, update=False)

    def _lead(self) -> None:
        if self.dictate.linear:
            self.call_after_refresh(lead_to_focus, self)

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Says something in the line above the keys."""
        self.query_one(Notice).say(sentence, wrong=wrong)

    def attempt(self, work: Callable[[], object]) -> bool:
        """Does the work, or says what stops it. Gives whether it was done."""
        try:
            work()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return False
        return True


class Page(_Spoken[Result]):
    """A screen of its own. `HELP` is what F1 says of it, in a few sentences."""

    HELP: ClassVar[str] = ""
    TIMED: ClassVar[bool] = True
    """Whether F8 opens the registration of working time over it."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (104, "-wide")]  # noqa: RUF012 - as Textual declares them
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (_LOW, "-low"), (32, "-high")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Vertical(id="body"):
            yield from self.body()
        with Vertical(id="foot"):
            yield Notice()
            yield RunningTask()
            yield KeyBar()

    def on_mount(self) -> None:
        be_still(self)

    def on_resize(self) -> None:
        """On a very wide screen the page is a column in the middle: nobody reads from one wall to the other."""
        spare = max(0, self.app.size.width - _WIDEST)
        self.styles.padding = (0, spare - spare // 2, 0, spare // 2)
        for bar in self.query(KeyBar):  # how many keys there is room for is known when the sizes are
            self.call_after_refresh(bar.fit)

    def body(self) -> ComposeResult:
        """What stands between the title and the keys."""
        yield from ()

    def title_bar(self, left: str, right: str = "", short: str = "", more: str = "") -> None:
        """Changes the first line, as `TitleBar.show`."""
        self.query_one(TitleBar).show(left, right, short, more)


class Dialog(_Spoken[Result], ModalScreen[Result]):
    """A box over the screen with its own keys; Esc always goes back."""

    HELP: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Tillbaka")]
    VERTICAL_BREAKPOINTS = [(0, "-cramped"), (_LOW, "-roomy")]  # noqa: RUF012
    _beneath: Beneath | None = None
    """The screen that the box covers, kept until something in it changes."""

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield from self.body()
            with Vertical(id="box-foot"):  # stays in sight when the rest has to be scrolled
                yield Notice()
                yield KeyBar()

    def on_mount(self) -> None:
        self.query_one("#box").border_title = self.heading()
        be_still(self)

    def render(self) -> RenderableType:
        """The screen beneath."""
        covered = super().render()
        if not isinstance(covered, BackgroundScreen):
            return covered
        if self._beneath is None or not self._beneath.still(covered):
            self._beneath = Beneath(covered)
        return cast("RenderableType", self._beneath)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draws anew; `regions` come from the screen beneath, and tell where it has changed."""
        if regions:
            self._beneath = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_screen_suspend(self) -> None:
        """While another box lies over this one, what is beneath may change unseen."""
        self._beneath = None

    def heading(self) -> str:
        """The title in the frame."""
        return self.TITLE

    def body(self) -> ComposeResult:
        """What stands in the box."""
        yield from ()

    def action_back(self) -> None:
        """Goes back without doing anything."""
        self.dismiss(None)
