"""What the organisation has decided for all its computers: one file that wins over settings and users.

The form stands in `docs/policy.toml` of the documentation for IT: decisions fixed for a kind of personal data and a
recipient, the file formats that may leave, protected identity for all, and settings that the user can't change.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from dictate.errors import DictateError
from dictate.journal.toml_file import DataFileInvalid, line_of, read_toml
from dictate.settings import Settings
from redaction.errors import BadPolicy
from redaction.policy import Policy

Format = Literal["docx", "txt", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)


class PolicyInvalid(DictateError):
    """The organisation's policy can't be read or names what the program does not know. Then the program does not run:
    a rule that is misread must not be taken for no rule."""


@dataclass(frozen=True, slots=True)
class OrganisationPolicy:
    """`redaction` holds the decisions, `formats` the endings that a document may have, `settings` what is fixed."""

    redaction: Policy = field(default_factory=Policy.shipped)
    formats: tuple[Format, ...] = FORMATS
    settings: Mapping[str, Any] = field(default_factory=dict)


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


def read_policy(path: Path) -> OrganisationPolicy:
    """The policy in `path`, over the shipped one; the shipped one where the file is missing. Raises PolicyInvalid."""
    if not path.exists():
        return OrganisationPolicy()
    try:
        table, text = read_toml(path)
    except DataFileInvalid as error:
        raise PolicyInvalid(f"Organisationens policy: {str(error)[0].lower()}{str(error)[1:]} Kontakta IT.") from error
    own = {key: value for key, value in table.items() if key in ("formats", "settings")}
    rest = {key: value for key, value in table.items() if key not in own}
    try:
        redaction = Policy.from_table(rest, text, Policy.shipped())
    except BadPolicy as error:
        raise PolicyInvalid(f"{error} Filen är {path}. Kontakta IT.") from error
    return OrganisationPolicy(redaction, _formats(own, path, text), _settings(own, path, text))


def _formats(own: Mapping[str, Any], path: Path, text: str) -> tuple[Format, ...]:
    named = own.get("formats", list(FORMATS))
    if not isinstance(named, list) or not named or not set(map(str, named)) <= set(FORMATS):
        line = line_of(text, "formats")
        raise PolicyInvalid(f"Policyfilen {path}, rad {line}: formats ska räkna upp några av {', '.join(FORMATS)}.")
    return tuple(one for one in FORMATS if one in named)


def _settings(own: Mapping[str, Any], path: Path, text: str) -> Mapping[str, Any]:
    """The fixed settings, sure to be settings that the program knows."""
    fixed = own.get("settings", {})
    try:
        Settings.model_validate(fixed)
    except ValidationError as error:
        key = ".".join(str(part) for part in error.errors()[0]["loc"]) or "settings"
        line = line_of(text, "settings", key.rsplit(".", 1)[-1])
        raise PolicyInvalid(
            f"Policyfilen {path}, rad {line}: inställningen {key} är okänd eller har fel värde. Kontakta IT."
        ) from error
    return dict(fixed)
