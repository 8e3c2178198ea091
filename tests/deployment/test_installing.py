"""Install, upgrade, go back, remove: with the real installer, a real environment and a real pip, without network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from installer import leave, versions
from installer.errors import BundleRefused, InstallError, OlderVersion, TrialFailed
from installer.lock import alone

from tests.deployment.conftest import OK, Bench

pytestmark = pytest.mark.skipif(os.name == "nt", reason="starts the launcher with /bin/sh")

NO_MICROPHONE = {"id": "microphone", "state": "fault", "title": "Mikrofon", "detail": "Ingen mikrofon.", "advice": ""}
BAD_TEMPLATE = {"id": "templates", "state": "fault", "title": "Mallar", "detail": "En mall är trasig.", "advice": ""}


def answers(bench: Bench) -> str:
    """What the program says that the user starts."""
    started = subprocess.run([bench.places.launcher, "hej"], capture_output=True, text=True, check=True)
    return started.stdout.strip()


def test_from_the_first_installation_to_the_last_trace(bench: Bench) -> None:
    before = bench.left()
    (bench.places.version("1.9.0") / "lib").mkdir(parents=True)  # an installation that the power cut ended
    (bench.places.version("1.9.0") / "lib" / "stale").touch()
    (bench.places.prefix / ".staging-broken").mkdir()
    first = bench.install(bench.bundle("1.9.0"))
    assert answers(bench) == "1.9.0 hej"
    assert not (bench.places.version("1.9.0") / "lib" / "stale").exists()
    assert not list(bench.places.prefix.glob(".staging-*"))
    assert (bench.places.version("1.9.0") / "share/dictate/models/tiny/model.bin").stat().st_nlink == 1
    assert "Terminal=true" in bench.places.menu.read_text(encoding="utf-8")

    upgrade = bench.bundle("1.10.0", checks=(*OK, NO_MICROPHONE))
    bench.install(upgrade)
    assert answers(bench) == "1.10.0 hej", "a missing microphone is the computer's fault, not the version's"
    model = bench.places.version("1.10.0") / "share/dictate/models/tiny/model.bin"
    assert model.stat().st_nlink == 2, "the same speech model lies on the disk once"

    again = bench.install(upgrade)
    assert again.installed_at == versions.current(bench.places).installed_at
    assert [one.version for one in versions.installed(bench.places).values()] == ["1.9.0", "1.10.0"]

    (upgrade / "model" / "model.bin").write_bytes(b"other")
    with pytest.raises(BundleRefused, match="ändrad"):
        bench.install(upgrade)

    with pytest.raises(OlderVersion, match=r"1\.9\.1, som är äldre än den installerade 1\.10\.0"):
        bench.install(bench.bundle("1.9.1"))
    with pytest.raises(TrialFailed, match="En mall är trasig"):
        bench.install(bench.bundle("2.0.0", checks=(BAD_TEMPLATE,)))
    assert answers(bench) == "1.10.0 hej"
    assert not bench.places.version("2.0.0").exists()

    assert leave.rollback(bench.places, bench.log, "ask").version == first.version
    assert answers(bench) == "1.9.0 hej"
    assert leave.rollback(bench.places, bench.log, "ask").version == "1.10.0"

    bench.install(bench.bundle("1.9.2"), allow_older=True)
    assert answers(bench) == "1.9.2 hej"
    assert set(versions.installed(bench.places)) == {"1.9.2", "1.10.0"}, "the one in use and the one to go back to"

    (bench.places.data).mkdir(parents=True)
    (bench.places.data / "notes.db").write_bytes(b"notes")
    leave.uninstall(bench.places, bench.facts, bench.log, remove_data=False)
    assert (bench.places.data / "notes.db").read_bytes() == b"notes"
    leave.uninstall(bench.places, bench.facts, bench.log, remove_data=True)
    leave.uninstall(bench.places, bench.facts, bench.log, remove_data=True)
    assert bench.left() == before

    log = (bench.folder / "install.log").read_text(encoding="utf-8")
    assert "installed version=1.10.0 before=1.9.0" in log
    assert "remarks=microphone" in log
    assert str(bench.facts.home) not in log
    assert "vera" not in log


def test_a_program_of_the_same_name_is_left_alone(bench: Bench) -> None:
    bench.places.launcher.parent.mkdir(parents=True)
    bench.places.launcher.write_text("#!/bin/sh\necho mine\n", encoding="utf-8")
    with pytest.raises(InstallError, match="hör till ett annat program"):
        bench.install(bench.bundle("1.0.0"))
    leave.uninstall(bench.places, bench.facts, bench.log, remove_data=True)
    assert "mine" in bench.places.launcher.read_text(encoding="utf-8")


def test_two_installations_at_once_are_one(bench: Bench) -> None:
    with alone(bench.places.prefix), pytest.raises(InstallError, match="pågår redan"):
        bench.install(bench.bundle("1.0.0"))


def test_what_is_not_ours_in_the_folders_stays(bench: Bench) -> None:
    for folder in (bench.places.prefix, bench.places.data):
        folder.mkdir(parents=True)
        (folder / "mine.txt").write_text("mine", encoding="utf-8")
    (bench.places.data / "notes.key").write_bytes(b"key")
    leave.uninstall(bench.places, bench.facts, bench.log, remove_data=True)
    assert (bench.places.prefix / "mine.txt").exists()
    assert (bench.places.data / "mine.txt").exists()
    assert not (bench.places.data / "notes.key").exists()


def test_nothing_to_go_back_to_is_said(bench: Bench) -> None:
    with pytest.raises(InstallError, match="ingen tidigare version"):
        leave.rollback(bench.places, bench.log, "ask")


def test_the_packed_installer_answers_on_its_own(bench: Bench) -> None:
    """As install.sh starts it: nothing of this repository on its path, exit status and one line for each outcome."""
    bundle = bench.bundle("1.0.0")
    tool = [sys.executable, "-I", str(bundle / "installer/installer.pyz")]
    clean = {**bench.facts.environment, "HOME": str(bench.facts.home)}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*tool, *words], capture_output=True, text=True, check=False, env=clean)

    key = ("--public-key", str(bench.folder / "bundle.pub"))
    assert run("verify", "--bundle", str(bundle), *key).returncode == 0
    (bundle / "model" / "model.bin").write_bytes(b"other")
    refused = run("verify", "--bundle", str(bundle), *key)
    assert (refused.returncode, refused.stderr.count("\n")) == (3, 1)
    assert run("install", "--bundle", str(bundle)).returncode == 1
    assert run("explode").returncode == 2
    assert json.loads(run("status", "--json").stdout) == {"current": None, "previous": None}
    assert not Path(bench.facts.home, ".local/lib/dictate/versions").exists()
