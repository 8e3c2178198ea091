"""What lies in a bundle: gathered into one folder, listed in the manifest, signed, moved to its name when whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cyclonedx.model.component import Component
from installer.bundle import signed_comment
from installer.manifest import MANIFEST, SIGNATURE, Entry, Manifest

from bundling import fitting, licences, lock, own_wheel, packing, papers, sbom, signing, wheels
from bundling.errors import BundleError
from bundling.targets import TARGETS, Target, environment

_HERE = Path(__file__).resolve().parent
_SCRIPTS = _HERE.parent


@dataclass(frozen=True, slots=True)
class Order:
    """What IT asks for. `source` is the checkout, `model` a speech model's id or "", `model_folder` where it is
    installed, `python_archive` a Python for computers that have none, `wheelhouse` keeps fetched wheels."""

    platform: str
    model: str
    key: signing.SignKey
    source: Path
    model_folder: Path
    wheelhouse: Path
    python: str = "3.11"
    python_archive: Path | None = None

    @property
    def target(self) -> Target:
        """The kind of computer. Raises BundleError."""
        if self.platform not in TARGETS:
            raise BundleError(f"{self.platform} är ingen känd plattform. Välj en av: {', '.join(TARGETS)}.")
        return TARGETS[self.platform]


def build(order: Order, out: Path) -> Manifest:
    """Builds the bundle as the folder `out`, or as a zip where `out` ends so. Raises BundleError; `out` must be new."""
    target = order.target
    if out.exists():
        raise BundleError(f"{out} finns redan. Ange ett nytt namn.")
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".bundle-", dir=out.parent) as work:
        folder = Path(work) / "bundle"
        folder.mkdir()
        manifest = _gather(order, target, folder)
        content = manifest.as_json()
        (folder / MANIFEST).write_bytes(content)
        signature = signing.signature_text(content, signed_comment(manifest), order.key)
        (folder / SIGNATURE).write_text(signature, encoding="utf-8", newline="\n")
        if out.suffix == ".zip":
            archive = Path(work) / "bundle.zip"
            root = f"dictate-{manifest.version}-{manifest.platform}"
            files = {f"{root}/{path.relative_to(folder).as_posix()}": path for path in _files(folder)}
            packing.write_zip(archive, files, packed=False)
            archive.replace(out)
        else:
            folder.replace(out)
            out.chmod(0o755)
    return manifest


def sign_file(path: Path, key: signing.SignKey) -> Path:
    """Writes minisign's signature beside a finished archive, for `minisign -V` before anything in it is opened."""
    target = path.with_name(path.name + ".minisig")
    target.write_text(signing.signature_text(path.read_bytes(), path.name, key), encoding="utf-8", newline="\n")
    return target


def _gather(order: Order, target: Target, folder: Path) -> Manifest:
    source = order.source
    entries = lock.needed(lock.read_lock(source / "requirements" / "run.txt"), environment(target, order.python))
    pip = [one for one in lock.read_lock(_SCRIPTS.parent / "requirements" / "bundle.txt") if one.name == "pip"]
    wheels.fetch([*entries, *pip], target, order.python, order.wheelhouse)
    _copy(wheels.chosen(entries, target, order.python, order.wheelhouse), folder / "wheels")
    _copy(wheels.chosen(pip, target, order.python, order.wheelhouse), folder / "pip")
    own = own_wheel.build(source, folder / "wheels")
    unpacked = sorted((folder / "wheels").glob("*.whl"))
    fitting.expect_whole(unpacked, environment(target, order.python))
    if target.name.startswith("win"):
        fitting.expect_short(unpacked)
    version = own.name.split("-")[1]
    models = _speech_model(order, folder)
    _tools(folder)
    _samples(source, folder)
    if order.python_archive:
        _copy([order.python_archive], folder / "python")
    rules = licences.Rules.read(_HERE / "licences.toml")
    packages = [licences.package(path, _sha256(path), rules) for path in sorted((folder / "wheels").glob("*.whl"))]
    askers = {entry.name: tuple("dictate" if by == lock.OURS else by for by in entry.via) for entry in entries}
    (folder / "sbom.cdx.json").write_bytes(sbom.sbom(packages, askers, [*models, *_trained(own)], target.name))
    (folder / "licenser.md").write_text(licences.overview(packages, rules), encoding="utf-8", newline="\n")
    files = tuple(
        Entry(path.relative_to(folder).as_posix(), path.stat().st_size, _sha256(path)) for path in _files(folder)
    )
    archive = f"python/{order.python_archive.name}" if order.python_archive else ""
    return Manifest(version, target.name, order.python, order.model, _store_version(source), archive, files)


def _speech_model(order: Order, folder: Path) -> list[Component]:
    """Copies the installed, verified speech model with its record, dated as everything else in the bundle."""
    if not order.model:
        return []
    from dictate.errors import DictateError
    from dictate.speech.catalogue import load_catalogue
    from dictate.speech.models import RECORD, add_model

    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        try:
            verified = add_model(catalogue, Path(work), order.model, order.model_folder)
        except DictateError as error:
            raise BundleError(str(error)) from error
        record = json.loads((verified / RECORD).read_text(encoding="utf-8"))
        record |= {"installed_at": "2020-01-01T00:00:00+00:00", "source": "bundle"}
        (verified / RECORD).write_text(json.dumps(record, indent=2), encoding="utf-8", newline="\n")
        shutil.copytree(verified, folder / "model")
    about = catalogue.find(order.model)
    sha256 = next(file["sha256"] for file in record["files"] if file["name"] == "model.bin")
    facts = {"maker": about.maker, "digests": "pinned" if about.pinned else "recorded"}
    if about.huggingface:
        facts |= {"repository": about.huggingface.repository, "revision": about.huggingface.revision}
    revision = about.huggingface.revision if about.huggingface else ""
    return [sbom.model(about.id, revision, about.licence, sha256, facts)]


def _trained(own: Path) -> list[Component]:
    """Our own small models, which come inside our wheel."""
    with zipfile.ZipFile(own) as archive:
        version = own.name.split("-")[1]
        return [
            sbom.model(
                f"dictate-{Path(name).parent.name}",
                version,
                "EUPL-1.2",
                hashlib.sha256(archive.read(name)).hexdigest(),
                {"file": name, "maker": "Dictate", "digests": "wheel"},
            )
            for name in sorted(archive.namelist())
            if name.endswith(".npz")
        ]


def _tools(folder: Path) -> None:
    (folder / "installer").mkdir()
    tool = folder / "installer" / "installer.pyz"
    packing.write_zip(tool, packing.installer_archive(_SCRIPTS / "installer"), packed=True)
    for script, end in (("install.sh", b"\n"), ("install.ps1", b"\r\n")):
        lines = (_SCRIPTS / script).read_bytes().splitlines()  # whatever line ends this checkout has
        (folder / script).write_bytes(end.join([*lines, b""]))
    (folder / "install.sh").chmod(0o755)


def _samples(source: Path, folder: Path) -> None:
    """What IT reads and what a municipality makes its own from: guides, licence, policy, templates, model cards."""
    (folder / "docs").mkdir()
    for name, content in papers.pages(source).items():
        (folder / "docs" / name).write_bytes(content)
    _copy([source / "docs" / "policy.toml"], folder / "policy")
    (folder / "LICENSE.txt").write_bytes((source / "LICENSE").read_bytes())
    templates = source / "templates"
    _copy([*sorted(templates.glob("*.toml")), templates / "letterhead.docx"], folder / "templates")
    for card in sorted((source / "models").glob("*/CARD.md")):
        (folder / "cards").mkdir(exist_ok=True)
        (folder / "cards" / f"{card.parent.name}.md").write_bytes(card.read_bytes())


def _store_version(source: Path) -> int:
    command = [sys.executable, "-c", "from dictate.vault import schema; print(schema.VERSION)"]
    result = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    if result.returncode:
        raise BundleError("Programmets källkod i mappen går inte att läsa in. Kör scripts/test.sh och försök igen.")
    return int(result.stdout)


def _copy(paths: Sequence[Path], into: Path) -> None:
    into.mkdir(exist_ok=True)
    for path in paths:
        shutil.copyfile(path, into / path.name)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
