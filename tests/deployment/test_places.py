"""Where everything lies on Windows, from facts recorded there, and on Linux."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from installer import menu
from installer.errors import InstallError
from installer.places import Facts, places
from installer.record import system_log_command

WINDOWS = Facts(
    "win32",
    "AMD64",
    {
        "APPDATA": r"C:\Users\Åsa Exempel\AppData\Roaming",
        "LOCALAPPDATA": r"C:\Users\Åsa Exempel\AppData\Local",
        "PROGRAMDATA": r"C:\ProgramData",
        "PROGRAMFILES": r"C:\Program Files",
    },
    PureWindowsPath(r"C:\Users\Åsa Exempel"),
    "3.11",
)
LINUX = Facts("linux", "x86_64", {}, PurePosixPath("/home/vera"), "3.11")


def test_for_one_user_on_windows_nothing_roams_and_nothing_needs_an_administrator() -> None:
    own = places(WINDOWS, whole_machine=False)
    assert str(own.prefix) == r"C:\Users\Åsa Exempel\AppData\Local\Programs\Dictate"
    assert str(own.data) == r"C:\Users\Åsa Exempel\AppData\Local\dictate"
    assert str(own.launcher) == str(own.prefix) + r"\dictate.cmd"
    assert str(own.menu).endswith(r"Roaming\Microsoft\Windows\Start Menu\Programs\Dictate.lnk")
    assert [str(key) for key in own.keys] == [r"C:\ProgramData\dictate\bundle.pub"]
    assert WINDOWS.platform == "win_amd64"


def test_for_the_whole_machine_the_key_is_one_that_users_can_t_change() -> None:
    windows, linux = (places(facts, whole_machine=True) for facts in (WINDOWS, LINUX))
    assert str(windows.prefix) == r"C:\Program Files\Dictate"
    assert str(windows.menu).startswith(r"C:\ProgramData\Microsoft\Windows\Start Menu")
    assert linux.prefix == Path("/opt/dictate")
    assert linux.keys == (Path("/etc/dictate/bundle.pub"),)
    assert Path("/home/vera/.config/dictate/bundle.pub") in places(LINUX, whole_machine=False).keys


def test_the_folders_of_data_are_those_of_the_program() -> None:
    moved = places(replace(LINUX, environment={"DICTATE_DATA": "/srv/vera"}), whole_machine=False)
    assert (moved.data, moved.config) == (Path("/srv/vera"), Path("/srv/vera"))
    xdg = {"XDG_DATA_HOME": "/x/data", "XDG_CONFIG_HOME": "/x/config"}
    own = places(replace(LINUX, environment=xdg), whole_machine=False)
    assert (own.data, own.config) == (Path("/x/data/dictate"), Path("/x/config/dictate"))
    assert places(replace(LINUX, system="darwin"), whole_machine=False).menu is None


def test_windows_without_its_folders_is_said() -> None:
    with pytest.raises(InstallError, match="Logga in"):
        places(replace(WINDOWS, environment={}), whole_machine=False)


def test_the_launcher_of_windows_starts_the_version_in_use_and_keeps_its_status() -> None:
    lines = menu.launcher(places(WINDOWS, whole_machine=False), windows=True).split("\r\n")
    assert 'set /p DICTATE_VERSION=<"%~dp0current"' in lines
    assert any(line.endswith(r'%DICTATE_PYTHON%" -I -X utf8 -m dictate %*') for line in lines)
    assert lines[-2] == "exit /b %ERRORLEVEL%"


def test_the_start_menu_opens_windows_terminal_or_else_the_console() -> None:
    command = menu.shortcut_command(places(WINDOWS, whole_machine=False))
    script = base64.b64decode(command[-1]).decode("utf-16-le")
    assert "Get-Command wt.exe" in script
    assert "$env:ComSpec" in script
    assert r"'C:\Users\Åsa Exempel\AppData\Local\Programs\Dictate\dictate.cmd'" in script


def test_a_quote_in_a_folder_s_name_is_no_powershell_or_shell() -> None:
    name = r"C:\Users\O'Exempel\AppData\Local"
    facts = replace(WINDOWS, environment={**WINDOWS.environment, "LOCALAPPDATA": name})
    script = base64.b64decode(menu.shortcut_command(places(facts, whole_machine=False))[-1]).decode("utf-16-le")
    assert "O''Exempel" in script
    linux = places(replace(LINUX, home=PurePosixPath("/home/o'vera; rm -rf")), whole_machine=False)
    assert r"prefix='/home/o'\''vera; rm -rf/.local/lib/dictate'" in menu.launcher(linux, windows=False)


def test_windows_list_of_programs_tells_how_to_remove_it() -> None:
    own, everyone = (places(WINDOWS, whole_machine=whole) for whole in (False, True))
    commands = menu.register_commands(own, "1.2.3", 1000)
    values = {command[4]: command[-2] for command in commands}
    assert values["DisplayVersion"] == "1.2.3"
    assert values["QuietUninstallString"].endswith(r'Programs\Dictate\install.ps1" uninstall')
    assert all(command[2].startswith("HKCU") for command in commands)
    machine = menu.register_commands(everyone, "1.2.3", 1000)
    assert all(command[2].startswith("HKLM") for command in machine)
    assert machine[4][-2].endswith("uninstall --machine")


def test_the_system_s_log_gets_events_with_numbers() -> None:
    assert system_log_command("installed", "installed version=1", windows=True)[1:5] == [
        "/T",
        "INFORMATION",
        "/ID",
        "100",
    ]
    assert system_log_command("refused", "refused kind=BundleRefused", windows=True)[2] == "WARNING"
    assert system_log_command("failed", "failed", windows=False)[:5] == [
        "logger", "-t", "dictate-installer", "-p", "user.warning",
    ]  # fmt: skip
