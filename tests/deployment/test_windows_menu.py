"""Windows' ways in, on an imitated registry: the Start menu, the list of programs, and an installation without them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from installer import leave, windows_menu
from installer.install import Wanted, install
from installer.places import places

from tests.deployment.conftest import Bench
from tests.deployment.test_places import WINDOWS


class Registry:
    """What is used of winreg, on a dictionary."""

    HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER, KEY_WRITE, KEY_WOW64_64KEY, REG_SZ, REG_DWORD = "HKLM", "HKCU", 1, 256, 1, 4

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str], dict[str, object]] = {}

    @contextmanager
    def CreateKeyEx(self, root: str, path: str, reserved: int, rights: int) -> Iterator[dict[str, object]]:  # noqa: N802
        assert (reserved, rights) == (0, 257)
        yield self.keys.setdefault((root, path), {})

    def SetValueEx(self, key: dict[str, object], name: str, _: int, kind: int, value: object) -> None:  # noqa: N802
        assert isinstance(value, str if kind == self.REG_SZ else int)
        key[name] = value

    def DeleteKeyEx(self, root: str, path: str, rights: int, _: int) -> None:  # noqa: N802
        if rights != 256 or (root, path) not in self.keys:
            raise FileNotFoundError
        del self.keys[root, path]


def test_the_start_menu_opens_windows_terminal_or_else_a_console() -> None:
    terminal, console = windows_menu.starter().split("\r\n")[1:3]
    assert terminal.startswith("where /q wt.exe && start")
    assert terminal.endswith("exit /b 0")
    assert console == 'start "Dictate" cmd.exe /s /c ""%~dp0dictate.cmd""'


@pytest.mark.parametrize("status", [0, 1])
def test_the_shortcut_leads_to_the_starter_and_no_name_is_read_as_powershell(status: int) -> None:
    name = r"C:\Users\O'Exempel $(calc) åäö\AppData\Local"
    own = places(replace(WINDOWS, environment={**WINDOWS.environment, "LOCALAPPDATA": name}), whole_machine=False)
    said: list[tuple[Sequence[str], Mapping[str, str]]] = []

    def run(command: Sequence[str], names: Mapping[str, str]) -> int:
        said.append((command, names))
        return status

    assert windows_menu.make_shortcut(own, run) is (status == 0)
    ((command, names),) = said
    assert "Exempel" not in " ".join(command)
    assert names["DICTATE_STARTER"] == name + r"\Programs\Dictate\open.cmd"
    assert names["DICTATE_MENU"].endswith(r"Start Menu\Programs\Dictate.lnk")
    assert "$env:DICTATE_STARTER" in command[-1]


def test_windows_list_of_programs_tells_how_to_remove_it_and_forgets_it() -> None:
    registry = Registry()
    own, everyone = (places(WINDOWS, whole_machine=whole) for whole in (False, True))
    for one in (own, everyone, own):
        windows_menu.register(one, "1.2.3", 1000, registry)
    assert {root for root, _ in registry.keys} == {"HKCU", "HKLM"}
    path = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\Dictate"
    user, machine = registry.keys["HKCU", path], registry.keys["HKLM", path]
    assert (user["DisplayVersion"], user["EstimatedSize"]) == ("1.2.3", 1000)
    assert str(user["QuietUninstallString"]).endswith('Programs\\Dictate\\install.ps1" uninstall')
    assert user["UninstallString"] == user["QuietUninstallString"]
    assert str(machine["QuietUninstallString"]).endswith("uninstall --machine")
    assert "-Verb RunAs" in str(machine["UninstallString"])
    assert r"-File \"C:\Program Files\Dictate\install.ps1\" uninstall" in str(machine["UninstallString"])
    for one in (own, everyone, own):
        windows_menu.unregister(one, registry)
    assert registry.keys == {}


def test_a_windows_that_refuses_its_menu_stops_no_installation_and_removal_leaves_its_list_empty(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, said = Registry(), []
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setenv("PATH", str(bench.folder))  # no powershell.exe there
    facts = replace(bench.facts, system="win32")
    bundle = bench.bundle("1.0", change=lambda manifest: replace(manifest, platform=facts.platform))
    new = install(Wanted(bundle, str(bench.folder / "bundle.pub")), facts, bench.places, bench.log, said.append)
    assert new.version == "1.0"
    assert any("Start-menyn kunde inte göras" in line and "open.cmd" in line for line in said)
    assert (bench.places.prefix / "open.cmd").is_file()
    ((_, values),) = registry.keys.items()
    assert (values["DisplayVersion"], values["InstallLocation"]) == ("1.0", str(bench.places.prefix))
    leave.uninstall(bench.places, facts, bench.log, remove_data=False)
    assert registry.keys == {}
    assert not bench.places.prefix.exists()
