"""The text blocks: chosen to be inserted, and made, changed and taken away."""

from __future__ import annotations

from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.journal.text_block import TextBlock
from dictate.tui.ask import Ask
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Dialog, Page
from dictate.tui.rows import Cell, Column, Row, RowList


class TextBlocksPage(Page[None]):
    """Lists the blocks, and makes, changes and removes the own ones."""

    HELP = (
        "Ett textblock är en standardfras som du ofta behöver. Säg ”infoga” och dess namn medan du dikterar, eller "
        "hämta det med H i granskningen och F4 när du skriver.\n\n"
        "N gör ett nytt, Enter ändrar det du står på. De som följer med programmet kan du ändra; då gäller din text. "
        "Ett textblock får inte innehålla något om en person."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n,N", "new", "Nytt textblock"),
        Binding("enter", "change", "Ändra"),
        Binding("delete", "remove", "Ta bort"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._blocks: tuple[TextBlock, ...] = ()
        self._own: tuple[TextBlock, ...] = ()

    def body(self) -> ComposeResult:
        yield Static("Textblock", classes="lead")
        yield RowList((Column(widest=28), Column(fills=True), Column(needs=70)))
        yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self.title_bar("Textblock", "säg ”infoga” och namnet")
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self, here: str = "") -> None:
        blocks = self.dictate.application.text_blocks
        try:
            self._blocks, self._own = blocks.all(), blocks.own()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.query_one(RowList).show([_row(one, own=one in self._own) for one in self._blocks], here)
        self._tell()

    def _present(self) -> TextBlock | None:
        key = self.query_one(RowList).key
        return next((one for one in self._blocks if one.names[0] == key), None)

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        block = self._present()
        also = f"Sägs också: {', '.join(block.names[1:])}.\n" if block and len(block.names) > 1 else ""
        self.query_one("#told", Static).update(f"{also}{block.text}" if block else "")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "remove":
            return self._present() in self._own or None
        return True if action != "change" or self._blocks else None

    def action_new(self) -> None:
        """Asks for a name and a text."""
        self.app.push_screen(_box(None), lambda answers: self._keep(answers, None))

    def on_row_list_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Asks for another text; one that comes with the program gets an own one in its place."""
        block = self._present()
        if block:
            self.app.push_screen(_box(block), lambda answers: self._keep(answers, block))

    def _keep(self, answers: tuple[str, ...] | None, before: TextBlock | None) -> None:
        if not answers:
            return
        block = TextBlock(tuple(name.strip() for name in answers[0].split(",") if name.strip()), answers[1])
        try:
            self.dictate.application.text_blocks.save(block, before)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say("Sparat.")
        self._draw(block.names[0])

    def action_remove(self) -> None:
        """Asks, then takes it away."""
        block = self._present()
        if block in self._own:
            question = f"Textblocket {block.names[0]} tas bort. Anteckningarna ändras inte.\n\nTa bort det?"
            self.app.push_screen(Ask("Ta bort textblocket", question), lambda yes: self._removed(block, yes))

    def _removed(self, block: TextBlock, yes: bool | None) -> None:
        try:
            if yes:
                self.dictate.application.text_blocks.remove(block)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._draw()

    def action_back(self) -> None:
        self.dismiss(None)


class ChooseBlock(Dialog[str]):
    """Gives the text of the block that is chosen, or None."""

    HELP = "Välj ett textblock med pilarna eller dess siffra. Egna textblock gör du under Inställningar."
    TITLE = "Hämta textblock"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "digit(1)", "Välj direkt", key_display="1–9"),
        *(Binding(str(number), f"digit({number})", "Välj direkt", show=False) for number in range(2, 10)),
        Binding("enter", "take", "Hämta"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._blocks: tuple[TextBlock, ...] = ()

    def body(self) -> ComposeResult:
        yield RowList((Column(), Column(widest=28), Column(fills=True)), one_click=True)

    def on_mount(self) -> None:
        super().on_mount()
        try:
            self._blocks = self.dictate.application.text_blocks.all()
        except DictateError as error:
            self.say(str(error), wrong=True)
        self.refresh_bindings()
        cells = [(str(at) if at < 10 else "", one) for at, one in enumerate(self._blocks, 1)]
        self.query_one(RowList).show(
            [Row(one.names[0], (Cell(at, "strong"), Cell(one.names[0]), Cell(one.text, "quiet"))) for at, one in cells]
        )
        self.query_one(RowList).focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The digits that a row stands under."""
        return action != "digit" or cast(int, parameters[0]) <= len(self._blocks)

    def action_digit(self, number: int) -> None:
        """Gives the block under that digit."""
        if number <= len(self._blocks):
            self.dismiss(self._blocks[number - 1].text)

    def on_row_list_chosen(self) -> None:
        self.action_take()

    def action_take(self) -> None:
        """Gives the present one."""
        key = self.query_one(RowList).key
        self.dismiss(next((one.text for one in self._blocks if one.names[0] == key), None))


def _box(block: TextBlock | None) -> Lines:
    lines = [
        Line(
            "Namn",
            ", ".join(block.names) if block else "",
            "sekretess",
            required=True,
            told="Det du säger efter infoga.",
        ),
        Line("Text", block.text if block else "", required=True, told="Så som det ska stå i anteckningen."),
    ]
    return Lines("Ändra textblock" if block else "Nytt textblock", lines)


def _row(block: TextBlock, *, own: bool) -> Row:
    return Row(
        block.names[0],
        (Cell(block.names[0]), Cell(block.text, "quiet"), Cell("eget" if own else "följer med programmet", "quiet")),
    )
