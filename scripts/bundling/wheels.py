"""The wheels of a bundle: fetched by pip with their digests, for the target computer whatever computer this is."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from bundling.errors import BundleError
from bundling.lock import Pinned
from bundling.targets import Target, wheel_tags


def fetch(entries: Sequence[Pinned], target: Target, python: str, into: Path) -> None:
    """Puts one wheel a package into the folder; those that lie there with a right digest are kept. Raises BundleError.

    Needs the network, or a folder given to pip in PIP_FIND_LINKS, only for what is missing.
    """
    into.mkdir(parents=True, exist_ok=True)
    missing = [entry for entry in entries if not _there(entry, into, target, python)]
    if missing:
        with tempfile.TemporaryDirectory() as work:
            lines = Path(work) / "requirements.txt"
            lines.write_text("".join(entry.line() + "\n" for entry in missing), encoding="utf-8")
            command = _command(lines, target, python, Path(work))
            result = subprocess.run(command, capture_output=True, text=True, check=False)
            if result.returncode:
                raise BundleError(f"Ett paket kunde inte hämtas: {result.stderr.strip().splitlines()[-1]}")
            for wheel in Path(work).glob("*.whl"):
                shutil.move(wheel, into / wheel.name)
    for entry in entries:
        if not _there(entry, into, target, python):
            raise BundleError(f"{entry.name} {entry.version} finns inte som wheel för {target.name}.")


def chosen(entries: Sequence[Pinned], target: Target, python: str, folder: Path) -> list[Path]:
    """The wheel of each entry in the folder, by name; the folder may hold those of other computers too."""
    return [path for entry in entries if (path := _there(entry, folder, target, python))]


def _there(entry: Pinned, folder: Path, target: Target, python: str) -> Path | None:
    fitting = wheel_tags(target, python)
    for path in sorted(folder.glob("*.whl")):
        name, version, _, tags = parse_wheel_filename(path.name)
        if (canonicalize_name(name), str(version)) == (entry.name, entry.version) and tags & fitting:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() in entry.sha256:
                    return path
    return None


def _command(lines: Path, target: Target, python: str, into: Path) -> list[str]:
    tags = [word for tag in target.tags for word in ("--platform", tag)]
    return [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
        "--only-binary", ":all:", "--require-hashes", "--implementation", "cp", "--python-version", python,
        *tags, "--dest", str(into), "--requirement", str(lines),
    ]  # fmt: skip
