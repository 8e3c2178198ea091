"""What is copied leaves the clipboard again; what the policy keeps inside never gets there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.widgets import Input, TextArea

from dictate.application import Application
from dictate.policy import OrganisationPolicy
from dictate.policy_rules import ClipboardRules, ExportRules
from dictate.tui.app import DictateApp
from dictate.tui.clipboard import CLEAR, Clipboard
from dictate.tui.export import Export
from dictate.tui.home import Home
from dictate.tui.new_note import ChooseTemplate
from dictate.tui.paste_text import PasteText
from tests.tui import sample
from tests.tui.steps import arrive


def ruled(quiet: Application, **rules: object) -> DictateApp:
    policy = OrganisationPolicy(**rules)  # type: ignore[arg-type]
    return DictateApp(Application(quiet.folders, quiet.settings, quiet.clock, policy))


@pytest.mark.parametrize("allowed", [True, False])
async def test_copied_text_goes_to_the_terminal_only_where_allowed_and_is_taken_back(
    quiet: Application, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = ruled(quiet, clipboard=ClipboardRules(allowed=allowed, clear_after_s=20))
    async with program.run_test(size=(80, 24)) as pilot:
        written: list[str] = []
        waits: list[tuple[float, Callable[[], None]]] = []

        def later(seconds: float, then: Callable[[], None]) -> SimpleNamespace:
            waits.append((seconds, then))
            return SimpleNamespace(stop=lambda: None)

        monkeypatch.setattr(program, "set_timer", later)
        assert program._driver is not None
        monkeypatch.setattr(program._driver, "write", written.append)
        await arrive(pilot, Home)
        await pilot.press("t")
        await arrive(pilot, ChooseTemplate)
        await pilot.press("enter")
        paste = await arrive(pilot, PasteText)
        paste.query_one(TextArea).text = "Elsa sover gott."
        paste.query_one(TextArea).select_all()
        await pilot.press("ctrl+c")
        assert program.clipboard == "Elsa sover gott."
        assert any("\x1b]52;c;RWxzYSBzb3ZlciBnb3R0Lg==\a" in one for one in written) is allowed
        ((seconds, then),) = waits
        assert seconds == 20.0
        then()
        assert program.clipboard == ""
        assert (CLEAR in written) is allowed


def test_a_new_copy_starts_the_time_anew() -> None:
    cleared: list[str] = []
    timers: list[Timer] = []

    class Timer:
        def __init__(self, seconds: float) -> None:
            self.seconds, self.stopped = seconds, False
            timers.append(self)

        def stop(self) -> None:
            self.stopped = True

    clipboard = Clipboard(ClipboardRules(clear_after_s=20), lambda: cleared.append("cleared"))
    clipboard.clear()
    assert cleared == [], "nothing of ours was there"
    clipboard.copied(lambda seconds, _: Timer(seconds))
    clipboard.copied(lambda seconds, _: Timer(seconds))
    assert [(timer.seconds, timer.stopped) for timer in timers] == [(20.0, True), (20.0, False)]
    clipboard.clear()
    clipboard.clear()
    assert cleared == ["cleared"]
    assert timers[1].stopped


async def test_the_export_proposes_a_folder_and_a_format_that_are_allowed(quiet: Application, tmp_path: Path) -> None:
    shared = tmp_path / "gemensam"
    shared.mkdir()
    program = ruled(quiet, export=ExportRules(folders=(str(shared),)), formats=("txt",))
    session = sample.session(program.application)
    for found in session.note.findings:
        session.decide(found.id, "mask")
    async with program.run_test(size=(100, 34)) as pilot:
        program.push_screen(Export(session, "i dag 10.15"))
        screen = await arrive(pilot, Export)
        proposed = Path(screen.query_one(Input).value)
        assert proposed.parent == shared
        assert proposed.suffix == ".txt"
