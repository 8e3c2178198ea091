"""A setting that the program writes leaves the rest of the user's file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.application import Application
from dictate.policy import OrganisationPolicy
from dictate.settings import Folders, Settings, SettingsInvalid, read_settings, write_setting

OWN = '# mina val\ntheme = "ljust"\n\n[author]\nname = "Vera Exempel"  # jag\n'


def test_a_setting_is_written_into_a_file_of_the_users_own(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(OWN, encoding="utf-8")
    write_setting(path, "microphone", 'Headset "Blå" \\ 2')
    write_setting(path, "theme", "kontrast")
    settings = read_settings(path)
    assert (settings.microphone, settings.theme, settings.author.name) == (
        'Headset "Blå" \\ 2',
        "kontrast",
        "Vera Exempel",
    )
    assert "# mina val" in path.read_text("utf-8")
    assert "# jag" in path.read_text("utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == ["settings.toml"]


def test_the_first_setting_makes_the_file(tmp_path: Path) -> None:
    write_setting(tmp_path / "ny" / "settings.toml", "microphone", "Inbyggd")
    assert read_settings(tmp_path / "ny" / "settings.toml") == Settings(microphone="Inbyggd")


@pytest.mark.parametrize("raw", ["theme = ", "[author]\nnamn = 3\n"])
def test_a_file_that_can_not_be_understood_is_left_as_it_is(raw: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(raw, encoding="utf-8")
    with pytest.raises(SettingsInvalid, match="kunde inte sparas"):
        write_setting(path, "microphone", "Inbyggd")
    assert path.read_text("utf-8") == raw


@pytest.mark.parametrize(
    "raw",
    [
        "",
        OWN,
        '[letterhead]\nunit = "Enhet 1"\n\n[author]\ntitle = "kurator"\n',
        '[author] # jag\nname = "Ek"\n[letterhead]\n',
    ],
)
def test_a_setting_in_a_group_is_written_there_and_nothing_else_is_changed(raw: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(raw, encoding="utf-8")
    before = read_settings(path)
    write_setting(path, "author.name", "Alva Prov")
    write_setting(path, "letterhead.organisation", "Provkommun")
    after = read_settings(path)
    assert (after.author.name, after.letterhead.organisation) == ("Alva Prov", "Provkommun")
    assert (after.author.title, after.letterhead.unit, after.theme) == (
        before.author.title, before.letterhead.unit, before.theme,
    )  # fmt: skip
    assert [line for line in raw.splitlines() if "name" not in line and line not in path.read_text("utf-8")] == []


def test_a_choice_holds_at_once_and_the_next_time_but_not_where_the_organisation_has_chosen(tmp_path: Path) -> None:
    folders = Folders(tmp_path, tmp_path)
    fixed = OrganisationPolicy(settings={"letterhead": {"organisation": "Exempelkommun"}})
    application = Application(folders, read_settings(folders.settings_file, fixed.settings), policy=fixed)
    application.choose("author.name", "Alva Prov")
    assert application.settings.author.name == "Alva Prov"
    assert read_settings(folders.settings_file).author.name == "Alva Prov"
    assert application.policy.fixes("letterhead.organisation")
    assert not application.policy.fixes("letterhead.unit")
    with pytest.raises(SettingsInvalid, match="Organisationen"):
        application.choose("letterhead.organisation", "Provkommun")
    assert application.settings.letterhead.organisation == "Exempelkommun"
