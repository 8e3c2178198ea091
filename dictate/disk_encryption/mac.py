"""Disk encryption on macOS: FileVault for the computer's own disk, `diskutil` for others. Neither needs admin rights.

The swap space has been encrypted by the system since OS X 10.7, whatever FileVault says.
"""

from __future__ import annotations

import plistlib
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.parsers.expat import ExpatError

from dictate.disk_encryption.answer import Encryption

Ask = Callable[[list[str]], str]
"""Runs a program and gives what it prints, "" when it can't be run."""


def encryption_of(folder: Path, ask: Ask | None = None) -> Encryption:
    """How the disk under `folder` stands: FileVault, or for a disk in /Volumes what diskutil says."""
    parts = folder.absolute().parts
    if len(parts) > 2 and parts[1] == "Volumes":
        return _of_volume(Path(*parts[:3]), ask or _run)
    answer = (ask or _run)(["/usr/bin/fdesetup", "status"])
    if re.search(r"FileVault is On\.?\s*$", answer, re.MULTILINE):
        if "Decryption in progress" in answer:
            return Encryption("not_encrypted", "FileVault håller på att stängas av.")
        if "Encryption in progress" in answer:
            return Encryption("not_encrypted", "FileVault håller på att kryptera disken och är inte klart.")
        return Encryption("encrypted", "FileVault är på.")
    if "FileVault is On, but needs to be restarted" in answer:
        return Encryption("not_encrypted", "FileVault är på men börjar gälla först när datorn startats om.")
    if "FileVault is Off" in answer or "Deferred enablement" in answer:
        return Encryption("not_encrypted", "FileVault är inte på.")
    return Encryption("unknown", "Det går inte att fråga macOS om FileVault.")


def encryption_of_swap(ask: Ask | None = None) -> Encryption:
    """What the system says of its swap files: "total = 2048.00M  used = ...  (encrypted)"."""
    answer = (ask or _run)(["/usr/sbin/sysctl", "-n", "vm.swapusage"])
    if "(encrypted)" in answer:
        return Encryption("encrypted", "Växlingsfilerna krypteras av macOS.")
    if answer.strip():
        return Encryption("not_encrypted", "Växlingsfilerna krypteras inte av macOS.")
    return Encryption("unknown", "Det går inte att fråga macOS om växlingsfilerna.")


def _of_volume(volume: Path, ask: Ask) -> Encryption:
    try:
        told = plistlib.loads(ask(["/usr/sbin/diskutil", "info", "-plist", str(volume)]).encode())
    except (plistlib.InvalidFileException, ExpatError, ValueError):
        told = {}
    encrypted = told.get("FileVault", told.get("Encryption")) if isinstance(told, dict) else None
    if not isinstance(encrypted, bool):
        return Encryption("unknown", f"Det går inte att se om {volume} är krypterad.")
    if encrypted:
        return Encryption("encrypted", f"Disken {volume} är krypterad.")
    return Encryption("not_encrypted", f"Disken {volume} är inte krypterad.")


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout
