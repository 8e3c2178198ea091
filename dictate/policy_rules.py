"""The tables of the organisation's policy that are about the program as such, each field with what it may be.

A table that is not in the file is as it stands here. Sentences for the vault, for personal data and for settings live
where those live: `dictate.vault.rules`, `redaction.policy`, `dictate.settings`.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, field_validator


class Table(BaseModel):
    """A table of the policy: can't be changed after reading, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelRules(Table):
    """Which speech models may be used, and whether the program may fetch one."""

    allowed: tuple[str, ...] = Field(default=(), description='en lista med talmodeller, till exempel ["whisper-base"]')
    """Ids of the catalogue; empty for all."""
    download: StrictBool = Field(default=True, description="true eller false")
    """Whether `dictate models add --download` may go online."""

    def allows(self, model_id: str) -> bool:
        """Whether that model may be used."""
        return not self.allowed or model_id in self.allowed


class ExportRules(Table):
    """Where documents may be saved."""

    folders: tuple[str, ...] = Field(default=(), description='en lista med mappar, till exempel ["~/Dokument"]')
    """`~` and environment variables are filled in; empty for everywhere."""

    @property
    def places(self) -> tuple[Path, ...]:
        """The folders as they lie on this computer for this user."""
        return tuple(Path(os.path.expandvars(folder)).expanduser() for folder in self.folders)

    def allows(self, path: Path) -> bool:
        """Whether a document may be written there; links are followed first, so that none leads out."""
        target = path.expanduser().resolve()
        return not self.folders or any(target.is_relative_to(place.resolve()) for place in self.places)


class ClipboardRules(Table):
    """Whether text may be copied out of the program, and how long it stays on the clipboard."""

    allowed: StrictBool = Field(default=True, description="true eller false")
    clear_after_s: StrictInt = Field(default=30, ge=1, le=3600, description="ett heltal mellan 1 och 3600")


class DiskRules(Table):
    """What to do on a computer whose disk is not encrypted: nothing, say so, or not start."""

    required: Literal["off", "warn", "refuse"] = Field(default="warn", description='"off", "warn" eller "refuse"')
    unknown: Literal["warn", "refuse"] = Field(default="warn", description='"warn" eller "refuse"')
    """With `required = "refuse"`: what to do where it can't be told, as with disks that encrypt by themselves."""

    @property
    def refuses(self) -> tuple[str, ...]:
        """The standings of a disk (see `disk_encryption`) with which the program does not start."""
        if self.required != "refuse":
            return ()
        return ("not_encrypted", "unknown") if self.unknown == "refuse" else ("not_encrypted",)


class NetworkRules(Table):
    """What happens when something in the program tries to reach a network. It is refused whatever stands here."""

    on_attempt: Literal["refuse", "close"] = Field(default="refuse", description='"refuse" eller "close"')
    """"close" ends the program too, with everything saved: what tries to get out is not to be trusted further."""
    cluster: tuple[str, ...] = Field(default=(), description='en lista med adresser, till exempel ["10.1.2.0/24"]')
    """The organisation's own cluster, addresses or networks in digits: the only ones that are ever let through, and
    only for `dictate batch --engine ray`."""

    @field_validator("cluster")
    @classmethod
    def _in_digits(cls, cluster: tuple[str, ...]) -> tuple[str, ...]:
        """Raises ValueError for a name, and for a network that is the whole internet."""
        for one in cluster:
            if ipaddress.ip_network(one).prefixlen < 8:
                raise ValueError(one)
        return cluster
