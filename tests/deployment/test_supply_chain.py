"""What comes along is known: locked by digest, with a reason and an allowed licence, the same bytes every time."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import dependencies
import pytest
import vulnerabilities
from bundling import fitting, packing, sbom
from bundling.errors import BundleError
from bundling.licences import Rules, overview, package
from bundling.lock import Pinned, needed, read_lock
from bundling.targets import TARGETS, environment
from bundling.wheels import chosen
from packaging.requirements import Requirement

from tests.deployment.conftest import ROOT

LOCK = ROOT / "requirements" / "run.txt"
RULES = ROOT / "scripts" / "bundling" / "licences.toml"


def names(target: str, python: str = "3.11") -> set[str]:
    return {entry.name for entry in needed(read_lock(LOCK), environment(TARGETS[target], python))}


def test_every_package_is_locked_to_one_version_by_digest_and_has_a_reason() -> None:
    locked = read_lock(LOCK)
    assert len(locked) > 50
    assert all(entry.sha256 for entry in locked)
    explained = [name for group in dependencies.reasons().values() for name in group]
    assert len(explained) == len(set(explained))
    assert {entry.name for entry in locked} == set(explained), "write the reason in requirements/reasons.toml"
    page = (ROOT / "requirements" / "README.md").read_text(encoding="utf-8")
    missing = [name for name in explained if f"| {name} |" not in page]
    assert not missing, "run scripts/dependencies.py"


def test_what_we_ask_for_ourselves_is_what_pyproject_says() -> None:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {name.split("[")[0].lower() for name in declared} == set(dependencies.reasons()["ours"])


def test_each_system_gets_its_own_packages_and_none_that_only_build() -> None:
    linux, windows, mac = (names(target) for target in ("linux_x86_64", "win_amd64", "macos_arm64"))
    assert {"secretstorage", "jeepney"} <= linux - windows - mac
    assert {"pywin32-ctypes", "colorama"} <= windows - linux - mac
    assert "backports-tarfile" in linux
    assert "backports-tarfile" not in names("linux_x86_64", "3.12")
    assert not (linux | windows | mac) & set(dependencies.reasons()["building"])
    assert {"faster-whisper", "sqlcipher3", "textual"} <= linux & windows & mac


def test_a_line_without_a_digest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run.txt").write_text("numpy==2.4.6\n    # via dictate (pyproject.toml)\n", encoding="utf-8")
    with pytest.raises(BundleError, match="numpy"):
        read_lock(tmp_path / "run.txt")


def wheel(folder: Path, name: str, about: str) -> Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    head = f"Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\nSummary: En sak\n{about}"
    inside: dict[str, Path | bytes] = {
        f"{name}-1.0.dist-info/METADATA": head.encode(),
        f"{name}-1.0.dist-info/licenses/LICENSE.txt": b"The words of the licence.",
    }
    packing.write_zip(path, inside, packed=True)
    return path


@pytest.mark.parametrize(
    ("about", "licence"),
    [
        ("License-Expression: Apache-2.0 OR BSD-3-Clause\n", "Apache-2.0 OR BSD-3-Clause"),
        ("License: MIT License\n", "MIT"),
        ("Classifier: License :: OSI Approved :: BSD License\n", "BSD-3-Clause"),
        ("License: See the file\nClassifier: License :: OSI Approved :: MIT License\n", "MIT"),
    ],
)
def test_a_licence_is_read_from_wherever_the_package_says_it(tmp_path: Path, about: str, licence: str) -> None:
    assert package(wheel(tmp_path, "thing", about), "0" * 64, Rules.read(RULES)).licence == licence


@pytest.mark.parametrize(
    "about", ["License-Expression: AGPL-3.0-only\n", "License: Proprietary\n", "", "License: MIT AND SSPL-1.0\n"]
)
def test_a_licence_that_is_not_on_the_list_stops_the_bundle(tmp_path: Path, about: str) -> None:
    with pytest.raises(BundleError, match=r"thing har licensen .* inte är godkänd"):
        package(wheel(tmp_path, "thing", about), "0" * 64, Rules.read(RULES))


def test_an_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    text = RULES.read_text(encoding="utf-8") + '\n[package.thing]\nlicence = "SSPL-1.0"\n'
    (tmp_path / "licences.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BundleError, match="thing"):
        Rules.read(tmp_path / "licences.toml")


def test_every_exception_is_of_a_package_that_comes_along() -> None:
    locked = {entry.name for entry in read_lock(LOCK)}
    assert set(Rules.read(RULES).packages) <= locked


def test_the_bill_of_materials_follows_the_standard_and_is_the_same_twice(tmp_path: Path) -> None:
    rules = Rules.read(RULES)
    packages = [
        package(wheel(tmp_path, name, "License: MIT\n"), "0" * 64, rules) for name in ("dictate", "thing", "below")
    ]
    askers = {"thing": ("dictate",), "below": ("thing",)}
    speech = sbom.model("whisper-base", "ebe41f7", "MIT", "1" * 64, {"maker": "OpenAI", "digests": "pinned"})
    first, again = (sbom.sbom(order, askers, [speech], "linux_x86_64") for order in (packages, packages[::-1]))
    assert first == again
    bill = json.loads(first)
    assert bill["specVersion"] == "1.6"
    assert {one["name"] for one in bill["components"]} == {"thing", "below", "whisper-base"}
    depends = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    assert depends["pypi:thing"] == ["pypi:below"]
    assert "model:whisper-base" in depends["pypi:dictate"]
    text = overview(packages, rules)
    assert "| thing | 1.0 | MIT |" in text
    assert "The words of the licence." in text


def test_an_archive_is_the_same_whenever_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 3_000_000)
    files: dict[str, Path | bytes] = {"b/file": tmp_path / "file", "a.sh": b"#!/bin/sh\n"}
    packing.write_zip(tmp_path / "one.zip", files, packed=False)
    (tmp_path / "file").touch()
    packing.write_zip(tmp_path / "two.zip", dict(reversed(files.items())), packed=False)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["a.sh", "b/file"]
        assert archive.getinfo("a.sh").external_attr >> 16 & 0o100


def advisory(ranges: list[dict[str, str]], **more: object) -> dict[str, object]:
    about = {
        "package": {"ecosystem": "PyPI", "name": "Some.Thing"},
        "ranges": [{"type": "ECOSYSTEM", "events": ranges}],
    }
    return {"id": "EX-2026-1", "summary": "En brist.", "affected": [about], **more}


@pytest.mark.parametrize(
    ("version", "events", "known"),
    [
        ("1.9", [{"introduced": "0"}, {"fixed": "1.10"}], True),
        ("1.10", [{"introduced": "0"}, {"fixed": "1.10"}], False),
        ("2.0", [{"introduced": "1.0"}, {"fixed": "1.5"}, {"introduced": "2.0"}], True),
        ("1.7", [{"introduced": "1.0"}, {"fixed": "1.5"}, {"introduced": "2.0"}], False),
        ("3.0", [{"introduced": "0"}, {"last_affected": "3.0"}], True),
        ("3.1", [{"introduced": "0"}, {"last_affected": "3.0"}], False),
    ],
)
def test_a_known_vulnerability_is_found_by_its_versions(
    tmp_path: Path, version: str, events: list[dict[str, str]], known: bool
) -> None:
    (tmp_path / "EX-2026-1.json").write_text(json.dumps(advisory(events)), encoding="utf-8")
    looked = vulnerabilities.known({"some-thing": version}, tmp_path)
    assert [one.id for one in looked.found] == (["EX-2026-1"] if known else [])
    assert looked.entries == 1


@pytest.mark.parametrize(("version", "known"), [("2.1", True), ("2.1.0", True), ("2.10", False), ("0", False)])
def test_a_version_that_is_listed_is_found_however_it_is_written(tmp_path: Path, version: str, known: bool) -> None:
    entry = {**advisory([]), "modified": "2026-11-01T08:00:00Z"}
    entry["affected"][0]["versions"] = ["2.0", "2.1", "not a version"]  # type: ignore[index]
    (tmp_path / "EX-2026-1.json").write_text(json.dumps(entry), encoding="utf-8")
    looked = vulnerabilities.known({"some-thing": version}, tmp_path)
    assert bool(looked.found) is known
    assert looked.newest == "2026-11-01"


def test_a_withdrawn_advisory_and_another_ecosystem_s_are_none(tmp_path: Path) -> None:
    gone = advisory([{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z")
    other = json.loads(json.dumps(advisory([{"introduced": "0"}])).replace("PyPI", "npm"))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("gone.json", json.dumps(gone))
        archive.writestr("other.json", json.dumps(other))
    looked = vulnerabilities.known({"some-thing": "1.0"}, tmp_path / "all.zip")
    assert (looked.found, looked.entries) == ((), 1)


def test_not_looked_is_not_nothing_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bill = {"components": [{"name": "Some.Thing", "version": "1.0", "purl": "pkg:pypi/some-thing@1.0"}]}
    (tmp_path / "sbom.cdx.json").write_text(json.dumps(bill), encoding="utf-8")
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "one.json").write_text(json.dumps(advisory([{"introduced": "0"}])), encoding="utf-8")

    def status(*words: str) -> int:
        monkeypatch.setattr("sys.argv", ["vulnerabilities.py", str(tmp_path / "sbom.cdx.json"), *words])
        return vulnerabilities.main()

    assert status() == 3
    assert "inget är kontrollerat" in capsys.readouterr().err
    for name, content in (("empty.zip", b""), ("torn.zip", b"PK\x03\x04 torn"), ("list.json", b"{")):
        (tmp_path / name).write_bytes(content)
        assert status("--database", str(tmp_path / name)) == 3
        assert "inget är kontrollerat" in capsys.readouterr().err
    (tmp_path / "npm").mkdir()
    (tmp_path / "npm" / "one.json").write_text(json.dumps(advisory([])).replace("PyPI", "npm"), encoding="utf-8")
    assert status("--database", str(tmp_path / "npm")) == 3
    assert "inget är kontrollerat" in capsys.readouterr().err
    assert status("--database", str(tmp_path / "db")) == 1
    assert "some-thing 1.0: EX-2026-1. En brist." in capsys.readouterr().out


def asking(folder: Path, name: str, *needs: str, python: str = ">=3.11") -> Path:
    lines = "".join(f"Requires-Dist: {need}\n" for need in needs)
    return wheel(folder, name, f"License: MIT\nRequires-Python: {python}\n{lines}")


LINUX = environment(TARGETS["linux_x86_64"], "3.11")


def test_wheels_that_fit_are_whole_on_the_computer_they_are_for_and_on_no_other(tmp_path: Path) -> None:
    one = asking(tmp_path, "one", "two>=1.0", 'three; sys_platform == "win32"', 'never; extra == "docs"', "four[fast]")
    two = asking(tmp_path, "two")
    four = asking(tmp_path, "four", 'two<2; extra == "fast"')
    assert fitting.expect_whole([one, two, four], LINUX) == 3
    with pytest.raises(BundleError, match=r"one 1\.0 behöver three.* saknas"):
        fitting.expect_whole([one, two, four], environment(TARGETS["win_amd64"], "3.11"))


@pytest.mark.parametrize(
    ("needs", "python", "says"),
    [
        (["two>=2"], ">=3.11", r"behöver two>=2, men paketet har two 1\.0"),
        (["gone"], ">=3.11", "behöver gone, som saknas"),
        (['two[more]; python_version >= "3.11"'], ">=3.11", "behöver gone"),
        ([], ">=3.12", r"one 1\.0 kräver Python >=3\.12"),
    ],
)
def test_a_wheel_that_lacks_what_it_asks_for_stops_the_bundle(
    tmp_path: Path, needs: list[str], python: str, says: str
) -> None:
    found = [asking(tmp_path, "one", *needs, python=python), asking(tmp_path, "two", 'gone; extra == "more"')]
    with pytest.raises(BundleError, match=says):
        fitting.expect_whole(found, LINUX)


def test_one_folder_of_wheels_serves_every_kind_of_computer(tmp_path: Path) -> None:
    names = {
        "linux_x86_64": "thing-1.0-cp311-cp311-manylinux_2_28_x86_64.whl",
        "win_amd64": "thing-1.0-cp311-cp311-win_amd64.whl",
        "macos_arm64": "thing-1.0-cp39-abi3-macosx_11_0_arm64.whl",
    }
    for number, name in enumerate([*names.values(), "thing-1.0-cp312-cp312-manylinux_2_28_x86_64.whl"]):
        (tmp_path / name).write_bytes(bytes([number]))
    digests = tuple(hashlib.sha256(bytes([number])).hexdigest() for number in range(4))
    entry = Pinned("thing", "1.0", Requirement("thing==1.0"), digests, ("dictate (pyproject.toml)",))
    for target, name in names.items():
        assert [path.name for path in chosen([entry], TARGETS[target], "3.11", tmp_path)] == [name]


def test_a_file_that_windows_could_not_make_stops_the_bundle(tmp_path: Path) -> None:
    for length, fits in ((140, True), (141, False)):
        path = tmp_path / f"thing-{length}-py3-none-any.whl"
        packing.write_zip(path, {"x" * length: b""}, packed=True)
        if fits:
            assert fitting.expect_short([path]) == length
        else:
            with pytest.raises(BundleError, match="141 tecken"):
                fitting.expect_short([path])
