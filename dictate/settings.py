"""Where things are kept on this computer, and what the user has chosen; what the organisation fixed is in `policy`."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dictate.errors import DictateError
from dictate.settings_format import (
    STEPS,
    BadNumber,
    bring_forward,
    brought_forward,
    line_of,
    number_of,
    numbered,
    replace_text,
    with_line,
)
from dictate.words import one_line
from redaction import toml_text


class SettingsInvalid(DictateError):
    """The settings file can't be read as TOML, or holds a key or value that the program does not know."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The program's own folders: `data` for notes, models, keys; `config` for settings and the unit's templates."""

    data: Path
    config: Path

    @property
    def models(self) -> Path:
        """One folder a speech model."""
        return self.data / "models"

    @property
    def settings_file(self) -> Path:
        """The user's settings, TOML; need not exist."""
        return self.config / "settings.toml"

    @property
    def own_templates(self) -> Path:
        """Note templates of the organisation; need not exist."""
        return self.config / "templates"

    @classmethod
    def of_this_user(cls) -> Folders:
        """The operating system's folders for this user; DICTATE_DATA moves everything into one other folder."""
        if moved := os.environ.get("DICTATE_DATA"):
            return cls(Path(moved), Path(moved))
        import platformdirs

        return cls(
            Path(platformdirs.user_data_dir("dictate", appauthor=False)),
            Path(platformdirs.user_config_dir("dictate", appauthor=False)),
        )


class Closed(BaseModel):
    """A group of settings: can't be changed after reading, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Letterhead(Closed):
    """What stands at the top of an exported document."""

    organisation: str = Field(default="", description="Kommunens namn, till exempel Exempelkommun")
    unit: str = Field(default="", description="Enhetens namn, till exempel Barn och familj")


class Author(Closed):
    """Who writes the notes (handläggare)."""

    name: str = Field(default="", description="Ditt namn som det ska stå i anteckningen")
    title: str = Field(default="", description="Din befattning, till exempel socialsekreterare")

    @property
    def line(self) -> str:
        """Name and title as they stand in a note: "Vera Exempel, socialsekreterare"."""
        return ", ".join(part for part in (self.name, self.title) if part)


class Pilot(Closed):
    """A pilot that the municipality takes part in; nothing is measured unless it is on."""

    enabled: bool = Field(default=False, description="Mät tid och anteckningar i en pilot")
    municipality: str = Field(default="", description="Kommunens namn i pilotfilen; tomt för den i brevhuvudet")
    unit: str = Field(default="", description="Enhetens namn i pilotfilen; tomt för den i brevhuvudet")
    role: Literal["socialsekreterare", "chef"] = Field(default="socialsekreterare", description="Din roll i piloten")
    start: date | Literal[""] = Field(default="", description="Dagen då ni börjar diktera, till exempel 2026-03-16")
    after: date | Literal[""] = Field(
        default="", description="Första dagen i mätveckan efter starten; tomt när den börjar samma dag"
    )
    reminders: bool = Field(default=True, description="Påminn när ingen tid registreras eller samma sak pågått länge")
    reminder_minutes: int = Field(default=60, ge=5, le=600, description="Minuter innan en påminnelse visas")


class Listening(Closed):
    """How the recogniser works on this computer; `dictate doctor --tune` measures and fills it in."""

    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="Vad som räknar: auto, cpu (processorn) eller cuda (grafikkortet)"
    )
    compute_type: Literal["", "int8", "int8_float32", "int8_float16", "float16", "float32"] = Field(
        default="", description="Hur talmodellen räknar; tomt för det vanliga"
    )
    threads: int = Field(default=0, ge=0, le=256, description="Trådar som talmodellen använder; 0 för en per kärna")
    workers: int = Field(default=0, ge=0, le=64, description="Läsare som delar på trådarna; 0 för två")
    batch: int = Field(default=6, ge=1, le=64, description="Avsnitt av en ljudfil som läses ihop; fler tar mer minne")
    window_s: int = Field(default=15, ge=6, le=28, description="Sekunder som ett avsnitt av en ljudfil är som längst")
    beam_size: int = Field(
        default=5,
        ge=1,
        le=10,
        description="Förslag som talmodellen väger mellan; färre går fortare men hör sämre",
    )


class Settings(Closed):
    """What the user has chosen; each field says in Swedish what it is for."""

    model: str = Field(default="whisper-base", description="Talmodellen som används")
    template: str = Field(default="journalanteckning", description="Mallen som föreslås för en ny anteckning")
    theme: str = Field(default="textual-dark", description="Skärmens färger")
    linear: bool = Field(default=False, description="Enkel visning för skärmläsare: en sak per rad, inga ramar")
    still: bool = Field(default=False, description="Mindre rörelse: inget blinkar och inget rör sig av sig självt")
    idle_minutes: int = Field(default=15, ge=0, le=600, description="Minuter utan tangent innan programmet låses")
    microphone: str = Field(default="", description="Mikrofonen som används; tomt för datorns egen")
    names: str = Field(
        default="", description="En spaCy-modell som IT har installerat och som letar namn bredvid programmets egen"
    )
    listening: Listening = Listening()
    author: Author = Author()
    letterhead: Letterhead = Letterhead()
    pilot: Pilot = Pilot()


def read_settings(path: Path, fixed: Mapping[str, Any] = MappingProxyType({})) -> Settings:
    """The settings in `path`, or the defaults where the file is missing. Raises SettingsInvalid.

    `fixed` are the organisation's, in the form of the file: they stand whatever the user's file says. An older form is
    read as today's; in a newer program's file what this one does not know is passed over (`not_followed`).
    """
    return _read(path, fixed)[0]


def not_followed(path: Path, fixed: Mapping[str, Any] = MappingProxyType({})) -> tuple[str, ...] | None:
    """The settings, as "author.name", that a newer program wrote and this one can't follow; None for a file of its own.

    They stand in the file for the day when the newer version is back. Raises SettingsInvalid.
    """
    _, passed_over, newer = _read(path, fixed)
    return passed_over if newer else None


def _read(path: Path, fixed: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...], bool]:
    """The settings, those that were passed over, and whether the file is a newer program's. Raises SettingsInvalid."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings.model_validate(dict(fixed)), (), False
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(
            f"Inställningarna i {path} kan inte läsas. Kontrollera filen eller ta bort den."
        ) from error
    try:
        return _understood(brought_forward(raw), fixed)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsInvalid(
            f"Inställningarna i {path} är inte giltig TOML ({error}). Rätta filen eller ta bort den."
        ) from error
    except ValidationError as error:
        raise _unknown(".".join(str(part) for part in error.errors()[0]["loc"]), path, raw) from error
    except BadNumber as error:
        raise _unknown("format", path, raw) from error
    except ValueError as error:  # a number of thousands of digits, or a name of thousands of parts
        raise SettingsInvalid(f"Inställningarna i {path} har något som är för stort. Rätta filen.") from error


def _understood(text: str, fixed: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...], bool]:
    """As `_read`, of a text in today's form or a newer one. Raises ValueError, ValidationError among them."""
    own = toml_text.read(text)
    newer = number_of(own) > len(STEPS) + 1
    own.pop("format", None)
    passed_over: list[str] = []
    while True:
        try:
            return Settings.model_validate(_over(own, fixed)), tuple(passed_over), newer
        except ValidationError as error:
            # A misspelt line of the user's own is told; what a newer program wrote must not stop this one.
            dropped = [key for one in error.errors() if (key := _drop(own, one["loc"]))] if newer else []
            if not dropped:
                raise
            passed_over += dropped


def _drop(table: dict[str, Any], place: tuple[int | str, ...]) -> str:
    """Takes the setting at that place out of the table and gives its key, "author.name"; "" where it is not there."""
    first, rest = str(place[0]) if place else "", place[1:]
    if first not in table:
        return ""
    if rest and isinstance(inside := table[first], dict):
        return f"{first}.{key}" if (key := _drop(inside, rest)) else ""
    del table[first]
    return first


def _unknown(key: str, path: Path, raw: str) -> SettingsInvalid:
    return SettingsInvalid(
        f"Inställningen {key} i {path}, rad {line_of(key, raw)}, är okänd eller har fel värde. "
        "Rätta den eller ta bort raden."
    )


def write_setting(path: Path, key: str, value: str) -> None:
    """Changes one setting in the user's file, made when missing; the other lines stay as they are.

    `key` is "theme", or with its group "author.name". Raises SettingsInvalid when the file can't be read or written;
    it is then as it was.
    """
    try:
        if path.exists() and not path.is_file():
            raise OSError
        bring_forward(path)
        value = one_line(value)  # a line end of any kind would break the file
        raw = path.read_text(encoding="utf-8") if path.exists() else ""
        changed = with_line(raw if "format" in toml_text.read(raw) else numbered(raw), key, value)
        _understood(changed, {})
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, changed, rights_of=path if raw else None)
    except (OSError, ValueError, RecursionError) as error:  # not UTF-8, not TOML, or a wrong value
        raise SettingsInvalid(
            f"Inställningen kunde inte sparas i {path}. Kontrollera filen och att du får skriva där."
        ) from error


def with_setting(settings: Settings, key: str, value: str) -> Settings:
    """The settings with one of them, "theme" or "author.name", changed. Raises SettingsInvalid for a wrong value."""
    value = one_line(value)
    table = settings.model_dump()
    group, _, name = key.rpartition(".")
    (table[group] if group else table)[name] = value
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        raise SettingsInvalid(
            f"”{value}” går inte att använda för inställningen {key}. Välj ett annat värde."
        ) from error


def _over(own: Mapping[str, Any], fixed: Mapping[str, Any]) -> dict[str, Any]:
    """The user's settings with the fixed ones over them, group by group."""
    result = dict(own)
    for key, value in fixed.items():
        inside = result.get(key)
        result[key] = _over(inside, value) if isinstance(value, dict) and isinstance(inside, dict) else value
    return result
