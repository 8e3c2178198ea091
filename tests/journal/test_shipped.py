"""Data that ships with the program is found in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate import shipped as module
from dictate.shipped import shipped


def test_a_checkout_has_its_data_beside_the_package() -> None:
    assert (shipped("templates") / "journalanteckning.toml").is_file()


def test_an_installed_wheel_has_its_data_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dictate" / "_shipped" / "templates").mkdir(parents=True)
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "dictate")
    assert shipped("templates") == tmp_path / "dictate" / "_shipped" / "templates"


def test_an_incomplete_installation_says_what_is_missing() -> None:
    with pytest.raises(FileNotFoundError, match="nothing-of-the-kind"):
        shipped("nothing-of-the-kind")
