"""What several tests share: a program with its own empty folders and the real models."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import hypothesis
import pytest

from dictate import network_guard
from dictate.application import Application
from dictate.settings import Author, Folders, Letterhead, Settings

# The tests keep no keys in the key store of whoever runs them.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

# No property is held to a time. `pytest --hypothesis-profile thorough` tries ten times as many examples.
hypothesis.settings.register_profile("quick", deadline=None)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=1_000)
hypothesis.settings.load_profile("quick")

NOW = datetime(2026, 3, 16, 10, 15, tzinfo=timezone(timedelta(hours=1)))


def pytest_unconfigure() -> None:
    """Lets go of what a program under test froze: what DuckDB had loaded by then would be reported as leaked."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The installed default speech model. Fails where it is missing: `./scripts/test.sh` installs it."""
    folder = Folders.of_this_user().models / "whisper-base"
    assert folder.is_dir(), "the default speech model is not installed: run ./scripts/test.sh"
    return folder


@pytest.fixture
def data_folder(tmp_path: Path, model_folder: Path) -> Path:
    """An empty data folder with the default model in it (hard links, so that it costs nothing)."""
    folder = tmp_path / "data"
    shutil.copytree(model_folder, folder / "models" / model_folder.name, copy_function=_link_or_copy)
    return folder


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture
def application(data_folder: Path) -> Application:
    """A program at a fixed moment, with an invented author and municipality."""
    settings = Settings(
        author=Author(name="Vera Exempel", title="socialsekreterare"),
        letterhead=Letterhead(organisation="Exempelkommun", unit="Barn och familj"),
    )
    made = Application(Folders(data_folder, data_folder), settings, clock=lambda: NOW)
    made.vault.key()  # the question of the first start is answered
    return made


@pytest.fixture(autouse=True)
def _open_network() -> Iterator[None]:
    """A test that closes the network of its own process closes it for every later one: that is for child processes."""
    yield
    assert network_guard.installed() is None, "this test installed the network guard in the tests' own process"
