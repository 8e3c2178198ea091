"""Changing the words of a sentence, with what was said in sight; also where a sentence is cut in two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static, TextArea

from dictate.journal.note import Sentence
from dictate.tui.drafts import Draft
from dictate.tui.page import Dialog
from dictate.tui.sentence_box import SentenceBox


class EditSentence(SentenceBox[str]):
    """Gives the new wording, or None."""

    HELP = (
        "Ändra meningen och tryck Enter. Det som sades finns alltid kvar och visas under rutan. "
        "Ny text söks igenom efter personuppgifter."
    )
    TITLE = "Ändra meningen"
    EMPTY = "En mening kan inte vara tom. Gå tillbaka med Esc och tryck Del för att ta bort den."
    UNSAVED = "Du har ändrat texten. Enter sparar; Esc en gång till lämnar meningen som den var."
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Spara"),
        Binding("f2", "original", "Hämta det som sades"),
        Binding("f4", "fetch", "Textblock"),
    ]

    def __init__(self, sentence: Sentence, draft: Draft | None = None, *, alone: bool = True) -> None:
        """`draft` is what was written of it before and never finished.

        Where others see the screen (not `alone`) what was said is not shown: it may hold what was taken out of it.
        """
        super().__init__(sentence.text, draft)
        self._sentence = sentence
        self._alone = alone

    def body(self) -> ComposeResult:
        yield self.area()
        if not self._alone:
            return
        yield Static("Så sades det:" if self._sentence.original else "Skriven för hand.", classes="quiet")
        yield Static(self._sentence.original, markup=False, id="original")

    def on_mount(self) -> None:
        super().on_mount()
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)
        if area.text != self._sentence.text:
            self.say("Det här skrev du senast utan att spara. Enter sparar det.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return (self._alone and bool(self._sentence.original)) or action != "original"

    def action_original(self) -> None:
        """Puts back what was said."""
        self.query_one(TextArea).text = self._sentence.original

    def result(self, text: str) -> str:
        """The new wording."""
        return text


class SplitSentence(Dialog[int]):
    """Gives the place of the cut (characters), or None."""

    HELP = "Gå med pilarna till det ord som ska börja den nya meningen och tryck Enter."
    TITLE = "Dela meningen"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "Dela här"),
        Binding("right", "word(1)", "Nästa ord"),
        Binding("left", "word(-1)", "Förra ordet"),
    ]

    def __init__(self, text: str, cuts: Sequence[int]) -> None:
        """`cuts` are the places (characters) where the text may be cut, at least one."""
        super().__init__()
        self._text, self._starts = text, tuple(cuts)
        self._chosen = len(self._starts) // 2

    def body(self) -> ComposeResult:
        yield Static(id="first")
        yield Static("─── här delas den ───", classes="quiet")
        yield Static(id="second")

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()

    def _draw(self) -> None:
        from textual.content import Content

        cut = self._starts[self._chosen]
        self.query_one("#first", Static).update(Content(self._text[:cut].rstrip()))
        self.query_one("#second", Static).update(Content(self._text[cut:]))

    def action_word(self, step: int) -> None:
        """Moves the cut one word."""
        self._chosen = max(0, min(len(self._starts) - 1, self._chosen + step))
        self._draw()

    def action_accept(self) -> None:
        """Gives the cut."""
        self.dismiss(self._starts[self._chosen])
