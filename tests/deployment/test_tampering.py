"""Every way of changing a bundle on its way stops the installation with one Swedish sentence, and nothing is used."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bundling import packing, signing
from installer.errors import BundleRefused, InstallError
from installer.manifest import Entry

from tests.deployment.conftest import Bench


def flip(path: Path) -> None:
    """One bit of one byte in the middle."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def swap(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")


def link(path: Path) -> None:
    real = path.rename(path.parent.parent.parent / f"outside-{path.name}")
    path.symlink_to(real)


def wheel(folder: Path) -> Path:
    return next((folder / "wheels").glob("*.whl"))


TRIES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a wheel": (lambda folder: flip(wheel(folder)), "ändrad eller skadad"),
    "pip": (lambda folder: flip(next((folder / "pip").iterdir())), "ändrad eller skadad"),
    "the speech model": (lambda folder: flip(folder / "model/model.bin"), "model/model.bin i paketet är ändrad"),
    "a template": (lambda folder: flip(folder / "templates/journalanteckning.toml"), "ändrad eller skadad"),
    "the installer": (lambda folder: flip(folder / "installer/installer.pyz"), "ändrad eller skadad"),
    "a byte more": (lambda folder: wheel(folder).open("ab").write(b"x"), "ändrad eller skadad"),
    "a byte less": (lambda folder: os.truncate(wheel(folder), 100), "ändrad eller skadad"),
    "the list": (lambda folder: swap(folder / "manifest.json", '"bytes": ', '"bytes":  '), "förteckning är ändrad"),
    "the list's version": (lambda folder: swap(folder / "manifest.json", "1.0.0", "9.0.0"), "förteckning är ändrad"),
    "the signature": (lambda folder: swap(folder / "manifest.json.minisig", "RU", "Ru"), "signatur är skadad"),
    "its comment": (
        lambda folder: swap(folder / "manifest.json.minisig", "dictate 1", "dictate 2"),
        "signatur är ändrad",
    ),
    "no signature": (lambda folder: (folder / "manifest.json.minisig").unlink(), "saknar"),
    "no list": (lambda folder: (folder / "manifest.json").unlink(), "saknar"),
    "a file too many": (lambda folder: (folder / "wheels/sitecustomize.py").touch(), "hör inte till paketet"),
    "a file hidden": (lambda folder: (folder / ".hidden").touch(), "hör inte till paketet"),
    "a file missing": (lambda folder: wheel(folder).unlink(), "saknas i paketet"),
    "a file as a link": (lambda folder: link(wheel(folder)), "är en länk"),
    "a folder as a link": (lambda folder: link(folder / "wheels"), "är en länk"),
}


@pytest.mark.parametrize("what", TRIES)
def test_what_was_changed_is_refused(bench: Bench, what: str) -> None:
    change, sentence = TRIES[what]
    bundle = bench.bundle("1.0.0")
    change(bundle)
    with pytest.raises(BundleRefused, match=sentence) as refused:
        bench.install(bundle)
    assert "\n" not in str(refused.value)
    assert not list(bench.places.prefix.glob("versions/*"))
    assert not list(bench.places.prefix.glob(".staging-*"))
    assert not bench.places.launcher.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes in folders")
def test_a_pipe_among_the_files_is_refused_and_never_waited_for(bench: Bench) -> None:
    bundle = bench.bundle("1.0.0")
    os.mkfifo(bundle / "wheels" / "pipe.whl")
    with pytest.raises(BundleRefused, match="är en länk"):
        bench.install(bundle)


def test_a_bundle_signed_with_another_key_is_refused(bench: Bench) -> None:
    with pytest.raises(BundleRefused, match="annan nyckel"):
        bench.install(bench.bundle("1.0.0", key=signing.new_key()))


def test_another_key_under_the_same_number_is_refused(bench: Bench) -> None:
    forged = signing.SignKey(bench.key.number, bytes(32))
    with pytest.raises(BundleRefused, match="ändrad efter att IT signerade"):
        bench.install(bench.bundle("1.0.0", key=forged))


def test_a_list_and_a_signature_of_another_version_do_not_fit_these_files(bench: Bench) -> None:
    new, old = bench.bundle("2.0.0"), bench.bundle("1.0.0")
    for name in ("manifest.json", "manifest.json.minisig"):
        shutil.copyfile(old / name, new / name)
    with pytest.raises(BundleRefused, match=r"hör inte till|saknas|ändrad"):
        bench.install(new)


def test_a_signed_list_that_climbs_is_refused(bench: Bench) -> None:
    climbing = bench.bundle("1.0.0", change=lambda one: replace(one, files=(*one.files, Entry("../../x", 1, "0" * 64))))
    with pytest.raises(BundleRefused, match="utanför paketet"):
        bench.install(climbing)


def test_a_zip_is_checked_as_a_folder_is(bench: Bench) -> None:
    folder = bench.bundle("1.0.0")
    files: dict[str, Path | bytes] = {
        f"dictate/{path.relative_to(folder).as_posix()}": path for path in folder.rglob("*") if path.is_file()
    }
    whole, changed, climbing = (bench.folder / f"{name}.zip" for name in ("whole", "changed", "climbing"))
    packing.write_zip(whole, files, packed=False)
    packing.write_zip(changed, {**files, "dictate/model/model.bin": b"weights!" * 1000}, packed=False)
    packing.write_zip(climbing, {**files, "../evil.txt": b"evil"}, packed=False)
    with pytest.raises(BundleRefused, match=r"model/model\.bin i paketet är ändrad"):
        bench.install(changed)
    with pytest.raises(BundleRefused, match=r"hör inte dit|saknar"):
        bench.install(climbing)
    (bench.folder / "half.zip").write_bytes(whole.read_bytes()[:5000])
    with pytest.raises(BundleRefused, match="skadat"):
        bench.install(bench.folder / "half.zip")
    assert zipfile.ZipFile(whole).testzip() is None
    assert not (bench.folder.parent / "evil.txt").exists()


def test_what_was_copied_is_what_was_checked(bench: Bench) -> None:
    """A file that is exchanged after it was looked at is not the one that is used: only checked copies are."""
    from installer.bundle import Folder, copy_checked
    from installer.manifest import parse

    bundle = bench.bundle("1.0.0")
    manifest = parse((bundle / "manifest.json").read_bytes())
    into = bench.folder / "copy"
    copy_checked(Folder(bundle), manifest, into)
    flip(wheel(bundle))
    assert all((into / entry.path).stat().st_size == entry.bytes for entry in manifest.files)
    with pytest.raises(BundleRefused):
        copy_checked(Folder(bundle), manifest, bench.folder / "again")


def test_a_bundle_for_another_computer_or_python_is_said_so(bench: Bench) -> None:
    with pytest.raises(InstallError, match="gjort för win_arm64"):
        bench.install(bench.bundle("1.0.0", change=lambda one: replace(one, platform="win_arm64")))
    with pytest.raises(InstallError, match=r"gjort för Python 3\.99"):
        bench.install(bench.bundle("1.0.0", change=lambda one: replace(one, python="3.99")))
