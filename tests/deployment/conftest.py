"""Small bundles for the real installer: two files instead of a hundred packages, signed as real ones are."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from bundling import contents, packing, signing  # noqa: E402
from installer.bundle import signed_comment  # noqa: E402
from installer.install import Wanted, install  # noqa: E402
from installer.manifest import MANIFEST, SIGNATURE, Entry, Manifest  # noqa: E402
from installer.places import Facts, Places, places  # noqa: E402
from installer.record import Log  # noqa: E402
from installer.versions import Installed  # noqa: E402

_PROGRAM = """
import json, os, pathlib, sys
words = sys.argv[1:]
if words[:1] == ["doctor"]:
    print(json.dumps({{"checks": {checks}, "state": "ok", "version": "{version}"}}))
elif words[:1] == ["demo"]:
    pathlib.Path(words[2]).write_text("document", encoding="utf-8")
else:
    print("{version}", *words)
"""
OK = ({"id": "templates", "state": "ok", "title": "Mallar", "detail": "19 mallar", "advice": ""},)


@dataclass(frozen=True, slots=True)
class Bench:
    """A place to install in, and the way to make bundles for it."""

    folder: Path
    facts: Facts
    places: Places
    key: signing.SignKey

    def bundle(
        self,
        version: str,
        *,
        checks: tuple[dict[str, str], ...] = OK,
        store_version: int = 1,
        key: signing.SignKey | None = None,
        change: Callable[[Manifest], Manifest] = lambda manifest: manifest,
    ) -> Path:
        """A whole, signed bundle of a small program in that version; `change` alters the list before it is signed."""
        folder = self.folder / f"bundle-{version}-{len(list(self.folder.iterdir()))}"
        for inside in ("wheels", "pip", "model", "templates"):
            (folder / inside).mkdir(parents=True)
        _wheel(folder / "wheels", version, _PROGRAM.format(version=version, checks=list(checks)))
        (folder / "pip" / _pip().name).write_bytes(_pip().read_bytes())
        (folder / "model" / "model.bin").write_bytes(b"weights " * 1000)
        (folder / "templates" / "journalanteckning.toml").write_text('id = "journalanteckning"\n', encoding="utf-8")
        contents._tools(folder)
        files = tuple(
            Entry(
                path.relative_to(folder).as_posix(), path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
            )
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        )
        manifest = change(Manifest(version, self.facts.platform, self.facts.python, "tiny", store_version, "", files))
        self.sign(folder, manifest, key)
        return folder

    def sign(self, folder: Path, manifest: Manifest, key: signing.SignKey | None = None) -> None:
        """Writes the list and its signature."""
        content = manifest.as_json()
        (folder / MANIFEST).write_bytes(content)
        text = signing.signature_text(content, signed_comment(manifest), key or self.key)
        (folder / SIGNATURE).write_text(text, encoding="utf-8", newline="\n")

    def install(self, bundle: Path, **wanted: bool) -> Installed:
        """Installs it as the command line would."""
        chosen = Wanted(bundle, str(self.folder / "bundle.pub"), **wanted)
        return install(chosen, self.facts, self.places, self.log, lambda line: None)

    @property
    def log(self) -> Log:
        """A log to a file, telling no system."""
        return Log(self.folder / "install.log", windows=False, tell=lambda command: None)

    def left(self) -> list[str]:
        """Every file and folder under the user's home."""
        return sorted(str(path.relative_to(self.facts.home)) for path in Path(self.facts.home).rglob("*"))


@pytest.fixture(scope="session")
def sign_key() -> signing.SignKey:
    """A key made for these tests alone."""
    return signing.SignKey(bytes(range(8)), hashlib.sha256(b"a key for tests").digest())


@pytest.fixture
def bench(tmp_path: Path, sign_key: signing.SignKey) -> Bench:
    """An empty home of an invented user on this computer."""
    home = tmp_path / "home" / "vera"
    home.mkdir(parents=True)
    here = Facts.here()
    kept = {name: value for name, value in here.environment.items() if not name.startswith(("XDG_", "DICTATE_"))}
    facts = replace(here, environment=kept, home=home)
    (tmp_path / "bundle.pub").write_text(signing.public_text(sign_key), encoding="utf-8")
    return Bench(tmp_path, facts, places(facts, whole_machine=False), sign_key)


def _wheel(folder: Path, version: str, program: str) -> None:
    about = f"dictate-{version}.dist-info"
    files = {
        "dictate/__init__.py": "",
        "dictate/__main__.py": program,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: dictate\nVersion: {version}\nLicense: MIT\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*files, f"{about}/RECORD"))
    named = {name: text.encode() for name, text in (*files.items(), (f"{about}/RECORD", record))}
    packing.write_zip(folder / f"dictate-{version}-py3-none-any.whl", named, packed=True)


def _pip() -> Path:
    """A wheel of pip: the one that Python carries, or Debian's."""
    bundled = Path(importlib.import_module("ensurepip").__file__ or "").parent / "_bundled"
    found = sorted([*bundled.glob("pip-*.whl"), *Path("/usr/share/python-wheels").glob("pip-*.whl")])
    assert found, "no wheel of pip on this computer"
    return found[-1]
