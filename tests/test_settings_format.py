"""Settings outlive the program: an older file is brought forward, a newer one stops no older program."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from dictate import settings_format
from dictate.policy import PolicyInvalid, read_policy
from dictate.settings import Settings, SettingsInvalid, not_followed, read_settings, write_setting
from dictate.settings_format import Step, bring_forward, brought_forward, kept, renaming

OLD = '# mina val\ncolours = "nord"  # blå\n\n[author]\nname = "Vera Exempel"\n'
RENAMES: tuple[Step, ...] = (renaming("colours", "theme"),)
"""As a later version might have it: what was `colours` is `theme` from form 2 on."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def newer_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dictate.settings.STEPS", RENAMES)
    monkeypatch.setattr("dictate.settings.bring_forward", lambda path: bring_forward(path, RENAMES))
    monkeypatch.setattr("dictate.settings.brought_forward", lambda text: brought_forward(text, RENAMES))


def test_an_older_file_is_brought_forward_and_kept_as_it_was(path: Path) -> None:
    path.write_text(OLD, encoding="utf-8")
    path.chmod(0o600)
    bring_forward(path, RENAMES)
    table = tomllib.loads(path.read_text("utf-8"))
    assert (table["format"], table["theme"], table["author"]["name"]) == (2, "nord", "Vera Exempel")
    assert "# mina val" in path.read_text("utf-8")
    assert "# blå" in path.read_text("utf-8")
    assert kept(path, 1).read_text("utf-8") == OLD
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["settings.toml", "settings.toml.format-1"]
    if os.name != "nt":
        assert {entry.stat().st_mode & 0o777 for entry in path.parent.iterdir()} == {0o600}


def test_a_file_of_today_s_form_is_left_alone_to_the_byte(path: Path) -> None:
    for text in ('theme = "nord"\n', 'format = 1\ntheme = "nord"\n', "", "theme = "):
        path.write_text(text, encoding="utf-8")
        bring_forward(path)
        assert path.read_text("utf-8") == text
        assert len(list(path.parent.iterdir())) == 1


def test_where_nothing_can_be_written_the_older_file_is_read_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    newer_program(monkeypatch)
    monkeypatch.setattr(settings_format, "replace_text", full)
    path.write_text(OLD, encoding="utf-8")
    bring_forward(path, RENAMES)
    assert path.read_text("utf-8") == OLD
    assert read_settings(path).theme == "nord"


def test_upgraded_gone_back_and_upgraded_again_every_choice_is_followed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(OLD, encoding="utf-8")
    with monkeypatch.context() as upgraded:
        newer_program(upgraded)
        write_setting(path, "author.title", "kurator")
        assert read_settings(path).theme == "nord"
    newer_text = path.read_text("utf-8") + 'pronoun = "hen"\n\n[signing]\ncard = "ja"\n'
    path.write_text(newer_text, encoding="utf-8")

    settings = read_settings(path)  # by this program, whose forms end at 1
    assert (settings.author.name, settings.author.title) == ("Vera Exempel", "kurator")
    assert not_followed(path) == ("author.pronoun", "signing")
    write_setting(path, "microphone", "Headset")
    assert read_settings(path).microphone == "Headset"
    for line in newer_text.splitlines():
        assert line in path.read_text("utf-8").splitlines(), "what the newer program wrote stays"

    own_name = path.read_text("utf-8").replace("\ntheme =", '\ncolours = "dracula"\ntheme =')  # of the older program
    path.write_text(own_name.replace('pronoun = "hen"\n\n[signing]\ncard = "ja"\n', ""), encoding="utf-8")
    newer_program(monkeypatch)
    again = read_settings(path)
    assert (again.theme, again.microphone, again.author.title) == ("dracula", "Headset", "kurator")
    assert not_followed(path) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("[author]\nnick = 1\n", "[author]\nnick = 1\n"),
        ("nick = 1\n[author]\nname = 2\n", "handle = 1\n[author]\nname = 2\n"),
        ("a = 1\nhandle = 3\nnick = 1  # jag\n[x]\nhandle = 4\n", "a = 1\nhandle = 1  # jag\n[x]\nhandle = 4\n"),
    ],
)
def test_a_setting_gets_its_new_name_in_its_own_group_alone(before: str, after: str) -> None:
    step = renaming("nick", "handle")
    assert step(before) == after
    assert step(after) == after
    assert renaming("author.name", "whole")("name = 1\n[author]\nname = 2\n") == "name = 1\n[author]\nwhole = 2\n"


def test_a_value_that_only_a_newer_program_knows_is_passed_over_with_its_key(path: Path) -> None:
    path.write_text(
        'format = 7\ntheme = 3\n[listening]\ndevice = "npu"\nthreads = 2\n[pilot]\nstart = "snart"\n', encoding="utf-8"
    )
    assert read_settings(path).listening.threads == 2
    assert set(not_followed(path) or ()) == {"theme", "listening.device", "pilot.start"}
    assert read_settings(path) == Settings.model_validate({"listening": {"threads": 2}})


@pytest.mark.parametrize("text", ['colour = "nord"\n', 'format = 1\n[author]\nnick = "V"\n'])
def test_a_misspelt_setting_of_one_s_own_is_still_told_with_its_line(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=rf"rad {len(text.splitlines())}, är okänd"):
        read_settings(path)


@pytest.mark.parametrize("number", ['"1"', "0", "-1", "1.0", "true", "[]"])
def test_a_number_that_is_none_is_told_with_its_line(path: Path, number: str) -> None:
    path.write_text(f'theme = "nord"\nformat = {number}\n', encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=r"Inställningen format .* rad 2"):
        read_settings(path)
    with pytest.raises(SettingsInvalid, match="kunde inte sparas"):
        write_setting(path, "theme", "nord")


def test_what_the_program_writes_carries_its_form(path: Path) -> None:
    write_setting(path, "theme", "nord")
    write_setting(path, "microphone", "Headset")
    assert path.read_text("utf-8").splitlines()[0] == f"format = {len(settings_format.STEPS) + 1}"
    assert read_settings(path) == Settings(theme="nord", microphone="Headset")


def test_the_organisation_s_rules_stay_strict_and_win_over_a_newer_file(path: Path, tmp_path: Path) -> None:
    path.write_text('format = 9\nlinear = "kanske"\n[author]\nname = 3\nnick = "V"\n', encoding="utf-8")
    fixed = {"author": {"name": "Exempelkommun"}, "linear": True}
    assert read_settings(path, fixed).author.name == "Exempelkommun"
    assert not_followed(path, fixed) == ("author.nick",)
    policy = tmp_path / "policy.toml"
    for line in ("format = 9", 'colour = "nord"'):
        policy.write_text(f"[settings]\n{line}\n", encoding="utf-8")
        with pytest.raises(PolicyInvalid, match="rad 2"):
            read_policy(policy)


def test_the_doctor_of_an_older_program_warns_and_the_program_runs(path: Path) -> None:
    path.write_text('format = 4\n[author]\npronoun = "hen"\n', encoding="utf-8")
    done = subprocess.run(
        [str(Path(sys.executable).parent / "dictate"), "doctor", "--json"],
        env={**os.environ, "DICTATE_DATA": str(path.parent)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    found = {check["id"]: check for check in json.loads(done.stdout)["checks"]}["settings"]
    assert found["state"] == "warning"
    assert "author.pronoun" in found["detail"]
