"""Registering time in the middle of a real dictation: the switch is kept, and the sound goes on without a gap."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from dictate.application import Application
from tests.audio.test_capture import place_of
from tests.tui.terminal import Terminal
from tests.virtual_microphone import RATE, VirtualMicrophone, virtual_microphones, voice

_F8 = "\x1b[19~"
_PART = RATE // 2
# The virtual microphone is a real-time server: on a busy machine it drops sound before the program can hear it.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)


@pytest.fixture(scope="module")
def microphone(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[VirtualMicrophone]:
    """A microphone with a home folder of its own; the model is looked for before that."""
    with virtual_microphones(tmp_path_factory.mktemp("pulse"), "mik_a") as server:
        yield server


def test_a_switch_while_speaking_is_registered_and_no_sample_of_the_sound_is_lost(
    quiet: Application, microphone: VirtualMicrophone
) -> None:
    quiet.choose("pilot.enabled", "true")
    said = voice(7)
    with Terminal(quiet.folders.data) as terminal:
        terminal.until(lambda: "Diktera nu" in terminal.text)
        terminal.press("d", "Spelar in")
        player = microphone.speak(said, "mik_a")
        time.sleep(2.5)
        assert player.poll() is None
        before = datetime.now().astimezone()
        terminal.press(_F8, "varav dokumentation")
        terminal.press("I", "Spelar in")
        after = datetime.now().astimezone()
        assert player.poll() is None, "the switch was over before the sound was"
        player.wait()
        time.sleep(0.5)
        terminal.press("\x1b", "Spara till senare")
        terminal.press("s", "avbröts")

    (kept,) = quiet.pilot.tables.times()
    assert (kept.variable, kept.ended_at) == ("indirekt-dokumentation", "")
    assert before.replace(microsecond=0) <= datetime.fromisoformat(kept.started_at) <= after
    (found,) = quiet.sounds.unfinished()
    heard = np.concatenate(list(quiet.sounds.recorded(found.recording).blocks()))
    parts = range(RATE, len(said) - _PART + 1, _PART)  # the sink needs a moment to adapt to its player
    starts, likeness = zip(*(place_of(said[at : at + _PART], heard) for at in parts), strict=True)
    assert min(likeness) > 0.95
    assert np.diff(starts) == pytest.approx(0.5, abs=0.003)  # no sample lost, none twice
