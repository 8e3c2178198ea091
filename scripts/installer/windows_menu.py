"""Windows' ways in: the Start menu's entry, and the list of installed programs where Intune and SCCM look."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from installer.places import Places

Run = Callable[[Sequence[str], Mapping[str, str]], int]
"""Runs a command with these names added to the environment, and gives its exit status."""

_UNINSTALL_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Dictate"
STARTER = "open.cmd"


def starter() -> str:
    """What the Start menu's entry starts, beside the launcher: Windows Terminal, or a console where there is none.

    It is looked for at each start: whoever installs for everyone has another Windows Terminal, or none.
    """
    return "\r\n".join(
        (
            "@echo off",
            'where /q wt.exe && start "" wt.exe --title Dictate "%~dp0dictate.cmd" && exit /b 0',
            'start "Dictate" cmd.exe /s /c ""%~dp0dictate.cmd""',
            "",
        )
    )


def make_shortcut(places: Places, run: Run) -> bool:
    """Makes the Start menu's entry; false where Windows does not let PowerShell make it.

    The names of folders go in the environment, so that no character of them is read as PowerShell.
    """
    script = (
        "$ErrorActionPreference = 'Stop'; "
        "$link = (New-Object -ComObject WScript.Shell).CreateShortcut($env:DICTATE_MENU); "
        "$link.TargetPath = $env:DICTATE_STARTER; "
        "$link.WindowStyle = 7; "  # the starter's own console stays out of sight
        "$link.WorkingDirectory = '%USERPROFILE%'; "
        "$link.Description = 'Diktera journalanteckningar'; "
        "$link.Save()"
    )
    names = {"DICTATE_MENU": str(places.menu), "DICTATE_STARTER": str(places.prefix / STARTER)}
    command = ["powershell.exe", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", script]
    return run(command, names) == 0


def register(places: Places, version: str, kilobytes: int, registry: Any) -> None:
    """Enters the program in the list of installed programs. `registry` is the module winreg. Raises OSError."""
    script = places.prefix / "install.ps1"
    scope = " --machine" if places.whole_machine else ""
    options = f'-NoProfile -ExecutionPolicy Bypass -File "{script}" uninstall{scope}'
    asked = remove = f"powershell.exe {options}"
    if places.whole_machine:  # Settings asks for no administrator by itself; a deployment tool is one
        inner = options.replace("'", "''").replace('"', '\\"')
        asked = (
            f"powershell.exe -NoProfile -Command \"Start-Process powershell.exe -Verb RunAs -ArgumentList '{inner}'\""
        )
    words = {
        "DisplayName": "Dictate",
        "DisplayVersion": version,
        "InstallLocation": str(places.prefix),
        "UninstallString": asked,
        "QuietUninstallString": remove,
    }
    rights = registry.KEY_WRITE | registry.KEY_WOW64_64KEY
    with registry.CreateKeyEx(_root(places, registry), _UNINSTALL_KEY, 0, rights) as key:
        for name, text in words.items():
            registry.SetValueEx(key, name, 0, registry.REG_SZ, text)
        for name, number in {"NoModify": 1, "NoRepair": 1, "EstimatedSize": kilobytes}.items():
            registry.SetValueEx(key, name, 0, registry.REG_DWORD, number)


def unregister(places: Places, registry: Any) -> None:
    """Takes the program out of that list; nothing where it is not there."""
    with contextlib.suppress(FileNotFoundError):
        registry.DeleteKeyEx(_root(places, registry), _UNINSTALL_KEY, registry.KEY_WOW64_64KEY, 0)


def _root(places: Places, registry: Any) -> Any:
    return registry.HKEY_LOCAL_MACHINE if places.whole_machine else registry.HKEY_CURRENT_USER
