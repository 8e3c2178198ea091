"""The program with screens: `run(application)` opens it in the terminal."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from dictate import beginning
from dictate.clearing import Clearing
from dictate.errors import DictateError
from dictate.pilot.active_time import ActiveTime
from dictate.tui.clipboard import CLEAR, Clipboard
from dictate.tui.drafts import Draft
from dictate.tui.early_keys import EarlyKeys
from dictate.tui.garbage import Garbage
from dictate.tui.hangups import heed
from dictate.tui.home import Home
from dictate.tui.keys import display
from dictate.tui.locking import Locking
from dictate.tui.opening import Opening
from dictate.tui.page import Dialog, Page
from dictate.tui.phrases import clock, day, moment
from dictate.tui.plain_lines import PlainLines
from dictate.tui.themes import THEMES, TITLES, chosen
from dictate.vault.idle import Idle

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.filter import LineFilter

    from dictate.application import Application
    from dictate.meetings import Meeting
    from dictate.session import Session
    from dictate.tui.sound_files import Chosen

_TURN_S = 0.0005
"""Seconds until the thread that writes to the terminal may take over from the one that draws; Python gives 5 ms."""


class ScreensFailed(DictateError):
    """Something unexpected stopped the screens; every change up to it is saved."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"Något oväntat gick fel ({kind}) och programmet stängdes. Anteckningarna är sparade; "
            "öppna programmet igen, och kontakta IT om det upprepas."
        )


def run(application: Application) -> None:
    """Opens the screens and returns when the user leaves. Raises ScreensFailed."""
    from dictate.audio.native_noise import keep_native_noise_out
    from dictate.tui.quick_escape import answer_escape_soon
    from dictate.vault.folder import only_program

    keep_native_noise_out()
    answer_escape_soon()
    sys.setswitchinterval(_TURN_S)
    with only_program(application.folders.data):
        app = DictateApp(application)
        app.run()
        application.vault.close()
    if app.failure:
        raise ScreensFailed(app.failure)


@dataclass(frozen=True, slots=True)
class Begun:
    """What has been chosen of a new note: its template, its case ("" for none), and how many steps there are."""

    template: str
    case: str = ""
    steps: int = 2

    @property
    def step(self) -> str:
        """The last step, as it stands in the title."""
        return f"steg {self.steps} av {self.steps}"


class DictateApp(App[None]):
    """The screens over one `Application`."""

    TITLE = "Dictate"
    CSS_PATH = "style.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Hjälp", priority=True),
        Binding("ctrl+p", "palette", "Alla kommandon", priority=True),
        Binding("ctrl+q", "leave", "Avsluta", show=False, priority=True),
        Binding("f8", "time", "Registrera tid", show=False),
        Binding("ctrl+l", "lock", "Lås nu", show=False, priority=True),
        Binding("f9", "colours", "Byt färger", show=False, priority=True),
    ]

    def __init__(self, application: Application) -> None:
        super().__init__()
        self._plain_lines = PlainLines()
        self.application = application
        self.pasted = Draft(application, "paste")
        """Text that was pasted but not made a note of yet."""
        self.sound_folder = Path.home()
        application.vault.ways.file_unasked = False
        self.locking = Locking(self, Idle(application.idle_s))
        self.opening = Opening(self)
        self.early_keys = EarlyKeys(self._can_act, self._hand_on, self.set_timer)
        self.activity = ActiveTime(time.monotonic)
        """Seconds that somebody has been at the keys or the mouse."""
        self._garbage = Garbage()
        self.failure = ""
        """The kind of error that stopped the program, empty while all is well."""
        self._copies = Clipboard(application.policy.clipboard, self._empty_clipboard)
        for theme in THEMES:
            self.register_theme(theme)
        self.wear_settings()
        self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The library's own, and the one that keeps control characters from the terminal."""
        return [*super().get_line_filters(), self._plain_lines]

    async def on_event(self, event: events.Event) -> None:
        """Takes note that somebody is there, then handles the event."""
        if isinstance(event, (events.Key, events.MouseEvent, events.Paste)):
            self.activity.touch()
            self.locking.idle.touched()
        if not self.early_keys.take(event):
            await super().on_event(event)

    async def _hand_on(self, event: events.Event) -> None:
        await super().on_event(event)

    def _can_act(self) -> bool:
        """Whether it is known what a key will do."""
        return not self.opening.under_way and all(getattr(screen, "ready", True) for screen in self._screen_stack[-1:])

    def wear_settings(self) -> None:
        """Looks as the settings say: colours, and the simple form for screen readers."""
        self.theme = chosen(self.application.settings.theme)
        self.set_class(self.application.settings.linear, "-linear")

    @property
    def linear(self) -> bool:
        """Whether the screens are drawn for a screen reader: one thing a line, the cursor where the user is."""
        return self.application.settings.linear

    def get_default_screen(self) -> Home:
        return Home()

    @property
    def home(self) -> Home:
        """The first screen, which is always at the bottom."""
        screen = self.screen_stack[0]
        assert isinstance(screen, Home)
        return screen

    def on_mount(self) -> None:
        if threading.current_thread() is threading.main_thread():
            heed(self._hung_up)
        self.call_after_refresh(self._start)
        self.set_interval(1.0, self.locking.tick)
        self._garbage.begin()
        self.set_interval(1.0, lambda: self._garbage.tick(self.locking.idle.rested_s))
        if self.application.policy.network.on_attempt == "close":
            self.set_interval(1.0, self._leave_after_a_try)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Closes the program; the clipboard is emptied while the terminal still listens."""
        self.write_now()
        self._copies.clear()
        super().exit(result, return_code, message)

    def on_unmount(self) -> None:
        self._garbage.end()
        self._copies.clear()  # where something else than `exit` closed the program

    def _hung_up(self) -> None:
        self.write_now()
        self.exit()

    def write_now(self) -> None:
        """Writes what any screen has not written yet."""
        for screen in list(self._screen_stack):
            if hasattr(screen, "write_now"):
                with contextlib.suppress(Exception):  # one failure is enough
                    screen.write_now()

    def _leave_after_a_try(self) -> None:
        """Ends the program where something in it has tried to reach a network; the command line says why."""
        from dictate.network_guard import installed

        guard = installed()
        if guard is not None and guard.refused:
            self.exit()

    def _start(self) -> None:
        if not self.locking.start():
            self.load_in_background()

    def load_in_background(self) -> None:
        """Loads what the first note needs while the user looks at the list."""
        threading.Thread(target=self._load, daemon=True, name="dictate-load").start()

    def _load(self) -> None:
        # What is wrong with any of it is said where it is used.
        with contextlib.suppress(DictateError):
            import_module("dictate.tui.dictate")
            self.application.sounds.warm()
            import_module("dictate.tui.review")
        with contextlib.suppress(DictateError):
            _ = self.application.classifier, self.application.scanner
        with contextlib.suppress(DictateError):
            self.application.recogniser.engine()
        # All this stays until the program ends; a search through it for garbage would hold a key up for 70 ms.
        gc.freeze()
        self._clear()
        self._look_at_the_computer()

    def _clear(self) -> None:
        """Clears what is due to go, and tells in the list what will go soon."""
        with contextlib.suppress(DictateError, RuntimeError):  # locked, or the program has been closed meanwhile
            soon = Clearing(self.application).clear_what_is_due().plan.soon
            if self.is_running:
                self.call_from_thread(lambda: self.home.tell_going(soon))

    def _look_at_the_computer(self) -> None:
        """Fills the line of trust when all else is loaded."""
        from dictate.tui.trust import look

        trust = look(self.application)
        with contextlib.suppress(RuntimeError):  # the program has been closed meanwhile
            if self.is_running:
                self.call_from_thread(lambda: self.home.tell_trust(trust))

    def load_engine(self) -> None:
        """Loads the recogniser in the background; asked for when a sound file is about to be chosen."""

        def load() -> None:
            with contextlib.suppress(DictateError):
                self.application.recogniser.engine()

        threading.Thread(target=load, daemon=True, name="dictate-model").start()

    # -- the ways to a note ---------------------------------------------------------------------------------------

    def open_note(self, note_id: str) -> None:
        """Opens a note of the store for review."""
        self.opening.open(note_id)

    def dictate_now(
        self, carry_on: str | None = None, meeting: Meeting | None = None, begun: Begun | None = None
    ) -> None:
        """Begins to dictate at once, a note of the kind made last; `carry_on` names a dictation to go on with.

        A meeting, or what has been chosen (`begun`), tells the template and the case.
        """
        from dictate.dictating import Dictating
        from dictate.tui.dictate import Dictate

        try:
            used = self._used_templates()
            template = meeting.template if meeting else begun.template if begun else next(iter(used), "")
            case = meeting.case if meeting else begun.case if begun else ""
            known = case in {one.id for one in self.application.cases()}
            dictating = Dictating(
                self.application,
                template if template in self.application.templates else "",
                case if known else "",
                carry_on,
            )
        except DictateError as error:
            self.home.say(str(error), wrong=True)
            return
        self.home.say("")
        screen = Dictate(dictating)
        screen.begin(self)
        self.push_screen(screen, lambda session: self._dictated(session, meeting))

    def begin_dictation(self) -> None:
        """Asks for template and case, then begins to dictate."""
        self._choose_template_and_case("diktering", lambda begun: self.dictate_now(begun=begun), dictated=True)

    def plan_meeting(self) -> None:
        """Writes down a meeting that is to be dictated."""
        from dictate.tui.new_meeting import meeting_box, moment_of
        from dictate.tui.new_note import last_used_first

        application = self.application
        try:
            every = last_used_first(
                application.templates.values(), self._used_templates(), application.settings.template
            )
            templates = {one.id: one.title for one in every}
            cases = {case.id: case.title for case in application.cases()}
        except DictateError as error:
            self.home.say(str(error), wrong=True)
            return
        now = application.clock()

        def keep(answers: tuple[str, ...] | None) -> None:
            if answers:
                template = next(key for key, title in templates.items() if title == answers[1])
                case = next((key for key, title in cases.items() if title == answers[2]), "")
                kept = application.meetings.add(moment_of(answers[0], now), template, case)
                self.home.reload(f"möte:{kept.id}")

        self.push_screen(meeting_box(templates, cases, now), keep)

    def _dictated(self, session: Session | None, meeting: Meeting | None = None) -> None:
        if session is None:
            self.home.reload()
            return
        if meeting:
            self.application.meetings.remove(meeting.id)
            held = min(meeting.at, self.application.clock()).date().isoformat()
            if any(spec.id == "handelsedatum" for spec in session.template.fields):
                session.set_field("handelsedatum", held)
        self.review(session)

    def write_out(self, recording: str) -> None:
        """Makes a note of a dictation that was broken off."""
        from dictate.tui.working import Working

        steps = ("Läser in talmodellen …", "Skriver ut dikteringen …")
        screen = Working(
            "Avbruten diktering",
            steps,
            lambda progress: beginning.from_recording(self.application, recording, progress=progress),
        )
        self.push_screen(screen, self._dictated)

    def begin_from_sound(self) -> None:
        """Asks for template and sound file, then makes the note."""
        self.load_engine()
        self._choose_template_and_case("en ljudfil", self._choose_sound)

    def begin_from_text(self) -> None:
        """Asks for template and text, then makes the note."""
        self._choose_template_and_case("text", self._choose_text)

    def _choose_template_and_case(self, source: str, then: Callable[[Begun], None], dictated: bool = False) -> None:
        """Asks for the template and, where there are cases, for the case; one key each when it is as last time."""
        from dictate.tui.choose_case import ChooseCase, last_used_first

        try:
            newest = sorted(self.application.entries(), key=lambda entry: entry.created_at, reverse=True)
            cases = last_used_first(self.application.cases(), [entry.case for entry in newest if entry.case])
        except DictateError as error:
            self.home.say(str(error), wrong=True)
            return
        if not cases:
            step = "steg 1 av 1" if dictated else "steg 1 av 2"
            self.choose_template(source, lambda template: then(Begun(template)), step)
            return
        none_first = bool(newest) and not newest[0].case

        def choose_case(template: str) -> None:
            title = self.application.templates[template].title
            title = title if dictated else f"{title} från {source}"
            self.push_screen(
                ChooseCase(cases, title, "steg 2 av 2" if dictated else "steg 2 av 3", none_first),
                lambda case: with_case(template, case),
            )

        def with_case(template: str, case: str | None) -> None:
            if case is None:
                self._choose_template_and_case(source, then, dictated)
            else:
                then(Begun(template, case, 3))

        self.choose_template(source, choose_case, "steg 1 av 2" if dictated else "steg 1 av 3")

    def choose_template(self, source: str, then: Callable[[str], None], step: str = "steg 1 av 2") -> None:
        """Asks for a template and hands its id on; `source` and `step` stand in the title."""
        from dictate.tui.new_note import ChooseTemplate, last_used_first

        try:
            used = self._used_templates()
            templates = last_used_first(self.application.templates.values(), used, self.application.settings.template)
        except DictateError as error:
            self.home.say(str(error), wrong=True)
            return
        self.push_screen(ChooseTemplate(templates, source, step), lambda chosen: then(chosen) if chosen else None)

    def _used_templates(self) -> list[str]:
        """The templates of the notes, that of the newest first."""
        newest = sorted(self.application.entries(), key=lambda entry: entry.created_at, reverse=True)
        return [entry.template for entry in newest]

    def _choose_sound(self, begun: Begun, several: bool = False) -> None:
        from dictate.tui.sound_files import SoundFiles

        title = self.application.templates[begun.template].title
        screen = SoundFiles(title, self.sound_folder, self.application.clock, begun.step, several)
        self.push_screen(screen, lambda chosen: self._transcribe(chosen, begun) if chosen else self.begin_from_sound())

    def _transcribe(self, chosen: Chosen, begun: Begun) -> None:
        from dictate.recogniser import SPEECH_SHARE
        from dictate.tui.working import Working

        roles: dict[int, str] | None = {} if chosen.several else None
        screen = Working(
            chosen.path.name,
            ("Läser in talmodellen …", "Skriver ut talet …"),
            lambda progress: beginning.from_audio(
                self.application, chosen.path, begun.template, progress=progress, case_id=begun.case, roles=roles
            ),
            (SPEECH_SHARE, "Skiljer rösterna åt …") if chosen.several else (2.0, ""),
        )
        self.push_screen(
            screen,
            lambda session: self.review(session) if session else self._choose_sound(begun, chosen.several),
        )

    def _choose_text(self, begun: Begun) -> None:
        from dictate.tui.paste_text import PasteText

        title = self.application.templates[begun.template].title
        self.push_screen(
            PasteText(title, self.pasted, begun.step),
            lambda text: self._structure(text, begun) if text else self.begin_from_text(),
        )

    def _structure(self, text: str, begun: Begun) -> None:
        from dictate.tui.working import Working

        steps = ("Ordnar meningarna och söker personuppgifter …", "Ordnar meningarna …")
        screen = Working(
            "Texten", steps, lambda _: beginning.from_text(self.application, text, begun.template, case_id=begun.case)
        )
        self.push_screen(screen, lambda session: self._text_is_note(session) if session else self._choose_text(begun))

    def _text_is_note(self, session: Session) -> None:
        with contextlib.suppress(DictateError):  # it is offered once more at worst
            self.pasted.forget()
        self.review(session)

    def review(self, session: Session) -> None:
        """Opens the review of a note, after its voices where nobody has said who they are.

        The list shows the note when the review is left.
        """
        from dictate.journal.voices import ask_for_roles

        if ask_for_roles(session.note):
            from dictate.tui.voices import Voices

            self.push_screen(Voices(session), lambda _: self._review(session))
        else:
            self._review(session)

    def _review(self, session: Session) -> None:
        from dictate.tui.review import Review

        now = self.application.clock()
        made = next((entry.created_at for entry in self.application.entries() if entry.id == session.note.id), "")
        when = moment(made).astimezone(now.tzinfo) if made else now
        self.push_screen(
            Review(session, f"{day(when, now)} {clock(when)}", self.activity.seconds),
            lambda _: self.home.reload(session.note.id),
        )

    # -- keys that work everywhere --------------------------------------------------------------------------------

    def action_help(self) -> None:
        """Explains the present screen."""
        from dictate.tui.help import Help, keys_of

        screen = self.screen
        if isinstance(screen, (Page, Dialog)):
            self.push_screen(Help(screen.HELP, keys_of(screen, screen.focused, self)))

    def action_palette(self) -> None:
        """Lists all that can be done here and now."""
        from dictate.tui.help import keys_of
        from dictate.tui.palette import Palette

        screen = self.screen
        self.push_screen(Palette(keys_of(screen, self, live=True)), lambda action: self._perform(action, screen))

    async def _perform(self, action: str | None, screen: Screen[object]) -> None:
        if action:
            await self.run_action(action, screen if hasattr(screen, f"action_{action.split('(')[0]}") else self)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Each key of the program where it can do something.

        None but F1 works while the screen is locked, and none at all while it is in somebody else's hands.
        """
        screen = self.screen
        if action == "help":
            return isinstance(screen, (Page, Dialog)) and screen.EXPLAINED
        if any(getattr(screen, "LOCKED", False) for screen in self.screen_stack):
            return False
        if action == "palette":
            return isinstance(screen, Page)
        if action == "time":
            return self.application.settings.pilot.enabled and isinstance(screen, Page) and screen.TIMED
        return super().check_action(action, parameters)

    def action_time(self) -> None:
        """Registers working time, over whatever goes on, which goes on."""
        from dictate.tui.time_registration import TimeRegistration

        self.push_screen(TimeRegistration(quick=True, dictating=self.is_dictating))

    def action_lock(self) -> None:
        """Locks at once."""
        self.locking.lock()

    def action_colours(self) -> None:
        """The next of the three sets of colours."""
        names = list(TITLES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        told = f"Färger: {TITLES[self.theme]}."
        with contextlib.suppress(DictateError):  # the colours hold until the program is closed
            self.application.choose("theme", self.theme)
        if isinstance(self.screen, (Page, Dialog)):
            self.screen.say(told)

    @property
    def is_dictating(self) -> bool:
        """Whether something is being dictated that is no note yet."""
        return any(getattr(screen, "under_way", False) for screen in self.screen_stack)

    def action_leave(self) -> None:
        """Closes the program; while something is being dictated it is asked about."""
        from dictate.tui.ask import Ask

        if self.is_dictating:
            question = (
                "En diktering pågår. Det du sagt är sparat, och du kan fortsätta nästa gång du öppnar programmet.\n\n"
                "Avsluta ändå?"
            )
            self.push_screen(Ask("Avsluta", question), lambda yes: self.exit() if yes else None)
            return
        self.exit()

    def action_help_quit(self) -> None:
        """Ctrl+C: says how to leave."""
        if isinstance(self.screen, (Page, Dialog)):
            self.screen.say("Tryck Ctrl+Q för att avsluta. Allt är sparat.")

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or display(binding.key)

    # -- the clipboard --------------------------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Copies as far and for as long as the organisation allows; within the program it can always be pasted."""
        if self._copies.leaves_the_program:
            super().copy_to_clipboard(text)
        else:
            self._clipboard = text
        self._copies.copied(self.set_timer)

    def _empty_clipboard(self) -> None:
        self._clipboard = ""
        if self._driver is not None and self._copies.leaves_the_program:
            self._driver.write(CLEAR)

    # -- when something unexpected happens ------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Leaves with the kind of the error alone: Textual's own report prints the values of variables."""
        cause = getattr(error, "error", error)
        self.failure = type(cause).__name__
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self.write_now()
        self._close_messages_no_wait()
