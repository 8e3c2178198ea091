"""Which model a computer carries: reckoned from a measured one, chosen by fewest errors among those that keep up."""

from __future__ import annotations

from pathlib import Path

from dictate.application import Application
from dictate.doctor.recommended import as_text, recommended
from dictate.settings import Folders, Settings
from dictate.speech.catalogue import load_catalogue
from dictate.speech.options import Options
from dictate.speech.recommend import Computer, Pace, guessed_pace, memory_needed, most_windows, recommend

MODELS = load_catalogue().models
GB = 10**9


def _choice(seconds: float, memory_gb: float = 32, allowed: frozenset[str] | None = None, cards: int = 0) -> str:
    computer = Computer(4, int(memory_gb * GB), cards)
    return recommend(MODELS, computer, Pace("whisper-base", 74, seconds), allowed=allowed).choice.model.id


def test_a_faster_computer_is_given_a_larger_model() -> None:
    assert [_choice(seconds) for seconds in (2.0, 0.4, 0.1, 0.04, 0.01)] == [
        "kb-whisper-tiny", "kb-whisper-base", "kb-whisper-small", "kb-whisper-medium", "kb-whisper-large",
    ]  # fmt: skip


def test_a_model_that_does_not_fit_in_memory_is_not_chosen() -> None:
    assert _choice(0.01, memory_gb=4) == "kb-whisper-small"
    assert _choice(0.01, memory_gb=4, cards=1) == "kb-whisper-large"
    assert memory_needed(1550) > memory_needed(769) > memory_needed(74) > 400e6


def test_as_many_windows_are_read_together_as_memory_has_room_for() -> None:
    assert most_windows(74, 0) == Options().batch
    assert most_windows(1550, 2 * GB) == 1
    assert most_windows(74, 16 * GB) > most_windows(244, 16 * GB) > most_windows(1550, 16 * GB) > 6


def test_what_the_policy_forbids_is_not_chosen() -> None:
    assert _choice(0.01, allowed=frozenset({"whisper-base", "kb-whisper-tiny"})) == "kb-whisper-tiny"


def test_where_none_keeps_up_the_quickest_is_chosen_and_said_to_be_slow() -> None:
    found = recommend(MODELS, Computer(1, 2 * GB, 0), Pace("whisper-base", 74, 5.0))
    assert found.choice.model.id == "kb-whisper-tiny"
    assert "hinner" in found.why


def test_waits_are_marked_as_measured_or_reckoned() -> None:
    found = recommend(
        MODELS, Computer(2, 8 * GB, 0), Pace("whisper-base", 74, 0.2), installed=frozenset({MODELS[0].id})
    )
    waits = {one.model.id: (round(one.wait_s, 1), one.measured) for one in found.models}
    assert waits["whisper-base"] == (12.0, True)
    assert waits["kb-whisper-base"] == (12.0, False)
    assert waits["kb-whisper-large"] == (round(12 * 1550 / 74, 1), False)
    assert [one["wait"] for one in found.as_json()["models"]].count("measured") == 1


def test_the_page_tells_it_how_to_bring_the_model_in_without_a_network(tmp_path: Path) -> None:
    nothing_installed = Application(Folders(tmp_path, tmp_path), Settings())
    found = recommended(nothing_installed)
    text = as_text(found)
    assert found.pace == guessed_pace(found.computer.cores)
    assert "Ingen talmodell är installerad" in text
    assert f"dictate models add {found.choice.model.id} MAPP" in text
    assert "13,2" in text
    assert " 0,9 GB" in text


def test_the_installed_model_is_measured(application: Application) -> None:
    found = recommended(application)
    assert found.pace.model == "whisper-base"
    assert 0 < found.pace.seconds < 20
    assert "whisper-base mättes nu" in as_text(found)
