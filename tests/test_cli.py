"""The commands as a user calls them: results on stdout, one Swedish sentence on stderr, status 0, 1 or 2."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest

from dictate import beginning
from dictate.journal.template_file import load_template
from dictate.shipped import sample
from tests.after_help import after_help

Run = Callable[..., subprocess.CompletedProcess[str]]
BIN = Path(sys.executable).parent


@pytest.fixture
def run(data_folder: Path, tmp_path: Path) -> Run:
    """Calls `dictate` in an empty folder with its own data folder."""
    work = tmp_path / "work"
    work.mkdir()

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(BIN / "dictate"), *map(str, arguments)],
            cwd=work,
            env={"DICTATE_DATA": str(data_folder), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return call


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one sentence of a stated failure."""
    assert done.returncode == 1, done
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert lines[0].endswith(".")
    return lines[0]


def test_the_demo_makes_a_document_and_tells_the_time_of_each_step(run: Run, tmp_path: Path) -> None:
    done = run("demo")
    assert done.returncode == 0, done.stderr
    document = docx.Document(str(tmp_path / "work" / "demo.docx"))
    assert document.paragraphs[0].text == "Journalanteckning"
    assert len([one for one in document.paragraphs if one.style.name.startswith("Heading")]) >= 3
    for step in ("Läste in talmodellen", "Skrev ut talet", "Ordnade meningarna", "Sökte personuppgifter", "Skapade"):
        assert step in done.stdout


def test_transcribe_gives_one_json_object_a_file_in_order(run: Run, tmp_path: Path) -> None:
    silent = Path(__file__).parent / "data" / "silent" / "silent-01.flac"
    done = run("transcribe", silent, sample("dictation.opus"), "--json")
    assert done.returncode == 0, done.stderr
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["file"], first["text"], first["words"]) == (str(silent), "", [])
    assert second["language"] == "sv"
    assert second["model"] == "whisper-base"
    assert set(second["timing"]) == {"load_s", "transcribe_s"}
    assert " ".join(word["text"] for word in second["words"]) == second["text"]
    assert all(0 <= word["start"] <= word["end"] <= second["duration_s"] + 0.1 for word in second["words"])


def test_structure_gives_sentences_in_sections_with_offsets(run: Run, tmp_path: Path) -> None:
    text = "Hembesök hos familjen.\nHälsa:\nHan sover dåligt."
    (tmp_path / "note.txt").write_text(text, encoding="utf-8")
    done = run("structure", tmp_path / "note.txt", "--json")
    result = json.loads(done.stdout)
    assert result["template"] == "journalanteckning"
    assert [(one["section"], one["how"]) for one in result["sentences"]][-1] == ("halsa", "spoken")
    for one in result["sentences"]:
        assert text[one["start"] : one["end"]] == one["text"]


def test_a_template_shows_which_law_nobody_has_read_for_a_year(run: Run) -> None:
    shown = run("templates", "show", "bbic-utredning").stdout.partition("Källor\n")[2].splitlines()
    sources = load_template("bbic-utredning").sources
    told = [line.endswith(" – kontrollera lagtexten") for line in shown]
    assert told == [source.to_verify(date.today()) for source in sources]  # noqa: DTZ011 - as the program's clock


def test_models_list_says_what_is_installed(run: Run) -> None:
    models = [json.loads(line) for line in run("models", "list", "--json").stdout.splitlines()]
    default = next(model for model in models if model["default"])
    assert (default["id"], default["installed"], default["verified"]) == ("whisper-base", True, True)
    assert Path(default["path"], "model.bin").is_file()
    assert (default["kind"], models[-1]["id"], models[-1]["kind"]) == ("speech", "speakers", "speakers")
    assert not models[-1]["installed"]
    told = run("models", "list").stdout.splitlines()[-1]
    assert told.split()[:2] == ["speakers", "saknas"]


def test_a_tampered_model_is_refused(run: Run, data_folder: Path, tmp_path: Path) -> None:
    weights = data_folder / "models" / "whisper-base" / "model.bin"
    content = bytearray(weights.read_bytes())
    content[1_000_000] ^= 1
    weights.unlink()  # a hard link: writing in place would change the installed model
    weights.write_bytes(content)
    assert "model.bin" in refused(run("run", sample("dictation.opus"), "--decide", "role"))


def test_the_whole_way_in_one_go_and_the_gate(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "work" / "note.docx"
    assert "beslut" in refused(run("run", sample("dictation.opus"), "--out", out))
    assert not out.exists()
    done = run("run", sample("dictation.opus"), "--template", "journalanteckning", "--decide", "mask", "--out", out)
    assert done.returncode == 0, done.stderr
    assert "██████" in "\n".join(one.text for one in docx.Document(str(out)).paragraphs)


def _wav(path: Path) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(32_000))
    return path


def _no_rate(path: Path) -> Path:
    header = bytearray(_wav(path).read_bytes())
    header[24:28] = bytes(4)
    path.write_bytes(header)
    return path


BAD_AUDIO: dict[str, bytes | Callable[[Path], Path] | None] = {
    "missing.wav": None,
    "empty.wav": b"",
    "text.wav": b"Det h\xc3\xa4r \xc3\xa4r text, inte ljud.\n" * 50,
    "cut.mp3": b"ID3\x04\x00\x00\x00\x00\x00\x00\xff\xfb\x90",
    "norate.wav": _no_rate,
}


@pytest.mark.parametrize("name", BAD_AUDIO)
def test_a_file_that_is_no_sound_is_one_plain_sentence(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = BAD_AUDIO[name]
    if callable(content):
        content(path)
    elif content is not None:
        path.write_bytes(content)
    out = tmp_path / "work" / "note.docx"
    refused(run("run", path, "--decide", "role", "--out", out))
    assert list((tmp_path / "work").iterdir()) == []


def _note(run: Run, tmp_path: Path) -> dict[str, object]:
    from dictate.application import Application
    from dictate.journal.note_json import to_data
    from dictate.settings import Author, Folders, Settings

    settings = Settings(author=Author(name="Vera Exempel", title="socialsekreterare"))
    application = Application(Folders(tmp_path, tmp_path), settings)
    return to_data(
        beginning.from_text(application, "Hembesök. Elsa Lind bor på Storgatan 4 i Gävle.", "journalanteckning").note
    )


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "dictate.note/99"},
        {"schema": "something else"},
        {"sentences": []},
        {"findings": "none"},
        {"template": "finns-inte"},
    ],
    ids=["newer", "foreign", "findings without sentence", "wrong type", "unknown template"],
)
def test_a_note_that_contradicts_itself_is_one_plain_sentence(
    run: Run, tmp_path: Path, change: dict[str, object]
) -> None:
    (tmp_path / "note.json").write_text(json.dumps(_note(run, tmp_path) | change), encoding="utf-8")
    refused(run("export", tmp_path / "note.json", "--out", "note.docx"))
    assert list((tmp_path / "work").iterdir()) == []


def test_export_names_what_is_undecided_but_not_what_it_says(run: Run, tmp_path: Path) -> None:
    note = _note(run, tmp_path)
    (tmp_path / "note.json").write_text(json.dumps(note), encoding="utf-8")
    sentence = refused(run("export", tmp_path / "note.json", "--out", "note.docx"))
    assert "adress" in sentence
    assert "Storgatan" not in sentence
    for finding in note["findings"]:  # type: ignore[attr-defined]
        finding.update(decision="mask", decided_at="2026-03-16T10:00:00+01:00")
    (tmp_path / "note.json").write_text(json.dumps(note), encoding="utf-8")
    assert run("export", tmp_path / "note.json", "--out", "note.docx").returncode == 0


def test_overlapping_findings_are_refused(run: Run, tmp_path: Path) -> None:
    note = _note(run, tmp_path)
    first = note["findings"][0]  # type: ignore[index]
    note["findings"] = [first, first | {"id": "other"}]
    (tmp_path / "note.json").write_text(json.dumps(note), encoding="utf-8")
    refused(run("export", tmp_path / "note.json", "--out", "note.docx"))


def test_output_that_exists_or_has_no_folder_is_said_before_any_work(run: Run, tmp_path: Path) -> None:
    (tmp_path / "work" / "demo.docx").write_bytes(b"mine")
    assert "--force" in refused(run("demo"))
    assert (tmp_path / "work" / "demo.docx").read_bytes() == b"mine"
    refused(run("demo", "--out", tmp_path / "no folder" / "demo.docx"))


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("run",), ("--nonsense",), ("run", "a.wav", "--decide", "x"), ("models", "add", "x")]
)
def test_wrong_usage_is_one_line_and_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_nothing_that_is_logged_is_printed() -> None:
    done = after_help("""
import logging
try:
    raise ValueError("Kvittergard")
except ValueError:
    logging.getLogger("dictate.dictating").exception("Kvittergard")
""")
    assert done.returncode == 0
    assert "Kvittergard" not in done.stdout + done.stderr
