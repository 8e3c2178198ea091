"""The real program in a terminal, with a microphone and the speech model, is killed as somebody dictates.

Nothing of what was said lies in any file, in writing or as sound, and at the next start all of it is there.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate import beginning
from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.audio.level import LevelState
from dictate.settings import Folders, Settings
from dictate.shipped import sample
from tests.attack import marks

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal and SIGKILL", allow_module_level=True)

from tests.tui.terminal import Terminal
from tests.virtual_microphone import VirtualMicrophone, virtual_microphones

# The virtual microphone is a real-time server: on a busy machine it drops sound before the program can hear it.
pytestmark = pytest.mark.flaky(reruns=3, reruns_delay=1)

KILLED = ("recording", "reading", "review")
_ON_THE_SCREEN = 3
"""Words that must be drawn before the first kill, whichever they are; about ten are said."""
_FIRST_S, _SECOND_S = 5.0, 6.0
"""How long somebody spoke before the first kill, and after it."""
_SPARE = 0.3
"""Seconds at most, and by chance, from what is waited for to the kill."""
_AT_MOST_LOST_S = 1.0
"""What a kill may cost of somebody's work."""


@dataclass
class Killed:
    """What the killed programs left: each time all their files, which files they wrote to, and what they had drawn."""

    home: Path
    kept: list[Path] = field(default_factory=list)
    open_files: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)

    def program(self) -> Application:
        return Application(Folders(self.home / "data", self.home / "data"), Settings())


class Kept(NamedTuple):
    """A note: its text and its sound (16 kHz)."""

    text: str
    sound: NDArray[np.float32]


@contextmanager
def _only_home(home: Path) -> Iterator[None]:
    """Whatever a program writes by itself lies under `home`."""
    set_to = {"HOME": home, "TMPDIR": home / "tmp", "XDG_CACHE_HOME": home / ".cache", "XDG_CONFIG_HOME": home / "cfg"}
    before = {name: os.environ.get(name) for name in set_to}
    os.environ.update({name: str(path) for name, path in set_to.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Iterator[Killed]:
    """A dictation killed three times: as it is recorded, as the last of it is read, and in review."""
    home, rng = tmp_path_factory.mktemp("spoken"), random.Random(time.time_ns())
    (home / "tmp").mkdir()
    shutil.copytree(model_folder, home / "data" / "models" / model_folder.name, copy_function=os.link)
    found = Killed(home)
    program = found.program()
    program.vault.key()  # the question of the first start is answered
    program.vault.close()
    with virtual_microphones(tmp_path_factory.mktemp("pulse"), "mik_a") as microphone, _only_home(home):
        for phase in KILLED:
            with Terminal(home / "data", (30, 100)) as terminal:
                terminal.until(lambda terminal=terminal: "Diktera nu" in terminal.text)
                _until(phase, terminal, microphone)
                time.sleep(rng.uniform(0, _SPARE))
                found.open_files += _written_to(terminal.child.pid)
                terminal.child.kill()
                terminal.child.wait()
                found.drawn.append(_plain(terminal.all))
            found.kept.append(Path(shutil.copytree(home, tmp_path_factory.mktemp("kept") / phase, ignore=_models)))
    yield found
    for path in found.kept:
        shutil.rmtree(path)


def _until(phase: str, terminal: Terminal, microphone: VirtualMicrophone) -> None:
    if phase == "recording":
        terminal.press("d", "Spelar in")
        before = _long_words(terminal.all)
        microphone.speak(_spoken(3.5, 3.5 + _FIRST_S), "mik_a").wait()
        terminal.until(lambda: len(_long_words(terminal.shown) - before) >= _ON_THE_SCREEN)
    elif phase == "reading":
        terminal.until(lambda: "avbröts" in terminal.text)
        terminal.press("å", "Återuppta")
        terminal.press("å", "Spelar in")
        microphone.speak(_spoken(24.0, 24.0 + _SECOND_S), "mik_a").wait()
        terminal.press("\r", "Läser det sista")
    else:
        terminal.until(lambda: "avbröts" in terminal.text)
        terminal.press("å", "Gör till text")
        terminal.press("s", "Exportera", 60)
        terminal.press("e", "Spara")
        terminal.press(" Navigatorn", "Navigatorn")
        terminal.press("\r", "Ångra")
        time.sleep(_AT_MOST_LOST_S)


def _long_words(drawn: bytes | bytearray) -> set[str]:
    """Words of some length among what was drawn, the level meter's left out: what is heard of speech adds to them."""
    return set(re.findall(r"[^\W\d_]{4,}", _plain(drawn))) - {state.value for state in LevelState} - {"starkt"}


def _spoken(start_s: float, end_s: float) -> NDArray[np.float32]:
    sound = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))
    return sound[int(start_s * 16_000) : int(end_s * 16_000)]


def _models(folder: str, names: list[str]) -> list[str]:
    return ["models"] if "models" in names and folder.endswith("data") else []


def _written_to(pid: int) -> list[str]:
    """The files that the process has open for writing, where this user may see them."""
    found = []
    folder = Path(f"/proc/{pid}/fd")
    for file in folder.iterdir() if os.access(folder, os.R_OK | os.X_OK) else ():
        name = str(file.readlink())
        flags = re.search(r"flags:\s*(\d+)", Path(f"/proc/{pid}/fdinfo/{file.name}").read_text())
        if name.startswith("/") and flags and int(flags[1], 8) & (os.O_WRONLY | os.O_RDWR):
            found.append(name)
    return found


def _plain(drawn: bytes | bytearray) -> str:
    return re.sub(rb"\x1b\[[0-9;?<>=]*[A-Za-z]", b"", bytes(drawn)).decode(errors="replace")


@pytest.fixture(scope="module")
def note(killed: Killed) -> Kept:
    """The note that there is after all kills."""
    program = killed.program()
    (entry,) = program.entries()
    session = beginning.from_store(program, entry.id)
    recording = program.store.recording_of(entry.id)
    assert recording is not None
    sound = np.concatenate(list(program.sounds.recorded(recording).blocks()))
    text = " ".join((session.note.source, *(sentence.text for sentence in session.note.sentences)))
    program.vault.close()
    return Kept(text, sound)


def _phrases(text: str) -> set[str]:
    """Two words after one another, long enough to stand in no word list."""
    words = re.findall(r"\w+", text)
    return {pair for pair in map(" ".join, pairwise(words)) if len(pair) > 8}


def test_the_note_and_its_sound_are_there_after_all_kills(note: Kept) -> None:
    loud = np.flatnonzero(np.abs(note.sound) > 0.02)
    assert loud[-1] - loud[0] > 16_000 * max(_FIRST_S, _SECOND_S), "what was said before the first kill and after it"
    assert "Navigatorn" in note.text, "what was written before the last"
    assert len(note.sound) > 16_000 * 10


def test_no_word_lies_in_any_file(killed: Killed, note: Kept) -> None:
    phrases = _phrases(note.text)
    assert len(phrases) > 4
    assert any(phrase in " ".join(drawn.split()) for drawn in killed.drawn for phrase in phrases), (
        "it was on the screen"
    )
    assert marks.found(killed.kept, marks.forms((*phrases, "Navigatorn"))) == []


def test_no_sound_lies_in_any_file(killed: Killed, note: Kept) -> None:
    loud = [piece for piece in np.array_split(note.sound, len(note.sound) // 3200) if np.abs(piece[:16]).max() > 0.02]
    assert len(loud) > 10
    assert all(any((home / "data" / "sound").iterdir()) for home in killed.kept)
    assert marks.found(killed.kept, [form for piece in loud for form in marks.sound_forms(piece[:17])]) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="the program closes its memory and files to its user's other programs")
def test_no_file_elsewhere_was_open_for_writing(killed: Killed) -> None:
    nowhere = ("/dev/pts", "/dev/ptmx", "/dev/null", "/memfd:")
    written = [name for name in killed.open_files if not name.startswith(nowhere)]
    assert any("sound" in name for name in written)
    assert [name for name in written if not name.startswith(str(killed.home))] == []


def test_after_its_end_the_terminal_shows_no_word_of_it(killed: Killed, note: Kept) -> None:
    with _only_home(killed.home), Terminal(killed.home / "data", (30, 100)) as terminal:
        terminal.until(lambda: "Journalanteckning" in terminal.text)
        terminal.press("\r", "Navigatorn")
        terminal.press("\x11")
        terminal.child.wait(timeout=180)
        terminal.until(lambda: b"?1049l" in terminal.all)
        time.sleep(0.2)
    before, _, rest = bytes(terminal.all).partition(b"?1049h")
    inside, _, after = rest.rpartition(b"?1049l")
    shown = " ".join(_plain(inside).split())
    assert any(phrase in shown for phrase in _phrases(note.text))
    outside = " ".join((_plain(before) + _plain(after)).split())
    assert not any(phrase in outside for phrase in (*_phrases(note.text), "Navigatorn"))
    assert b"?1049" not in inside
