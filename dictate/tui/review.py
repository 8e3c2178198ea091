"""Reviewing a note: every finding gets a decision, every sentence its place, and the note looks as it will."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from dictate.errors import DictateError
from dictate.journal.note import Decision, Note, NoteFinding
from dictate.journal.predecided import Decider
from dictate.session import Session
from dictate.standing import Standing
from dictate.tui.agreements import waiting
from dictate.tui.alike import Alike
from dictate.tui.case_keys import CaseKeys
from dictate.tui.checks import Checks
from dictate.tui.detail import Detail, Here
from dictate.tui.export import Back, Export
from dictate.tui.keybar import KeyBar
from dictate.tui.note_view import NoteView
from dictate.tui.page import Page
from dictate.tui.phrases import MARKS, count
from dictate.tui.place import Order, Place
from dictate.tui.role import Role
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.sentence_keys import SentenceKeys
from redaction.finding import LABEL_WORDS

if TYPE_CHECKING:
    from dictate.audio.playback import Playback
    from dictate.journal.checks import CheckResult

REVIEWED = "Granskade"
_DECISIONS = Binding.Group("beslut")
_STANDINGS: Mapping[Standing, str] = {"stranger": "okänd i ärendet", "blocking": "får inte behållas"}
_DECIDERS: Mapping[Decider, str] = {"case": "som förra gången", "policy": "enligt policyn"}


class Review(SentenceKeys, CaseKeys, Page[None]):
    """The note, the findings beside it, and one key for each decision."""

    HELP = (
        "Här ser du anteckningen som den kommer att se ut. Det som kan peka ut en person är märkt, och varje fynd "
        "behöver ett beslut innan anteckningen kan exporteras.\n\n"
        "◆ väntar på beslut   ▶ det fynd du står på   ✓ behålls   → ersatt med roll   █ maskerat   ✗ tas bort\n"
        "▲ i marginalen: meningen innehåller känsliga uppgifter. ▌ i marginalen: meningen du står på. "
        "◇ saknas i grunduppgifterna. Överst: ! måste rättas och ? att se över, båda under Kontroller, och "
        "○ överenskommelser att bekräfta.\n\n"
        "Hör anteckningen till ett ärende står den som är okänd där först i listan.\n\n"
        "Allt sparas krypterat vid varje tangent, och U ångrar så långt tillbaka du vill."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b,B", "decide('keep')", "Behåll", group=_DECISIONS),
        Binding("r,R", "role", "Ersätt med roll", group=_DECISIONS),
        Binding("m,M", "decide('mask')", "Maskera", group=_DECISIONS),
        Binding("t,T", "decide('remove')", "Ta bort", group=_DECISIONS),
        Binding("a,A", "alike", "Alla liknande", group=_DECISIONS),
        Binding("tab,n,N", "step(1)", "Nästa"),
        Binding("shift+tab", "step(-1)", "Förra fyndet", show=False),
        Binding("down", "sentence(1)", "Nästa mening", show=False),
        Binding("up", "sentence(-1)", "Förra meningen", show=False),
        Binding("pagedown", "sentence(8)", "Längre ned", show=False),
        Binding("pageup", "sentence(-8)", "Längre upp", show=False),
        Binding("home", "sentence(-1000000)", "Först i anteckningen", show=False),
        Binding("end", "sentence(1000000)", "Sist i anteckningen", show=False),
        *SentenceKeys.KEYS,
        Binding("p", "hear", "Spela upp"),
        Binding("P", "hear(True)", "Spela bara fyndets ord", show=False),
        Binding("u", "undo", "Ångra"),
        Binding("U,ctrl+y", "redo", "Gör om"),
        *CaseKeys.KEYS,
        Binding("g,G", "fields", "Grunduppgifter"),
        Binding("k,K", "checks", "Kontroller"),
        Binding("x,X", "export", "Exportera"),
        Binding("escape", "home", "Listan"),
    ]

    def __init__(self, session: Session, when: str, stopwatch: Callable[[], float] = time.monotonic) -> None:
        """`when` is the note's day as it is shown; `stopwatch` gives seconds and times the review."""
        super().__init__()
        self.session = session
        self.when = when
        self.place = Place()
        self.order = Order((), ())
        self._stopwatch = stopwatch
        self._since: float | None = None
        self._sensitive = session.sensitive()
        self._seen_note: Note | None = None
        self._unwritten: Callable[[], None] | None = None
        self._remarks: list[tuple[str, str]] = []
        self._standings: Mapping[str, Standing] = {}
        self._deciders: Mapping[str, Decider] = {}
        self._playback: Playback | None = None

    def body(self) -> ComposeResult:
        with Horizontal(id="review"):
            yield NoteView()
            with Vertical(id="side"):
                yield Detail(id="detail")
                yield KeyBar("beslut")
                yield RowList((Column(), Column(fills=True), Column(needs=24)), id="findings", one_click=True)

    def on_mount(self) -> None:
        self.session.listeners.append(self._note_changed)
        self.session.postpone = self._write_soon
        self.query_one(NoteView).focus()
        self.query_one(RowList).can_focus = False
        self.call_after_refresh(self._first_look)

    def on_unmount(self) -> None:
        if self._note_changed in self.session.listeners:
            self.session.listeners.remove(self._note_changed)
        self.session.postpone = None
        self.write_now()
        self.stop_watch()
        if self._playback is not None:
            self._playback.stop()

    # -- keeping --------------------------------------------------------------------------------------------------

    def _write_soon(self, writing: Callable[[], None]) -> None:
        """Writes when the screen has been drawn, so that a key is answered first; that is some milliseconds later."""
        if self._unwritten is None:
            self.call_after_refresh(self.write_now)
        self._unwritten = writing

    def write_now(self) -> None:
        """Writes what waits to be written, and looks the note through again."""
        writing, self._unwritten = self._unwritten, None
        if writing is None:
            return
        if self.is_attached:
            self._count_remarks()
        try:
            writing()
        except DictateError as error:
            self._unwritten = writing
            if self.is_attached:
                self.say(str(error), wrong=True)

    def _first_look(self) -> None:
        self._draw_note()
        self.go(self.order.start())
        self._count_remarks()
        remembered = sum(decider == "case" for decider in self.session.deciders().values())
        if self.session.warning:
            self.say(self.session.warning, wrong=True)
        elif remembered and self.session.can_undo:
            self.say(f"{count(remembered, 'fynd är beslutat', 'fynd är beslutade')} som förra gången. U ångrar.")

    # -- the time of the review -----------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        if self._since is None:
            self._since = self._stopwatch()

    def stop_watch(self) -> None:
        """Adds the seconds since the review was come to to the session's timings; time in its boxes counts."""
        if self._since is not None:
            spent = self._stopwatch() - self._since
            self.session.timings[REVIEWED] = self.session.timings.get(REVIEWED, 0.0) + spent
        self._since = None

    # -- drawing --------------------------------------------------------------------------------------------------

    def _note_changed(self, note: Note) -> None:
        if self._seen_note is None or note.sentences is not self._seen_note.sentences:
            self._sensitive = self.session.sensitive()
        self._draw_note()

    def _draw_note(self) -> None:
        note = self._seen_note = self.session.note
        view = self.query_one(NoteView)
        findings = {found.id: found for found in note.findings}
        view.show(self.session.marked(), findings, frozenset(self._sensitive), self._missing_fields())
        self._standings = self.session.standings()
        self._deciders = self.session.deciders()
        self.order = Order.of(note, view.layout_now.sentences, self._standings)
        self.place = self.order.kept(self.place)
        rows = [self._finding_row(found) for found in self.order.findings]
        self.query_one(RowList).show(rows, self.place.finding)
        self._draw_counter()
        self.go(self.place)

    def _missing_fields(self) -> tuple[str, ...]:
        fields = self.session.note.fields
        return tuple(spec.label for spec in self.session.template.fields if spec.required and not fields.get(spec.id))

    def _count_remarks(self) -> None:
        remarks = self.session.remarks_left()
        required = sum(remark.required for remark in remarks)
        others = len(remarks) - required
        agreed = waiting(self.session)
        told = (
            (f"! {required}", " måste rättas"),
            (f"? {others}", " att se över"),
            (f"○ {agreed}", " överenskommelse" if agreed == 1 else " överenskommelser"),
        )
        self._remarks = [
            (shape, words) for (shape, words), number in zip(told, (required, others, agreed), strict=True) if number
        ]
        self._draw_counter()

    def _draw_counter(self) -> None:
        left, all_of_them = len(self.session.note.undecided), len(self.session.note.findings)
        if not all_of_them:
            told = "✓ inga fynd"
        else:
            told = f"◆ {left} kvar av {all_of_them}" if left else f"✓ alla {all_of_them} beslutade"
        right = "   ".join([*(shape + words for shape, words in self._remarks), told])
        short = "  ".join([*(shape for shape, _ in self._remarks), told])
        self.title_bar(f"{self.session.template.title}  {self.when}", right, short)

    def go(self, place: Place) -> None:
        """Makes `place` the present one."""
        self.place = place
        self.query_one(NoteView).go(place.sentence, place.finding)
        if place.finding:
            self.query_one(RowList).go(place.finding)
        self.query_one(Detail).show(self._here())
        self.refresh_bindings()

    def _here(self) -> Here | None:
        if not self.place.sentence:
            return None
        sentence = self.session.note.sentence(self.place.sentence)
        found = self.order.found(self.place.finding)
        alike = len(self.session.alike(found.id)) if found else 0
        heading = self.session.template.section(sentence.section).heading
        return Here(
            sentence,
            heading,
            found,
            alike,
            self._sensitive.get(sentence.id, ()),
            self._standings.get(found.id, "") if found else "",
            self._deciders.get(found.id, "") if found else "",
        )

    def _finding_row(self, found: NoteFinding) -> Row:
        waits = found.decision is None
        standing = _STANDINGS.get(self._standings.get(found.id, ""), "")
        tone = "todo" if standing and waits else "quiet"
        decider = _DECIDERS.get(self._deciders.get(found.id, ""), "")
        return Row(
            found.id,
            (
                Cell(MARKS[found.decision], "todo" if waits else "done"),
                Cell(found.role if found.decision == "role" else found.finding.text, "plain" if waits else "quiet"),
                Cell(decider or standing or LABEL_WORDS[found.finding.label], tone),
            ),
        )

    def look_again(self) -> None:
        """Draws the note and its counters anew: who is known, or what is agreed, may have changed."""
        self._draw_note()
        self._count_remarks()

    # -- moving about ---------------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """To the next finding that needs a decision."""
        self.say("")
        self.go(self.order.step(self.place, step))

    def action_sentence(self, step: int) -> None:
        """To another sentence."""
        self.say("")
        self.go(self.order.sentence_step(self.place, step))

    def on_note_view_clicked(self, event: NoteView.Clicked) -> None:
        self.go(Place(event.sentence, event.finding) if event.finding else self.order.at(event.sentence))

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        found = self.order.found(event.key)
        if found:
            self.go(Place(found.sentence, found.id))

    # -- hearing --------------------------------------------------------------------------------------------------

    def action_hear(self, finding_only: bool = False) -> None:
        """Plays the sound of the present sentence, or only that of the finding's words; again stops it."""
        playing, self._playback = self._playback, None
        if playing is not None and playing.active:
            playing.stop()
            return
        self.say("")
        try:
            self._playback = self.session.hear(self.place.sentence, self.place.finding if finding_only else "")
        except DictateError as error:
            self.say(str(error), wrong=True)

    # -- deciding -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that can do nothing here is drawn dim (None)."""
        if action in ("decide", "role", "alike") and not self.place.finding:
            return None
        if action == "add_to_case":
            return self.can_add() or None
        if action == "restore":
            return bool(self.session.note.removed) or None
        if action == "step" and not self.order.findings:
            return None
        if action == "undo":
            return self.session.can_undo or None
        if action == "redo":
            return self.session.can_redo
        if action == "hear":
            sounds = bool(self.place.sentence) and self.session.can_hear(self.place.sentence)
            return (sounds and (not parameters or bool(self.place.finding))) or None
        if action in self.SENTENCE_ACTIONS and not self.place.sentence:
            return None
        return True

    def action_decide(self, decision: Decision) -> None:
        """Decides about the present finding and goes on to the next one."""
        self.carry_out(lambda: self.session.decide(self.place.finding, decision), then_next=True)

    def action_role(self) -> None:
        """Asks which role stands instead, the likeliest one filled in."""
        found = self.order.found(self.place.finding)
        if found:
            self.app.push_screen(Role(found, self._suggested(found), self._roles_so_far()), self._with_role)

    def _with_role(self, role: str | None) -> None:
        if role:
            self.carry_out(lambda: self.session.decide(self.place.finding, "role", role), then_next=True)

    def _suggested(self, found: NoteFinding) -> str:
        """The role that it has already, else what the session suggests."""
        return found.role or self.session.suggested_role(found)

    def _roles_so_far(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(found.role for found in self.session.note.findings if found.role))

    def action_alike(self) -> None:
        """Asks for one decision about everything that reads the same."""
        found = self.order.found(self.place.finding)
        if found:
            number = len(self.session.alike(found.id))
            self.app.push_screen(Alike(found, number, self._suggested(found)), self._all_alike)

    def _all_alike(self, answer: tuple[Decision, str] | None) -> None:
        if answer:
            self.carry_out(lambda: self.session.decide_alike(self.place.finding, *answer), then_next=True)

    def carry_out(self, change: Callable[[], object], *, then_next: bool = False) -> bool:
        """Makes a change to the note; what stops it is said in place. Gives whether it was made."""
        before = self.place
        try:
            change()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return False
        left = len(self.session.note.undecided)
        self.say("" if left or not then_next else "Alla fynd är beslutade. Tryck X för att exportera.")
        if then_next and left:
            self.go(self.order.step(before, 1))
        return True

    # -- back and forth -------------------------------------------------------------------------------------------

    def action_undo(self) -> None:
        """Takes back the latest change and shows where it was."""
        self._back_and_forth(self.session.undo)

    def action_redo(self) -> None:
        """Makes it again."""
        self._back_and_forth(self.session.redo)

    def _back_and_forth(self, turn: Callable[[], bool]) -> None:
        before = self.session.note
        turn()
        self.say("")
        self.go(self._changed_place(before, self.session.note))

    def _changed_place(self, before: Note, after: Note) -> Place:
        """Where the two notes differ: at a finding decided otherwise, else at the sentence of the change."""
        old = {found.id: found for found in before.findings}
        for found in self.order.findings:
            if found.id in old and found.decision != old[found.id].decision:
                return Place(found.sentence, found.id)
        longer = max(before, after, key=lambda note: len(note.history))
        sentence = longer.history[-1].sentence if longer.history else ""
        return self.order.at(sentence) if sentence in self.order.sentences else self.order.kept(self.place)

    # -- to other screens -----------------------------------------------------------------------------------------

    def action_fields(self, first: str = "") -> None:
        """Opens the form above the note, at the field `first`."""
        from dictate.tui.fields import Fields

        self.app.push_screen(Fields(self.session, first))

    def action_checks(self) -> None:
        """Goes through what the template's checks have to say."""
        self.write_now()
        self.app.push_screen(Checks(self.session), self._back_from_checks)

    def _back_from_checks(self, remark: CheckResult | None) -> None:
        self._count_remarks()
        if remark is not None:
            self._to_remark(remark)

    def _to_remark(self, remark: CheckResult) -> None:
        """Where the remark can be met: its sentence, or its field in the form."""
        sentence = next((one for one in remark.sentences if one in self.order.sentences), "")
        if sentence:
            self.go(self.order.at(sentence))
            self.say(remark.reason)
        elif remark.field:
            self.action_fields(remark.field)
        else:
            self.say(remark.reason)

    def action_export(self) -> None:
        """Goes to the export; what is undecided is listed there."""
        self.write_now()
        self.stop_watch()
        self.app.push_screen(Export(self.session, self.when), self._back_from_export)

    def _back_from_export(self, back: Back | None) -> None:
        if back is None:
            return
        if back.done:
            self.action_home()
        elif back.remark:
            self._to_remark(back.remark)
        elif found := self.order.found(back.finding):
            self.go(Place(found.sentence, found.id))

    def action_home(self) -> None:
        """Back to the list; the note is saved as it is."""
        self.write_now()
        self.dismiss(None)
