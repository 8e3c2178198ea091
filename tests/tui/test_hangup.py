"""A closed window or a dropped line loses nothing that was typed: the real program in a terminal of its own."""

from __future__ import annotations

import signal

import pytest

from dictate.application import Application
from tests.tui.terminal import Terminal


def kept(quiet: Application) -> str | None:
    """The text that a program started now would offer."""
    again = Application(quiet.folders, quiet.settings, quiet.clock)
    try:
        return again.store.asides.get("draft", "paste")
    finally:
        again.store.close()


@pytest.mark.parametrize("how", ["hangup", "closed", "killed"])
def test_text_that_is_being_typed_is_there_at_the_next_start(quiet: Application, how: str) -> None:
    quiet.store.close()
    with Terminal(quiet.folders.data) as terminal:
        terminal.until(lambda: "Diktera" in terminal.text)
        terminal.press("t", "steg 1")
        terminal.press("\r", "hos familjen")
        terminal.press("Hembesök hos Elsa", "3 ord")
        if how == "killed":  # what is promised is all but the last half second, on a computer that is not busy
            terminal.until(lambda: kept(quiet) == "Hembesök hos Elsa")
            terminal.child.kill()
        elif how == "hangup":
            terminal.child.send_signal(signal.SIGHUP)
        else:
            terminal.close()  # and no signal tells of it
        terminal.child.wait(timeout=180)
    assert kept(quiet) == "Hembesök hos Elsa"
