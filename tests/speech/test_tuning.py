"""The fastest way to listen is found by measuring; a graphics card that is not there stops nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.audio.decode import Recording
from dictate.speech import devices
from dictate.speech.engine import Engine
from dictate.speech.model_errors import ModelIncomplete
from dictate.speech.options import Options
from dictate.speech.tuning import Measured, Way, best_of, possible, tune

INT8, FLOAT32 = Way("cpu", "int8", 1), Way("cpu", "float32", 1)


@pytest.fixture(scope="module")
def speech(sample: Path) -> np.ndarray:
    return np.concatenate(list(Recording(sample).blocks()))[4 * 16_000 : 9 * 16_000]


def test_every_way_is_measured_and_the_fastest_that_understands_is_chosen(
    model_folder: Path, sample: Path, speech: np.ndarray
) -> None:
    said = (sample.parent / "reference.txt").read_text(encoding="utf-8")
    found: list[Measured] = []
    best = tune(model_folder, speech, said, [INT8, FLOAT32], found.append)
    assert [one.way for one in found] == [INT8, FLOAT32]
    assert best == best_of(found)
    assert best.line.startswith("processorn, ")


def test_a_way_wins_by_being_clearly_faster_and_never_by_understanding_less() -> None:
    usual, hardly, clearly = Measured(INT8, 0.20, 3), Measured(FLOAT32, 0.19, 3), Measured(FLOAT32, 0.15, 5)
    assert best_of([usual, hardly]) == usual
    assert best_of([usual, hardly, clearly]) == clearly
    assert best_of([usual, Measured(FLOAT32, 0.05, 6)]) == usual


def test_a_way_that_can_not_be_loaded_is_left_out(model_folder: Path, speech: np.ndarray, tmp_path: Path) -> None:
    unknown = Way("cpu", "no such arithmetic", 1)
    assert tune(model_folder, speech, "barnet", [unknown, INT8]).way == INT8
    with pytest.raises(ModelIncomplete):
        tune(tmp_path, speech, "barnet", [INT8])


def test_half_and_all_cores_are_tried_and_a_card_first(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {way.threads for way in possible(cores=8)} == {4, 8}
    assert {way.threads for way in possible(cores=1)} == {1}
    assert all(way.compute_type in devices.compute_types("cpu") for way in possible() if way.device == "cpu")
    monkeypatch.setattr("dictate.speech.tuning.gpus", lambda: 1)
    monkeypatch.setattr("dictate.speech.tuning.compute_types", lambda _: frozenset({"int8", "float16", "float32"}))
    first, second, *rest = possible(cores=2)
    assert (first, second) == (Way("cuda", "float16", 0), Way("cuda", "float32", 0))
    assert {way.device for way in rest} == {"cpu"}


def test_without_a_graphics_card_the_processor_is_used(model_folder: Path) -> None:
    if devices.gpus():
        pytest.skip("this computer has a graphics card")
    assert devices.choose("auto") == "cpu"
    assert Engine.load(model_folder, Options(device="cuda")).device == "cpu"
