"""The real default model, loaded once for all tests of speech."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dictate.speech.engine import Engine

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))


@pytest.fixture(scope="session")
def engine(model_folder: Path) -> Engine:
    """The default model."""
    return Engine.load(model_folder)


@pytest.fixture(scope="session")
def sample() -> Path:
    """The shipped synthetic dictation."""
    return ROOT / "dictate" / "sample" / "dictation.opus"
