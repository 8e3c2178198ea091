"""How the user starts the program: the launcher, and the entry of a Linux desktop's menu."""

from __future__ import annotations

from installer.places import Places


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


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
