"""Esc, the arrows and what else begins with the same byte, in the real program in a terminal of its own."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest

from dictate.application import Application
from dictate.tui.quick_escape import ESCAPE_S, Impatient
from tests.tui.terminal import Terminal


def test_esc_goes_back_and_an_arrow_is_no_esc(quiet: Application) -> None:
    quiet.store.close()
    with Terminal(quiet.folders.data) as terminal:
        terminal.until(lambda: "Diktera" in terminal.text)
        terminal.press("t", "steg 1")
        terminal.press("\x1b[B")
        assert "Välkommen" not in terminal.still(), "the arrow moved in the list and left the screen where it was"
        terminal.press("\x1b", "Välkommen")


def test_after_something_has_come_the_selector_waits_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float | None] = []
    select = Impatient.__mro__[1].select

    def noted(self: Any, timeout: float | None = None) -> Any:
        waited.append(timeout)
        return select(self, 0)

    monkeypatch.setattr(Impatient.__mro__[1], "select", noted)
    ours, theirs = socket.socketpair()
    with ours, theirs, Impatient() as selector:
        selector.register(ours, 1)
        assert selector.select(0.1) == []
        os.write(theirs.fileno(), b"\x1b")
        assert selector.select(0.1)
        ours.recv(1)
        assert selector.select(0.1) == []
        selector.select(0.1)
    assert waited[:2] == [0.1, 0.1]
    assert waited[2] is not None
    assert ESCAPE_S < waited[2] < 0.1
    assert waited[3] == 0.1
