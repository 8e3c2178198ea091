"""The organisation's rules hold where they apply: models, folders, downloads, the clipboard, the settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.policy import OrganisationPolicy
from dictate.policy_rules import ExportRules, ModelRules
from dictate.refusals import ExportRefused, ModelNotAllowed
from dictate.session import Session
from dictate.tui.setting_choices import choices

TEXT = "Hembesök hos mamman Sara Lindqvist. Hon är trött."


def ruled(application: Application, **rules: object) -> Application:
    policy = OrganisationPolicy(**rules)  # type: ignore[arg-type]
    return Application(application.folders, application.settings, application.clock, policy)


def finished(application: Application) -> Session:
    session = beginning.from_text(application, TEXT, "journalanteckning")
    session.decide_all("mask")
    return session


def test_a_model_that_is_not_allowed_is_neither_loaded_nor_chosen_nor_offered(application: Application) -> None:
    program = ruled(application, models=ModelRules(allowed=("kb-whisper-small",)))
    with pytest.raises(ModelNotAllowed, match="whisper-base"):
        program.recogniser.engine()
    with pytest.raises(ModelNotAllowed):
        program.choose("model", "whisper-base")
    assert not application.folders.settings_file.exists()
    offered = next(one for one in choices(program) if one.key == "model").answers
    assert all("finns inte" in shown for shown in offered.values())


def test_an_allowed_model_is_loaded(application: Application) -> None:
    assert ruled(application, models=ModelRules(allowed=("whisper-base",))).recogniser.engine().model == "whisper-base"


def test_documents_and_review_copies_stay_in_the_allowed_folders(application: Application, tmp_path: Path) -> None:
    allowed, other = tmp_path / "ärenden", tmp_path / "usb"
    allowed.mkdir()
    other.mkdir()
    (allowed / "genväg").symlink_to(other)
    session = finished(ruled(application, export=ExportRules(folders=(str(allowed),))))
    for path in (other / "a.docx", other / "a.json", allowed / ".." / "usb" / "a.docx", allowed / "genväg" / "a.docx"):
        with pytest.raises(ExportRefused, match="ärenden"):
            session.export(path, unattended=True)
        if path.suffix == ".docx":
            with pytest.raises(ExportRefused, match="ärenden"):
                session.export_review_copy(path)
    assert list(other.iterdir()) == []
    session.export(allowed / "a.docx", unattended=True)
    session.export_review_copy(allowed / "granska.docx")
    assert {path.name for path in allowed.iterdir()} == {"a.docx", "granska.docx", "genväg"}


def test_a_review_copy_is_a_docx_and_no_way_round_the_formats(application: Application, tmp_path: Path) -> None:
    session = finished(ruled(application, formats=("txt",)))
    with pytest.raises(ExportRefused, match=r"\.docx"):
        session.export_review_copy(tmp_path / "granska.txt")
    assert not (tmp_path / "granska.txt").exists()


@pytest.mark.parametrize(
    ("rule", "arguments", "says"),
    [
        ("[models]\ndownload = false", ("models", "add", "kb-whisper-tiny", "--download"), "hämtas från nätet"),
        ("[models]\ndownload = false", ("models", "add", "speakers", "--download"), "hämtas från nätet"),
        ('[models]\nallowed = ["kb-whisper-small"]', ("transcribe", "SOUND"), "talmodellen whisper-base"),
        ("[models]\ndownloads = false", ("models", "list"), "rad 2: models.downloads är okänt"),
    ],
)
def test_the_command_line_says_in_one_sentence_what_the_policy_forbids(
    tmp_path: Path, rule: str, arguments: tuple[str, ...], says: str
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(rule, encoding="utf-8")
    sound = str(Path(__file__).parent / "data" / "silent" / "silent-01.flac")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "dictate"), *(sound if one == "SOUND" else one for one in arguments)],
        env={"DICTATE_DATA": str(tmp_path), "DICTATE_POLICY": str(policy), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1, done
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert says in done.stderr
