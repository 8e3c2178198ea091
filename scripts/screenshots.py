"""Draws the pictures of the screens in docs/ from an invented note: `python scripts/screenshots.py`."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.application import Application  # noqa: E402
from dictate.doctor import Check  # noqa: E402
from dictate.settings import Author, Folders, Letterhead, Settings  # noqa: E402
from dictate.tui.app import DictateApp  # noqa: E402
from dictate.tui.trust import Trust  # noqa: E402
from redaction.lexicon import Lexicon  # noqa: E402
from tests.conftest import NOW  # noqa: E402
from tests.tui import sample  # noqa: E402

_FONT_FACES = re.compile(r"@font-face \{.*?\}", re.DOTALL)


def drawn(svg: str) -> str:
    """The picture with fonts of the reader's own computer: Textual's point to a server."""
    local = _FONT_FACES.sub("", svg).replace("Fira Code", "Cascadia Mono, Consolas, DejaVu Sans Mono, Menlo")
    return "\n".join(line.rstrip() for line in local.splitlines() if line.strip()) + "\n"


async def pictures(folder: Path) -> None:
    """Writes home.svg and review.svg to `folder`."""
    settings = Settings(
        author=Author(name="Vera Exempel", title="socialsekreterare"),
        letterhead=Letterhead(organisation="Exempelkommun", unit="Barn och familj"),
    )
    with tempfile.TemporaryDirectory() as data:
        application = Application(Folders(Path(data), Path(data)), settings, clock=lambda: NOW)
        titles = ("Familjen på höjden", "Syskonen Ek", "Ungdomen")
        cases = [application.save_case(title, Lexicon()) for title in titles]
        for number, template in enumerate(("sip-mote", "forhandsbedomning", "journalanteckning")):
            at = NOW.replace(day=14 - number * 3).isoformat(timespec="seconds")
            application.store.save(f"note-{number}", template, "{}", number * 2, at, cases[number].id, number == 2)
        application.meetings.add(NOW.replace(hour=8), "journalanteckning", cases[1].id)
        application.meetings.add(NOW.replace(hour=13, minute=0), "sip-mote", cases[0].id)
        session = sample.doubtful(sample.session(application))
        program = DictateApp(application)
        program._load = lambda: None  # type: ignore[method-assign]
        async with program.run_test(size=(116, 32)) as pilot:
            await pilot.pause(0.5)
            well = (Check(name, "ok", "", "") for name in ("key", "network", "microphone", "speech_model"))
            program.home.tell_trust(Trust(tuple(well)))
            await pilot.pause(0.2)
            (folder / "home.svg").write_text(drawn(program.export_screenshot()), encoding="utf-8")
            session.decide("f0", "role", "mamman")
            session.decide_alike("f1", "role", "sonen")
            session.decide("f2", "role", "mormodern")
            session.decide("f7", "mask")
            session.decide("f5", "keep")
            session.decide("f8", "remove")
            program.review(session)
            await pilot.pause(0.5)
            await pilot.press("tab")
            await pilot.pause(0.2)
            (folder / "review.svg").write_text(drawn(program.export_screenshot()), encoding="utf-8")
        application.store.close()


if __name__ == "__main__":
    asyncio.run(pictures(ROOT / "docs"))
