"""A program with screens and a home folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from dictate.application import Application
from dictate.settings import Author, Folders, Letterhead, Settings
from dictate.tui.app import DictateApp
from tests.conftest import NOW
from tests.tui.pictures import IN_ALL_COLOURS, compare, drawn, hard_to_read
from tests.tui.rest import at_rest


@pytest.fixture(autouse=True)
def _done_before_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a key sets going is carried out when its press returns, however busy the machine is."""
    monkeypatch.setattr("dictate.tui.opening.AT_ONCE_S", 60.0)
    monkeypatch.setattr("textual.app.wait_for_idle", at_rest)
    monkeypatch.setattr("textual.pilot.wait_for_idle", at_rest)


@pytest.fixture(autouse=True)
def _nothing_loads_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models load when they are first used: loaded behind the screens they would go on into the tests after it.

    The program in a terminal of its own loads them as it does for a user.
    """
    monkeypatch.setattr(DictateApp, "_load", lambda self: None)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own folder, with a folder for documents."""
    folder = tmp_path / "hem"
    (folder / "Documents").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("USERPROFILE", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / ".config"))
    return folder


@pytest.fixture
def quiet(tmp_path: Path, home: Path) -> Application:
    """A program at a fixed moment that needs no speech model."""
    settings = Settings(
        author=Author(name="Vera Exempel", title="socialsekreterare"),
        letterhead=Letterhead(organisation="Exempelkommun", unit="Barn och familj"),
    )
    made = Application(Folders(tmp_path / "data", tmp_path / "data"), settings, clock=lambda: NOW)
    made.vault.key()  # the question of the first start is answered
    return made


@pytest.fixture
def program(quiet: Application) -> DictateApp:
    """The screens of that program."""
    return DictateApp(quiet)


@pytest.fixture
def painted(quiet: Application) -> Callable[[str], DictateApp]:
    """The screens in a set of colours."""

    def make(theme: str) -> DictateApp:
        settings = quiet.settings.model_copy(update={"theme": theme})
        return DictateApp(Application(quiet.folders, settings, quiet.clock))

    return make


@pytest.fixture
def pictured(request: pytest.FixtureRequest) -> Callable[[DictateApp, Callable[[Pilot[None]], Awaitable[None]]], None]:
    """Takes a program and what to do in it, then compares what is shown with the kept picture of the test's name."""

    def run(program: DictateApp, steps: Callable[[Pilot[None]], Awaitable[None]]) -> None:
        name = request.node.name.removeprefix("test_")

        async def take() -> tuple[str, list[str]]:
            async with program.run_test(size=(120, 40)) as pilot:
                await steps(pilot)
                text, unclear = await drawn(pilot)
                return text, [*unclear, *(await hard_to_read(pilot) if name in IN_ALL_COLOURS else [])]

        text, unclear = asyncio.run(take())
        compare(name, text)
        assert not unclear

    return run
