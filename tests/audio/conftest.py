"""A microphone and a loudspeaker that are really there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.virtual_microphone import VirtualMicrophone, virtual_microphones


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualMicrophone]:
    """PulseAudio's, with the microphone mik_a."""
    with virtual_microphones(tmp_path_factory.mktemp("pulse"), "mik_a") as server:
        yield server
