"""How the user starts the program: the launcher, the menu's entry, and Windows' list of installed programs."""

from __future__ import annotations

import base64
from pathlib import PurePath

from installer.places import Places

_UNINSTALL_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Dictate"


def launcher(places: Places, *, windows: bool) -> str:
    """The script that starts the version in use.

    `-I` keeps the user's own Python packages out; `-X utf8` makes what is piped on UTF-8 on Windows too.
    """
    if windows:
        return "\r\n".join(
            (
                "@echo off",
                "setlocal",
                "chcp 65001 >nul",
                'set /p DICTATE_VERSION=<"%~dp0current"',
                'set /p DICTATE_PYTHON=<"%~dp0versions\\%DICTATE_VERSION%\\python.path"',
                '"%~dp0versions\\%DICTATE_VERSION%\\%DICTATE_PYTHON%" -I -X utf8 -m dictate %*',
                "exit /b %ERRORLEVEL%",
                "",
            )
        )
    return f"""#!/bin/sh
# Starts the version of Dictate that is in use. Written by its installer.
prefix={_quoted(str(places.prefix))}
if read -r version <"$prefix/current" && read -r python <"$prefix/versions/$version/python.path"; then
    exec "$prefix/versions/$version/$python" -I -X utf8 -m dictate "$@"
fi
echo "Dictate är inte färdigt installerat. Kör installationen igen." >&2
exit 1
"""


def desktop_entry(places: Places) -> str:
    """The entry of a Linux desktop's menu; it opens in the desktop's own terminal."""
    path = str(places.launcher).replace("\\", "\\\\").replace('"', '\\"')
    return f"""[Desktop Entry]
Type=Application
Name=Dictate
Comment=Diktera journalanteckningar på den här datorn
Exec="{path}"
Terminal=true
Categories=Office;
"""


def shortcut_command(places: Places) -> list[str]:
    """The command that makes the Start menu's entry: Windows Terminal where it is, else the console.

    Handed over encoded, so that no character of a folder's name is read as PowerShell.
    """
    script = f"""
$ErrorActionPreference = 'Stop'
$launcher = {_powershell(places.launcher)}
$link = (New-Object -ComObject WScript.Shell).CreateShortcut({_powershell(places.menu)})
$terminal = Get-Command wt.exe -ErrorAction SilentlyContinue
if ($terminal) {{
    $link.TargetPath = $terminal.Source
    $link.Arguments = '--title Dictate cmd.exe /c "' + $launcher + '"'
}} else {{
    $link.TargetPath = $env:ComSpec
    $link.Arguments = '/c "' + $launcher + '"'
}}
$link.Description = 'Diktera journalanteckningar'
$link.WorkingDirectory = [Environment]::GetFolderPath('MyDocuments')
$link.Save()
"""
    encoded = base64.b64encode(script.encode("utf-16-le")).decode()
    return ["powershell.exe", "-NoProfile", "-NonInteractive", "-EncodedCommand", encoded]


def register_commands(places: Places, version: str, kilobytes: int) -> list[list[str]]:
    """The commands that enter the program in Windows' list of installed programs, where Intune and SCCM find it."""
    key = _registry_key(places)
    scope = " --machine" if places.whole_machine else ""
    script = places.prefix / "install.ps1"
    remove = f'powershell.exe -NoProfile -ExecutionPolicy Bypass -File "{script}" uninstall{scope}'
    values = (
        ("DisplayName", "REG_SZ", "Dictate"),
        ("DisplayVersion", "REG_SZ", version),
        ("InstallLocation", "REG_SZ", str(places.prefix)),
        ("UninstallString", "REG_SZ", remove),
        ("QuietUninstallString", "REG_SZ", remove),
        ("NoModify", "REG_DWORD", "1"),
        ("EstimatedSize", "REG_DWORD", str(kilobytes)),
    )
    return [["reg.exe", "add", key, "/v", name, "/t", kind, "/d", value, "/f"] for name, kind, value in values]


def unregister_command(places: Places) -> list[str]:
    """The command that takes the program out of that list."""
    return ["reg.exe", "delete", _registry_key(places), "/f"]


def _registry_key(places: Places) -> str:
    return f"{'HKLM' if places.whole_machine else 'HKCU'}\\{_UNINSTALL_KEY}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _powershell(path: PurePath | None) -> str:
    return "'" + str(path).replace("'", "''") + "'"
