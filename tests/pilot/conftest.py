"""A program with the pilot on, and its clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.application import Application
from tests.pilot.laptop import Clock, program


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def application(tmp_path: Path, clock: Clock) -> Application:
    return program(tmp_path, clock)
