"""Who does what and when, as the note says it: each is confirmed, put right or left out with one key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.journal.agreements import event_day
from dictate.journal.note import Agreement
from dictate.journal.when import find_times, parse_day, swedish_date
from dictate.session import Session
from dictate.tui.fields import FieldUnclear, day_of
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList


def waiting(session: Session) -> int:
    """How many agreements are neither confirmed nor left out."""
    settled = {one.sentence for one in session.note.agreements} | session.left_out()
    return sum(one.sentence not in settled for one in session.agreements())


_SAID = {"✓": "bekräftad", "×": "utelämnad", "◆": "väntar"}


class Agreements(Page[None]):
    """The agreements of a note."""

    HELP = (
        "Det här är överenskommelserna som står i planeringen: vem gör vad och när. Datumet bredvid är dagen som de "
        "talade orden betyder, räknat från händelsedatum.\n\n"
        "B bekräftar, och då står överenskommelsen sist i anteckningen. E rättar, T utelämnar. Ingenting formuleras "
        "om: orden är meningens egna."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,B,enter", "confirm", "Bekräfta"),
        Binding("e,E", "change", "Ändra"),
        Binding("t,T,delete", "leave_out", "Utelämna"),
        Binding("a,A", "confirm_all", "Bekräfta alla"),
        Binding("u", "undo", "Ångra"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._found: dict[str, Agreement] = {}
        self._confirmed: set[str] = set()
        self._left_out: frozenset[str] = frozenset()

    def body(self) -> ComposeResult:
        yield Static(id="lead", classes="lead")
        yield RowList((Column(), Column(widest=22), Column(fills=True), Column(widest=44, needs=60)), id="agreements")
        yield Static(id="told")

    def on_mount(self) -> None:
        self.title_bar(f"Överenskommelser i {self.session.template.title}")
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self) -> None:
        self._found = {one.sentence: one for one in self.session.agreements()}
        self._confirmed = {one.sentence for one in self.session.note.agreements}
        self._left_out = self.session.left_out()
        left = waiting(self.session)
        if not self._found:
            lead = "Planeringen innehåller inga överenskommelser"
        else:
            lead = f"{left} att ta ställning till" if left else "✓ Alla är genomgångna"
        self.query_one("#lead", Static).update(lead)
        self.query_one(RowList).show([self._row(one) for one in self._found.values()])
        self._tell()

    def _row(self, one: Agreement) -> Row:
        shape, tone = self._state(one)
        what = "quiet" if one.sentence in self._left_out else "plain"
        cells = (
            Cell(shape, tone, said=_SAID[shape]),
            Cell(one.who or "?", what if one.who else "todo"),
            Cell(one.what, what),
            Cell(_when(one), "quiet"),
        )
        return Row(one.sentence, cells)

    def _state(self, one: Agreement) -> tuple[str, str]:
        if one.sentence in self._confirmed:
            return "✓", "ready"
        return ("×", "quiet") if one.sentence in self._left_out else ("◆", "todo")

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        one = self._present()
        if one:
            state = {"✓": "bekräftad, står sist i anteckningen", "×": "utelämnad", "◆": "väntar"}[self._state(one)[0]]
            lines = [
                Content.assemble(("Vem   ", "$quiet"), one.who or "framgår inte"),
                Content.assemble(("Vad   ", "$quiet"), one.what),
                Content.assemble(("När   ", "$quiet"), _when(one) or "framgår inte"),
                Content.assemble(("Läge  ", "$quiet"), state),
                Content.styled(f"”{self.session.note.sentence(one.sentence).text}”", "italic $quiet"),
            ]
            self.query_one("#told", Static).update(Content("\n").join(lines))
        else:
            self.query_one("#told", Static).update("")
        self.refresh_bindings()

    def _present(self) -> Agreement | None:
        return self._found.get(self.query_one(RowList).key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("confirm", "change", "leave_out", "confirm_all"):
            return bool(self._found) or None
        if action == "undo":
            return self.session.can_undo or None
        return True

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_row_list_chosen(self) -> None:
        self.action_confirm()

    def action_confirm(self) -> None:
        """The agreement stands at the end of the note."""
        if one := self._present():
            self._carry_out(one)

    def action_confirm_all(self) -> None:
        """All that wait are confirmed."""
        for one in self._found.values():
            if one.sentence not in self._confirmed | self._left_out:
                self.session.agree(one)
        self._draw()

    def action_leave_out(self) -> None:
        """The agreement does not stand at the end of the note."""
        if one := self._present():
            self.session.leave_out(one)
            self._draw()
            self._next()

    def action_change(self) -> None:
        """Opens the agreement for putting it right."""
        one = self._present()
        if one:
            box = agreement_box(one, self.session)
            self.app.push_screen(box, lambda answers: self._changed(one, answers))

    def _changed(self, one: Agreement, answers: tuple[str, ...] | None) -> None:
        if answers:
            self._carry_out(_answered(one, answers, self.session))

    def _carry_out(self, one: Agreement) -> None:
        try:
            self.session.agree(one)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say("")
        self._draw()
        self._next()

    def _next(self) -> None:
        """To the next one that waits."""
        settled = self._confirmed | self._left_out
        after = [one for one in self._found if one not in settled]
        if after:
            self.query_one(RowList).go(after[0])
            self._tell()

    def action_undo(self) -> None:
        """Takes back the latest change."""
        self.session.undo()
        self._draw()

    def action_back(self) -> None:
        self.dismiss(None)


def agreement_box(one: Agreement, session: Session) -> Lines:
    """Asks for who, what, when and the day; words that the sentence lacks are refused."""
    text = session.note.sentence(one.sentence).text
    own = "Bara ord som står i meningen. Saknas något ändrar du meningen i stället."
    lines = [
        Line("Vem", one.who, "framgår inte", told=own),
        Line("Vad", one.what, required=True, told=own),
        Line("När", one.when, "framgår inte", told=own),
        Line("Dag", one.date, "2026-03-20, 20 mars", told="Dagen som orden betyder, eller tomt."),
    ]

    def refuse(answers: Sequence[str]) -> str:
        if any(answer not in text for answer in answers[:3]):
            return f"Det står inte så i meningen: ”{text}”"
        try:
            _ = answers[3] and day_of(answers[3], session.application.clock().date())
        except FieldUnclear as unclear:
            return f"Dag: {unclear}"
        return ""

    return Lines("Ändra överenskommelsen", lines, refuse)


def _answered(one: Agreement, answers: Sequence[str], session: Session) -> Agreement:
    """The agreement as it was answered; other words for the time mean another day, where no day was typed."""
    who, what, when, day = answers
    if day:
        day = day_of(day, session.application.clock().date())
    if day == one.date and when != one.when:
        event = event_day(session.note)
        meant = next((found.date for found in find_times(when, event) if found.date), None) if event else None
        day = meant.isoformat() if meant else ""
    return replace(one, who=who, what=what, when=when, date=day)


def _when(one: Agreement) -> str:
    day = parse_day(one.date)
    return f"{one.when} ({swedish_date(day)})" if day and one.when else one.when
