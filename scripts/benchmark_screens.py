"""How quick the screens are: any key in a note of 500 sentences, and typing while the recogniser works."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from textual import events  # noqa: E402
from textual.pilot import Pilot  # noqa: E402
from textual.screen import Screen  # noqa: E402
from textual.widgets import TextArea  # noqa: E402

from dictate.application import Application  # noqa: E402
from dictate.session import Session  # noqa: E402
from dictate.settings import Folders, Settings  # noqa: E402
from dictate.shipped import sample  # noqa: E402
from dictate.tui.app import DictateApp  # noqa: E402
from dictate.tui.edit_sentence import EditSentence  # noqa: E402
from dictate.tui.review import Review  # noqa: E402
from dictate.tui.voices import Voices  # noqa: E402
from tests.tui.long_note import SECTIONS, long_conversation, long_note  # noqa: E402
from tests.tui.steps import arrive  # noqa: E402

_TIMES = 15


_BETWEEN_S = 0.1
"""Between two keys: ten in a second is quicker than anybody types."""
_TYPED = "Hon berättar att det går bättre i skolan. "


def while_listening() -> None:
    """Typing in a sentence of a note while the recogniser works on the shipped dictation in a thread of its own.

    First it reads a file as fast as the computer can, which is the worst it does; then it listens at speaking pace.
    Each key is a real one, to the program as it stands in the user's terminal; its time goes from when it was due to
    when the screen with the letter has been drawn. The aim is 50 ms.
    """
    for name, live in (("a file, at full speed", False), ("speech, as it is said", True)):
        taken = sorted(asyncio.run(_typed(live)))
        most = taken[int(len(taken) * 0.99)]
        print(
            f"typing while the recogniser reads {name}: a key is on the screen after "
            f"{statistics.median(taken) * 1e3:.0f} ms, 99 of 100 within {most * 1e3:.0f} ms, "
            f"the slowest {taken[-1] * 1e3:.0f} ms (n={len(taken)})"
        )


async def _typed(live: bool) -> list[float]:
    """The seconds that each key took until its letter was drawn, until the recogniser is done."""
    with tempfile.TemporaryDirectory() as folder:
        own = Folders(Path(folder), Path(folder))
        (own.data / "models").symlink_to(Folders.of_this_user().models)
        application = Application(own, Settings())
        application.vault.key()
        engine = application.recogniser.engine()
        async with _reviewing(application) as (program, pilot, review):
            review.action_edit()
            box = await arrive(pilot, EditSentence)
            work = threading.Thread(target=lambda: _listen(application, live))
            work.start()
            taken = [await _key(program, box.query_one(TextArea), letter) async for letter in _pace(work)]
        assert engine is application.recogniser.engine(), "one recogniser, that had been loaded"
        return taken


def _listen(application: Application, live: bool) -> None:
    spoken = application.recogniser.transcribe(sample("dictation.opus"), application.vocabulary(), live=live)
    assert len(spoken.utterances) > 5, "the recogniser has worked"


@asynccontextmanager
async def _reviewing(application: Application) -> AsyncIterator[tuple[DictateApp, Pilot[None], Review]]:
    """The program with the long note under review, when all that it loads behind the screens is loaded."""
    session = Session(application, long_note(), application.template("journalanteckning"))
    session.save()
    program = DictateApp(application)
    async with program.run_test(size=(120, 40)) as pilot:
        for thread in threading.enumerate():
            if thread.name == "dictate-load":
                await asyncio.to_thread(thread.join, 60)
        program.review(session)
        yield program, pilot, await arrive(pilot, Review)


async def _pace(work: threading.Thread) -> AsyncIterator[tuple[float, str]]:
    """When each key is due and its letter, evenly, however long the one before took."""
    due = time.perf_counter()
    for letter in itertools.cycle(_TYPED):
        due = max(due + _BETWEEN_S, time.perf_counter())
        await asyncio.sleep(due - time.perf_counter())
        if not work.is_alive():
            return
        yield due, letter


async def _key(program: DictateApp, area: TextArea, pressed: tuple[float, str]) -> float:
    """Seconds from when the key was due until the letter was drawn."""
    due, letter = pressed
    before, drawn = len(area.text), asyncio.Event()
    program.post_message(events.Key("space" if letter == " " else letter, letter))
    while len(area.text) == before:
        await asyncio.sleep(0)
    area.call_after_refresh(drawn.set)
    await drawn.wait()
    area.screen._compositor.render_strips(area.screen.size)
    return time.perf_counter() - due


def screens(_rounds: int = 1) -> None:
    """The median milliseconds of processor time for each key of the review; the aim is 50."""
    while_listening()
    with tempfile.TemporaryDirectory() as folder:
        application = Application(Folders(Path(folder), Path(folder)), Settings())
        took = asyncio.run(_measured(application)) | asyncio.run(_named(application))
    print("screens: a key in a note of 500 sentences and 300 findings, naming a voice of 1 000 turns, processor time")
    for name, values in took.items():
        print(f"  {name:<10}{statistics.median(values) * 1e3:5.0f} ms (longest {max(values) * 1e3:.0f})")


async def _measured(application: Application) -> dict[str, list[float]]:
    async with _reviewing(application) as (_program, _pilot, review):
        hours = itertools.count()
        keys: dict[str, Callable[[], object]] = {
            "next": lambda: review.action_step(1),
            "sentence": lambda: review.action_sentence(1),
            "keep": lambda: review.action_decide("keep"),
            "mask": lambda: review.action_decide("mask"),
            "undo": review.action_undo,
            "redo": review.action_redo,
            "reword": lambda: review.session.edit("s250", f"Hon har haft feber sedan klockan {next(hours)}."),
            "strike": review.action_remove,
            "move": lambda: review.session.move("s250", SECTIONS[next(hours) % len(SECTIONS)]),
        }
        return {name: [_drawn(review, action) for _ in range(_TIMES)] for name, action in keys.items()}


async def _named(application: Application) -> dict[str, list[float]]:
    """The keys of the voices' screen, in a conversation of a thousand turns."""
    note, turns = long_conversation()
    session = Session(application, note, application.template("journalanteckning"))
    session.tell_apart(turns, {})
    session.save()
    program = DictateApp(application)
    async with program.run_test(size=(120, 40)) as pilot:
        program.review(session)
        voices = await arrive(pilot, Voices)
        roles = itertools.cycle(("barnet", "mamma"))
        keys: dict[str, Callable[[], object]] = {
            "name": lambda: voices._give(next(roles)),
            "take back": voices.action_undo,
        }
        return {name: [_drawn(voices, action) for _ in range(_TIMES)] for name, action in keys.items()}


def _drawn(screen: Screen[None], action: Callable[[], object]) -> float:
    """Seconds of processor time of the key and of drawing the whole screen after it."""
    began = time.thread_time()
    action()
    for widget in screen.walk_children():
        widget.render_lines(widget.size.region)
    return time.thread_time() - began


if __name__ == "__main__":
    screens()
