"""Where an installation lies on each system, for one user or for the whole machine: pure functions on the facts."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Any

from installer.errors import InstallError


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of this computer: `system` as `sys.platform`, the environment, the user's home folder."""

    system: str
    machine: str
    environment: Mapping[str, str]
    home: PurePath
    python: str
    """The minor version of the Python that runs the installer, "3.11"."""
    base: PurePath | None = None
    """Where that Python is installed; an environment of its own leads to it."""
    bits: int = 64

    @classmethod
    def here(cls) -> Facts:
        """The facts of this computer and this user."""
        import platform

        minor = f"{sys.version_info.major}.{sys.version_info.minor}"
        base = Path(getattr(sys, "_base_executable", None) or sys.executable)
        bits = 64 if sys.maxsize > 1 << 32 else 32
        return cls(sys.platform, platform.machine(), dict(os.environ), Path.home(), minor, base, bits)

    @property
    def windows(self) -> bool:
        """Whether this is Windows."""
        return self.system == "win32"

    @property
    def platform(self) -> str:
        """The bundle's name for this kind of computer: "linux_x86_64", "win_amd64", "macos_arm64", or another."""
        system = {"win32": "win", "darwin": "macos"}.get(self.system, self.system)
        return f"{system}_{self.machine.lower()}"


@dataclass(frozen=True, slots=True)
class Places:
    """`prefix` holds the versions; `launcher` starts the one in use; `menu` is its entry among the programs.

    `data` and `config` are the folders of this user's notes and settings; `keys` are where IT's public key may lie.
    """

    prefix: Path
    launcher: Path
    menu: Path | None
    data: Path
    config: Path
    keys: tuple[Path, ...]
    whole_machine: bool

    def version(self, name: str) -> Path:
        """The folder of one installed version."""
        return self.prefix / "versions" / name

    @property
    def pointer(self) -> Path:
        """The file that holds the version in use; replaced in one step."""
        return self.prefix / "current"


def places(facts: Facts, *, whole_machine: bool, prefix: str = "") -> Places:
    """The places for that kind of installation; `prefix` moves the program's own folder."""
    if facts.windows:
        return _windows(facts, whole_machine, prefix)
    environment, home = facts.environment, PurePosixPath(facts.home)
    mac = facts.system == "darwin"
    own_data = PurePosixPath(environment.get("XDG_DATA_HOME") or home / ".local/share")
    own_config = PurePosixPath(environment.get("XDG_CONFIG_HOME") or home / ".config")
    support = home / "Library/Application Support"
    data, config = (support / "dictate",) * 2 if mac else (own_data / "dictate", own_config / "dictate")
    moved = environment.get("DICTATE_DATA")
    if whole_machine:
        base, menus = PurePosixPath("/opt/dictate"), "/usr/local/share"
        launcher = PurePosixPath("/usr/local/bin/dictate")
    else:
        base, menus = home / ".local/lib/dictate", str(own_data)
        launcher = home / ".local/bin/dictate"
    return Places(
        _real(prefix or base),
        _real(launcher),
        None if mac else _real(f"{menus}/applications/dictate.desktop"),
        _real(moved or data),
        _real(moved or config),
        _keys(own_config, whole_machine),
        whole_machine,
    )


def _keys(own_config: PurePosixPath, whole_machine: bool) -> tuple[Path, ...]:
    """A key that a user may change must not decide what is installed for everyone."""
    folders = [PurePosixPath("/etc/dictate"), *([] if whole_machine else [own_config / "dictate"])]
    return tuple(_real(folder / "bundle.pub") for folder in folders)


def unfit_python(facts: Facts, *, whole_machine: bool) -> str:
    """Why this computer's Python can't carry the program, as a Swedish sentence; "" where it can."""
    if facts.bits != 64:
        return "Python på datorn är gjort för 32 bitar och kan inte köra programmets delar."
    if facts.base is None:
        return ""
    if facts.windows and "WindowsApps" in facts.base.parts:  # what it writes lands in folders of its own
        return "Python från Microsoft Store går inte att använda."
    if whole_machine and _is_its_owner_s_alone(facts, facts.base):
        return f"Python i {facts.base.parent} kan inte köras av andra användare."
    return ""


def _is_its_owner_s_alone(facts: Facts, base: PurePath) -> bool:
    if not facts.windows:
        return any(not folder.stat().st_mode & 0o001 for folder in Path(base).resolve().parents)
    users = PureWindowsPath(facts.environment.get("PUBLIC", r"C:\Users\Public")).parent
    return any(PureWindowsPath(base).is_relative_to(folder) for folder in (users, facts.home))


def _windows(facts: Facts, whole_machine: bool, prefix: str) -> Places:
    environment = facts.environment
    try:
        local, roaming = PureWindowsPath(environment["LOCALAPPDATA"]), PureWindowsPath(environment["APPDATA"])
    except KeyError as error:
        raise InstallError("Windows säger inte var användarens mappar ligger. Logga in som användaren.") from error
    common = PureWindowsPath(environment.get("PROGRAMDATA", r"C:\ProgramData"))
    if whole_machine:
        # Started by a tool of 32 bits, as Intune's, the usual name leads to the folder for such programs.
        programs = environment.get("PROGRAMW6432") or environment.get("PROGRAMFILES", r"C:\Program Files")
        base = PureWindowsPath(programs) / "Dictate"
        menus = common
    else:
        base, menus = local / "Programs" / "Dictate", roaming
    root = PureWindowsPath(prefix) if prefix else base
    data = environment.get("DICTATE_DATA") or local / "dictate"
    return Places(
        _real(root),
        _real(root / "dictate.cmd"),
        _real(menus / r"Microsoft\Windows\Start Menu\Programs\Dictate.lnk"),
        _real(data),
        _real(data),
        (_real(common / "dictate" / "bundle.pub"),),
        whole_machine,
    )


def _real(path: str | PurePath) -> Any:
    """The path as this computer's own kind. Recorded Windows facts keep their own kind on another system."""
    if isinstance(path, PureWindowsPath) and sys.platform != "win32":
        return path
    return Path(path)


def bin_of(version: PurePath, *, windows: bool) -> PurePath:
    """The Python of an installed version, when it lies in an environment of its own."""
    return version / "Scripts" / "python.exe" if windows else version / "bin" / "python"
