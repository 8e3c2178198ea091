"""A setting that the program writes leaves the rest of the user's file as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.settings import Settings, SettingsInvalid, read_settings, write_setting

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
