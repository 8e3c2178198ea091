"""What the screens of dictation look like, in three sizes."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace

from textual.pilot import Pilot

from dictate.application import Application
from dictate.audio.level import LevelState, Reading
from dictate.audio.recovery import Recovered
from dictate.dictating import Moment
from dictate.growing import Growing
from dictate.practice import Carried, Misheard, Understood
from dictate.tui.app import DictateApp
from dictate.tui.dictate import Dictate
from dictate.tui.leave_dictation import LeaveDictation
from dictate.tui.practice import Practice, Result
from dictate.tui.together import AtTheTable
from dictate.tui.unfinished import Unfinished
from dictate.words import Utterance, Word
from tests.tui.steps import arrive, until
from tests.tui.test_pictures import Painted, Pictured

SAID = (
    "Ny rubrik. Kontakt.",
    "Hembesök hos familjen. Mamman och båda barnen var hemma.",
    "Ny rubrik. Hälsa.",
    "Pojken sover bra sedan han fick eget rum. Mamman oroar sig för hans astma.",
)
LOST = (
    "Kontakten med mikrofonen Headset bröts. Det du sagt hittills är sparat. Anslut den igen eller anslut en annan, så "
    "fortsätter inspelningen av sig själv."
)


def still(application: Application, moment: Moment, said: tuple[str, ...], tentative: str = "") -> SimpleNamespace:
    """A dictation that stands still: the note is really made of what was said, time and level are given."""
    growing = Growing(application, "journalanteckning", lambda _given: None)
    start = 0.0
    for text in said:
        words = []
        for word in text.split():
            words.append(Word(start, start + 0.3, word, 0.9))
            start += 0.4
        growing.add(Utterance(tuple(words)))
        start += 1.0
    end = time.monotonic() + 120
    while said and len(growing.written.note.sentences) < 4:
        assert time.monotonic() < end, "the note was never written"
        time.sleep(0.01)
    growing.tentative = tuple(tentative.split())
    return SimpleNamespace(
        moment=moment,
        case_id="",
        growing=growing,
        written=growing.written,
        tentative=growing.tentative,
        start=lambda: None,
        pause=lambda: None,
        resume=lambda: None,
        keep=growing.stop,
    )


def moment(phase: str, seconds: float, *trouble: str, dbfs: float = -20.0) -> Moment:
    level = Reading(dbfs, dbfs + 12, LevelState.GOOD, False) if phase == "recording" else None
    return Moment(phase, seconds, level, "Headset", trouble, True, False, False)  # type: ignore[arg-type]


def shown(make: Callable[[Application], object]) -> Callable[[Pilot], object]:
    async def run(pilot: Pilot) -> None:
        program = pilot.app
        assert isinstance(program, DictateApp)
        await pilot.pause()
        program.push_screen(make(program.application))  # type: ignore[arg-type]
        await pilot.pause()

    return run


def test_before_the_first_word(painted: Painted, pictured: Pictured) -> None:
    steps = shown(lambda application: Dictate(still(application, moment("recording", 1.0, dbfs=-58.0), ())))
    pictured(painted("mörkt"), steps)


def test_while_speaking(painted: Painted, pictured: Pictured) -> None:
    steps = shown(
        lambda application: Dictate(still(application, moment("recording", 83.0), SAID, "hon vill prata med läkaren"))
    )
    pictured(painted("mörkt"), steps)


def test_dictating_together(painted: Painted, pictured: Pictured) -> None:
    async def run(pilot: Pilot) -> None:
        await shown(lambda application: Dictate(still(application, moment("recording", 83.0), SAID)))(pilot)
        await pilot.press("s")
        await arrive(pilot, AtTheTable)
        await pilot.press("enter")
        screen = await arrive(pilot, Dictate)
        await until(pilot, lambda: screen.shared_text()._said)
        assert screen.present is not None

    pictured(painted("ljust"), run)


def test_when_the_microphone_is_gone(painted: Painted, pictured: Pictured) -> None:
    steps = shown(lambda application: Dictate(still(application, moment("waiting", 83.0, LOST), SAID)))
    pictured(painted("mörkt"), steps)


def test_leaving(painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), shown(lambda _application: LeaveDictation(83.0)))


def test_a_broken_off_dictation(painted: Painted, pictured: Pictured) -> None:
    found = Recovered("0" * 32, 0, 185.0)
    steps = shown(lambda _application: Unfinished(found, "i dag 10.15"))
    pictured(painted("mörkt"), steps)


def test_the_practice_text(painted: Painted, pictured: Pictured) -> None:
    pictured(painted("mörkt"), shown(lambda _application: Practice()))


def test_the_practice_result(painted: Painted, pictured: Pictured) -> None:
    wrong = (Misheard("mormodern", "mor moder"), Misheard("svårt", ""), Misheard("", "och"))
    models = (
        Carried("whisper-base", "Whisper base (OpenAI)", 15.0, "yes"),
        Carried("kb-whisper-small", "KB-Whisper small", 45.0, "hardly"),
        Carried("kb-whisper-large", "KB-Whisper large", 300.0, "no"),
    )
    result = Result(Understood(118, 132, 0.11, wrong), LevelState.GOOD, models, "whisper-base")

    async def run(pilot: Pilot) -> None:
        await pilot.pause()
        screen = Practice()
        pilot.app.push_screen(screen)
        await pilot.pause()
        screen._show(result)
        await pilot.pause()

    pictured(painted("mörkt"), run)
