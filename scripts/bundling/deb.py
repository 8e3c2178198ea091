"""A Debian package of a bundle: the same signed wheels, laid under /opt/dictate; the same bytes when built twice.

apt and dpkg then do what they always do: depend on Python and PortAudio, upgrade, step back, remove.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path, PurePosixPath

from installer.bundle import checked_manifest, copy_checked, opened
from installer.manifest import Manifest
from installer.minisign import public_key
from installer.versions import without_python_settings

from bundling.errors import BundleError
from bundling.own_wheel import EPOCH

_HOME = "opt/dictate"
_LAUNCHER = """#!/bin/sh
# -I keeps the user's own Python packages out.
exec /opt/dictate/bin/python -I -X utf8 -m {module} "$@"
"""
_DESKTOP = """[Desktop Entry]
Type=Application
Name=Dictate
Comment=Diktera journalanteckningar på den här datorn
Exec=/usr/bin/dictate
Terminal=true
Categories=Office;
"""
# Compiled on the computer, so that the package is small; the program is then as quick as after any installation.
_POSTINST = """#!/bin/sh
set -e
if [ "$1" = configure ]; then
    /opt/dictate/bin/python -I -m compileall -q -j 0 --invalidation-mode unchecked-hash \
        -x '/tests?/' /opt/dictate/lib || true
fi
"""
_PRERM = """#!/bin/sh
set -e
find /opt/dictate/lib -depth -name __pycache__ -type d -exec rm -rf {} + 2>/dev/null || true
"""


def build(bundle: Path, key: str, out: Path) -> None:
    """Makes the package of a bundle, whose signature is checked first. Raises BundleError or InstallError."""
    if shutil.which("dpkg-deb") is None:
        raise BundleError("dpkg-deb saknas. Gör Debianpaketet på en dator med Debian eller Ubuntu.")
    with tempfile.TemporaryDirectory() as work, opened(bundle) as source:
        manifest = checked_manifest(source, public_key(key))
        if manifest.platform != "linux_x86_64":
            raise BundleError(f"Paketet är för {manifest.platform}; ett Debianpaket görs av ett för linux_x86_64.")
        staged, tree = Path(work) / "staged", Path(work) / "tree"
        copy_checked(source, manifest, staged)
        _program(manifest, staged, tree)
        _papers(staged, tree)
        _control(manifest, tree)
        _same_times(tree)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH}
        command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(out)]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode:
            raise BundleError(f"dpkg-deb kunde inte göra paketet: {result.stderr.strip().splitlines()[-1]}")


def _program(manifest: Manifest, staged: Path, tree: Path) -> None:
    """The wheels and the model under /opt/dictate, whose Python is the system's."""
    home = tree / _HOME
    packages = home / "lib" / f"python{manifest.python}" / "site-packages"
    pip = staged / PurePosixPath(next(entry.path for entry in manifest.below("pip"))) / "pip"
    lines = staged / "requirements.txt"
    lines.write_text("".join(_requirement(entry.path, entry.sha256) for entry in manifest.below("wheels")))
    result = subprocess.run(
        [
            sys.executable, "-I", str(pip), "--isolated", "install", "--no-index", "--no-deps", "--no-compile",
            "--quiet", "--disable-pip-version-check", "--require-hashes", "--find-links", str(staged / "wheels"),
            "--python-version", manifest.python, "--only-binary", ":all:", "--target", str(packages),
            "-r", str(lines),
        ],
        env=without_python_settings(os.environ), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if result.returncode:
        raise BundleError(f"Paketets delar kunde inte packas upp: {result.stderr.strip().splitlines()[-1]}")
    shutil.rmtree(packages / "bin", ignore_errors=True)  # the tools of others have no place in a package of ours
    for record in packages.glob("*.dist-info/direct_url.json"):
        record.unlink()  # names the folder of this build
    (home / "bin").mkdir()
    (home / "bin" / "python").symlink_to(f"/usr/bin/python{manifest.python}")
    (home / "pyvenv.cfg").write_text(
        f"home = /usr/bin\ninclude-system-site-packages = false\nversion = {manifest.python}\n", encoding="utf-8"
    )
    if manifest.model:
        shutil.copytree(staged / "model", home / "share" / "dictate" / "models" / manifest.model)
    for name, module in (("dictate", "dictate"), ("redaction", "redaction")):
        _write(tree / "usr" / "bin" / name, _LAUNCHER.format(module=module), 0o755)
    _write(tree / "usr" / "share" / "applications" / "dictate.desktop", _DESKTOP, 0o644)


def _papers(staged: Path, tree: Path) -> None:
    papers = tree / "usr" / "share" / "doc" / "dictate"
    papers.mkdir(parents=True)
    shutil.copyfile(staged / "LICENSE.txt", papers / "copyright")
    for name in ("sbom.cdx.json", "licenser.md"):
        with (papers / f"{name}.gz").open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=int(EPOCH)) as packed:
            packed.write((staged / name).read_bytes())
    for folder in ("docs", "policy", "templates"):
        shutil.copytree(staged / folder, papers / folder)


def _control(manifest: Manifest, tree: Path) -> None:
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink()) // 1024
    following = f"3.{int(manifest.python.split('.')[1]) + 1}"
    control = f"""Package: dictate
Version: {manifest.version}
Architecture: amd64
Maintainer: IT <it@exempelkommun.example>
Depends: python{manifest.python} | python3 (>= {manifest.python}), python3 (<< {following}~), libportaudio2
Section: editors
Priority: optional
Installed-Size: {size}
Description: dikterade journalanteckningar, helt på den egna datorn
 Skriver ut tal, ordnar meningarna under rubriker, visar personuppgifter och
 skapar dokument till ärendesystemet. Ingenting skickas någonstans.
"""
    _write(tree / "DEBIAN" / "control", control, 0o644)
    _write(tree / "DEBIAN" / "postinst", _POSTINST, 0o755)
    _write(tree / "DEBIAN" / "prerm", _PRERM, 0o755)
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in sorted(tree.rglob("*"))
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
    ]
    _write(tree / "DEBIAN" / "md5sums", "".join(sums), 0o644)


def _same_times(tree: Path) -> None:
    """Modes and times that do not depend on who builds, and when."""
    for path in (tree, *tree.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        os.utime(path, (int(EPOCH), int(EPOCH)), follow_symlinks=False)


def _requirement(path: str, sha256: str) -> str:
    name, version = PurePosixPath(path).name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{sha256}\n"


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    path.chmod(mode)
