"""Where things are kept on this computer, and what the user has chosen; what the organisation fixed is in `policy`."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dictate.errors import DictateError


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


class Settings(Closed):
    """What the user has chosen; each field says in Swedish what it is for."""

    model: str = Field(default="whisper-base", description="Talmodellen som används")
    template: str = Field(default="journalanteckning", description="Mallen som föreslås för en ny anteckning")
    theme: str = Field(default="textual-dark", description="Skärmens färger")
    linear: bool = Field(default=False, description="Enkel visning för skärmläsare: en sak per rad, inga ramar")
    still: bool = Field(default=False, description="Mindre rörelse: inget blinkar och inget rör sig av sig självt")
    idle_minutes: int = Field(default=15, ge=0, le=600, description="Minuter utan tangent innan programmet låses")
    microphone: str = Field(default="", description="Mikrofonen som används; tomt för datorns egen")
    listening: Listening = Listening()
    author: Author = Author()
    letterhead: Letterhead = Letterhead()
    pilot: Pilot = Pilot()


def read_settings(path: Path, fixed: Mapping[str, Any] = MappingProxyType({})) -> Settings:
    """The settings in `path`, or the defaults where the file is missing. Raises SettingsInvalid.

    `fixed` are the organisation's, in the form of the file: they stand whatever the user's file says.
    """
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise OSError
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings.model_validate(dict(fixed))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsInvalid(
            f"Inställningarna i {path} kan inte läsas. Kontrollera filen eller ta bort den."
        ) from error
    try:
        return Settings.model_validate(_over(tomllib.loads(raw), fixed))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsInvalid(
            f"Inställningarna i {path} är inte giltig TOML ({error}). Rätta filen eller ta bort den."
        ) from error
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise SettingsInvalid(
            f"Inställningen {key} i {path}, rad {_line_of(key, raw)}, är okänd eller har fel värde. "
            "Rätta den eller ta bort raden."
        ) from error
    except ValueError as error:  # a number of thousands of digits
        raise SettingsInvalid(f"Inställningarna i {path} har ett för stort tal. Rätta filen.") from error


def write_setting(path: Path, key: str, value: str) -> None:
    """Changes one setting in the user's file, made when missing; the other lines stay as they are.

    `key` is "theme", or with its group "author.name". Raises SettingsInvalid when the file can't be read or written;
    it is then as it was.
    """
    try:
        if path.exists() and not path.is_file():
            raise OSError
        raw = path.read_text(encoding="utf-8") if path.exists() else ""
        changed = _with_line(raw, key, value)
        Settings.model_validate(tomllib.loads(changed))
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with draft.open("x", encoding="utf-8", newline="\n") as file:
                file.write(changed)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError, RecursionError) as error:  # not UTF-8, not TOML, or a wrong value
        raise SettingsInvalid(
            f"Inställningen kunde inte sparas i {path}. Kontrollera filen och att du får skriva där."
        ) from error


def with_setting(settings: Settings, key: str, value: str) -> Settings:
    """The settings with one of them, "theme" or "author.name", changed. Raises SettingsInvalid for a wrong value."""
    table = settings.model_dump()
    group, _, name = key.rpartition(".")
    (table[group] if group else table)[name] = value
    try:
        return Settings.model_validate(table)
    except ValidationError as error:
        raise SettingsInvalid(
            f"”{value}” går inte att använda för inställningen {key}. Välj ett annat värde."
        ) from error


def _with_line(raw: str, key: str, value: str) -> str:
    """The text of a settings file with `key` set in its group, which is made last in the file when missing."""
    group, _, name = key.rpartition(".")
    # A JSON string is a TOML string too, save for the one control character that JSON leaves as it is.
    line = f"{name} = {json.dumps(value.replace(chr(127), ''), ensure_ascii=False)}"
    lines = raw.splitlines()
    heads = [at for at, text in enumerate(lines) if text.lstrip().startswith("[")]
    begins = 0
    if group:
        own = [at for at in heads if lines[at].split("#", 1)[0].strip() == f"[{group}]"]
        if not own:
            return "\n".join([*lines, *([""] if lines else []), f"[{group}]", line]) + "\n"
        begins = own[0] + 1
    ends = next((at for at in heads if at >= begins), len(lines))
    for at in range(begins, ends):
        if lines[at].split("=", 1)[0].strip() == name:
            lines[at] = line
            break
    else:
        lines.insert(begins, line)
    return "\n".join(lines) + "\n"


def _over(own: Mapping[str, Any], fixed: Mapping[str, Any]) -> dict[str, Any]:
    """The user's settings with the fixed ones over them, group by group."""
    result = dict(own)
    for key, value in fixed.items():
        inside = result.get(key)
        result[key] = _over(inside, value) if isinstance(value, dict) and isinstance(inside, dict) else value
    return result


def _line_of(key: str, raw: str) -> int:
    """The line on which the last part of a dotted key is set; 1 where it can't be told."""
    last = key.rsplit(".", 1)[-1]
    for number, line in enumerate(raw.splitlines(), 1):
        if line.split("=", 1)[0].strip() == last:
            return number
    return 1
