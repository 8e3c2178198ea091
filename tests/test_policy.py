"""The organisation's policy is read whole or not at all, and wins over the user's settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.policy import FORMATS, PolicyInvalid, policy_digest, policy_file, read_policy
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


PARTS = """
[models]
allowed = ["whisper-base", "kb-whisper-small"]
download = false

[export]
folders = ["~/Dokument", "$HOME/Utskrifter"]

[clipboard]
allowed = true
clear_after_s = 10

[disk_encryption]
required = "refuse"
unknown = "refuse"

[network]
on_attempt = "close"

[vault]
key = "passphrase"
sound_days = 14
"""


def test_each_table_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    policy = read_policy(written(tmp_path, PARTS))
    assert policy.models.allows("kb-whisper-small")
    assert not policy.models.allows("kb-whisper-large")
    assert not policy.models.download
    assert policy.export.places == (tmp_path / "Dokument", tmp_path / "Utskrifter")
    assert policy.clipboard.clear_after_s == 10
    assert policy.disk.refuses == ("not_encrypted", "unknown")
    assert policy.network.on_attempt == "close"
    assert (policy.vault.key, policy.vault.sound_days) == ("passphrase", 14)


def test_what_is_not_named_is_as_in_the_program(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, "[clipboard]\nallowed = false"))
    assert policy.clipboard.clear_after_s == 30
    assert policy.models.allows("anything")
    assert policy.models.download
    assert policy.export.allows(tmp_path / "any.docx")
    assert policy.disk.required == "warn"
    assert policy.disk.refuses == ()
    assert policy.network.on_attempt == "refuse"


@pytest.mark.parametrize(
    ("text", "line", "names"),
    [
        ("[models]\ndownload = true\nalowed = []", 3, "models.alowed"),
        ('[models]\nallowed = ["whisper-stor"]', 2, "whisper-stor"),
        ('[models]\nallowed = "whisper-base"', 2, "en lista"),
        ('[models]\nallowed = ["kb-whisper-small"]\n[settings]\nmodel = "whisper-base"', 4, "inte tillåten"),
        ("[models]\n# download\ndownload = 1", 3, "true eller false"),
        ('[export]\nfolders = ["Dokument"]', 2, "från roten"),
        ("[export]\n\nfolder = []", 3, "export.folder "),
        ("[clipboard]\nallowed = true\nclear_after_s = 0", 3, "mellan 1 och 3600"),
        ("[clipboard]\nclear_after_s = 2.5", 2, "heltal"),
        ('[disk_encryption]\nrequired = "yes"', 2, '"off", "warn" eller "refuse"'),
        ('[network]\non_attempt = "allow"', 2, "network.on_attempt"),
        ('formats = ["docx"]\nmodels = ["whisper-base"]', 2, r"\[models\]"),
        ("clipboard = { allowed = true, clear = 3 }", 1, "clipboard.clear "),
        ('[clipboard]\nallowed = true\n[export]\nfolders = []\n\n["network"]\nguard = "off"', 7, "network.guard"),
        ("models.download = true\nmodels.dl = false", 2, "models.dl"),
        ("[vault]\nkey = 'keystore'\nsound_day = 3", 3, "vault.sound_day"),
        ("[vault]\nmin_passphrase_length = 4", 2, "minst 8"),
        ("vault = 3", 1, r"\[vault\]"),
        ('[settings.author]\nname = "Vera"\n\n[settings.letterhead]\nname = "x"', 5, "letterhead.name"),
        ("[fixed.case_system]\nPERSON = 'mask'\n[modles]\n", 3, "modles"),
    ],
)
def test_a_table_is_refused_with_line_key_and_what_it_may_be(tmp_path: Path, text: str, line: int, names: str) -> None:
    with pytest.raises(PolicyInvalid, match=names) as refused:
        read_policy(written(tmp_path, text))
    assert f"rad {line}:" in str(refused.value)
    assert str(refused.value).endswith("Kontakta IT.")


def test_a_document_may_be_saved_only_below_the_folders(tmp_path: Path) -> None:
    allowed, other = tmp_path / "delad", tmp_path / "annan"
    (allowed / "2026").mkdir(parents=True)
    other.mkdir()
    (allowed / "genväg").symlink_to(other)
    (other / "in").symlink_to(allowed)
    rules = read_policy(written(tmp_path, f'[export]\nfolders = ["{allowed}"]')).export
    assert rules.allows(allowed / "a.docx")
    assert rules.allows(allowed / "2026" / "a.docx")
    assert rules.allows(other / "in" / "a.docx")
    assert not rules.allows(other / "a.docx")
    assert not rules.allows(allowed / "genväg" / "a.docx")
    assert not rules.allows(allowed / ".." / "annan" / "a.docx")
    assert not rules.allows(tmp_path / "delad2" / "a.docx")


def test_the_digest_tells_a_changed_policy_from_the_same(tmp_path: Path) -> None:
    path = written(tmp_path, "threshold = 0.5")
    first = policy_digest(path)
    assert len(first) == 64
    assert policy_digest(path) == first
    written(tmp_path, "threshold = 0.6")
    assert policy_digest(path) not in ("", first)
    assert policy_digest(tmp_path / "none.toml") == ""


def test_on_windows_the_policy_lies_with_the_programs_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setenv("PROGRAMDATA", "/somewhere/ProgramData")
    monkeypatch.delenv("DICTATE_POLICY", raising=False)
    assert policy_file() == Path("/somewhere/ProgramData/dictate/policy.toml")
