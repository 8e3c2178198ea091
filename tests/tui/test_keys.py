"""Every key of every screen is told of where it works, does something, and is there once."""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import pkgutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.actions import parse
from textual.binding import Binding
from textual.message_pump import MessagePump
from textual.screen import Screen

import dictate.tui
from dictate.application import Application
from dictate.audio.devices import NoMicrophone
from dictate.audio.recovery import Recovered
from dictate.dictating import Dictating
from dictate.session import Session
from dictate.tui.agreements import Agreements
from dictate.tui.alike import Alike, Scope
from dictate.tui.app import DictateApp
from dictate.tui.ask import Ask
from dictate.tui.case_form import CaseForm
from dictate.tui.cases import Cases
from dictate.tui.checks import Checks, Reason
from dictate.tui.choose_case import ChooseCase
from dictate.tui.dictate import Dictate
from dictate.tui.drafts import Draft
from dictate.tui.edit_sentence import EditSentence, SplitSentence
from dictate.tui.export import Export
from dictate.tui.family_questions import FamilyQuestions
from dictate.tui.fields import Fields
from dictate.tui.help import Help, KeyLine
from dictate.tui.home import Home
from dictate.tui.journey import Journey
from dictate.tui.leave_dictation import LeaveDictation
from dictate.tui.lines import Line, Lines
from dictate.tui.microphone import ChooseMicrophone
from dictate.tui.move import Move
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.new_passphrase import NewPassphrase, ShowRecovery
from dictate.tui.new_sentence import NewSentence
from dictate.tui.palette import Palette
from dictate.tui.paste_text import PasteText
from dictate.tui.pilot import PilotPage
from dictate.tui.pilot_day import PilotDay
from dictate.tui.pilot_leave import PilotLeave
from dictate.tui.pilot_reviews import PilotReviews, ReviewSheet, ReviewSums
from dictate.tui.pilot_signs import TypedSigns
from dictate.tui.pilot_typed import PilotTyped, WordCount
from dictate.tui.practice import Practice
from dictate.tui.recipients import Receiver, Recipients
from dictate.tui.review import Review
from dictate.tui.role import Role
from dictate.tui.rows import RowList
from dictate.tui.set_up_vault import SetUpVault
from dictate.tui.settings_page import SettingsPage
from dictate.tui.sound_files import SoundFiles
from dictate.tui.status import Status
from dictate.tui.struck import Struck
from dictate.tui.survey import Survey
from dictate.tui.text_blocks import ChooseBlock, TextBlocksPage
from dictate.tui.time_registration import TimeRegistration
from dictate.tui.together import AtTheTable, Together
from dictate.tui.turn_back import TurnBack
from dictate.tui.unfinished import Unfinished
from dictate.tui.unlock import Unlock
from dictate.tui.vault_page import VaultPage
from dictate.tui.vocabulary import VocabularyPage
from dictate.tui.voices import Voices
from dictate.tui.working import Working
from redaction.lexicon import Lexicon, Person
from tests.tui import sample
from tests.tui.pictures import portrayed
from tests.tui.sample import doubtful
from tests.tui.steps import arrive, offered
from tests.tui.two_voices import in_two_voices
from tests.tui.walk import Walker

CASE = Lexicon((Person("Elsa Ek", "barnet"),))
Made = Callable[[Application, Session], Screen]


def after(_: object, screen: Screen) -> Screen:
    """The screen once something else is done."""
    return screen


def with_folders(folder: Path) -> Path:
    """The folder, with two in it to choose among."""
    for name in ("ett", "två"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder


def without_one(session: Session) -> Session:
    """The session after a sentence has been struck."""
    session.remove("s4")
    return session


def endless(progress: Callable[[float], None]) -> Session:
    """A job that goes on until it is stopped."""
    while True:
        progress(0.4)
        time.sleep(0.02)


SCREENS: dict[type[Screen], Made] = {
    Dictate: lambda application, session: Dictate(Dictating(application)),
    LeaveDictation: lambda application, session: LeaveDictation(75.0),
    ChooseMicrophone: lambda application, session: ChooseMicrophone(),
    Practice: lambda application, session: Practice(),
    Unfinished: lambda application, session: Unfinished(Recovered("0" * 32, 0, 75.0), "i dag 10.15"),
    Review: lambda application, session: Review(session, "16 mars"),
    Export: lambda application, session: Export(session, "16 mars"),
    Checks: lambda application, session: Checks(session),
    Fields: lambda application, session: Fields(session),
    ChooseTemplate: lambda application, session: ChooseTemplate(application.templates.values(), "text"),
    PasteText: lambda application, session: PasteText("Journalanteckning", Draft(application, "paste")),
    SoundFiles: lambda application, session: SoundFiles(
        "Journalanteckning", with_folders(application.folders.data / "ljud"), application.clock
    ),
    FamilyQuestions: lambda application, session: FamilyQuestions(application.pilot.forms["families"], "hemligt"),
    Working: lambda application, session: Working("ljud.wav", ("Läser in …", "Skriver …"), endless),
    Role: lambda application, session: Role(session.note.findings[0], "mamman", ("pappan",)),
    Alike: lambda application, session: Alike(
        session.note.findings[0], [Scope("alike", "Elias", 3), Scope("label", "alla namn", 7)], "mamman"
    ),
    Move: lambda application, session: Move(session.note.sentences[0], session.template),
    EditSentence: lambda application, session: EditSentence(session.note.sentences[0]),
    SplitSentence: lambda application, session: SplitSentence(session.note.sentences[0].text, (9, 13)),
    Ask: lambda application, session: Ask("Ta bort", "Säkert?"),
    Reason: lambda application, session: Reason.of(session, session.remarks_left()[0]),
    Help: lambda application, session: Help("Hjälp.", ()),
    Palette: lambda application, session: Palette((KeyLine("B", "Behåll", "b"), KeyLine("M", "Maskera", "m"))),
    Cases: lambda application, session: after(application.save_case("Familjen Ek", CASE), Cases()),
    CaseForm: lambda application, session: CaseForm(application.save_case("Familjen Ek", CASE)),
    ChooseCase: lambda application, session: ChooseCase((application.save_case("Familjen Ek", CASE),), "Ny", "steg 2"),
    Lines: lambda application, session: Lines(
        "Person", (Line("Namn", options=("Elsa", "Bo")), Line("Roll"), Line("Född"))
    ),
    Agreements: lambda application, session: Agreements(session),
    Recipients: lambda application, session: Recipients(session, Receiver()),
    Status: lambda application, session: Status(),
    TurnBack: lambda application, session: TurnBack(),
    Together: lambda application, session: Together(session, ["s0", "s1"], ["Anna Lindqvist"]),
    AtTheTable: lambda application, session: AtTheTable(("Anna", "Elias")),
    NewPassphrase: lambda application, session: NewPassphrase(application.policy.vault),
    ShowRecovery: lambda application, session: ShowRecovery("ABCD-EFGH"),
    Unlock: lambda application, session: Unlock(application.vault, first=False),
    SetUpVault: lambda application, session: SetUpVault(application.vault),
    Journey: lambda application, session: Journey(),
    TextBlocksPage: lambda application, session: TextBlocksPage(),
    ChooseBlock: lambda application, session: ChooseBlock(),
    VaultPage: lambda application, session: VaultPage(),
    VocabularyPage: lambda application, session: VocabularyPage(),
    Voices: lambda application, session: Voices(in_two_voices(session)),
    SettingsPage: lambda application, session: SettingsPage(),
    NewSentence: lambda application, session: NewSentence(session.template, "halsa"),
    Struck: lambda application, session: Struck(without_one(session)),
    PilotPage: lambda application, session: PilotPage(),
    PilotDay: lambda application, session: PilotDay(),
    PilotLeave: lambda application, session: PilotLeave(),
    PilotReviews: lambda application, session: PilotReviews(),
    PilotTyped: lambda application, session: PilotTyped(),
    ReviewSheet: lambda application, session: ReviewSheet(session),
    ReviewSums: lambda application, session: ReviewSums(),
    Survey: lambda application, session: Survey(application.pilot.forms["before"]),
    TimeRegistration: lambda application, session: TimeRegistration(),
    TypedSigns: lambda application, session: TypedSigns(application.clock().date()),
    WordCount: lambda application, session: WordCount(),
}


IN_TURN: dict[type[Screen], set[str]] = {
    Home: {"d", "D"},  # a meeting is dictated with its template and case
    Dictate: {"space", "s", "S"},  # pause and go on, as the two are on every player; shared and not
    Export: {"enter"},
    Lines: {"up", "down"},  # among the proposals of a line, and from line to line where it has none
    Working: {"escape"},
    Fields: {"escape", "up", "down"},
    PilotTyped: {"space"},  # start, pause and go on
    TypedSigns: {"escape"},  # as in every box, with a title of its own
    Voices: {"escape"},  # later, or back to the note that the user came from
    Review: {"a", "A", "b", "B"},  # on a name, and on a word that may be misheard
}
"""Keys whose meaning changes with what the screen shows: never are two of them offered at once."""


def all_screens(cls: type[Screen]) -> set[type[Screen]]:
    """What is built on `cls` and has nothing built on itself."""
    built = cls.__subclasses__()
    own = {cls} if cls.__module__.startswith("dictate") and not built else set()
    return own.union(*map(all_screens, built))


def test_no_screen_is_left_out_of_these_tests() -> None:
    for module in pkgutil.iter_modules(dictate.tui.__path__):
        importlib.import_module(f"dictate.tui.{module.name}")
    assert all_screens(Screen) == {*SCREENS, Home}


def test_every_screen_has_a_picture() -> None:
    assert portrayed() >= {cls.__name__ for cls in (*SCREENS, Home)}


@pytest.mark.parametrize("cls", [Home, *SCREENS], ids=lambda cls: cls.__name__)
def test_each_screen_has_the_looks_of_a_screen(cls: type[Screen]) -> None:
    """Without the ground of a screen all that lies under a page is drawn with it, the page itself too in the end."""
    assert "Screen" in cls._css_type_names


Prepare = Callable[[Any], object]


async def _looked_through(screen: Screen) -> None:
    """Waits until a note has been drawn with its marks."""
    until_s = time.monotonic() + 60
    while isinstance(screen, Review) and not screen.order.marks:
        assert time.monotonic() < until_s, "no marks"
        await asyncio.sleep(0.02)


def _mark(kind: str) -> Prepare:
    """Goes to the first mark of that kind."""

    async def go(review: Review) -> None:
        await _looked_through(review)
        review.go(next(mark.place for mark in review.order.marks if mark.kind == kind))

    return go


def _do(*actions: str) -> Prepare:
    """What the user has done before."""

    async def do(screen: Screen) -> None:
        await _looked_through(screen)
        for name, *given in map(str.split, actions):
            getattr(screen, f"action_{name}")(*given)

    return do


def _decided(session: Session) -> Session:
    session.decide_all("mask")
    return session


def _exported(application: Application, session: Session) -> None:
    application.store.mark_exported(session.note.id, application.clock().isoformat(timespec="seconds"))


def _of_an_inquiry(application: Application, session: Session) -> Session:
    """The session's note with a template that asks questions."""
    template = application.template("bbic-utredning")
    return Session(application, dataclasses.replace(session.note, template=template.id), template)


def _to_a_question(screen: Screen) -> None:
    rows = screen.query_one(RowList)
    while not screen.check_action("answer", ("ja",)):
        rows.action_move(1)
        screen.on_row_list_moved()  # type: ignore[attr-defined]


STATES: dict[type[Screen], tuple[tuple[Made, Prepare], ...]] = {
    Review: (
        (SCREENS[Review], _mark("doubt")),
        (SCREENS[Review], _mark("check")),
        (SCREENS[Review], _do("decide keep")),
        (SCREENS[Review], _do("decide keep", "undo")),
        (lambda application, session: Review(without_one(session), "16 mars"), _do()),
        (lambda application, session: Review(in_two_voices(session), "16 mars"), _do()),
    ),
    Export: ((lambda application, session: Export(_decided(session), "16 mars"), _do()),),
    Fields: ((SCREENS[Fields], lambda screen: screen.form.go(3)),),
    FamilyQuestions: ((SCREENS[FamilyQuestions], _do("skip")),),
    Checks: ((lambda application, session: Checks(_of_an_inquiry(application, session)), _to_a_question),),
    Help: ((lambda application, session: Help("Rad.\n" * 60, ()), _do()),),
    PilotReviews: ((lambda application, session: after(_exported(application, session), PilotReviews()), _do()),),
    Lines: ((SCREENS[Lines], lambda screen: screen.form.go(1)),),
}
"""Other states of screens whose keys differ with where one stands: the keys that work there alone are pressed too."""

NOT_HERE: dict[type[Screen], set[str]] = {
    # a voice, by a virtual microphone: pressed in `test_dictate`; the end of sharing and a low window: `test_rare_keys`
    Dictate: {"pause", "repeat", "take_back", "finish", "share_no_more"},
    Practice: {"done", "roll(1)", "roll(-1)"},
    # more rows than there are here: pressed in `test_rare_keys`
    ChooseCase: {f"digit({number})" for number in range(3, 10)},
    ChooseBlock: {f"digit({number})" for number in range(4, 10)},
    ReviewSheet: {f"answer({number})" for number in range(4, 10)},
    # something that was written or begun before: pressed in `test_own_words`, `test_leaving_screens`, `test_rare_keys`
    # and `test_pilot_screens`
    TextBlocksPage: {"remove"},
    VocabularyPage: {"leave", "take", "remove"},
    Agreements: {"undo"},
    PilotDay: {"change", "split", "turn(1)", "remove"},
    PilotTyped: {"pause", "resume", "take_back", "discard", "finish"},
    Survey: {"previous"},
    TimeRegistration: {"stop"},
    TypedSigns: {"answer(True)", "answer(False)", "previous"},
    # what waits, and what can be heard: pressed in `test_home`, `test_own_words`, `test_pilot_screens`, `test_dictate`,
    # `test_hearing`, `test_marks` and `test_case_screens`; F2 in a low window: below
    Home: {"dictate_meeting", "journey", "pilot", "unfinished"},
    Review: {"hear", "hear(True)", "word(1)", "word(-1)", "add_to_case", "more"}
    | {f"heard({n})" for n in range(1, 10)},
    CaseForm: {"remove"},
    # what is covered, and a sentence before: `test_rare_keys`
    Together: {"step(-1)", "reveal"},
    # a voice that has a name, and the file that it was heard in: pressed in `test_voices` and `test_rare_keys`
    Voices: {"back", "digit(8)", "digit(9)", "hear", "undo", "unname"},
    # work that has failed: pressed in `test_sound`; and the one box that Esc does not leave: `test_lock`
    Working: {"back"},
    ShowRecovery: {"back"},
}
"""Keys that wait for something that the walk does not have, and where they are pressed.

A proposed word and a registered day are chosen by Enter in their list.
"""

_WALKED_TOGETHER = 6
"""So many walks, each with a program of its own, so that they can be shared out."""


def _without_microphone(_: Dictating) -> None:
    raise NoMicrophone("Ingen mikrofon hittades.")


@pytest.mark.parametrize("part", range(_WALKED_TOGETHER))
async def test_every_key_of_every_screen_is_told_of_and_does_what_it_says(
    part: int, program: DictateApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is pressed in the running program; see `tests/tui/walk.py`. No model is loaded and no sound recorded."""
    at_times = MessagePump.set_interval
    monkeypatch.setattr(
        MessagePump, "set_interval", lambda pump, _, *args, **more: at_times(pump, 3_600, *args, **more)
    )
    monkeypatch.setattr(DictateApp, "load_engine", lambda self: None)
    monkeypatch.setattr(Dictating, "start", _without_microphone)
    application = program.application
    application.choose("still", "true")
    faults, not_pressed = [], {}
    async with program.run_test(size=(80, 40)) as pilot:
        await pilot.pause()
        sample.session(application)
        program.home.reload()
        walker = Walker(pilot)
        for cls in [Home, *SCREENS][part::_WALKED_TOGETHER]:
            pressed: set[str] = set()
            declared: set[str] = set()
            for made, prepare in ((SCREENS.get(cls), _do()), *STATES.get(cls, ())):

                def make(made: Made | None = made) -> Screen | None:
                    session = doubtful(sample.session(application))
                    return made(application, session) if made else None

                found = await walker.walk(make, prepare, frozenset(pressed))
                faults += [f"{cls.__name__}: {fault}" for fault in found.faults]
                pressed |= found.pressed
                declared |= found.declared
            if declared - pressed:
                not_pressed[cls] = declared - pressed
    assert faults == []
    assert not_pressed == {cls: NOT_HERE[cls] for cls in [Home, *SCREENS][part::_WALKED_TOGETHER] if cls in NOT_HERE}


@pytest.mark.parametrize("cls", [Home, *SCREENS], ids=lambda cls: cls.__name__)
def test_no_key_does_two_things_on_a_screen(cls: type[Screen]) -> None:
    keys = [binding.key for binding in _declared_on(cls)]
    doubled = {key for key, times in Counter(keys).items() if times > 1}
    assert doubled == IN_TURN.get(cls, set())


async def test_each_kind_of_mark_has_its_own_keys_and_no_key_two_meanings(program: DictateApp) -> None:
    session = doubtful(sample.session(program.application))
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        review = await arrive(pilot, Review)
        kinds = {mark.kind: mark for mark in review.order.marks}
        for kind, title in (("data", "B Behåll"), ("doubt", "B Stämmer"), ("check", "Enter Åtgärda")):
            review.go(kinds[kind].place)
            await pilot.pause()
            assert title in offered(review)
            for key in IN_TURN[Review]:
                live = [one for one in _declared_on(Review) if one.key == key and _live(review, one) is not False]
                assert len(live) <= 1, f"{key} does two things on a mark of kind {kind}"
        assert "Dela" not in offered(review)
        await pilot.press("f2")
        await pilot.pause()
        assert "D Dela" in offered(review)


def _live(screen: Screen, binding: Binding) -> bool | None:
    _, name, parameters = parse(binding.action)
    return screen.check_action(name, parameters)


def _declared_on(cls: type[Screen]) -> list[Binding]:
    own = [base for base in cls.__mro__ if base.__module__.startswith("dictate") and "BINDINGS" in vars(base)]
    return [binding for base in own for binding in Binding.make_bindings(vars(base)["BINDINGS"])]


async def test_help_and_commands_open_over_the_review_and_a_command_is_carried_out(program: DictateApp) -> None:
    session = sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        program.review(session)
        await pilot.pause()
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(program.screen, Help)
        await pilot.press("escape", "ctrl+p")
        await pilot.pause()
        assert isinstance(program.screen, Palette)
        await pilot.press(*"maskera", "enter")
        await pilot.pause()
        assert isinstance(program.screen, Review)
        assert session.note.findings[0].decision == "mask"


async def test_a_key_in_the_key_bar_can_be_clicked(program: DictateApp) -> None:
    sample.session(program.application)
    async with program.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click("KeyBar", offset=(3, 0))
        await pilot.pause()
        assert isinstance(program.screen, Dictate)


_CONTROL = "abdegklnopqrstuxy"
"""Letters that Ctrl sends by itself. Ctrl+I is Tab, Ctrl+M Enter, Ctrl+H Backsteg and Ctrl+J a line break to a
terminal, Ctrl+Z stops the program and Ctrl+C copies or interrupts.
Ctrl+V pastes in Windows Terminal, Ctrl+F finds in some versions of it, and Ctrl+W closes its tab in others."""
_EVERYWHERE = (
    set("abcdefghijklmnopqrstuvwxyzåäö0123456789")
    | set("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ")
    | {"enter", "escape", "tab", "shift+tab", "space", "backspace", "delete"}
    | {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
    | {f"f{number}" for number in range(1, 10)}  # F10 and F11 belong to the window
    | {f"ctrl+{letter}" for letter in _CONTROL}
)
"""The keys that any terminal sends and that a Swedish keyboard has without AltGr; of signs there are none."""


def test_no_key_needs_altgr_or_is_kept_by_the_terminal() -> None:
    """Every binding of every screen, box and widget, the hidden ones too."""
    used: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(dictate.tui.__path__):
        for name, cls in vars(importlib.import_module(f"dictate.tui.{module.name}")).items():
            if isinstance(cls, type) and "BINDINGS" in vars(cls) and cls.__module__.startswith("dictate"):
                for binding in Binding.make_bindings(vars(cls)["BINDINGS"]):
                    used.setdefault(binding.key, set()).add(name)
    assert {"ctrl+q", "b", "å", "f8", "1"} <= used.keys()
    assert {key: where for key, where in used.items() if key not in _EVERYWHERE} == {}


def test_a_letter_works_in_both_cases_so_that_caps_lock_stops_nobody() -> None:
    apart = {"P", "U", "I"}  # with Shift they do something of their own: play a word alone, redo, indirect time
    for cls in (Home, *SCREENS):
        keys = {binding.key for binding in _declared_on(cls)}
        for key in keys:
            if len(key) == 1 and key.isalpha():
                assert key.swapcase() in keys or key.upper() in apart, f"{key} of {cls.__name__}"
