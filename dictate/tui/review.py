"""Reviewing a note: every finding gets a decision, every sentence its place, and the note looks as it will."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical

from dictate.errors import DictateError
from dictate.journal.note import Note
from dictate.journal.predecided import Decider
from dictate.journal.voices import ask_for_roles, speaker_of
from dictate.session import Session
from dictate.standing import Standing
from dictate.tui.agreements import waiting
from dictate.tui.case_keys import CaseKeys
from dictate.tui.checks import DOUBTS, Checks
from dictate.tui.decide_keys import GROUP, DecideKeys
from dictate.tui.detail import Detail, Here
from dictate.tui.export import Back, Export
from dictate.tui.hear_keys import HearKeys
from dictate.tui.keybar import MORE, KeyBar
from dictate.tui.mark_rows import MarkRows
from dictate.tui.note_view import Marks, NoteView
from dictate.tui.page import Page
from dictate.tui.phrases import CHECK, DOUBT, count
from dictate.tui.place import KINDS, Order, Place
from dictate.tui.rows import Column, RowList
from dictate.tui.sentence_keys import SentenceKeys
from dictate.tui.step_watch import KEEP_S, StepWatch
from dictate.tui.voices_keys import VoicesKeys
from dictate.tui.write_soon import WritesSoon

if TYPE_CHECKING:
    from dictate.journal.checks import CheckResult
    from dictate.journal.doubts import Doubt
    from redaction.finding import Sensitive

REVIEWED = "Granskade"


class Review(WritesSoon, DecideKeys, SentenceKeys, HearKeys, CaseKeys, VoicesKeys, Page[None]):
    """The note, the findings beside it, and one key for each decision."""

    HELP = (
        "Här ser du anteckningen som den kommer att se ut. Tre sorters märken ber om en blick, och räknarna överst går "
        "ned till noll:\n"
        "◆ en uppgift som kan peka ut någon. B behåller, R ersätter med en roll, M maskerar, T tar bort.\n"
        "? ett ord som kan vara felhört. B om det stämmer, en siffra byter till det andra som hördes, E ändrar.\n"
        "! en kontroll i mallen. Enter går dit den åtgärdas, L låter den passera.\n"
        "Tab går till nästa märke. Bara ◆ och det som måste rättas hindrar en export.\n"
        "P spelar upp meningen. ← → spelar ett ord i taget, och det gör ett klick på ett ord också.\n\n"
        "► det fynd du står på   ✓ behålls   → ersatt med roll   █ maskerat   × tas bort\n"
        "I marginalen: ▌ meningen du står på   ▲ känsliga uppgifter\n"
        "! kontroll   ≠ ändrad efter dikteringen\n"
        "◊ saknas i grunduppgifterna   ○ överenskommelser att bekräfta\n\n"
        "I ett inspelat samtal säger O vem som talar.\n"
        "Hör anteckningen till ett ärende står den som är okänd där först i listan. "
        "Allt sparas krypterat vid varje tangent, och U ångrar så långt tillbaka du vill."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *DecideKeys.KEYS,
        Binding("tab,n,N", "step(1)", "Nästa"),
        Binding("shift+tab", "step(-1)", "Förra märket", show=False),
        Binding("down", "sentence(1)", "Nästa mening", show=False),
        Binding("up", "sentence(-1)", "Förra meningen", show=False),
        Binding("pagedown", "sentence(8)", "Längre ned", show=False),
        Binding("pageup", "sentence(-8)", "Längre upp", show=False),
        Binding("home", "sentence(-1000000)", "Först i anteckningen", show=False),
        Binding("end", "sentence(1000000)", "Sist i anteckningen", show=False),
        *HearKeys.KEYS,
        Binding("u", "undo", "Ångra"),
        Binding("U,ctrl+y", "redo", "Gör om"),
        *SentenceKeys.KEYS,
        *CaseKeys.KEYS,
        *VoicesKeys.KEYS,
        Binding("g,G", "fields", "Grunduppgifter", group=MORE),
        Binding("k,K", "checks", "Kontroller", group=MORE),
        Binding("w,W", "confirm_all", "Alla osäkra ord sedda", group=MORE),
        Binding("x,X", "export", "Exportera"),
        Binding("f2", "more", "Fler tangenter"),
        Binding("escape", "home", "Listan"),
    ]

    AT_ONCE = False  # a key needs the note to be drawn

    def __init__(self, session: Session, when: str, stopwatch: Callable[[], float] = time.monotonic) -> None:
        """`when` is the note's day as it is shown; `stopwatch` gives seconds and times the review."""
        super().__init__()
        self.session = session
        self.when = when
        self.place = Place()
        self.order = Order((), ())
        self._watch = StepWatch(session, REVIEWED, stopwatch)
        self._sensitive: Mapping[str, Sequence[Sensitive]] = session.sensitive()
        self._tagged = session.note.sentences  # those that `_sensitive` tells of
        self._rows = MarkRows()
        self._remarks: tuple[CheckResult, ...] = ()
        self._shown: object = None  # the tags and remarks that are drawn
        self._agreed = 0
        self.more = False
        self._standings: Mapping[str, Standing] = {}
        self._deciders: Mapping[str, Decider] = {}

    def body(self) -> ComposeResult:
        with Horizontal(id="review"):
            yield NoteView()
            with Vertical(id="side"):
                yield Detail(id="detail")
                yield KeyBar(GROUP.description)
                yield RowList(
                    (Column(), Column(fills=True), Column(needs=24, gives=True)), id="findings", one_click=True
                )

    @property
    def note_view(self) -> NoteView:
        """Where the note is drawn."""
        return self.query_one(NoteView)

    def on_mount(self) -> None:
        self.session.listeners.append(self._note_changed)
        self.begin_writing()
        self.query_one(NoteView).focus()
        self.query_one(RowList).can_focus = False
        self.set_interval(KEEP_S, self._watch.keep)
        self.call_after_refresh(self._first_look)

    def on_unmount(self) -> None:
        if self._note_changed in self.session.listeners:
            self.session.listeners.remove(self._note_changed)
        self.end_writing()  # and nothing is drawn: what was on the screen is gone
        self._watch.stop()
        self.player.close()

    def write_now(self) -> None:
        """Looks the note through again, and writes what waits to be written."""
        try:
            if self._unwritten is not None and self.is_attached:
                self._look_through()
        finally:
            self.keep_writing()

    def parts(self) -> Sequence[Callable[[], None]]:
        return self._tag, self._look_through, self.keep_writing

    def _first_look(self) -> None:
        self._look_through(drawn=False)
        self.go(self.order.start())
        self.be_ready()
        remembered = sum(decider == "case" for decider in self.session.deciders().values())
        if self.session.warning:
            self.say(self.session.warning, wrong=True)
        elif ask_for_roles(self.session.note):
            self.say("Rösterna har inga namn än. O säger vem som talar.")
        elif remembered and self.session.can_undo:
            self.say(f"{count(remembered, 'fynd är beslutat', 'fynd är beslutade')} som förra gången. U ångrar.")

    # -- the time of the review -----------------------------------------------------------------------------------

    def on_screen_resume(self) -> None:
        """The review goes on; time in its boxes counts."""
        self._watch.go()

    # -- drawing --------------------------------------------------------------------------------------------------

    def _note_changed(self, _: Note) -> None:
        self.word = None
        self._draw_note()

    def _draw_note(self) -> None:
        note, self._shown = self.session.note, (self._sensitive, self._remarks)
        view = self.query_one(NoteView)
        findings = {found.id: found for found in note.findings}
        doubts = self.session.doubts()
        view.show(self.session.marked(), findings, self._margin(note, doubts))
        self._standings = self.session.standings()
        self._deciders = self.session.deciders()
        sentences = view.layout_now.sentences
        self.order = Order.of(note, sentences, self._standings, doubts, self._remarks, self.order)
        self.place = self.order.kept(self.place) if self.place.sentence else self.place
        rows = self._rows.of(self.order.marks, self._standings, self._deciders)
        self.query_one(RowList).show(rows, self.place.finding)
        self._draw_counter()
        self.go(self.place)

    def _margin(self, note: Note, doubts: Sequence[Doubt]) -> Marks:
        grouped: dict[str, tuple[Doubt, ...]] = {}
        for doubt in doubts:
            grouped[doubt.sentence] = (*grouped.get(doubt.sentence, ()), doubt)
        edited = (one.id for one in note.sentences if one.original and one.text != one.original)
        return Marks(
            frozenset(self._sensitive),
            frozenset(one for remark in self._remarks for one in remark.sentences[:1]),
            frozenset(edited),
            self._missing_fields(),
            grouped,
            {sentence.id: sentence.text for sentence in note.sentences},
        )

    def _missing_fields(self) -> tuple[str, ...]:
        fields = self.session.note.fields
        return tuple(spec.label for spec in self.session.template.fields if spec.required and not fields.get(spec.id))

    def _tag(self) -> None:
        """Looks what is sensitive in what the note says now."""
        if self._tagged is not self.session.note.sentences:
            self._tagged, self._sensitive = self.session.note.sentences, self.session.sensitive()

    def _look_through(self, *, drawn: bool = True) -> None:
        """Asks the checks; draws the note where they or the tags say something new, or where it is not `drawn`."""
        self._tag()
        remarks = tuple(one for one in self.session.remarks_left() if one.check != DOUBTS)
        self._remarks = remarks if remarks != self._remarks else self._remarks  # the same ones need no new marks
        self._agreed = waiting(self.session)
        if drawn and self._shown == (self._sensitive, self._remarks):
            self._draw_counter()
        else:
            self._draw_note()

    def _draw_counter(self) -> None:
        left = {kind: self.order.left(kind) for kind in KINDS}
        must = sum(remark.required for remark in self._remarks)
        told = (
            ("◆", left["data"], "fynd"),
            (DOUBT, left["doubt"], "osäkert ord" if left["doubt"] == 1 else "osäkra ord"),
            (CHECK, left["check"], f"kontroll{'' if left['check'] == 1 else 'er'}{f', {must} måste' if must else ''}"),
            ("○", self._agreed, "överenskommelse" if self._agreed == 1 else "överenskommelser"),
        )
        shown = [(shape, number, words) for shape, number, words in told if number]
        ready = "✓ klar att exportera" if not left["data"] and not must else ""
        right = "   ".join([*(f"{shape} {number} {words}" for shape, number, words in shown), *filter(None, [ready])])
        short = "  ".join([*(f"{shape} {number}" for shape, number, _ in shown), *filter(None, [ready[:6].strip()])])
        if self.dictate.linear:  # signs are not read aloud
            right = short = ", ".join(
                [*(f"{number} {words}" for _, number, words in shown), *filter(None, [ready[2:]])]
            )
        case = self.session.case.title if self.session.case else ""
        self.title_bar(f"{self.session.template.title}  {self.when}", right, short, case)

    def go(self, place: Place) -> None:
        """Makes `place` the present one."""
        if place != self.place:
            self.word = None
        self.place = place
        self.query_one(NoteView).go(place.sentence, place.finding, self.word)
        if place.finding:
            self.query_one(RowList).go(place.finding)
        self.query_one(Detail).show(self._here())
        self.refresh_bindings()

    def _here(self) -> Here | None:
        mark = self.order.mark(self.place.finding)
        if not self.place.sentence:
            return Here(None, "", mark, 0, ()) if mark else None
        sentence = self.session.note.sentence(self.place.sentence)
        found = mark.found if mark else None
        return Here(
            sentence,
            self.session.template.section(sentence.section).heading,
            mark,
            len(self.session.alike(found.id)) if found else 0,
            self._sensitive.get(sentence.id, ()),
            self._standings.get(found.id, "") if found else "",
            self._deciders.get(found.id, "") if found else "",
            speaker_of(self.session.note, sentence),
        )

    def away(self) -> None:
        """Somebody else changes the note and shows it: nothing is drawn here until `come_back`."""
        self.write_now()
        self.session.listeners.remove(self._note_changed)

    def come_back(self) -> None:
        """Draws what has become of the note meanwhile."""
        self.session.listeners.append(self._note_changed)
        self.word = None
        self.look_again()

    def look_again(self) -> None:
        """Draws the note and its counters anew: who is known, or what is agreed, may have changed."""
        self._look_through(drawn=False)

    # -- moving about ---------------------------------------------------------------------------------------------

    def action_step(self, step: int) -> None:
        """To the next mark that asks for something."""
        self.say("")
        self.go(self.order.step(self.place, step))

    def action_sentence(self, step: int) -> None:
        """To another sentence."""
        self.say("")
        self.go(self.order.sentence_step(self.place, step))

    def on_note_view_clicked(self, event: NoteView.Clicked) -> None:
        self.say("")
        pointed = Place(event.sentence, event.finding) if event.finding else self.order.at(event.sentence)
        if event.sentence != self.place.sentence or (event.finding and pointed != self.place):
            self.go(pointed)
        elif event.word:
            self.hear_word(event.word)

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        mark = self.order.mark(event.key)
        self.say("")
        if mark:
            self.go(mark.place)

    # -- deciding -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that can do nothing here is drawn dim (None)."""
        if action in self.DECIDE_ACTIONS:
            return self.can_decide(action, parameters)
        if action == "more":
            return self.has_class("-low")
        if action == "voices":
            return bool(self.session.note.voices)
        if action == "add_to_case":
            return self.can_add() or None
        if action == "restore":
            return bool(self.session.note.removed) or None
        if action == "step" and not self.order.marks:
            return None
        if action == "undo":
            return self.session.can_undo or None
        if action == "redo":
            return self.session.can_redo
        if action in ("hear", "word"):
            return self.can_hear(action, parameters)
        if action in self.SENTENCE_ACTIONS and not self.place.sentence:
            return None
        return True

    def carry_out(self, change: Callable[[], object], *, then_next: bool = False) -> bool:
        """Makes a change to the note; what stops it is said in place. Gives whether it was made."""
        before = self.place
        try:
            change()
        except DictateError as error:
            self.say(str(error), wrong=True)
            return False
        undecided = bool(self.session.note.undecided)
        self.say("" if undecided or not then_next else self._told_of_the_rest())
        if then_next and any(mark.open for mark in self.order.marks):
            self.go(self.order.step(before, 1))
        return True

    def _told_of_the_rest(self) -> str:
        doubts = self.order.left("doubt")
        if any(remark.required for remark in self._remarks):
            return "Alla fynd är beslutade. Tab går till det som måste rättas före export."
        told = "Alla fynd är beslutade. Tryck X för att exportera"
        return f"{told}, eller se över {count(doubts, 'osäkert ord', 'osäkra ord')}." if doubts else f"{told}."

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

        self.app.push_screen(Fields(self.session, first), lambda _: self._look_through())

    def action_checks(self, remark: CheckResult | None = None) -> None:
        """Goes through what the template's checks have to say, at first `remark`."""
        self.write_now()
        self.app.push_screen(Checks(self.session, remark), self._back_from_checks)

    def action_more(self) -> None:
        """Shows the keys that wait where the screen is low, or puts them away."""
        self.more = not self.more
        self.refresh_bindings()

    def _back_from_checks(self, remark: CheckResult | None) -> None:
        self._look_through()
        if remark is not None:
            self.to_remark(remark)

    def to_remark(self, remark: CheckResult) -> None:
        """Where the remark can be met: its sentence, or its field in the form."""
        sentence = next((one for one in remark.sentences if one in self.order.sentences), "")
        if sentence:
            self.go(self.order.at(sentence))
            self.say(remark.reason)
        elif remark.field and remark.field != remark.check:
            self.action_fields(remark.field)
        else:  # a question, or something about the whole note: answered among the checks
            self.action_checks(remark)

    def action_export(self) -> None:
        """Goes to the export; what is undecided is listed there."""
        self.write_now()
        self._watch.stop()
        self.app.push_screen(Export(self.session, self.when), self._back_from_export)

    def _back_from_export(self, back: Back | None) -> None:
        if back is None:
            return
        if back.done:
            self.action_home()
        elif back.remark:
            self.to_remark(back.remark)
        elif found := self.order.found(back.finding):
            self.go(Place(found.sentence, found.id))

    def action_home(self) -> None:
        """Back to the list; the note is saved as it is."""
        self.write_now()
        self.dismiss(None)
