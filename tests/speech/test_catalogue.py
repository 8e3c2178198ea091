"""The catalogue of models: the shipped one is right, and a wrong one is refused with the key that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.speech.catalogue import load_catalogue, shipped_catalogue
from dictate.speech.model_errors import CatalogueInvalid, ModelUnknown


def test_the_shipped_catalogue_has_the_default_and_all_of_kb_whisper() -> None:
    catalogue = load_catalogue()
    assert catalogue.default == "whisper-base"
    assert [model.id for model in catalogue.models] == [
        "whisper-base",
        *(f"kb-whisper-{size}" for size in ("tiny", "base", "small", "medium", "large")),
    ]
    assert catalogue.find("whisper-base").pinned
    assert all(model.huggingface for model in catalogue.models)


@pytest.mark.parametrize("model_id", ["../whisper-base", "whisper-base/..", "/etc", "", "whisper_base", "x\n\x1b[31m"])
def test_an_id_that_is_not_in_the_catalogue_is_never_a_path(model_id: str) -> None:
    with pytest.raises(ModelUnknown) as caught:
        load_catalogue().find(model_id)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('default = "whisper-base"', 'default = "whisper-huge"', "default"),
        ('schema = "dictate.models/1"', 'schema = "dictate.models/9"', "schema"),
        ('id = "kb-whisper-tiny"', 'id = "../evil"', "model[1].id"),
        ('id = "kb-whisper-tiny"', 'id = "whisper-base"', "model[1].id"),
        ("parameters_millions = 74", "parameters_millions = -74", "model[0].parameters_millions"),
        ("bytes = 2309", "bytes = 2310", "size_bytes"),
        ("bytes = 2309", 'bytes = "2309"', "model[0].file[1].bytes"),
        ('sha256 = "56a6d8', 'sha256 = "56A6D8', "model[0].file[1].sha256"),
        ('name = "config.json"', 'name = "../config.json"', "model[0].file[1].name"),
        ('licence = "MIT"', 'license = "MIT"', "model[0].license"),
        ('13.2\ndigests = "recorded"', '13.2\ndigests = "none"', "model[1].digests"),
        ('revision = "76d796', 'revision = "main', "model[1].huggingface.revision"),
        ("[[model.wheel]]", "[model.wheel]", ""),
        ('schema = "dictate.models/1"', "schema = ", "line"),
    ],
)
def test_a_wrong_catalogue_is_refused_with_file_and_place(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = shipped_catalogue().read_text(encoding="utf-8")
    assert old in text
    wrong = tmp_path / "catalogue.toml"
    wrong.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueInvalid) as caught:
        load_catalogue(wrong)
    assert str(wrong) in str(caught.value)
    assert named in str(caught.value)


def test_a_missing_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueInvalid, match="går inte att läsa"):
        load_catalogue(tmp_path / "saknas.toml")
