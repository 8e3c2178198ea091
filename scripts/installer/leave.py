"""Going back to the version before, and removing the program."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from pathlib import Path
from typing import Literal

from installer import notes, versions, windows_menu
from installer.errors import InstallError
from installer.lock import alone
from installer.places import Facts, Places
from installer.record import Log
from installer.versions import Installed

NotesWish = Literal["ask", "restore", "leave"]

DATA_NAMES = (
    "notes.key*", "vault.*", ".vault.*", ".program.lock", "notes.db*", "sound", "models",
    "settings.toml*", ".settings.toml.*", "templates", "pilot", "vocabulary*",
)  # fmt: skip
"""What the program keeps in a user's folders, the key first: without it the rest can't be read by anyone."""

_FORGET_KEY = """
import json, sys
from dictate.vault.key_store import KeyStore
with open(sys.argv[1], encoding="utf-8") as header:
    KeyStore().remove(json.load(header)["id"])
"""


def rollback(places: Places, log: Log, wish: NotesWish) -> Installed:
    """Puts the version before in use again; asked once more it goes forward again. Raises InstallError.

    `wish` says what becomes of this user's notes where the newer version changed their tables: put back the copy from
    before, or leave them for a later upgrade. With "ask" nothing is done then, and the sentence says what to choose.
    """
    with alone(places.prefix):
        newer, older = versions.current(places), versions.previous(places)
        if newer is None or older is None or newer.name == older.name:
            raise InstallError("Det finns ingen tidigare version att gå tillbaka till.")
        found = notes.standing(places.data, newer, older)
        if found.state != "readable" and wish == "ask":
            raise InstallError(
                f"Anteckningarna har förts över till version {newer.version} och kan inte läsas av {older.version}. "
                "Ange --notes restore för kopian från före uppgraderingen, eller --notes leave för att lämna dem."
            )
        if wish == "restore" and found.state == "changed":
            raise InstallError(
                f"Det finns ingen kopia av anteckningarna som version {older.version} kan läsa; den sparas i två "
                "veckor. Stanna på den nya versionen, eller ange --notes leave."
            )
        if wish == "restore" and found.copy:
            notes.put_back(found.copy)
        versions.point_to(places, older.name)
        versions.remember_previous(places, newer.name)
    log.write("rolled_back", version=older.version, before=newer.version, notes=found.state)
    return older


def what_is_in_the_way(places: Places, older: Installed) -> list[str]:
    """What the older version says where it can't run with what the newer one left: a setting that it does not know."""
    command = [str(places.version(older.name) / older.python), "-I", "-X", "utf8", "-m", "dictate", "templates", "list"]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return [f"Version {older.version} går inte att starta. Installera den igen."]
    return result.stderr.strip().splitlines()[-1:] if result.returncode else []


def uninstall(places: Places, facts: Facts, log: Log, *, remove_data: bool) -> None:
    """Removes the program, and with `remove_data` this user's notes, sound and settings. Done twice it does no harm."""
    used = versions.current(places)
    with alone(places.prefix) if places.prefix.is_dir() else contextlib.nullcontext():
        if remove_data and used:
            _forget_key(places.version(used.name) / used.python, places.data)
        if facts.windows:
            import winreg

            windows_menu.unregister(places, winreg)
        for way_in in (places.menu, places.launcher):
            if way_in and _ours(way_in):
                way_in.unlink(missing_ok=True)
        for name in versions.installed(places):
            versions.remove(places, name)
    _empty(places)
    if remove_data:
        for folder in dict.fromkeys((places.data, places.config)):
            _remove_data(folder)
    _leave_no_empty_folders(places, Path(facts.home))
    log.write("uninstalled", data="removed" if remove_data else "kept")


def _forget_key(python: Path, data: Path) -> None:
    """Takes the vault's key out of the system's key store, by the program that put it there, while it is still here."""
    command = [str(python), "-I", "-c", _FORGET_KEY, str(data / "vault.json")]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        subprocess.run(command, capture_output=True, timeout=60, check=False)


def _ours(path: Path) -> bool:
    """Whether the way in leads to us; one of another program is left alone."""
    if path.suffix in (".cmd", ".lnk"):
        return True
    with contextlib.suppress(OSError, UnicodeDecodeError):
        text = path.read_text(encoding="utf-8")
        return "Written by its installer" in text or "Name=Dictate" in text
    return False


def _empty(places: Places) -> None:
    """Removes our own files in the prefix, and the folder when nothing else is in it: it may be a shared one."""
    if not places.prefix.is_dir():
        return
    shutil.rmtree(places.prefix / "versions", ignore_errors=True)
    for left in places.prefix.glob(".staging-*"):
        shutil.rmtree(left, ignore_errors=True)
    own = ("current", "previous", ".lock", "installer.pyz", "install.sh", "install.ps1", "install.log")
    for name in (*own, "dictate.cmd", windows_menu.STARTER):
        (places.prefix / name).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        places.prefix.rmdir()


def _leave_no_empty_folders(places: Places, home: Path) -> None:
    """Takes away the folders that our files had lain in, where nothing else is in them: below the user's home, or the
    one that we may have made for everyone's menu."""
    ways_in = [path.parent for path in (places.menu, places.launcher) if path]
    if places.whole_machine:
        ways_in = ways_in[:1]
    for folder in (*ways_in, places.prefix.parent, places.data.parent, places.config.parent):
        for empty in (folder, *folder.parents):
            if home not in empty.parents and not (places.whole_machine and folder in ways_in and empty == folder):
                break
            try:
                empty.rmdir()
            except FileNotFoundError:
                continue
            except OSError:
                break


def _remove_data(folder: Path) -> None:
    """Removes by name: the folder may have been set to one that holds other things too."""
    for pattern in DATA_NAMES:
        for path in folder.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        folder.rmdir()
