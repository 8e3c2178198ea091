"""Evidence adds up, and one finding stands at each place."""

from __future__ import annotations

from itertools import pairwise

from redaction.detector import Evidence, resolve, weigh
from redaction.finding import Finding, Label

TEXT = "Anna Berg bor på Karl Johans väg 4 i Gävle"


def at(part: str, label: Label, confidence: float) -> Finding:
    start = TEXT.index(part)
    return Finding.at(TEXT, start, start + len(part), label, confidence, "prov")


def test_evidence_adds_up_and_doubt_scales_down() -> None:
    assert weigh(Evidence(0.5, "mönster"), Evidence(0.5, "ord intill")) == (0.75, "mönster, ord intill")
    assert weigh(Evidence(0.8, "mönster"), None, Evidence(-0.5, "vanligt ord")) == (0.4, "mönster, vanligt ord")


def test_a_name_inside_an_address_is_the_address() -> None:
    found = resolve([at("Karl Johans väg 4", "ADDRESS", 0.7), at("Karl", "PERSON", 0.95)], 0.5)
    assert [(item.label, item.text) for item in found] == [("ADDRESS", "Karl Johans väg 4")]


def test_weak_findings_fall_away() -> None:
    assert resolve([at("Gävle", "PLACE", 0.3)], 0.5) == ()


def test_what_the_stronger_does_not_cover_is_not_lost() -> None:
    found = resolve([at("Anna", "PERSON", 0.99), at("Anna Berg", "PERSON", 0.6)], 0.5)
    covered = {place for item in found for place in range(item.start, item.end)}
    assert covered >= set(range(TEXT.index("Berg"), TEXT.index("Berg") + 4))
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_findings_come_in_the_order_of_the_text() -> None:
    found = resolve([at("Gävle", "PLACE", 0.9), at("Anna Berg", "PERSON", 0.6)], 0.5)
    assert [item.text for item in found] == ["Anna Berg", "Gävle"]
