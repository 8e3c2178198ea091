"""The command keeps its contract: one JSON object a file, plain sentences for errors, quick help."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from redaction import Lexicon, Person
from redaction.cli import main

COMMAND = [sys.executable, "-m", "redaction.cli"]
TEXT = "Elsas mamma nås på 070-174 06 18.\nHon har skyddad folkbokföring."


def run(*arguments: str, given: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], input=given, capture_output=True, check=False)


def run_here(*arguments: str, given: bytes = b"") -> tuple[int, str, str]:
    """Exit status, output and errors of the command in this process, which has its models loaded."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given))):
        try:
            main(arguments)
        except SystemExit as ended:
            return int(ended.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_each_file_gives_one_json_line_in_order(tmp_path: Path) -> None:
    one, two = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_text(TEXT, encoding="utf-8")
    two.write_text("Ingenting här.", encoding="utf-8")
    done = run("scan", str(one), str(two), "--json")
    first, second = (json.loads(line) for line in done.stdout.decode().splitlines())
    assert (first["file"], second["file"]) == (str(one), str(two))
    assert any(item["label"] == "PHONE" and item["text"] == "070-174 06 18" for item in first["findings"])
    for item in first["findings"]:
        assert TEXT[item["start"] : item["end"]] == item["text"]
        assert set(item) == {"start", "end", "label", "text", "confidence", "reason"}
    assert [(mark["tag"], TEXT[mark["start"] : mark["end"]]) for mark in first["sensitive"]] == [
        ("PROTECTED", "Hon har skyddad folkbokföring.")
    ]
    assert second["findings"] == []


def test_standard_input_and_plain_output() -> None:
    done = run("scan", "-", given=TEXT.encode())
    assert done.returncode == 0
    assert "rad 1" in done.stdout.decode()
    assert "070-174 06 18" in done.stdout.decode()


def test_the_case_is_used(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(Lexicon((Person("Elsa", "barnet"),)).to_json(), encoding="utf-8")
    _, out, _ = run_here("scan", "-", "--json", "--case", str(case), given="Älsas rum.".encode())
    (item,) = json.loads(out)["findings"]
    assert item["text"] == "Älsa"
    assert "barnet" in item["reason"]


def test_bad_input_is_one_swedish_sentence(tmp_path: Path) -> None:
    binary = tmp_path / "ljud.wav"
    binary.write_bytes(b"RIFF\xff\xfe\x00")
    broken = tmp_path / "case.json"
    broken.write_text("{", encoding="utf-8")
    for arguments in (
        ("scan", str(tmp_path / "saknas.txt")),
        ("scan", str(tmp_path)),
        ("scan", str(binary)),
        ("scan", "-", "--case", str(broken)),
    ):
        status, out, told = run_here(*arguments)
        assert (status, out) == (1, "")
        assert len(told.splitlines()) == 1
    done = run("scan", str(binary))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, b"", 1)


def test_wrong_usage_is_told_apart_in_one_swedish_sentence() -> None:
    for arguments in (("scan",), ("paint", "x"), ("scan", "-", "--paint")):
        status, out, told = run_here(*arguments)
        assert (status, out) == (2, "")
        (line,) = told.splitlines()
        assert line.startswith("Kommandot är inte rätt skrivet")


def test_help_has_no_english_headings() -> None:
    for arguments in (("--help",), ("scan", "--help")):
        told = run_here(*arguments)[1]
        assert told.startswith("Så här skrivs kommandot: redaction")
        assert not any(word in told for word in ("usage", "positional", "options", "show this"))


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'spacy', 'phonenumbers', 'numpy', 'stdnum'}"
    code = f"import sys, redaction, redaction.cli; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"[]"
    assert run("--help").returncode == 0
