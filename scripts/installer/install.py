"""Installing and upgrading: a bundle becomes a version beside the others, is tried, and only then put in use."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from installer import environment, menu, trial, versions, windows_menu
from installer.bundle import Source, checked_manifest, copy_checked, opened
from installer.errors import BundleRefused, InstallError, OlderVersion
from installer.lock import alone
from installer.manifest import Manifest
from installer.minisign import PublicKey, public_key
from installer.places import Facts, Places, unfit_python
from installer.record import Log
from installer.versions import Installed

_UNPACKED = 3.6
"""Bytes on the disk during an installation for each byte of the bundle, its checked copy included (measured)."""
OURS = "Written by its installer"
"""Stands in our launcher: a file without it in that place is somebody else's and is never overwritten."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`bundle` is a folder or a zip, `key` a public key or its file ("" for the machine's own)."""

    bundle: Path
    key: str = ""
    allow_older: bool = False


def install(wanted: Wanted, facts: Facts, places: Places, log: Log, say: Say) -> Installed:
    """Installs the bundle and puts it in use; done again with the same bundle it only mends the way in.

    Raises InstallError; the version that was in use stays in use then, and nothing half done is left.
    """
    began = time.monotonic()
    key = _key(wanted.key, places)
    with opened(wanted.bundle) as source:
        manifest = checked_manifest(source, key)
        _expect_fit(manifest, facts, places)
        _expect_free_launcher(places)
        with alone(places.prefix):
            before = versions.current(places)
            if before and not wanted.allow_older and versions.rank(manifest.version) < versions.rank(before.version):
                raise OlderVersion(
                    f"Paketet har version {manifest.version}, som är äldre än den installerade {before.version}. "
                    "Vill ni gå tillbaka: använd rollback, eller ange --allow-older."
                )
            new = _made(source, manifest, facts, places, before, log, say)
            _put_in_use(places, new, before, facts, log, say)
            _forget_others(places)
    seconds = round(time.monotonic() - began, 1)
    log.write("installed", version=new.version, before=before.version if before else "-", seconds=seconds)
    say(f"Dictate {new.version} är installerat ({seconds:.0f} s). Starta med: {places.launcher}")
    return new


def _key(given: str, places: Places) -> PublicKey:
    for place in [given] if given else [str(path) for path in places.keys if path.is_file()]:
        return public_key(place)
    raise InstallError(
        "Er publika nyckel saknas, så paketet kan inte kontrolleras. Ange den med --public-key, eller lägg den i "
        f"{places.keys[0]}."
    )


def verify(wanted: Wanted, places: Places, into: Path) -> Manifest:
    """Checks the signature and every file, and installs nothing. Raises BundleRefused."""
    with opened(wanted.bundle) as source:
        manifest = checked_manifest(source, _key(wanted.key, places))
        copy_checked(source, manifest, into)
    return manifest


def _expect_fit(manifest: Manifest, facts: Facts, places: Places) -> None:
    if manifest.platform != facts.platform:
        raise InstallError(f"Paketet är gjort för {manifest.platform}, men den här datorn är {facts.platform}.")
    if not manifest.python_archive and manifest.python != facts.python:
        raise InstallError(
            f"Paketet är gjort för Python {manifest.python}, men här finns Python {facts.python}. Bygg ett paket för "
            f"{facts.python} eller installera Python {manifest.python}."
        )
    if not manifest.python_archive and (sentence := unfit_python(facts, whole_machine=places.whole_machine)):
        raise InstallError(f"{sentence} Installera Python {manifest.python} för alla, eller bygg paketet med --python.")


def _expect_free_launcher(places: Places) -> None:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if OURS not in places.launcher.read_text(encoding="utf-8") and places.launcher.suffix != ".cmd":
            raise InstallError(f"{places.launcher} finns redan och hör till ett annat program. Flytta den först.")


def _made(
    source: Source, manifest: Manifest, facts: Facts, places: Places, before: Installed | None, log: Log, say: Say
) -> Installed:
    """The bundle as a whole, tried version in its own folder."""
    digest = hashlib.sha256(manifest.as_json()).hexdigest()
    _expect_room(manifest, places)
    name = manifest.version
    if name in versions.installed(places):
        name = f"{name}-{digest[:8]}"  # another build of the same version lies beside the first
    clean = versions.without_python_settings(facts.environment)
    with _staging(places) as staged:
        say("Kontrollerar paketet ...")
        copy_checked(source, manifest, staged)
        log.write("checked", version=manifest.version, files=len(manifest.files))
        for there in versions.installed(places).values():
            if there.manifest_sha256 == digest:  # checked all the same: a spoilt bundle is never called installed
                say(f"Version {there.version} finns redan.")
                return there
        versions.remove(places, name)
        folder = places.version(name)
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            say("Installerar ...")
            python = environment.make_python(folder, manifest, staged, clean)
            environment.install_wheels(python, manifest, staged, clean)
            older = environment.models_of(places.version(before.name) / before.python, clean) if before else None
            environment.place_model(python, manifest, staged, older, clean)
            say("Provkör ...")
            outcome = trial.try_out(python, staged, manifest.model, _runner(staged), clean)
        except BaseException:
            versions.remove(places, name)
            raise
        log.write("tried", version=manifest.version, remarks=",".join(outcome.remarks) or "-")
        if outcome.refused:
            say("Reglerna för datorn hindrar programmet från att köra nu. Se: dictate doctor")
        inside = python.relative_to(folder)
        (folder / "python.path").write_text(f"{inside}\n", encoding="utf-8")
        for tool in ("installer/installer.pyz", "install.sh", "install.ps1"):
            if (staged / tool).is_file():
                shutil.copyfile(staged / tool, folder / Path(tool).name)
        whole = Installed(
            name, manifest.version, digest, manifest.store_version, str(inside), time.time(), manifest.model
        )
        versions.record(folder, whole)
    return whole


def _expect_room(manifest: Manifest, places: Places) -> None:
    needed, free = int(manifest.total_bytes * _UNPACKED), shutil.disk_usage(places.prefix).free
    if free < needed:
        raise InstallError(
            f"Disken är för full: installationen behöver {needed / 1e6:.0f} MB och {free / 1e6:.0f} MB är lediga."
        )


@contextlib.contextmanager
def _staging(places: Places) -> Iterator[Path]:
    """A private folder on the same disk; those of installations that were broken off are taken away."""
    for left in places.prefix.glob(".staging-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".staging-", dir=places.prefix))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _runner(folder: Path) -> trial.Run:
    def run(command: Sequence[str], own: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=dict(own),
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    return run


def _put_in_use(places: Places, new: Installed, before: Installed | None, facts: Facts, log: Log, say: Say) -> None:
    """The one step that users notice: the pointer. The ways in are written before it and lead to whatever it says."""
    _write(places.launcher, menu.launcher(places, windows=facts.windows), 0o755)
    folder = places.version(new.name)
    for tool in ("installer.pyz", "install.sh", "install.ps1"):
        if (folder / tool).is_file():
            draft = places.prefix / f".{tool}.{secrets.token_hex(4)}"
            shutil.copyfile(folder / tool, draft)
            draft.replace(places.prefix / tool)
    if before and before.name != new.name:
        versions.remember_previous(places, before.name)
    versions.point_to(places, new.name)
    if facts.windows:
        _enter_in_windows(places, new, log, say)
    elif places.menu:
        _write(places.menu, menu.desktop_entry(places), 0o644)


def _enter_in_windows(places: Places, new: Installed, log: Log, say: Say) -> None:
    """The Start menu's entry and the list of programs. Windows may refuse one; the program runs without."""
    import winreg

    def run(command: Sequence[str], names: Mapping[str, str]) -> int:
        own = {**os.environ, **names}
        try:
            return subprocess.run(command, env=own, capture_output=True, check=False).returncode
        except OSError:  # PowerShell is gone, or forbidden here
            return 1

    _write(places.prefix / windows_menu.STARTER, windows_menu.starter(), 0o755)
    places.menu.parent.mkdir(parents=True, exist_ok=True) if places.menu else None
    if not windows_menu.make_shortcut(places, run):
        log.write("menu", entry="missing")
        say(f"Posten i Start-menyn kunde inte göras. Lägg en genväg till {places.prefix / windows_menu.STARTER}.")
    folder = places.version(new.name)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) // 1024
    try:
        windows_menu.register(places, new.version, size, winreg)
    except OSError:
        log.write("menu", list="missing")
        say("Programmet kunde inte föras in bland installerade appar.")


def _forget_others(places: Places) -> None:
    """Keeps the version in use and the one to go back to."""
    kept = {one.name for one in (versions.current(places), versions.previous(places)) if one}
    for name in versions.installed(places):
        if name not in kept:
            with contextlib.suppress(InstallError):  # still running on Windows: the next installation takes it away
                versions.remove(places, name)


def _write(path: Path, text: str, mode: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    except OSError as error:
        raise InstallError(f"{path} kunde inte skrivas. Kontrollera att ni får skriva där.") from error


__all__ = ["BundleRefused", "Wanted", "install", "verify"]
