"""Disk encryption on Windows: BitLocker as Explorer shows it, which needs no administrator.

PowerShell is asked for the shell property System.Volume.BitLockerProtection of every drive and for the page files
(Win32_PageFileUsage). Both answers are numbers and drive letters, so the language of Windows does not matter;
`manage-bde` and Win32_EncryptableVolume would need an administrator and answer in words.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path, PureWindowsPath

from dictate.disk_encryption.answer import Encryption, Standing

# Each value as Explorer uses it, beside what `manage-bde -status` says of such a volume at the same time.
_MEANINGS: dict[int, tuple[Standing, str]] = {
    1: ("encrypted", "BitLocker är på för {drive}."),
    2: ("not_encrypted", "BitLocker är inte på för {drive}."),
    3: ("not_encrypted", "BitLocker håller på att kryptera {drive} och är inte klart."),
    4: ("not_encrypted", "BitLocker håller på att tas bort från {drive}."),
    5: ("not_encrypted", "BitLocker är pausat för {drive}, så nyckeln ligger oskyddad på disken."),
    6: ("encrypted", "BitLocker är på för {drive}, som är låst."),
    8: ("not_encrypted", "BitLocker väntar på att aktiveras för {drive}, så nyckeln ligger oskyddad på disken."),
}

_SCRIPT = (
    "$s = New-Object -ComObject Shell.Application; $v = @{}; "
    # Not the drives of servers: one that does not answer would hold everything up.
    "[System.IO.DriveInfo]::GetDrives() | Where-Object { 'Fixed', 'Removable' -contains $_.DriveType } | "
    "ForEach-Object { $d = $_.Name.Substring(0, 2); "
    "$v[$d] = $s.NameSpace($d).Self.ExtendedProperty('System.Volume.BitLockerProtection') }; "
    "$p = @(Get-CimInstance Win32_PageFileUsage | ForEach-Object { $_.Name }); "
    "ConvertTo-Json -Compress @{ volumes = $v; pagefiles = $p }"
)

Ask = Callable[[list[str]], str]
"""Runs a program and gives what it prints, "" when it can't be run."""


def encryption_of(folder: Path, ask: Ask | None = None) -> Encryption:
    """How BitLocker stands for the drive of `folder`; a network folder is unknown."""
    return _of_drive(PureWindowsPath(folder).drive.upper(), _answer(ask or _run))


def encryption_of_swap(ask: Ask | None = None) -> Encryption:
    """How BitLocker stands for the drives with page files; the worst of several."""
    answer = _answer(ask or _run)
    named = answer.get("pagefiles")
    if not isinstance(named, list):
        return Encryption("unknown", "Det går inte att fråga Windows om växlingsfilen.")
    if not named:
        return Encryption("encrypted", "Windows har ingen växlingsfil.")
    drives = dict.fromkeys(PureWindowsPath(str(name)).drive.upper() for name in named)
    answers = [_of_drive(drive, answer) for drive in drives]
    return next((one for state in ("not_encrypted", "unknown") for one in answers if one.standing == state), answers[0])


def _of_drive(drive: str, answer: dict[str, object]) -> Encryption:
    if len(drive) != 2 or not drive.endswith(":"):
        return Encryption("unknown", "Mappen ligger på en nätverksdisk.")
    volumes = answer.get("volumes")
    value = volumes.get(drive) if isinstance(volumes, dict) else None
    if not isinstance(value, int) or value not in _MEANINGS:
        return Encryption("unknown", f"Windows säger inte om {drive} är krypterad.")
    standing, why = _MEANINGS[value]
    return Encryption(standing, why.format(drive=drive))


def _answer(ask: Ask) -> dict[str, object]:
    """What the script printed; empty where it failed: an error message in any language is no JSON."""
    # The full path: a powershell.exe that somebody laid elsewhere on the PATH is not asked.
    powershell = PureWindowsPath(os.environ.get("SYSTEMROOT", r"C:\Windows")).joinpath(
        "System32", "WindowsPowerShell", "v1.0", "powershell.exe"
    )
    printed = ask([str(powershell), "-NoProfile", "-NonInteractive", "-Command", _SCRIPT])
    try:
        answer = json.loads(printed.strip().lstrip("\ufeff"))
    except json.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _run(command: list[str]) -> str:
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=15, check=False, creationflags=hidden, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else ""
