"""The organisation's policy is read whole or not at all, and wins over the user's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.policy import FORMATS, PolicyInvalid, policy_file, read_policy
from dictate.settings import read_settings
from redaction.finding import Finding

PHONE = Finding.at("070-174 06 18", 0, 13, "PHONE", 0.9, "prov")


def written(folder: Path, text: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_the_shipped_policy_holds(tmp_path: Path) -> None:
    policy = read_policy(tmp_path / "policy.toml")
    assert policy.redaction.decision(PHONE, "teaching_copy") == "mask"
    assert policy.redaction.decision(PHONE, "case_system") is None
    assert policy.formats == FORMATS


def test_the_file_adds_to_the_shipped_policy(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, 'formats = ["txt", "docx"]\n[fixed.case_system]\nPHONE = "mask"'))
    assert policy.redaction.decision(PHONE, "case_system") == "mask"
    assert policy.redaction.decision(PHONE, "teaching_copy") == "mask"
    assert policy.formats == ("docx", "txt")


def test_the_policys_settings_win_over_the_users(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, '[settings.letterhead]\norganisation = "Exempelkommun"'))
    own = tmp_path / "settings.toml"
    own.write_text('theme = "nord"\n[letterhead]\norganisation = "Min egen"\nunit = "Barn"', encoding="utf-8")
    settings = read_settings(own, policy.settings)
    assert (settings.letterhead.organisation, settings.letterhead.unit, settings.theme) == (
        "Exempelkommun", "Barn", "nord",
    )  # fmt: skip
    assert read_settings(tmp_path / "none.toml", policy.settings).letterhead.organisation == "Exempelkommun"


def test_the_example_in_the_documents_is_a_policy() -> None:
    policy = read_policy(Path(__file__).parent.parent / "docs" / "policy.toml")
    account = Finding.at("8327-9", 0, 6, "ACCOUNT", 0.9, "prov")
    assert policy.redaction.decision(account, "case_system") == "mask"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("threshold = 0.5\n\nfromats = []", 3),
        ('formats = ["pdf"]', 1),
        ("threshold = 0.4\nformats = []", 2),
        ('[fixed.case_system]\nPHONE = "burn"', 2),
        ('[settings]\ntheme = "nord"\nmodell = "stor"', 3),
        ('[settings.author]\nname = "Vera"\nage = 4', 3),
        ("[settings\n", 1),
    ],
)
def test_what_the_program_does_not_know_is_refused_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(PolicyInvalid, match=f"rad {line}\\b"):
        read_policy(written(tmp_path, text))


def test_a_policy_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PolicyInvalid, match="Kontakta IT"):
        read_policy(path)


def test_another_file_can_be_tried_only_where_there_is_no_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DICTATE_POLICY", str(tmp_path / "mine.toml"))
    assert policy_file() == tmp_path / "mine.toml"
    monkeypatch.setattr(Path, "exists", lambda path: path == Path("/etc/dictate/policy.toml"))
    monkeypatch.setattr("sys.platform", "linux")
    assert policy_file() == Path("/etc/dictate/policy.toml")
