"""How quick the screens are: the first one, any key in a note of 500 sentences, and while the recogniser works."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.application import Application, sample  # noqa: E402
from dictate.session import Session  # noqa: E402
from dictate.settings import Folders, Settings  # noqa: E402
from dictate.tui.app import DictateApp  # noqa: E402
from dictate.tui.review import Review  # noqa: E402
from tests.tui.long_note import long_note  # noqa: E402
from tests.tui.steps import arrive  # noqa: E402

_TIMES = 15


def while_listening() -> None:
    """How late the screens are answered while the recogniser reads the shipped dictation; the aim is 50 ms."""
    late = sorted(asyncio.run(_late()))
    most = late[int(len(late) * 0.99)]
    print(
        f"screens while the recogniser works: a tick is {statistics.median(late) * 1e3:.0f} ms late, "
        f"99 of 100 at most {most * 1e3:.0f} ms, the longest {late[-1] * 1e3:.0f} ms (n={len(late)})"
    )


async def _late() -> list[float]:
    application = Application(Folders.of_this_user(), Settings())
    application.engine()
    program = DictateApp(application)
    program._load = lambda: None  # type: ignore[method-assign]
    late: list[float] = []
    async with program.run_test(size=(120, 40)):
        work = threading.Thread(target=lambda: application.transcribe(sample("dictation.opus")))
        work.start()
        while work.is_alive():
            due = time.perf_counter() + 0.02
            await asyncio.sleep(0.02)
            late.append(time.perf_counter() - due)
    return late


def screens(_rounds: int = 1) -> None:
    """The median milliseconds of processor time for each key of the review; the aim is 50."""
    while_listening()
    with tempfile.TemporaryDirectory() as folder:
        application = Application(Folders(Path(folder), Path(folder)), Settings())
        took = asyncio.run(_measured(application))
    print("screens: a key in a note of 500 sentences and 300 findings, processor time")
    for name, values in took.items():
        print(f"  {name:<10}{statistics.median(values) * 1e3:5.0f} ms (longest {max(values) * 1e3:.0f})")


async def _measured(application: Application) -> dict[str, list[float]]:
    session = Session(application, long_note(), application.template("journalanteckning"))
    session.save()
    program = DictateApp(application)
    async with program.run_test(size=(120, 40)) as pilot:
        for thread in threading.enumerate():
            if thread.name == "dictate-load":
                await asyncio.to_thread(thread.join, 30)
        program.review(session)
        review = await arrive(pilot, Review)
        hours = itertools.count()
        keys: dict[str, Callable[[], object]] = {
            "next": lambda: review.action_step(1),
            "sentence": lambda: review.action_sentence(1),
            "keep": lambda: review.action_decide("keep"),
            "mask": lambda: review.action_decide("mask"),
            "undo": review.action_undo,
            "redo": review.action_redo,
            "reword": lambda: session.edit("s250", f"Hon har haft feber sedan klockan {next(hours)}."),
        }
        return {name: [_drawn(review, action) for _ in range(_TIMES)] for name, action in keys.items()}


def _drawn(review: Review, action: Callable[[], object]) -> float:
    """Seconds of processor time of the key and of drawing the whole screen after it."""
    began = time.thread_time()
    action()
    for widget in review.walk_children():
        widget.render_lines(widget.size.region)
    return time.thread_time() - began


if __name__ == "__main__":
    screens()
