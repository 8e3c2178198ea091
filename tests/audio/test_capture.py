"""Recording from a microphone that is really there: PulseAudio's, heard through PortAudio."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.blocks import Block
from dictate.audio.devices import NoMicrophone, SoundSystem
from dictate.audio.events import LevelChanged, Paused, RecorderEvent, Resumed, Started, Stopped
from dictate.audio.level import LevelState
from dictate.audio.recorder import Recorder, RecorderOptions
from dictate.audio.recovery import recoverable
from dictate.audio.spool_files import recordings
from dictate.audio.spool_reader import SpoolReader
from dictate.vault.keys import KeyFile
from tests.kills import ROOT, sound_in_clear
from tests.virtual_microphone import VirtualMicrophone, voice

# The virtual microphone is a real-time server: on a busy machine it drops sound before the program can hear it.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)

RATE = 16_000


@pytest.fixture
def microphone(server: VirtualMicrophone) -> VirtualMicrophone:
    return server.with_only("mik_a")


@pytest.fixture(scope="module")
def sound(server: VirtualMicrophone) -> SoundSystem:
    sound = SoundSystem()
    sound.microphones()
    return sound


class Take:
    """A recording on the virtual microphone, and what it told."""

    def __init__(self, sound: SoundSystem, folder: Path, name: str | None = "mik_a") -> None:
        self.folder = folder
        self.keys = KeyFile(folder / "key")
        self.events: list[RecorderEvent] = []
        self.recorder = Recorder(
            sound, folder / "spool", self.keys, self.events.append, microphone=name,
            options=RecorderOptions(search_s=0.1, same_microphone_s=1.0),
        )  # fmt: skip

    def __enter__(self) -> Take:
        self.recorder.start()
        self.wait(lambda: self.of(Started))
        return self

    def __exit__(self, *_: object) -> None:
        self.recorder.stop()

    def of(self, kind: type) -> list[RecorderEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    def wait(self, ready: Callable[[], object], seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < end, f"it did not happen; {[e for e in self.events if not is_level(e)]}"
            time.sleep(0.01)

    def heard(self) -> NDArray[np.float32]:
        reader = SpoolReader(self.folder / "spool", self.recorder.recording, self.keys)
        samples = reader.samples()
        assert reader.ended
        return samples


def is_level(event: RecorderEvent) -> bool:
    return isinstance(event, LevelChanged)


def place_of(part: NDArray[np.float32], whole: NDArray[np.float32]) -> tuple[float, float]:
    """Where the part sounds in the whole, in seconds, and how alike it is there (correlation)."""
    size = 1 << (len(whole) + len(part)).bit_length()
    likeness = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size)))[: len(whole) - len(part) + 1]
    place = int(likeness.argmax())
    return place / RATE, float(np.corrcoef(whole[place : place + len(part)], part)[0, 1])


def test_what_is_spoken_into_the_microphone_is_what_is_kept(
    microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    spoken = voice(3)
    got: list[Block] = []
    with Take(sound, tmp_path) as take:
        listener = threading.Thread(target=lambda: got.extend(take.recorder.blocks()))
        listener.start()
        microphone.speak(spoken, "mik_a").wait()
        time.sleep(0.5)
        began = time.monotonic()
    assert time.monotonic() - began < 0.5
    listener.join(5)
    heard = take.heard()
    starts, likeness = zip(*(place_of(spoken[at : at + 8000], heard) for at in range(0, 40_000, 8000)), strict=True)
    assert min(likeness) > 0.97
    assert np.diff(starts) == pytest.approx(0.5, abs=0.003)  # no sample lost, none twice
    assert not sound_in_clear(tmp_path, heard)
    assert np.abs(np.concatenate([block.samples for block in got]) - heard).max() < 1e-4
    assert [block.start for block in got] == [0, *(block.end for block in got)][:-1]
    assert take.recorder.overruns.count == 0
    assert isinstance(take.events[-1], Stopped)
    assert LevelState.GOOD in {event.reading.state for event in take.events if isinstance(event, LevelChanged)}


def test_sound_is_being_saved_half_a_second_after_the_key_is_pressed(
    microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    take = Take(sound, tmp_path)
    began = time.monotonic()
    take.recorder.start()
    take.wait(lambda: take.recorder.spool.saved_s > 0)
    assert time.monotonic() - began < 0.5
    take.recorder.stop()


def test_a_microphone_pulled_out_and_put_back_pauses_and_goes_on(
    microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    before, after = voice(1, seed=1), voice(1, seed=2)
    with Take(sound, tmp_path) as take:
        microphone.speak(before, "mik_a").wait()
        time.sleep(0.3)
        pulled = time.monotonic()
        microphone.unplug("mik_a")
        take.wait(lambda: take.of(Paused))
        assert time.monotonic() - pulled < 1.0
        saved = take.recorder.spool.saved_s
        assert saved == take.recorder.duration_s
        microphone.plug("mik_a")
        take.wait(lambda: take.of(Resumed))
        microphone.speak(after, "mik_a").wait()
        time.sleep(0.3)
    (paused,) = take.of(Paused)
    assert isinstance(paused, Paused)
    assert not paused.by_user
    assert paused.reason == (
        "Kontakten med mikrofonen mik_a bröts. Det du sagt hittills är sparat. Anslut den igen eller anslut en annan, "
        "så fortsätter inspelningen av sig själv."
    )
    assert [event.microphone for event in take.of(Resumed) if isinstance(event, Resumed)] == ["mik_a"]
    heard = take.heard()
    for part in (before[:12_000], before[-12_000:], after[-12_000:]):
        assert place_of(part, heard)[1] > 0.97
    assert place_of(before[-12_000:], heard)[0] < saved < place_of(after[-12_000:], heard)[0]


def test_another_microphone_is_taken_when_the_first_stays_away(
    microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    before, after = voice(1, seed=3), voice(1, seed=4)
    with Take(sound, tmp_path) as take:
        microphone.speak(before, "mik_a").wait()
        time.sleep(0.3)
        microphone.unplug("mik_a")
        take.wait(lambda: take.of(Paused))
        microphone.plug("mik_b", rate=44_100, channels=2)
        take.wait(lambda: take.of(Resumed))
        microphone.speak(after, "mik_b").wait()
        time.sleep(0.3)
    (resumed,) = take.of(Resumed)
    assert isinstance(resumed, Resumed)
    assert resumed.microphone != "mik_a"
    heard = take.heard()
    assert place_of(before[-8000:], heard)[1] > 0.97
    assert place_of(after[-8000:], heard)[1] > 0.95


def test_nothing_is_recorded_during_a_pause(microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path) -> None:
    before, during, after = voice(1, seed=5), voice(1, seed=6), voice(1, seed=7)
    got: list[Block] = []
    with Take(sound, tmp_path) as take:
        listener = threading.Thread(target=lambda: got.extend(take.recorder.blocks()))
        listener.start()
        microphone.speak(before, "mik_a").wait()
        time.sleep(0.3)
        take.recorder.pause()
        take.wait(lambda: take.of(Paused))
        length = take.recorder.duration_s
        assert take.recorder.spool.saved_s == length
        microphone.speak(during, "mik_a").wait()
        assert take.recorder.duration_s == length
        take.recorder.resume()
        take.wait(lambda: take.of(Resumed))
        microphone.speak(after, "mik_a").wait()
        time.sleep(0.3)
    listener.join(5)
    heard = take.heard()
    assert take.of(Paused) == [Paused("Inspelningen är pausad.", by_user=True)]
    assert place_of(before[-8000:], heard)[1] > 0.97
    assert place_of(after[-8000:], heard)[1] > 0.97
    assert abs(place_of(during[4000:12_000], heard)[1]) < 0.5
    assert [block.start for block in got if block.seam] == [round(length * RATE)]


def test_a_program_killed_while_it_records_a_microphone_loses_at_most_a_second(
    microphone: VirtualMicrophone, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "tests.recording_child", str(tmp_path), "microphone"]
    for spoken_s in (0.7, 1.9):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=os.environ | microphone.env) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"started\n"
            began = time.monotonic()
            time.sleep(spoken_s)
            child.send_signal(signal.SIGKILL)
            said = time.monotonic() - began
        found = recoverable(tmp_path / "spool", KeyFile(tmp_path / "key"))
        assert max((one.duration_s for one in found), default=0.0) > said - 1.0
        assert all(one.problem is None for one in found)


def test_microphones_are_listed_by_name_with_the_default_first(
    microphone: VirtualMicrophone, sound: SoundSystem
) -> None:
    found = sound.microphones()
    assert found[0].default
    assert "mik_a" in [device.name for device in found]


def test_an_unknown_microphone_is_named_in_the_error_and_leaves_nothing(
    microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    take = Take(sound, tmp_path, "Bordsmikrofon")
    with pytest.raises(NoMicrophone, match="Mikrofonen Bordsmikrofon är inte ansluten"):
        take.recorder.start()
    assert recordings(tmp_path / "spool") == ()


def test_a_microphone_that_can_not_be_opened_says_what_to_do(
    microphone: VirtualMicrophone, sound: SoundSystem, tmp_path: Path
) -> None:
    take = Take(sound, tmp_path, "mik_b")  # known to ALSA, but pulled out
    with pytest.raises(NoMicrophone, match="Mikrofonen mik_b går inte att använda just nu"):
        take.recorder.start()


OPEN = """
from dictate.audio.devices import NoMicrophone, NoSpeaker, SoundSystem
for what in (lambda sound: sound.open_microphone(None, print), lambda sound: sound.open_speaker()):
    try:
        print(what(SoundSystem()))
    except (NoMicrophone, NoSpeaker) as error:
        print(error)
"""
WITHOUT_PORTAUDIO = "import ctypes.util\nctypes.util.find_library = lambda name: None\n" + OPEN


def printed(program: str) -> list[str]:
    """What it prints where no PulseAudio server answers."""
    environment = {name: value for name, value in os.environ.items() if name != "ALSA_CONFIG_PATH"}
    environment |= {"PULSE_SERVER": "unix:/nonexistent"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_a_computer_without_microphone_and_loudspeaker_says_what_to_connect() -> None:
    cards = Path("/proc/asound/cards")
    if cards.exists() and "no soundcards" not in cards.read_text():
        pytest.skip("this machine has a sound card of its own")
    assert printed(OPEN) == [
        "Ingen mikrofon hittades. Anslut en mikrofon eller ett headset och försök igen.",
        "Ingen ljudutgång hittades. Anslut hörlurar eller högtalare och försök igen.",
    ]


def test_a_computer_without_portaudio_says_what_to_install() -> None:
    sentence = (
        "Datorns ljudstöd går inte att starta (PortAudio saknas eller får ingen kontakt), så inspelning och "
        "uppspelning fungerar inte. Be IT installera det (Debian: apt-get install libportaudio2) och starta om "
        "programmet."
    )
    assert printed(WITHOUT_PORTAUDIO) == [sentence, sentence]
