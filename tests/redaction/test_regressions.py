"""One file of cases a label: what stands in [[brackets]] is found with that label, and nothing else with it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from redaction.detector import resolve
from redaction.detectors import pattern_detectors
from redaction.passage import Passage
from redaction.scanner import THRESHOLD

DATA = Path(__file__).parent / "data"
LABELS = ["PERSONNUMMER", "BIRTHDATE", "PHONE", "EMAIL", "ADDRESS", "VEHICLE", "ACCOUNT", "CASE_NUMBER", "HANDLE"]


def cases() -> list[tuple[str, str]]:
    """Label and marked text of every case."""
    files = [json.loads(DATA.joinpath(f"{label.lower()}.json").read_text(encoding="utf-8")) for label in LABELS]
    return [(file["label"], text) for file in files for text in file["cases"]]


def test_every_label_has_cases_and_hard_negatives() -> None:
    for label in LABELS:
        texts = [text for name, text in cases() if name == label]
        assert len(texts) >= 25
        assert sum("[[" not in text for text in texts) >= 5


@pytest.mark.parametrize(("label", "marked"), cases())
def test_exactly_the_marked_is_found(label: str, marked: str) -> None:
    text = marked.replace("[[", "").replace("]]", "")
    passage = Passage.of(text)
    found = resolve([item for detector in pattern_detectors() for item in detector.find(passage)], THRESHOLD)
    assert [item.text for item in found if item.label == label] == re.findall(r"\[\[(.+?)\]\]", marked)
