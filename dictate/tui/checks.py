"""What the template's checks have to say: go there, answer, or let it pass with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from dictate.session import Session
from dictate.tui.drafts import Draft
from dictate.tui.line_box import LineBox
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList

if TYPE_CHECKING:
    from dictate.journal.checks import CheckResult

DOUBTS = "osakra-ord"
"""The check of doubtful words; the review shows them one by one."""


class Checks(Page["CheckResult"]):
    """Gives the remark that the user wants to go to, or None."""

    HELP = (
        "Här står det som mallen vill att du ser efter. ! måste rättas innan anteckningen kan exporteras, ? är bra att "
        "se över. Enter går till stället i anteckningen eller till rutan som ska fyllas i. Mallens tidsgränser står "
        "överst.\n\n"
        "Det som inte är ett måste kan du låta passera med L; skälet sparas med anteckningen. Frågor svarar du på med "
        "J, N eller O."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "goto", "Gå dit"),
        Binding("j,J", "answer('ja')", "Ja"),
        Binding("n,N", "answer('nej')", "Nej"),
        Binding("o,O", "answer('okänt')", "Okänt"),
        Binding("s,S", "looked", "Sett, det stämmer"),
        Binding("l,L", "waive", "Låt passera"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, session: Session, first: CheckResult | None = None) -> None:
        """`first` is the remark that the user comes for."""
        super().__init__()
        self.session = session
        self._first = first
        self._remarks: list[CheckResult] = []

    def body(self) -> ComposeResult:
        yield Static(id="lead", classes="lead")
        limits = "\n".join(limit.text for limit in self.session.deadlines())
        if limits:
            yield Static(f"{limits}\n", id="limits", markup=False)
        yield RowList((Column(), Column(fills=True)))
        yield Static(id="told", markup=False)

    def on_mount(self) -> None:
        self.title_bar(f"Kontroller för {self.session.template.title}")
        self.query_one(RowList).focus()
        self._draw()
        if self._first in self._remarks:
            self.query_one(RowList).go(str(self._remarks.index(self._first)))
            self._tell()

    def _draw(self) -> None:
        self._remarks = self.session.remarks_left()
        required = sum(remark.required for remark in self._remarks)
        if not self._remarks:
            lead = "✓ Inget att rätta eller se över"
        else:
            lead = f"{required or 'Inget'} måste rättas, {len(self._remarks) - required} att se över"
        self.query_one("#lead", Static).update(lead)
        self.query_one(RowList).show([_row(number, remark) for number, remark in enumerate(self._remarks)])
        self._tell()

    def _present(self) -> CheckResult | None:
        key = self.query_one(RowList).key
        return self._remarks[int(key)] if key else None

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        """The whole reason, and the sentence that it is about."""
        remark = self._present()
        ids = {sentence.id for sentence in self.session.note.sentences}
        said = [f"”{self.session.note.sentence(one).text}”" for one in remark.sentences if one in ids] if remark else []
        self.query_one("#told", Static).update("\n".join([remark.reason, *said[:2]]) if remark else "")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the keys that fit the present remark are offered."""
        if action not in ("goto", "answer", "looked", "waive"):
            return True
        remark = self._present()
        if remark is None:
            return False
        question = self._asks(remark)
        fits = {
            "goto": not question,
            "answer": question,
            "looked": remark.check == DOUBTS,
            "waive": not remark.required,
        }
        return fits[action]

    def _asks(self, remark: CheckResult) -> bool:
        return remark.field == remark.check and bool(self.session.template.check(remark.check).question)

    def on_row_list_chosen(self) -> None:
        self.action_goto()

    def action_goto(self) -> None:
        """Goes to where the remark can be met."""
        remark = self._present()
        if remark and not self._asks(remark):
            self.dismiss(remark)

    def action_answer(self, answer: str) -> None:
        """Answers the question."""
        remark = self._present()
        if remark:
            self.session.answer(remark.check, answer)
            self._draw()

    def action_looked(self) -> None:
        """The doubtful words of the sentence are right."""
        remark = self._present()
        if remark:
            self.session.mark_looked_at(remark.sentences[0])
            self._draw()

    def action_waive(self) -> None:
        """Asks why, then lets the remark pass."""
        remark = self._present()
        if remark:
            self.app.push_screen(Reason.of(self.session, remark), lambda reason: self._waive(remark, reason))

    def _waive(self, remark: CheckResult, reason: str | None) -> None:
        if reason:
            self.session.waive(remark, reason)
            self._draw()

    def action_back(self) -> None:
        self.dismiss(None)


class Reason(LineBox):
    """Why a remark need not be met."""

    HELP = "Skriv ett kort skäl. Det sparas med anteckningen men står inte i dokumentet."
    TITLE = "Låt passera"
    EMPTY = "Skriv varför anmärkningen inte behöver åtgärdas."
    UNSAVED = "Skälet är inte sparat. Enter sparar det; Esc en gång till kastar det."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", "Låt passera")]

    def __init__(self, remark: CheckResult, draft: Draft | None = None) -> None:
        super().__init__("", draft)
        self._remark = remark

    @classmethod
    def of(cls, session: Session, remark: CheckResult) -> Reason:
        """The box for a remark of that note."""
        return cls(remark, Draft(session.application, f"reason:{session.note.id}:{remark.check}|{remark.key}"))

    def body(self) -> ComposeResult:
        yield Static(self._remark.reason, markup=False)
        yield Input(placeholder="Varför behöver det inte åtgärdas?")


def _row(number: int, remark: CheckResult) -> Row:
    shape = Cell("!", "todo") if remark.required else Cell("?", "strong")
    return Row(str(number), (shape, Cell(remark.reason)))
