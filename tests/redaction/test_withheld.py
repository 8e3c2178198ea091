"""What is left out for a protected identity is counted by kind and never named."""

from __future__ import annotations

from redaction.finding import Finding, Label
from redaction.withheld import withheld


def one(text: str, label: Label) -> Finding:
    return Finding.at(text, 0, len(text), label, 0.9, "prov")


def test_kinds_are_counted_and_the_same_thing_once() -> None:
    found = [
        one("Storgatan 4", "ADDRESS"),
        one("storgatan 4", "ADDRESS"),
        one("Björkvägen 1", "ADDRESS"),
        one("Fågelskolan", "ORGANISATION"),
        one("Fix och Färg", "ORGANISATION"),
        one("Gävle", "PLACE"),
    ]
    assert withheld(found) == "2 adresser, 1 ort, 1 verksamhet, 1 skola"


def test_a_school_found_as_a_place_counts_as_a_school() -> None:
    assert withheld([one("Kastanjeskolan", "PLACE"), one("Skolby", "PLACE")]) == "1 ort, 1 skola"


def test_what_does_not_tell_where_someone_is_is_not_counted() -> None:
    assert withheld([one("Elsa", "PERSON"), one("070-174 06 18", "PHONE")]) == ""
