"""Dictating: the text comes while you speak, and one key ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from dictate.dictating import Dictating, Moment
from dictate.errors import DictateError
from dictate.growing import Written
from dictate.journal.render import render
from dictate.marking import mark_out
from dictate.session import Session
from dictate.tui.leave_dictation import LeaveDictation
from dictate.tui.level_meter import LevelMeter
from dictate.tui.note_view import NoteView
from dictate.tui.opening import looked_through
from dictate.tui.page import Page
from dictate.tui.phrases import shortened, watch
from dictate.tui.share_keys import SharedText, ShareKeys
from dictate.tui.turn_back import TurnBack

if TYPE_CHECKING:
    from dictate.application import Application

_LOOK_S = 0.1
_TENTATIVE = 150
"""Characters of the tentative text that are shown: its end, which is what is being said."""

_STATES = {
    "ready": "○ Mikrofonen öppnas",
    "recording": "● Spelar in",
    "paused": "║ Paus",
    "waiting": "! Väntar",
    "ending": "… Läser det sista",
    "over": "… Läser det sista",
}
_EMPTY = (
    "Tala när du vill. Texten kommer här efter varje paus,\n"
    "och ljudet sparas krypterat på den här datorn.\n\n"
    "Säg ”ny rubrik hälsa” för att byta avsnitt,\n"
    "och ”stryk senaste meningen” när det blev fel."
)


class Dictate(ShareKeys, Page[Session]):
    """Gives the note when the dictation is done, or None when it was kept for later or thrown away."""

    HELP = (
        "Allt du säger sparas krypterat medan du talar och blir till text efter varje paus. Det ljusa längst ned är en "
        "gissning på det du säger just nu. Mellanslag pausar och släpper mikrofonen. R spelar upp den senaste "
        "meningen; inspelningen väntar så länge.\n\n"
        "Du kan säga: punkt · komma · frågetecken · ny rad · nytt stycke · ny rubrik hälsa · stryk senaste meningen · "
        "ångra · paus · klar. Gör en liten paus före kommandot. Blev vanlig text ett kommando trycker du U.\n\n"
        "S visar det senaste du sagt i stor text, för er som dikterar tillsammans: namn på den som inte är med, nummer "
        "och adresser visas inte, och inget ärende. S igen ger den vanliga skärmen.\n\n"
        "Enter avslutar och öppnar anteckningen. Esc frågar alltid innan något kastas."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", "Pausa"),
        Binding("space", "resume", "Fortsätt"),
        Binding("enter", "finish", "Klar"),
        Binding("r,R", "repeat", "Hör senaste meningen"),
        Binding("u,U", "take_back", "Ångra kommandot"),
        Binding("m,M", "template", "Byt mall"),
        Binding("ä,Ä", "case", "Ärende", key_display="Ä"),
        Binding("v,V", "microphone", "Välj mikrofon"),
        *ShareKeys.KEYS,
        Binding("escape", "leave", "Avbryt"),
    ]

    def __init__(self, dictating: Dictating) -> None:
        super().__init__()
        self.dictating = dictating
        self._seen: Moment | None = None
        self._written: Written | None = None
        self._tentative: tuple[str, ...] | None = None
        self._said = ""
        self._share = 0.0
        self._wrong = ""
        self._case_title = ""

    def body(self) -> ComposeResult:
        with Vertical(id="live"):
            yield NoteView()
            yield Static(_EMPTY, id="before", markup=False)
        yield SharedText()
        yield Static(id="tentative", markup=False)
        with Horizontal(id="status"):
            yield LevelMeter(id="level")
            yield Static(id="section", markup=False)
            yield Static(id="command", markup=False)

    def on_mount(self) -> None:
        self.query_one(NoteView).can_focus = False
        self._name_case()
        self.look()
        self.set_interval(_LOOK_S, self.look)

    def begin(self, app: App[Any]) -> None:
        """Opens the microphone at once, so that what is said while the screen is being drawn is not lost."""
        self._in_thread(self.dictating.start, self._could_not_start, app=app)

    def on_unmount(self) -> None:
        """Whatever closes the screen, what was said is whole on the disk."""
        if self.dictating.moment.phase != "over":
            self.dictating.keep()

    @property
    def under_way(self) -> bool:
        """Whether something is being dictated that is no note yet."""
        return self.dictating.moment.phase not in ("ready", "over")

    # -- drawing --------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Draws what has changed since the last look."""
        moment, written = self.dictating.moment, self.dictating.written
        before, self._seen = self._seen, moment
        if before is None or (before.phase, int(before.seconds)) != (moment.phase, int(moment.seconds)):
            self._draw_title(moment, written)
        if before is None or before.phase != moment.phase:
            self.refresh_bindings()
        self.query_one(LevelMeter).show(moment.level)
        if written is not self._written:
            self._draw_note(written)
            self._draw_title(moment, written)
        if self.dictating.tentative != self._tentative:
            self._draw_tentative()
        self._tell(moment)

    def _draw_title(self, moment: Moment, written: Written) -> None:
        state = f"{_STATES[moment.phase]}  {watch(moment.seconds)}"
        if self.present is not None:
            self.title_bar("Vi skriver tillsammans", state)
            return
        self.title_bar(f"Diktering  {self.dictating.growing.template.title}{self._case_title}", state)

    def _draw_note(self, written: Written) -> None:
        self._written = written
        view = self.query_one(NoteView)
        sentences = written.note.sentences
        view.display = bool(sentences)
        self.query_one("#before").display = not sentences
        view.show(render(written.note, written.template, mark_out), {})
        if sentences:
            last = sentences[-1].id
            self.call_after_refresh(view.go, last)
        section = written.section or "väljs efter det du säger"
        self.query_one("#section", Static).update(Content.assemble(("Avsnitt: ", "$quiet"), section))
        command = f"Uppfattat: {written.last_words}" if written.last_words else ""
        self.query_one("#command", Static).update(Content.styled(command, "$secondary"))
        self.show_to_all(written)
        self.refresh_bindings()

    def _draw_tentative(self) -> None:
        self._tentative = self.dictating.tentative
        text = " ".join(self._tentative)
        shown = text if len(text) <= _TENTATIVE else "…" + text[-_TENTATIVE:].split(" ", 1)[-1]
        self.query_one("#tentative", Static).update(Content.styled(f"{shown} …" if shown else "", "$quiet italic"))

    def _tell(self, moment: Moment) -> None:
        """The one sentence that matters most just now."""
        wrong = self._wrong or next(iter(moment.trouble), "")
        if wrong:
            told = wrong
        elif moment.phase in ("ending", "over"):
            share = f" {self._share:.0%}" if self._share else ""
            told = f"Läser det sista du sade{share} …"
        elif moment.done_said and moment.phase == "paused" and self.present is not None:
            told = "Du sade ”klar”. S ger den vanliga skärmen, där Enter öppnar anteckningen."
        elif moment.done_said and moment.phase == "paused":
            told = "Du sade ”klar”. Enter öppnar anteckningen, mellanslag fortsätter."
        elif moment.playing:
            told = "Spelar upp den senaste meningen. Inspelningen väntar."
        elif moment.phase == "paused":
            told = "Paus: mikrofonen är släppt. Mellanslag fortsätter."
        elif not moment.reading and moment.phase == "recording":
            told = "Talmodellen läses in. Tala på, allt spelas in."
        else:
            told = ""
        if told != self._said:
            self._said = told
            self.say(told, wrong=bool(wrong))

    # -- keys -----------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key that can do nothing here is drawn dim (None) or not at all (False)."""
        phase = self._seen.phase if self._seen else "ready"
        if action in ("share", "share_no_more"):
            return (action == "share") == (self.present is None)
        if action in ("finish", "case") and self.present is not None:
            return None  # what they open is about others too
        if phase in ("ending", "over"):
            return False if action in ("pause", "resume") else None
        if action == "pause":
            return phase in ("recording", "waiting")
        if action == "resume":
            return phase in ("paused", "ready")
        if action == "finish":
            return phase != "ready" or None
        if action == "repeat":
            return bool(self._written and self._written.note.sentences) or None
        if action == "take_back":
            return bool(self._written and self._written.last) or None
        return True

    def action_pause(self) -> None:
        """Takes in no more sound."""
        self.dictating.pause()

    def action_resume(self) -> None:
        """Goes on, or tries again where the microphone could not be opened."""
        self._wrong = ""
        if self.dictating.moment.phase == "ready":
            self._in_thread(self.dictating.start, self._could_not_start)
        else:
            self._in_thread(self.dictating.resume)

    def action_repeat(self) -> None:
        """Plays the last sentence."""
        self._in_thread(self.dictating.repeat_last)

    def action_take_back(self) -> None:
        """What was taken for a command is text."""
        self.dictating.take_back_command()

    def action_template(self) -> None:
        """Makes it another kind of note, while the recording goes on."""
        self.dictate.choose_template("diktering", self._use_template, step="Inspelningen pågår")

    def _use_template(self, template: str) -> None:
        self.dictating.use_template(template)
        self._seen = None

    def action_case(self) -> None:
        """Puts the note in a case, while the recording goes on."""
        from dictate.tui.choose_case import ChooseCase

        try:
            cases = self.dictate.application.cases()
        except DictateError as error:
            self._wrong = str(error)
            return
        self.app.push_screen(ChooseCase(cases, "Anteckningens ärende", "Inspelningen pågår"), self._use_case)

    def _use_case(self, case_id: str | None) -> None:
        if case_id is not None:
            self.dictating.use_case(case_id)
            self._name_case()
            self._seen = None

    def _name_case(self) -> None:
        case_id = self.dictating.case_id
        self._case_title = f" · {self.dictate.application.case(case_id).title}" if case_id else ""

    def action_microphone(self) -> None:
        """Pauses and lets the user try the microphones."""
        from dictate.tui.microphone import ChooseMicrophone

        goes_on = self.dictating.moment.phase in ("recording", "ready")
        self.dictating.pause()
        self.app.push_screen(ChooseMicrophone(), lambda name: self._use_microphone(name, goes_on))

    def _use_microphone(self, name: str | None, goes_on: bool) -> None:
        if name is not None:
            self.dictating.use_microphone(name)
        if goes_on:
            self.action_resume()

    def action_leave(self) -> None:
        """Asks what shall become of the dictation; where others see the screen, when it has been turned."""
        if self.present is not None:
            self.app.push_screen(TurnBack(), self._turned)
            return
        phase = self.dictating.moment.phase
        if phase == "ready":
            self.dictating.keep()
            self.dismiss(None)
            return
        self.dictating.pause()
        goes_on = phase in ("recording", "waiting")
        seconds = self.dictating.moment.seconds
        self.app.push_screen(LeaveDictation(seconds), lambda answer: self._left(answer, goes_on))

    def _turned(self, yes: bool | None) -> None:
        if yes:
            self.action_share_no_more()
            self.action_leave()

    def _left(self, answer: str | None, goes_on: bool) -> None:
        if answer == "keep":
            self._in_thread(self.dictating.keep, then=lambda _: self.dismiss(None))
        elif answer == "discard":
            self._in_thread(self.dictating.discard, then=lambda _: self.dismiss(None))
        elif goes_on:
            self.dictating.resume()

    def action_finish(self) -> None:
        """Ends the dictation; only what was said last remains to be read."""
        self._wrong = ""
        self._in_thread(self._finished, self._could_not_finish, self.dismiss)

    def _finished(self) -> Session:
        return looked_through(self.dictating.finish(self._progress))

    def _progress(self, share: float) -> None:
        self._share = share

    # -- shared with those who are there --------------------------------------------------------------------------

    @property
    def application(self) -> Application:
        """What the search and the case come from."""
        return self.dictate.application

    def shared_text(self) -> SharedText:
        """Where the large text stands."""
        return self.query_one(SharedText)

    def shared(self) -> None:
        """Draws the screen for those who see it now."""
        self.set_class(self.present is not None, "-shared")
        self._draw_title(self.dictating.moment, self.dictating.written)
        self.refresh_bindings()

    def in_thread(self, work: Callable[[], object], then: Callable[..., object] | None = None) -> None:
        """Does the work without holding the screen up; what goes wrong is told."""
        self._in_thread(work, then=then)

    # -- what takes its time --------------------------------------------------------------------------------------

    def _in_thread(
        self,
        work: Callable[[], object],
        wrong: Callable[[str], None] | None = None,
        then: Callable[..., object] | None = None,
        app: App[Any] | None = None,
    ) -> None:
        """Does the work without holding the screen up; `then` is called with what it gives."""
        arguments = (app or self.app, work, wrong or self._told, then)
        threading.Thread(target=self._work, args=arguments, daemon=True).start()

    @staticmethod
    def _work(
        app: App[Any],
        work: Callable[[], object],
        wrong: Callable[[str], None],
        then: Callable[..., object] | None,
    ) -> None:
        try:
            given = work()
        except DictateError as error:
            if app.is_running:
                app.call_from_thread(wrong, str(error))
        except Exception as error:
            if app.is_running:
                app.call_from_thread(app.call_later, _raise, error)
        else:
            if then is not None and app.is_running:
                app.call_from_thread(then, given)

    def _told(self, sentence: str) -> None:
        self._wrong = sentence

    def _could_not_start(self, sentence: str) -> None:
        self._wrong = f"{sentence} Mellanslag försöker igen, V väljer en annan mikrofon."

    def _could_not_finish(self, sentence: str) -> None:
        """Without a note the sound is kept; the list offers it."""
        if self.dictating.moment.phase == "over":
            self.dictate.home.say(shortened(sentence, 300), wrong=True)
            self.dismiss(None)
        else:
            self._wrong = sentence


def _raise(error: Exception) -> None:
    raise error
