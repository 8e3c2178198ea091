"""Short recordings cut from the shipped synthetic dictation, and a program that keeps its own folders."""

from __future__ import annotations

import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

from dictate.application import Application
from dictate.audio.decode import Recording
from dictate.policy import OrganisationPolicy
from dictate.policy_rules import DiskRules
from dictate.settings import Folders, Settings
from dictate.shipped import sample

SECONDS = 3


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four recordings of three seconds."""
    folder = tmp_path_factory.mktemp("clips")
    sound = next(iter(Recording(sample("dictation.opus")).blocks(4 * SECONDS)))
    paths = []
    for number, piece in enumerate(np.split(sound, 4)):
        path = folder / f"{number}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes((piece * 32767).astype("<i2").tobytes())
        paths.append(path)
    return paths


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory, model_folder: Path) -> Application:
    """A server's program: the default model, no vault, a disk that the policy does not ask about."""
    data = tmp_path_factory.mktemp("server")
    shutil.copytree(model_folder, data / "models" / model_folder.name, symlinks=True)
    policy = OrganisationPolicy(disk=DiskRules(required="off"))
    return Application(Folders(data, data), Settings(), policy=policy)


@pytest.fixture
def folder(tmp_path: Path, clips: list[Path]) -> Path:
    """A folder with two recordings, one of them twice under other names, a damaged file, a link, and what is none."""
    made = tmp_path / "Alva Exempel"
    (made / "mars").mkdir(parents=True)
    shutil.copy(clips[0], made / "samtal Alva.wav")
    shutil.copy(clips[0], made / "mars" / "kopia.wav")
    shutil.copy(clips[1], made / "mars" / "samtal.wav")
    (made / "trasig.mp3").write_bytes(b"no sound")
    (made / "anteckningar.txt").write_text("inget ljud", encoding="utf-8")
    (made / "genväg.wav").symlink_to(clips[2])
    (made / "lånad").symlink_to(clips[2].parent)
    return made
