"""The shared screen: the note read aloud with a child or a parent, one large sentence at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.read_back import HIDDEN, Reading, closing, disagreement, shown
from dictate.session import Session
from dictate.tui.ask import Ask
from dictate.tui.edit_sentence import EditSentence
from dictate.tui.large_text import filling, spread
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Dialog, Page
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.turn_back import TurnBack


class Together(Page[None]):
    """Shows one sentence at a time in large letters; what is changed or not agreed on stands in the note at once."""

    HELP = (
        "Skärmen kan vändas mot den ni pratar med. Här står en mening i taget, och inget om andra: namn på den som "
        "inte är med, nummer och adresser är dolda, och känsliga meningar visas först när du trycker V.\n\n"
        "Läs högt och gå vidare med mellanslag eller pilen. E ändrar meningen, O skriver in att någon inte håller "
        "med: vem och om vad. K avslutar, och då står det i anteckningen att den är uppläst och justerad, vad som "
        "ändrades och om någon inte höll med. Esc slutar läsa; det som är ändrat är redan sparat. Hela anteckningen "
        "visas först när du har vänt skärmen mot dig."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,right,down,enter", "step(1)", "Nästa mening"),
        Binding("left,up", "step(-1)", "Förra meningen"),
        Binding("e,E", "edit", "Ändra"),
        Binding("o,O", "disagree", "Inte överens"),
        Binding("v,V", "reveal", "Visa meningen"),
        Binding("l,L", "size", "Vanlig text"),
        Binding("k,K", "done", "Klar"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, session: Session, sentences: Sequence[str], present: Sequence[str]) -> None:
        """`sentences` are ids in reading order, at least one; `present` the names of those at the table."""
        super().__init__()
        self.session = session
        self._sentences, self._present = list(sentences), tuple(present)
        self._at = 0
        self._large = True
        self._revealed: set[str] = set()
        self._sensitive = frozenset(session.sensitive())
        self.reading = Reading(len(session.note.history))

    def body(self) -> ComposeResult:
        yield Static(id="heading", markup=False)
        with Vertical(id="said"):
            yield Static(id="sentence", markup=False)

    def on_mount(self) -> None:
        self._large = not self.dictate.linear  # drawn letters are not read aloud
        self.call_after_refresh(self.draw)

    def on_resize(self) -> None:
        self.call_after_refresh(self.draw)

    @property
    def sentence(self) -> str:
        """The id of the present sentence."""
        return self._sentences[self._at]

    def _covered(self) -> bool:
        return self.sentence in self._sensitive and self.sentence not in self._revealed

    def draw(self) -> None:
        """Shows the present sentence as large as it has room."""
        note = self.session.note
        text, hidden = shown(note, self.sentence, self._present, self.session.lexicon)
        heading = self.session.template.section(note.sentence(self.sentence).section).heading
        self.title_bar("Vi läser tillsammans", f"{self._at + 1} av {len(self._sentences)}")
        self.query_one("#heading", Static).update(Content.styled(heading, "bold $primary"))
        if self._covered():
            text, hidden = "Den här meningen visas inte.", 0
        else:
            self.reading.read.add(self.sentence)
        self.say(f"{HIDDEN} gäller någon annan och visas inte." if hidden else "")
        self.refresh_bindings()
        self.call_after_refresh(self._write, text)

    def _write(self, text: str) -> None:
        self.query_one("#sentence", Static).update(Content(self._letters(text)))

    def _letters(self, text: str) -> str:
        room = self.query_one("#said").content_size
        return filling(text, room.width, room.height) if self._large else spread(text, room.width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "step":
            step = parameters[0] if parameters else 1
            return (0 <= self._at + (step if isinstance(step, int) else 1) < len(self._sentences)) or None
        if action == "reveal":
            return self._covered()
        if action in ("edit", "disagree"):
            return not self._covered() or None
        return True

    # -- keys -----------------------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """The next sentence."""
        self._at = max(0, min(len(self._sentences) - 1, self._at + step))
        self.draw()

    def action_reveal(self) -> None:
        """Shows a sentence with sensitive content."""
        self._revealed.add(self.sentence)
        self.draw()

    def action_size(self) -> None:
        """Large letters, or ordinary ones with air around."""
        self._large = not self._large
        self.draw()

    def action_edit(self) -> None:
        """Changes the sentence, unless it holds what must not stand here."""
        if shown(self.session.note, self.sentence, self._present, self.session.lexicon)[1]:
            self.say("Något i meningen visas inte här. Ändra den i granskningen efteråt.", wrong=True)
            return
        box = EditSentence(self.session.note.sentence(self.sentence), alone=False)
        self.app.push_screen(box, self._edited)

    def _edited(self, text: str | None) -> None:
        if text:
            self._change(lambda: self.session.edit(self.sentence, text))

    def action_disagree(self) -> None:
        """Writes who does not agree, and about what."""
        lines = [
            Line("Vem", self._present[0] if self._present else "", "mamman", options=self._present, required=True),
            Line("Vad", "", "det som personen själv vill ha sagt", required=True, told="Med personens egna ord."),
        ]
        self.app.push_screen(Lines("Inte överens", lines, first=0 if len(self._present) > 1 else 1), self._disagreed)

    def _disagreed(self, answers: tuple[str, ...] | None) -> None:
        if not answers:
            return
        section = self.session.note.sentence(self.sentence).section
        said = disagreement(answers[0], answers[1])
        if self._change(lambda: self.session.add(said, section, self.sentence)):
            added = self.session.note.history[-1].sentence
            self._sentences.insert(self._at + 1, added)
            self.reading.disagreed.append(added)
            self.reading.read.add(added)
            self.draw()
            self.say("Det står nu i anteckningen, efter meningen.")

    def _change(self, change: object) -> bool:
        assert callable(change)
        try:
            change()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return False
        self.draw()
        return True

    def action_done(self) -> None:
        """Says what the note will say of the reading, and writes it."""
        day = self.session.application.clock().date()
        text = closing(self.session.note, self.reading, self._sentences, self._present, day)
        self.app.push_screen(
            Ask("Uppläst och justerat", f"{text}\n\nSka det stå sist i anteckningen?"),
            lambda yes: self._close(text) if yes else None,
        )

    def _close(self, text: str) -> None:
        if self._change(lambda: self.session.add(text, self.session.template.sections[-1].id)):
            self._turn_back(over=True)

    def _turn_back(self, *, over: bool = False) -> None:
        """Shows the note with everybody's names only when the screen has been turned."""
        self.app.push_screen(TurnBack(over=over), self._turned)

    def _turned(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)

    def action_back(self) -> None:
        """Reads no further."""
        self._turn_back()


class AtTheTable(Dialog[tuple[str, ...]]):
    """Asks who is at the table; gives their names, or None."""

    HELP = "Markera dem som läser med dig. Bara deras namn syns sedan på skärmen. Mellanslag markerar, Enter börjar."
    TITLE = "Vilka läser ni tillsammans med?"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Markera"),
        Binding("enter", "begin", "Börja"),
    ]

    def __init__(self, people: Sequence[str]) -> None:
        """`people` are the names to choose among."""
        super().__init__()
        self._people = tuple(people)
        self._chosen: set[str] = set()

    def body(self) -> ComposeResult:
        if self._people:
            yield RowList((Column(), Column(fills=True)))
        else:
            yield Static("Inga namn finns. Enter börjar, och då döljs alla namn.", classes="quiet")

    def on_mount(self) -> None:
        super().on_mount()
        self._draw()
        if self._people:
            self.query_one(RowList).focus()

    def _draw(self) -> None:
        if not self._people:
            return
        rows = [Row(name, (self._sign(name), Cell(name))) for name in self._people]
        self.query_one(RowList).show(rows)

    def _sign(self, name: str) -> Cell:
        return Cell("✓", "ready", said="vald") if name in self._chosen else Cell("○", "ready", said="inte vald")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return None if action == "mark" and not self._people else True

    def on_row_list_chosen(self) -> None:
        self.action_begin()

    def on_click(self) -> None:
        self.action_mark()

    def action_mark(self) -> None:
        """The person of the present row is there, or is not."""
        if self._people and (key := self.query_one(RowList).key):
            self._chosen ^= {key}
            self._draw()

    def action_begin(self) -> None:
        """Gives those who are there, in the order of the list."""
        self.dismiss(tuple(name for name in self._people if name in self._chosen))
