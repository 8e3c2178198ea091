"""Where everything lies on Windows, from facts recorded there, and on Linux."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from installer import menu
from installer.errors import InstallError
from installer.places import Facts, places, unfit_python
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


def test_a_tool_of_32_bits_installs_among_the_programs_of_64() -> None:
    names = {**WINDOWS.environment, "PROGRAMFILES": r"C:\Program Files (x86)", "PROGRAMW6432": r"C:\Program Files"}
    own = places(replace(WINDOWS, environment=names), whole_machine=True)
    assert str(own.prefix) == r"C:\Program Files\Dictate"


@pytest.mark.parametrize(
    ("base", "bits", "alone", "everyone"),
    [
        (r"C:\Program Files\Python311\python.exe", 64, "", ""),
        (r"C:\Users\it\AppData\Local\Programs\Python\Python311\python.exe", 64, "", "andra användare"),
        (r"C:\Program Files (x86)\Python311-32\python.exe", 32, "32 bitar", "32 bitar"),
        (r"C:\Program Files\WindowsApps\Python.3.11\python.exe", 64, "Microsoft Store", "Microsoft Store"),
    ],
)
def test_a_python_that_can_t_carry_the_program_is_told_before_anything_is_done(
    base: str, bits: int, alone: str, everyone: str
) -> None:
    facts = replace(WINDOWS, base=PureWindowsPath(base), bits=bits)
    for whole_machine, says in ((False, alone), (True, everyone)):
        told = unfit_python(facts, whole_machine=whole_machine)
        assert says in told
        assert bool(told) is bool(says)


@pytest.mark.skipif(os.name == "nt", reason="rights of folders")
def test_a_python_in_a_closed_home_is_not_for_everyone(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    facts = replace(LINUX, base=tmp_path / "bin" / "python3")
    (tmp_path / "bin").mkdir()
    assert unfit_python(facts, whole_machine=False) == ""
    assert str(tmp_path) in unfit_python(facts, whole_machine=True)


def test_a_quote_in_a_folder_s_name_is_no_shell() -> None:
    linux = places(replace(LINUX, home=PurePosixPath("/home/o'vera; rm -rf")), whole_machine=False)
    assert r"prefix='/home/o'\''vera; rm -rf/.local/lib/dictate'" in menu.launcher(linux, windows=False)


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
