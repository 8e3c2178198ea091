"""How long a key takes on the screens, in a note of 500 sentences and 300 findings: work and drawing together."""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.application import Application  # noqa: E402
from dictate.session import Session  # noqa: E402
from dictate.settings import Folders, Settings  # noqa: E402
from dictate.tui.app import DictateApp  # noqa: E402
from dictate.tui.review import Review  # noqa: E402
from tests.tui.long_note import long_note  # noqa: E402
from tests.tui.steps import arrive  # noqa: E402

_TIMES = 15


def screens(_rounds: int = 1) -> None:
    """The median milliseconds of processor time for each key of the review; the aim is 50."""
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
        program.review(session)
        review = await arrive(pilot, Review)
        keys: dict[str, Callable[[], object]] = {
            "next": lambda: review.action_step(1),
            "sentence": lambda: review.action_sentence(1),
            "keep": lambda: review.action_decide("keep"),
            "mask": lambda: review.action_decide("mask"),
            "undo": review.action_undo,
            "redo": review.action_redo,
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
