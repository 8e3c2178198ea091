from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.simulate_pilot import World, simulate


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "filer"
    folder.mkdir()
    for number, content in enumerate(simulate(World(users=12, notes=12, weeks=3), 1)):
        (folder / f"{number}.json").write_bytes(content)
    return folder


def run(tmp_path: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("dictate")), "pilot", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "DICTATE_DATA": str(tmp_path / "data")},
        check=False,
    )


def test_merge_writes_a_document_and_a_page_and_prints_the_figures(files: Path, tmp_path: Path) -> None:
    done = run(tmp_path, "merge", files, "--out", tmp_path / "rapport", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    figures = json.loads(done.stdout)
    assert figures["schema"] == "dictate.pilot-report/1"
    assert figures["roles"][0]["persons"] == 10
    assert (tmp_path / "rapport.docx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "rapport.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    again = run(tmp_path, "merge", files, "--out", tmp_path / "rapport")
    assert again.returncode == 1
    assert "finns redan" in again.stderr
    assert again.stderr.count("\n") == 1


def test_an_edited_file_stops_the_merge_with_its_name(files: Path, tmp_path: Path) -> None:
    path = files / "3.json"
    path.write_bytes(path.read_bytes().replace(b'"number":1', b'"number":2'))
    done = run(tmp_path, "merge", files, "--out", tmp_path / "rapport")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Filen 3.json kan inte användas: den har ändrats")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "rapport.docx").exists()
    left = run(tmp_path, "report", files, "--leave-out")
    assert left.returncode == 0
    assert "3.json" in left.stderr
    assert "Tiden per anteckning" in left.stdout


def test_a_laptops_own_file_is_taken_with_the_key_that_it_shows(tmp_path: Path) -> None:
    """The whole way: a laptop's key in the list, its file shown, written, and accepted by the merge."""
    out = tmp_path / "min.json"
    assert run(tmp_path, "setup", "--start", "2026-03-16", "--municipality", "Exempelkommun").returncode == 0
    key = run(tmp_path, "key").stdout.strip()
    shown = run(tmp_path, "export", "--out", out, "--yes")
    assert shown.returncode == 0, shown.stderr
    assert json.loads(out.read_bytes())["public_key"] == key
    listed = tmp_path / "nycklar.txt"
    listed.write_text(f"{key}  # dator 1\n", encoding="utf-8")
    done = run(tmp_path, "report", out, "--keys", listed)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Då visas inga resultat" in done.stdout
    listed.write_text("A" * 43 + "=\n", encoding="utf-8")
    refused = run(tmp_path, "report", out, "--keys", listed)
    assert refused.returncode == 1
    assert "min.json" in refused.stderr
    assert "nyckellistan" in refused.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 200_000, b"x" * 7_000_000, b'{"schema":"dictate.pilot/9"}'])
def test_what_is_no_pilot_file_is_one_sentence_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "annat.json"
    path.write_bytes(content)
    done = run(tmp_path, "report", path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Filen annat.json kan inte användas: ")
    assert done.stderr.count("\n") == 1
