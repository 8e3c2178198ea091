"""Where the policy says so, the screens close when something has tried to reach a network."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from dictate import network_guard
from dictate.application import Application
from dictate.network_guard import NetworkGuard, NetworkRefused
from dictate.policy import OrganisationPolicy
from dictate.policy_rules import NetworkRules
from dictate.tui.app import DictateApp
from tests.tui.steps import until


@pytest.mark.parametrize(("rule", "closes"), [("close", True), ("refuse", False)])
async def test_the_screens_close_after_a_try_only_where_the_policy_says_so(
    quiet: Application, monkeypatch: pytest.MonkeyPatch, rule: str, closes: bool
) -> None:
    guard = NetworkGuard(frozenset({int(socket.AF_UNIX)}), frozenset())
    monkeypatch.setattr(network_guard, "_installed", guard)
    policy = OrganisationPolicy(network=NetworkRules(on_attempt=rule))  # type: ignore[arg-type]
    program = DictateApp(Application(quiet.folders, quiet.settings, quiet.clock, policy))
    async with program.run_test(size=(80, 24)) as pilot:
        await asyncio.sleep(1.3)
        await pilot.pause()
        assert not program._exit
        with contextlib.suppress(NetworkRefused):
            guard.hook("socket.gethostbyname", ("kommun.example",))
        if closes:
            await until(pilot, lambda: program._exit)
        else:
            await asyncio.sleep(1.3)
            await pilot.pause()
        assert program._exit is closes
