"""What the organisation has decided for all its computers: one file that wins over settings and users.

The form stands in `docs/policy.toml` of the documentation for IT: decisions fixed for a kind of personal data and a
recipient, what may leave and where to, protected identity for all, the vault, and settings that the user can't change.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import ValidationError

from dictate.errors import DictateError
from dictate.journal.toml_file import DataFileInvalid, read_toml
from dictate.policy_rules import ClipboardRules, DiskRules, ExportRules, ModelRules, NetworkRules, Table
from dictate.settings import Settings
from dictate.vault.rules import BadRule, VaultRules
from redaction.errors import BadPolicy
from redaction.policy import Policy

Format = Literal["docx", "txt", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)

_OWN = ("formats", "settings", "models", "export", "clipboard", "disk_encryption", "network", "vault")
"""What is read here; the rest of the file is about personal data."""

_Rules = TypeVar("_Rules", bound=Table)


class PolicyInvalid(DictateError):
    """The organisation's policy can't be read or names what the program does not know. Then the program does not run:
    a rule that is misread must not be taken for no rule."""


@dataclass(frozen=True, slots=True)
class OrganisationPolicy:
    """`redaction` holds the decisions, `formats` the endings that a document may have, `settings` what is fixed.

    `models`, `export`, `clipboard`, `disk`, `network` and `vault` are as their classes say.
    """

    redaction: Policy = field(default_factory=Policy.shipped)
    formats: tuple[Format, ...] = FORMATS
    settings: Mapping[str, Any] = field(default_factory=dict)
    models: ModelRules = field(default_factory=ModelRules)
    export: ExportRules = field(default_factory=ExportRules)
    clipboard: ClipboardRules = field(default_factory=ClipboardRules)
    disk: DiskRules = field(default_factory=DiskRules)
    network: NetworkRules = field(default_factory=NetworkRules)
    vault: VaultRules = field(default_factory=VaultRules)

    def fixes(self, key: str) -> bool:
        """Whether the organisation has decided the setting ("theme", "author.name"), so that the user can't."""
        fixed: Any = self.settings
        for part in key.split("."):
            if not isinstance(fixed, Mapping) or part not in fixed:
                return False
            fixed = fixed[part]
        return True


def policy_file() -> Path:
    """Where the organisation's policy lies: `/etc/dictate/policy.toml`, on Windows in %ProgramData%\\dictate.

    DICTATE_POLICY names another file where there is none, as for a test of a new policy; it replaces no policy.
    """
    if sys.platform == "win32":
        path = Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "dictate" / "policy.toml"
    else:
        path = Path("/etc/dictate/policy.toml")
    named = os.environ.get("DICTATE_POLICY")
    return Path(named) if named and not path.exists() else path


def policy_digest(path: Path | None = None) -> str:
    """SHA-256 of the policy file in hexadecimal digits, "" where there is none: tells the audit trail of a change."""
    path = path or policy_file()
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def read_policy(path: Path) -> OrganisationPolicy:
    """The policy in `path`, over the shipped one; the shipped one where the file is missing. Raises PolicyInvalid."""
    if not path.exists():
        return OrganisationPolicy()
    try:
        table, text = read_toml(path)
    except DataFileInvalid as error:
        raise PolicyInvalid(f"Organisationens policy: {str(error)[0].lower()}{str(error)[1:]} Kontakta IT.") from error
    rest = {key: value for key, value in table.items() if key not in _OWN}
    try:
        redaction = Policy.from_table(rest, text, Policy.shipped())
    except BadPolicy as error:
        raise PolicyInvalid(f"{error} Filen är {path}. Kontakta IT.") from error
    file = _File(path, table, text)
    settings = file.settings()
    return OrganisationPolicy(
        redaction=redaction,
        formats=file.formats(),
        settings=settings,
        models=file.models(settings.get("model")),
        export=file.export(),
        clipboard=file.rules("clipboard", ClipboardRules),
        disk=file.rules("disk_encryption", DiskRules),
        network=file.rules("network", NetworkRules),
        vault=file.vault(),
    )


@dataclass(frozen=True, slots=True)
class _File:
    """A policy file that is TOML: each method gives one of its parts, or raises PolicyInvalid with the line."""

    path: Path
    table: Mapping[str, Any]
    text: str

    def formats(self) -> tuple[Format, ...]:
        named = self.table.get("formats", list(FORMATS))
        if not isinstance(named, list) or not named or not set(map(str, named)) <= set(FORMATS):
            raise self.fault(f"formats ska räkna upp några av {', '.join(FORMATS)}.", "formats")
        return tuple(one for one in FORMATS if one in named)

    def settings(self) -> Mapping[str, Any]:
        """The fixed settings, sure to be settings that the program knows."""
        fixed = self.table.get("settings", {})
        try:
            Settings.model_validate(fixed)
        except ValidationError as error:
            keys = tuple(str(part) for part in error.errors()[0]["loc"])
            what = f"inställningen {'.'.join(keys) or 'settings'} är okänd eller har fel värde."
            raise self.fault(what, "settings", *keys) from error
        return dict(fixed)

    def rules(self, name: str, kind: type[_Rules]) -> _Rules:
        """One of the tables of `policy_rules`."""
        try:
            return kind.model_validate(self.table.get(name, {}))
        except ValidationError as error:
            first = error.errors()[0]
            keys = tuple(str(part) for part in first["loc"])[:1]
            if not keys:
                raise self.fault(f"{name} ska vara en tabell: [{name}].", name) from error
            known = kind.model_fields.get(keys[0])
            what = f"ska vara {known.description}." if known else "är okänt: stryk det eller rätta stavningen."
            raise self.fault(f"{name}.{keys[0]} {what}", name, keys[0]) from error

    def models(self, fixed: object) -> ModelRules:
        """The speech models; ids that no catalogue has are misspelt, and the fixed one must be allowed."""
        from dictate.speech.catalogue import load_catalogue

        rules = self.rules("models", ModelRules)
        if rules.allowed:
            known = {model.id for model in load_catalogue().models}
            if strange := next((one for one in rules.allowed if one not in known), ""):
                raise self.fault(f"talmodellen {strange[:60]} finns inte i katalogen.", "models", "allowed")
            if isinstance(fixed, str) and not rules.allows(fixed):
                raise self.fault(f"talmodellen {fixed[:60]} är bestämd men inte tillåten.", "settings", "model")
        return rules

    def export(self) -> ExportRules:
        """The folders; each must be whole, since a relative one would be another from day to day."""
        rules = self.rules("export", ExportRules)
        for written, place in zip(rules.folders, rules.places, strict=True):
            if not place.is_absolute():
                raise self.fault(f"mappen {written} ska skrivas från roten eller med ~.", "export", "folders")
        return rules

    def vault(self) -> VaultRules:
        table = self.table.get("vault", {})
        if not isinstance(table, dict):
            raise self.fault("vault ska vara en tabell: [vault].", "vault")
        try:
            return VaultRules.from_table(table)
        except BadRule as error:
            raise self.fault(f"vault.{error}", "vault", error.key) from error

    def fault(self, what: str, *keys: str) -> PolicyInvalid:
        line = line_of_key(self.text, *keys)
        return PolicyInvalid(f"Policyfilen {self.path}, rad {line}: {what} Kontakta IT.")


_KEY = r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'"""
_DOTTED = re.compile(rf"\s*((?:{_KEY})(?:\s*\.\s*(?:{_KEY}))*)\s*")


def line_of_key(text: str, *keys: str) -> int:
    """The line (from 1) of a TOML file that sets the key, or the nearest table or key above it; 1 where none is found.

    Tables ([models]), dotted keys (models.allowed = ...) and inline tables (models = { allowed = ... }) are followed.
    """
    table: tuple[str, ...] = ()
    best, line = 0, 1
    for number, row in enumerate(text.splitlines(), 1):
        stripped = row.strip()
        head = stripped.lstrip("[") if stripped.startswith("[") else stripped
        found = _DOTTED.match(head)
        if found is None:
            continue
        named = tuple(part.strip("\"' ") for part in re.findall(_KEY, found[1]))
        if stripped.startswith("["):
            table = named
        elif not head[found.end() :].startswith("="):
            continue
        whole = named if stripped.startswith("[") else table + named
        alike = next((at for at, pair in enumerate(zip(whole, keys, strict=False)) if pair[0] != pair[1]), None)
        depth = min(len(whole), len(keys)) if alike is None else 0
        if depth > best:
            best, line = depth, number
    return line
