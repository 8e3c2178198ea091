"""A Python that IT puts in the bundle: unpacked, found, told where our packages lie, and refused when it is another."""

from __future__ import annotations

import io
import os
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from installer import environment
from installer.errors import InstallError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in for Python is a shell script")

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def standalone(folder: Path, name: str = "python/bin/python3") -> Path:
    """An archive as standalone builds are, whose interpreter hands over to this one."""
    script = f'#!/bin/sh\nexec {sys.executable} "$@"\n'.encode()
    path = folder / "cpython.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(script), 0o644
        archive.addfile(entry, io.BytesIO(script))
    return path


def test_a_standalone_build_is_unpacked_and_can_be_started(tmp_path: Path) -> None:
    python = environment._unpacked(standalone(tmp_path), tmp_path / "out", HERE)
    assert python == tmp_path / "out/python/bin/python3"
    assert os.access(python, os.X_OK)


def test_a_python_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match=rf"Python 3\.99 men innehåller Python {HERE}"):
        environment._unpacked(standalone(tmp_path), tmp_path / "out", "3.99")


def test_an_archive_without_python_or_one_that_climbs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="inget Python"):
        environment._unpacked(standalone(tmp_path, "readme.txt"), tmp_path / "out", HERE)
    with pytest.raises(InstallError, match="kunde inte packas upp"):
        environment._unpacked(standalone(tmp_path, "../../evil"), tmp_path / "other", HERE)
    for name in ("../evil", "/evil", "a/../../evil", "C:/evil", "..\\evil"):
        with zipfile.ZipFile(tmp_path / "python.zip", "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(InstallError, match="otillåtna sökvägar"):
            environment._unpacked(tmp_path / "python.zip", tmp_path / "zip", HERE)
    assert not list(tmp_path.rglob("evil"))


def test_the_embeddable_python_is_told_where_our_packages_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its `._pth` file is all it looks at; python.org ships it with `import site` commented out."""
    with zipfile.ZipFile(tmp_path / "python-embed.zip", "w") as archive:
        archive.writestr("python.exe", "")
        archive.writestr("python311._pth", "python311.zip\n.\n\n# Uncomment to run site.main()\n#import site\n")
    monkeypatch.setattr(environment, "_answer", lambda python, code, own: "3.11")  # no python.exe runs here
    python = environment._unpacked(tmp_path / "python-embed.zip", tmp_path / "out", "3.11")
    assert python.name == "python.exe"
    lines = (python.parent / "python311._pth").read_text().splitlines()
    assert lines[:2] == ["python311.zip", "."]
    assert lines[-2:] == ["Lib\\site-packages", "import site"]
    assert (python.parent / "Lib" / "site-packages").is_dir()
