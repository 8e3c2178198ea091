"""What the organisation's policy decides, in sentences, and whether its file is out of the user's reach."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.doctor.machine import PolicyFile
from dictate.policy import policy_file

if TYPE_CHECKING:
    from dictate.policy import OrganisationPolicy


def policy_file_facts(policy: OrganisationPolicy, path: Path | None = None) -> PolicyFile:
    """The policy in force; `path` is where it lies when that is not the usual place."""
    path = path or policy_file()
    exists = path.exists()
    return PolicyFile(path, exists, exists and writable(path), ())


def writable(path: Path) -> bool:
    """Whether this user may change the file, or put another in its place. It is opened, which is true on every system.

    An administrator may change everything; that says nothing about the file.
    """
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        mode = path.stat().st_mode | path.parent.stat().st_mode
        return bool(mode & 0o022)
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND))
    except OSError:
        return hasattr(os, "geteuid") and os.access(path.parent, os.W_OK)
    return True
