"""Aktgranskning: the notes that have left, and the sheet over one of them, answered by single keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from dictate import beginning
from dictate.errors import DictateError
from dictate.pilot.review_report import report
from dictate.pilot.reviews import TEMPLATE, SheetQuestion, from_body, proposed
from dictate.session import Session
from dictate.tui.note_view import NoteView
from dictate.tui.page import Page
from dictate.tui.phrases import clock, count, day, moment
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.store import Entry

_EMPTY = "Här kommer anteckningarna som du har exporterat.\n\nÖppna en och svara på granskningens frågor."


class PilotReviews(Page[None]):
    """Lists the exported notes with what is answered, and what it all adds up to."""

    HELP = (
        "Här står de anteckningar som har exporterats. Enter öppnar granskningsbladet för en av dem. Det som "
        "anteckningen själv visar är ifyllt; resten svarar du på.\n\n"
        "Svaren räknas utan att någon anteckning följer med. S visar summan: grupper under fem visas inte."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Granska"),
        Binding("s,S", "sums", "Summan"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def body(self) -> ComposeResult:
        yield Static("Aktgranskning", classes="lead", id="lead")
        yield RowList((Column(), Column(fills=True), Column(), Column()), id="left")
        yield Static(_EMPTY, id="empty")

    def on_mount(self) -> None:
        self.title_bar("Aktgranskning", "räknas utan personuppgifter")
        self.query_one(RowList).focus()
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        application = self.dictate.application
        try:
            entries = [one for one in application.entries() if one.exported_at and one.template != TEMPLATE]
            done = application.pilot.tables.reviews_by_note()
            titles = {name: template.title for name, template in application.templates.items()}
            questions = application.pilot.sheet
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        rows = [_entry_row(one, titles, done, questions, application.clock()) for one in entries]
        self.query_one(RowList).show(rows)
        self.query_one(RowList).display = bool(rows)
        self.query_one("#empty").display = not rows
        waiting = sum(one.id not in done for one in entries)
        lead = f"{count(waiting, 'anteckning', 'anteckningar')} att granska" if rows else "Aktgranskning"
        self.query_one("#lead", Static).update(lead)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.query_one(RowList).rows) or None if action == "open" else True

    def on_row_list_chosen(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens the sheet of the present note."""
        key = self.query_one(RowList).key
        try:
            session = beginning.from_store(self.dictate.application, key)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.app.push_screen(ReviewSheet(session), lambda _: self._draw())

    def action_sums(self) -> None:
        """Shows how many notes had each answer."""
        self.app.push_screen(ReviewSums())

    def action_back(self) -> None:
        self.dismiss(None)


class ReviewSheet(Page[None]):
    """The note as it reads, and the questions; each answer is kept at once."""

    HELP = (
        "Tryck siffran för svaret på frågan du står på; markören går sedan till nästa. 0 lämnar frågan öppen. Det som "
        "anteckningen själv visar är ifyllt med ◊ och räknas först när du har tryckt Enter eller svarat på något.\n\n"
        "Page Up och Page Down bläddrar i anteckningen."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("1", "answer(1)", "Svara", key_display="1–9"),
        *(Binding(str(number), f"answer({number})", f"Svara {number}", show=False) for number in range(2, 10)),
        Binding("0", "open", "Lämna öppen"),
        Binding("enter", "keep", "Spara och stäng"),
        Binding("pagedown", "scroll(1)", "Bläddra", show=False, priority=True),
        Binding("pageup", "scroll(-1)", "Bläddra", show=False, priority=True),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._questions: tuple[SheetQuestion, ...] = ()
        self._answers: dict[str, str] = {}
        self._shown: Mapping[str, str] = {}

    def body(self) -> ComposeResult:
        with Horizontal(id="sheet"):
            yield NoteView()
            yield RowList((Column(), Column(fills=True)), id="questions", one_click=True)
        yield Static(id="answers", markup=False)

    def on_mount(self) -> None:
        self.query_one(NoteView).can_focus = False
        self.query_one("#questions").focus()
        self.title_bar(f"Granskning  {self._session.template.title}")
        self.call_after_refresh(self._first_look)

    def _first_look(self) -> None:
        pilot, session = self.dictate.application.pilot, self._session
        try:
            self._questions = pilot.sheet
            kept = pilot.tables.reviews_by_note().get(session.note.id, "")
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._shown = proposed(session.note, session.template, self._questions)
        self._answers = dict(from_body(kept)) if kept else dict(self._shown)
        findings = {found.id: found for found in session.note.findings}
        self.query_one(NoteView).show(session.marked(), findings)
        self._draw()

    def _draw(self, here: str = "") -> None:
        rows = []
        for question in self._questions:
            answer = self._answers.get(question.id, "")
            mark = "◆" if not answer else "◊" if self._shown.get(question.id) == answer else "✓"
            told = f"{question.text}  {answer or 'inte besvarad'}"
            rows.append(Row(question.id, (Cell(mark, "done" if answer else "todo"), Cell(told))))
        self.query_one("#questions", RowList).show(rows, here)
        self._draw_answers()

    def _present(self) -> SheetQuestion | None:
        key = self.query_one("#questions", RowList).key
        return next((one for one in self._questions if one.id == key), None)

    def _draw_answers(self) -> None:
        question = self._present()
        if question is None:
            return
        given = self._answers.get(question.id)
        parts: list[Content] = [Content.styled(f"{question.text}\n", "bold")]
        for number, answer in enumerate(question.answers, 1):
            style = "bold $primary" if answer == given else ""
            parts.append(Content.assemble((f"{number} ", "bold $primary"), (answer, style), "   "))
        self.query_one("#answers", Static).update(Content("").join(parts))

    def on_row_list_moved(self) -> None:
        self._draw_answers()
        self.refresh_bindings()

    def on_row_list_chosen(self) -> None:
        self.action_keep()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "answer":
            question = self._present() if self.is_mounted else None
            return question is not None and cast("int", parameters[0]) <= len(question.answers)
        return True

    def action_answer(self, number: int) -> None:
        """Answers the present question and goes on to the next."""
        question = self._present()
        if question is not None and number <= len(question.answers):
            self._answers[question.id] = question.answers[number - 1]
            self._answered(question)

    def action_open(self) -> None:
        """The present question has no answer."""
        if question := self._present():
            self._answers.pop(question.id, None)
            self._answered(question)

    def _answered(self, question: SheetQuestion) -> None:
        if self._keep():
            ids = [one.id for one in self._questions]
            later = ids[min(len(ids) - 1, ids.index(question.id) + 1)]
            self._draw(later)

    def _keep(self) -> bool:
        try:
            self.dictate.application.pilot.review(self._session.note.id, self._answers)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return False
        return True

    def action_keep(self) -> None:
        """Keeps what stands there, what the note shows by itself included."""
        if self._keep():
            self.dismiss(None)

    def action_scroll(self, step: int) -> None:
        """Turns the pages of the note."""
        view = self.query_one(NoteView)
        view.scroll_relative(y=step * max(1, view.size.height - 2), animate=False)

    def action_back(self) -> None:
        self.dismiss(None)


class ReviewSums(Page[None]):
    """How many notes had each answer, without personal data."""

    HELP = "Så många anteckningar fick varje svar. Svar som färre än fem anteckningar har fått visas inte."
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter", "back", "Tillbaka", priority=True)]

    def body(self) -> ComposeResult:
        yield RowList((Column(fills=True),), id="sums")

    def on_mount(self) -> None:
        self.title_bar("Aktgranskning", "summan, utan personuppgifter")
        pilot = self.dictate.application.pilot
        try:
            lines = report(pilot.reviewed(), pilot.sheet, len(pilot.tables.reviews())).lines()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.query_one(RowList).show([Row(str(number), (Cell(line),)) for number, line in enumerate(lines)])

    def action_back(self) -> None:
        self.dismiss(None)


def _entry_row(
    entry: Entry,
    titles: Mapping[str, str],
    done: Mapping[str, str],
    questions: tuple[SheetQuestion, ...],
    now: datetime,
) -> Row:
    at = moment(entry.created_at).astimezone(now.tzinfo)
    body = done.get(entry.id)
    given = sum(one.id in from_body(body) for one in questions) if body else 0
    told = f"{given} av {len(questions)} frågor" if body else "inte granskad"
    return Row(
        entry.id,
        (
            Cell("✓" if body else "◆", "done" if body else "todo"),
            Cell(titles.get(entry.template, entry.template)),
            Cell(f"{day(at, now)} {clock(at)}", "quiet"),
            Cell(told, "quiet" if body else "todo"),
        ),
    )
