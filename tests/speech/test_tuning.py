"""The fastest way to listen is found by measuring; a graphics card that is not there stops nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.decode import Recording
from dictate.speech import devices
from dictate.speech.engine import Engine
from dictate.speech.model_errors import ModelIncomplete
from dictate.speech.options import Options
from dictate.speech.tuning import Measured, Way, best_of, possible, refine, tune

INT8, FLOAT32 = Way("cpu", "int8", 1), Way("cpu", "float32", 1)
TWO_THREADS = Way("cpu", "int8", 2)


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


def refined(
    monkeypatch: pytest.MonkeyPatch, seconds: Callable[[Way], float], way: Way = TWO_THREADS, most_windows: int = 99
) -> tuple[Measured, list[Way]]:
    """What is chosen on a computer that takes so many seconds, and the ways that were measured there."""
    asked: list[Way] = []

    def measure(_: Path, __: np.ndarray, ___: str, way: Way) -> Measured:
        asked.append(way)
        if seconds(way) == np.inf:
            raise RuntimeError("out of memory")
        return Measured(way, seconds(way), missed=20 + (way.window_s == 12))

    monkeypatch.setattr("dictate.speech.tuning._measure", measure)
    return refine(Path(), np.zeros(0, np.float32), "", way, most_windows), asked


def test_readers_windows_and_their_length_are_chosen_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a computer where one reader is quicker than two, and twelve windows together quicker than six."""
    best, asked = refined(monkeypatch, lambda way: 0.1 * way.readers / way.batch)
    assert best.way == replace(TWO_THREADS, workers=1, batch=12)
    assert {way.window_s for way in asked if way.batch == 12 and way.readers == 1} == {12, 15, 20}
    assert {way.beam_size for way in asked} == {5}


def test_a_usual_computer_keeps_what_is_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    best, _ = refined(monkeypatch, lambda _: 0.03)
    assert best.way == TWO_THREADS


def test_shorter_windows_that_are_heard_worse_are_not_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refined(monkeypatch, lambda way: 0.01 * way.window_s)[0].way.window_s == 15
    assert refined(monkeypatch, lambda way: 0.3 / way.window_s)[0].way.window_s == 20


def test_fewer_proposals_are_weighed_only_where_the_wait_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refined(monkeypatch, lambda way: 0.02 * way.beam_size)[0].way.beam_size == 5
    assert refined(monkeypatch, lambda way: 0.2 * way.beam_size)[0].way.beam_size == 2


def test_no_more_windows_are_read_together_than_memory_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    best, asked = refined(monkeypatch, lambda way: 1 / way.batch, most_windows=4)
    assert {way.batch for way in asked} == {3, 4}
    assert best.way.batch == 4
    card = Way("cuda", "float16", 0)
    best, asked = refined(monkeypatch, lambda way: np.inf if way.batch > 12 else 1 / way.batch, card)
    assert best.way.batch == 12
    assert {way.batch for way in asked} == {6, 12, 24}
    assert {way.readers for way in asked} == {1}


def test_the_way_that_is_found_is_how_the_engine_listens(model_folder: Path, speech: np.ndarray) -> None:
    way = replace(INT8, batch=2, window_s=12, beam_size=2)
    best = tune(model_folder, speech, "barnet", [way])
    assert best.way.options == Options(device="cpu", compute_type="int8", threads=1, batch=2, window_s=12, beam_size=2)
    assert best.line.startswith("processorn, int8, 1 tråd, 1 läsare, 2 avsnitt om högst 12 s, 2 förslag: ")


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
