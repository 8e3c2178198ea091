"""One version's own Python - an environment of the computer's, or one from the bundle - and the wheels in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from installer.errors import InstallError
from installer.manifest import Manifest
from installer.places import bin_of

_PACKED = ("python.exe", "tools/python.exe", "python/python.exe", "bin/python3", "python/bin/python3")
"""Where the interpreter lies: in python.org's embeddable zip, the NuGet package, standalone builds."""


def make_python(folder: Path, manifest: Manifest, staged: Path, environment: Mapping[str, str]) -> Path:
    """Makes the version's Python in the new folder and gives its interpreter. Raises InstallError."""
    if manifest.python_archive:
        return _unpacked(staged / PurePosixPath(manifest.python_archive), folder / "python", manifest.python)
    base = getattr(sys, "_base_executable", None) or sys.executable
    _run(
        [base, "-I", "-m", "venv", "--without-pip", str(folder)],
        environment,
        "Python kunde inte göra en miljö för programmet. Kontrollera att Python är helt installerat.",
    )
    return Path(bin_of(folder, windows=os.name == "nt"))


def install_wheels(python: Path, manifest: Manifest, staged: Path, environment: Mapping[str, str]) -> None:
    """Installs the bundle's wheels, every one with the digest of the signed manifest, and nothing from elsewhere.

    Compiled afterwards for all users: in a folder where they may not write, each start would compile anew.
    """
    pip = next(entry.path for entry in manifest.below("pip"))
    wanted = staged / "requirements.txt"
    wanted.write_text("".join(_requirement(entry.path, entry.sha256) for entry in manifest.below("wheels")))
    # Unpacked: from inside an archive each of its runs would compile it anew.
    _unzip(staged / PurePosixPath(pip), staged / "pip-unpacked")
    program = str(staged / "pip-unpacked" / "pip")
    command = [str(python), "-I", program, "--isolated", "--no-input", "--no-cache-dir"]
    options = ["--no-index", "--no-deps", "--no-compile", "--require-hashes", "--no-warn-script-location", "--quiet"]
    source = ["--find-links", str(staged / "wheels"), "-r", str(wanted)]
    failed = "Programmets delar kunde inte installeras. Kontrollera att disken inte är full och försök igen."
    _run([*command, "--disable-pip-version-check", "install", *options, *source], environment, failed)
    _run([*command, "--disable-pip-version-check", "check"], environment, "Programmets delar passar inte ihop.")
    packages = Path(_answer(python, "import sysconfig; print(sysconfig.get_path('purelib'))", environment))
    compiling = [str(python), "-I", "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    compiling += ["-x", r"[\\/]tests?[\\/]"]  # the libraries' own tests, a fifth of the work, are never imported
    subprocess.run([*compiling, str(packages)], env=dict(environment), capture_output=True, check=False)


def place_model(
    python: Path, manifest: Manifest, staged: Path, older: Path | None, environment: Mapping[str, str]
) -> None:
    """Puts the speech model where every user of this version finds it: `share/dictate/models` beside its Python.

    A file that the version before has already, byte for byte, is linked instead of kept twice.
    """
    entries = manifest.below("model")
    if not entries:
        return
    target = models_of(python, environment) / manifest.model
    target.mkdir(parents=True)
    for entry in entries:
        name = PurePosixPath(entry.path).name
        twin = older / manifest.model / name if older else None
        if twin is None or not _linked(twin, target / name, entry.bytes, entry.sha256):
            shutil.move(staged / PurePosixPath(entry.path), target / name)
        (target / name).chmod(0o644)


def models_of(python: Path, environment: Mapping[str, str]) -> Path:
    """The folder of speech models of an installed version."""
    return Path(_answer(python, "import sys; print(sys.prefix)", environment)) / "share" / "dictate" / "models"


def _linked(twin: Path, target: Path, length: int, sha256: str) -> bool:
    try:
        if not twin.is_file() or twin.stat().st_size != length:
            return False
        with twin.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
                return False
        os.link(twin, target)
    except OSError:
        return False
    return True


def _requirement(path: str, sha256: str) -> str:
    name, version = PurePosixPath(path).name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{sha256}\n"


def _unpacked(archive: Path, into: Path, minor: str) -> Path:
    """The Python in an archive of IT's. Its digest is in the signed manifest; its paths are checked all the same."""
    try:
        if zipfile.is_zipfile(archive):
            _unzip(archive, into)
        else:
            _untar(archive, into)
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        raise InstallError(f"Python i paketet ({archive.name}) kunde inte packas upp.") from error
    python = next((into / name for name in _PACKED if (into / name).exists()), None)
    if python is None:
        raise InstallError(f"{archive.name} i paketet innehåller inget Python som installationen känner igen.")
    for listing in python.parent.glob("python3*._pth"):
        # The embeddable Python looks only where this file says; our packages lie in Lib\\site-packages.
        lines = [line for line in listing.read_text().splitlines() if line.strip(" #") != "import site"]
        listing.write_text("\n".join([*lines, "Lib\\site-packages", "import site", ""]))
        (python.parent / "Lib" / "site-packages").mkdir(parents=True, exist_ok=True)
    if python.name != "python.exe":
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
    found = _answer(python, "import sys; print('%d.%d' % sys.version_info[:2])", {})
    if found != minor:
        raise InstallError(f"Paketet är gjort för Python {minor} men innehåller Python {found}.")
    return python


def _untar(archive: Path, into: Path) -> None:
    """Raises tarfile.TarError for what leads out of `into`, also with the Pythons before 3.11.4 that do not look."""
    into.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as packed:
        if hasattr(tarfile, "data_filter"):
            packed.extractall(into, filter="data")
            return
        inside = into.resolve()
        for member in packed:
            target = inside / member.name
            reached = [target]
            if member.issym():
                reached.append(target.parent / member.linkname)
            elif member.islnk():
                reached.append(inside / member.linkname)
            plain = member.isreg() or member.isdir() or member.issym() or member.islnk()
            if not plain or not all(one.resolve().is_relative_to(inside) for one in reached):
                raise tarfile.ExtractError(member.name)
            member.mode &= 0o755
            packed.extract(member, inside)


def _unzip(archive: Path, into: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
            if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in entry.filename:
                raise InstallError(f"{archive.name} i paketet innehåller otillåtna sökvägar.")
        packed.extractall(into)


def _answer(python: Path, code: str, environment: Mapping[str, str]) -> str:
    result = subprocess.run(
        [str(python), "-I", "-c", code], env=dict(environment) or None, capture_output=True, text=True, check=False
    )
    if result.returncode:
        raise InstallError("Python i installationen går inte att starta på den här datorn.")
    return result.stdout.strip()


def _run(command: Sequence[str], environment: Mapping[str, str], sentence: str) -> None:
    result = subprocess.run(
        command, env=dict(environment), capture_output=True, text=True, errors="replace", check=False
    )
    if result.returncode:
        lines = [line.strip() for line in (result.stderr + result.stdout).splitlines() if line.strip()]
        raise InstallError(f"{sentence} ({lines[-1] if lines else result.returncode})")
