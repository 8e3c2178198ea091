"""The first screen: the notes on this computer, and the ways to begin a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.journey import is_over
from dictate.tui.ask import Ask
from dictate.tui.going import going
from dictate.tui.page import Page
from dictate.tui.phrases import age, clock, count, day, moment, short_age, short_day
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.trust import Trust
from dictate.tui.unfinished import Unfinished, offer, when
from dictate.vault.keys import VaultLocked

if TYPE_CHECKING:
    from dictate.audio.recovery import Recovered
    from dictate.meetings import Meeting
    from dictate.vault.retention import Due
    from dictate.vault.store import Entry

_FIRST = "Första gången: [bold $primary]K[/] hjälper dig igång på under fem minuter.\n"
"""Said until the introduction has been gone through: then the key is gone too."""
_EMPTY = (
    "Här kommer dina anteckningar att stå.\n\n"
    "Tryck [bold $primary]D[/] och börja tala, så blir det en anteckning.\n"
    f"{_FIRST}\n"
    "[bold $primary]L[/] gör en anteckning av en ljudfil, [bold $primary]T[/] av text som du klistrar in.\n"
    "[bold $primary]F1[/] visar hjälp på varje skärm."
)
_MEETING = "möte:"
"""Begins the key of a row that is a meeting."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left to do with a note: in words, with a shape and a tone; `short` where the words have little room."""

    shape: str
    words: str
    tone: str
    short: str = ""


def remains(entry: Entry) -> Remains:
    """What is left to do with a note."""
    checks = count(entry.remarks, "kontroll", "kontroller") if entry.remarks else ""
    if entry.undecided:
        told = ", ".join(filter(None, (f"{entry.undecided} fynd", checks)))
        return Remains("◆", told, "todo", told.partition("kontroll")[0] + "kontr." if checks else "")
    if not entry.exported_at:
        return Remains("!", checks, "todo") if checks else Remains("✓", "klar att exportera", "ready")
    if entry.exported_at < entry.changed_at:
        return Remains("✓", "ändrad sedan exporten", "ready", "ändrad efter export")
    return Remains("●", "exporterad", "done")


class Home(Page[None]):
    """The list of notes and one line that says what the program does with them."""

    HELP = (
        "Överst står möten som väntar på att dikteras, under dem anteckningarna med det som är kvar att göra. Enter "
        "öppnar raden du står på.\n\n"
        "D börjar spela in genast och skriver medan du talar; på ett möte får anteckningen mötets mall och ärende. "
        "N låter dig välja mall och ärende först, en siffra för var. L gör en anteckning av en ljudfil, T av text som "
        "du klistrar in. M skriver upp ett möte. P är en provläsning. Avbröts en diktering tar Å hand om den.\n\n"
        "Raden längst ned säger hur datorn står: ● bra, ○ osäkert, ! fel. Y visar allt och vad du kan göra.\n\n"
        "Musen fungerar överallt: klicka på en rad, ett ord eller en av tangenterna längst ned.\n\n"
        "Allt sparas krypterat medan du arbetar. Du behöver aldrig spara själv, och inget försvinner när du går "
        "tillbaka eller stänger fönstret."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k,K", "journey", "Kom igång"),
        Binding("d,D", "dictate", "Diktera nu"),
        Binding("d,D", "dictate_meeting", "Diktera mötet"),
        Binding("n,N", "new", "Ny anteckning"),
        Binding("enter", "open", "Öppna"),
        Binding("delete", "remove", "Ta bort"),
        Binding("å,Å", "unfinished", "Avbruten diktering", key_display="Å"),
        Binding("l,L", "from_sound", "Ljudfil"),
        Binding("t,T", "from_text", "Klistra in"),
        Binding("m,M", "meeting", "Nytt möte"),
        Binding("ä,Ä", "cases", "Ärenden", key_display="Ä"),
        Binding("p,P", "practice", "Provläs"),
        Binding("y,Y", "status", "Datorns läge"),
        Binding("ö,Ö", "pilot", "Pilot", key_display="Ö"),
        Binding("i,I", "settings", "Inställningar"),
        Binding("q,Q", "app.leave", "Avsluta"),
    ]

    AT_ONCE = False  # nobody knows what a key opens before the list is there

    def __init__(self) -> None:
        super().__init__()
        self._unfinished: tuple[Recovered, ...] = ()
        self._meetings: tuple[Meeting, ...] = ()
        self._introduced = True
        self.trust = Trust()

    def body(self) -> ComposeResult:
        yield Static(id="unfinished", markup=False)
        yield Static(id="going", markup=False)
        yield Static("Anteckningar", id="lead", classes="lead")
        yield RowList(
            (
                Column(),
                Column(fills=True),
                Column(needs=66, widest=20, gives=True),
                Column(needs=104),
                Column(needs=50),
                Column(),
            ),
            id="notes",
        )
        with Vertical(id="empty"):
            yield Static(_EMPTY)
        yield Static(id="trust")

    def on_mount(self) -> None:
        self._draw_title()
        self.query_one("#empty").display = False
        self.tell_trust(self.trust)
        self.query_one(RowList).focus()
        self.call_after_refresh(self._first_list)

    def _first_list(self) -> None:
        try:
            self.reload()
        finally:
            self.be_ready()

    def on_screen_resume(self) -> None:
        if self.query_one(RowList).rows or self._unfinished:
            self.reload()

    def reload(self, here: str = "") -> None:
        """Reads the list again; the note `here` becomes the present one."""
        try:
            entries = self.dictate.application.entries()
            self._unfinished = self.dictate.application.sounds.unfinished()
            self._meetings = self.dictate.application.meetings.waiting()
            self._introduced = bool(entries) or is_over(self.dictate.application)
            titles = {name: template.title for name, template in self.dictate.application.templates.items()}
        except VaultLocked:
            return  # the screen over this one says so
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self._draw_list(entries, titles, here)
        self.refresh_bindings()

    def _draw_list(self, entries: Sequence[Entry], titles: Mapping[str, str], here: str) -> None:
        now = self.dictate.application.clock()
        told = offer(self._unfinished, now)
        self.query_one("#unfinished").display = bool(told)
        self.query_one("#unfinished", Static).update(Content.styled(f"▲ {told}", "bold $accent"))
        waiting = sum(remains(entry).tone != "done" for entry in entries)
        left = f"{count(waiting, 'anteckning', 'anteckningar')} att göra klar" if waiting else "Inget väntar på dig"
        rows = [_row(entry, titles.get(entry.template, entry.template), now) for entry in entries]
        if self._meetings:
            cases = {case.id: case.title for case in self.dictate.application.cases()}
            meetings = [_meeting_row(one, titles, cases, now) for one in self._meetings]
            gap, lead = Row("", (Cell(""),), heading=True), Row("", (Cell(left),), heading=True)
            rows = [*meetings, gap, *([lead, *rows] if rows else [])]
            left = f"{count(len(meetings), 'möte', 'möten')} att diktera"
        self.query_one(RowList).show(rows, here)
        self.query_one(RowList).display = bool(rows)
        self.query_one("#empty").display = not rows
        self.query_one("#empty Static", Static).update(_EMPTY.replace(_FIRST, "") if self._introduced else _EMPTY)
        self.query_one("#lead", Static).update(left if rows else "Välkommen")
        if rows:
            self.query_one(RowList).focus()

    def tell_going(self, soon: Sequence[Due]) -> None:
        """The line about what the rules will clear within a week; none when that is nothing."""
        told = going(soon, self.dictate.application.clock())
        self.query_one("#going").display = bool(told)
        self.query_one("#going", Static).update(Content.styled(f"▲ {told}", "$accent"))

    def tell_trust(self, trust: Trust) -> None:
        """The line of trust."""
        self.trust = trust
        line = self.query_one("#trust", Static)
        line.update(trust.within(line.size.width or self.size.width))
        line.set_class(trust.worst == "fault", "-wrong")

    def on_resize(self) -> None:
        """The line of trust may need two lines now, or one again."""
        self.tell_trust(self.trust)

    def _meeting(self) -> Meeting | None:
        """The meeting of the present row."""
        key = self.query_one(RowList).key
        return next((one for one in self._meetings if f"{_MEETING}{one.id}" == key), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without a note there is nothing to open or take away."""
        if action in ("open", "remove") and not self.query_one(RowList).rows:
            return None
        if action == "unfinished":
            return bool(self._unfinished)
        if action == "journey":
            return not self._introduced
        if action in ("dictate", "dictate_meeting"):
            return (self._meeting() is None) == (action == "dictate")
        if action == "pilot":
            return self.dictate.application.settings.pilot.enabled
        return True

    def on_row_list_moved(self) -> None:
        self.refresh_bindings()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        self.action_open()

    def action_open(self) -> None:
        """Opens the present note for review; a meeting is begun to be dictated."""
        if meeting := self._meeting():
            self.dictate.dictate_now(meeting=meeting)
        else:
            self.dictate.open_note(self.query_one(RowList).key)

    def action_dictate(self) -> None:
        """Begins to dictate at once."""
        self.dictate.dictate_now()

    def action_dictate_meeting(self) -> None:
        """Begins to dictate the meeting, with its template and case."""
        self.dictate.dictate_now(meeting=self._meeting())

    def action_new(self) -> None:
        """Asks for template and case, one key each, then begins to dictate."""
        self.dictate.begin_dictation()

    def action_meeting(self) -> None:
        """Writes down a meeting that is to be dictated."""
        self.dictate.plan_meeting()

    def action_journey(self) -> None:
        """The introduction."""
        from dictate.tui.journey import Journey

        self.app.push_screen(Journey(), lambda _: self._settled(None))

    def action_status(self) -> None:
        """How the computer stands."""
        from dictate.tui.status import Status

        self.app.push_screen(Status(), lambda trust: self.tell_trust(trust) if trust else None)

    def _draw_title(self) -> None:
        head = self.dictate.application.settings.letterhead
        self.title_bar("Dictate", " · ".join(part for part in (head.organisation, head.unit) if part))

    def action_cases(self) -> None:
        """The cases and who is in them."""
        from dictate.tui.cases import Cases

        self.app.push_screen(Cases(), lambda _: self.reload())

    def action_pilot(self) -> None:
        """The municipality's pilot: time, surveys, reviews and the file that its user leaves."""
        from dictate.tui.pilot import PilotPage

        self.app.push_screen(PilotPage())

    def action_settings(self) -> None:
        """What the user has chosen."""
        from dictate.tui.settings_page import SettingsPage

        self.app.push_screen(SettingsPage(), self._settled)

    def _settled(self, _: None) -> None:
        self._draw_title()
        self.reload()

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
        if meeting := self._meeting():
            self.app.push_screen(
                Ask("Ta bort mötet", "Mötet stryks ur listan. Ingen anteckning ändras.\n\nTa bort det?"),
                lambda yes: self._cancelled(meeting) if yes else None,
            )
            return
        key = self.query_one(RowList).key
        entry = next(entry for entry in self.dictate.application.entries() if entry.id == key)
        now = self.dictate.application.clock()
        at = moment(entry.created_at).astimezone(now.tzinfo)
        title = self.dictate.application.template(entry.template).title
        left = "" if entry.exported_at else "\nDen är inte exporterad."
        what = f"{title} {day(at, now)} {clock(at)}"
        question = f"{what} raderas helt, ljudet också, och kan inte återskapas.{left}\n\nTa bort den?"
        self.app.push_screen(Ask("Ta bort anteckningen", question), lambda yes: self._removed(key) if yes else None)

    def _cancelled(self, meeting: Meeting) -> None:
        self.dictate.application.meetings.remove(meeting.id)
        self.reload()

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
            Cell(entry.case, "quiet"),
            Cell(f"{day(at, now)} {clock(at)}", "quiet"),
            Cell(age(at, now), "quiet", short_age(at, now)),
            Cell(state.words, state.tone, state.short),
        ),
    )


def _meeting_row(meeting: Meeting, titles: Mapping[str, str], cases: Mapping[str, str], now: datetime) -> Row:
    at = meeting.at.astimezone(now.tzinfo)
    days = (at.date() - now.date()).days
    near = {0: "i dag", 1: "i morgon", -1: "i går"}
    when, short = near.get(days, day(at, now)), near.get(days, short_day(at, now))
    return Row(
        f"{_MEETING}{meeting.id}",
        (
            Cell("○", "strong"),
            Cell(titles.get(meeting.template, meeting.template)),
            Cell(cases.get(meeting.case, ""), "quiet"),
            Cell("", "quiet"),
            Cell(f"{when} {clock(at)}", "quiet", f"kl. {clock(at)}" if not days else short),
            Cell("väntar", "quiet", f"kl. {clock(at)}" if days else "") if at > now else Cell("att diktera", "todo"),
        ),
    )
