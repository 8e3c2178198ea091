"""What the organisation has fixed can't be changed, and a protected identity blocks what tells where someone is."""

from __future__ import annotations

import pytest

from redaction import Policy, scan
from redaction.errors import BadPolicy
from redaction.finding import LABELS, Finding, Label, Sensitive

TEXT = "Elsa bor på Storgatan 4"


def a_finding(label: Label) -> Finding:
    return Finding.at(TEXT, 0, 4, label, 0.9, "prov")


def test_a_teaching_copy_decides_everything() -> None:
    policy = Policy.shipped()
    assert policy.decision(a_finding("PERSON"), "teaching_copy") == "role"
    assert policy.decision(a_finding("PHONE"), "teaching_copy") == "mask"
    assert policy.decision(a_finding("PERSON"), "case_system") is None


def test_a_protected_identity_blocks_places_even_where_they_are_kept() -> None:
    policy = Policy.from_toml('protected = true\n[fixed.case_system]\nADDRESS = "keep"\nPHONE = "keep"')
    assert policy.blocks(a_finding("ADDRESS"))
    assert policy.blocks(a_finding("ORGANISATION"))
    assert not policy.blocks(a_finding("PERSON"))
    assert policy.decision(a_finding("ADDRESS"), "case_system") is None
    assert policy.decision(a_finding("PHONE"), "case_system") == "keep"


def test_a_note_that_tells_of_protection_turns_it_on() -> None:
    assert Policy().protecting([Sensitive(0, 4, "PROTECTED", "prov")]).protected
    assert Policy().protecting([], case_is_protected=True).protected
    assert not Policy().protecting([Sensitive(0, 4, "HEALTH", "prov")]).protected


def test_the_threshold_of_the_policy_rules_the_scan() -> None:
    assert scan("Ring 070-174 06 18.", policy=Policy(threshold=0.5))
    assert not scan("Ring 070-174 06 18.", policy=Policy(threshold=1.0))


@pytest.mark.parametrize(
    "text",
    [
        "threshold = 2",
        "[fixed.nobody]",
        '[fixed.case_system]\nNAMES = "mask"',
        '[fixed.case_system]\nPHONE = "burn"',
        "fixed = 3",
        "not toml",
        "trehsold = 0.4",
        "protected = 1",
        '[fixed.teaching_copy]\nPHONE = "keep"',
    ],
)
def test_a_broken_policy_is_refused_in_plain_swedish(text: str) -> None:
    with pytest.raises(BadPolicy, match="Policyfilen"):
        Policy.from_toml(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("threshold = 0.4\n\nprotcted = true", 3),
        ('# PHONE = "mask"\n[fixed.case_system]\nPHONE = "mask"\n[fixed.outside_party]\nPHONE = "burn"', 5),
        ('[fixed.case_system]\nNAMES = "mask"', 2),
        ("threshold = 0.4\nthreshold = 0.5", 2),
    ],
)
def test_the_line_of_a_fault_is_named(text: str, line: int) -> None:
    with pytest.raises(BadPolicy, match=f"rad {line}\\b"):
        Policy.from_toml(text)


def test_what_a_file_does_not_name_is_as_in_the_shipped_policy() -> None:
    policy = Policy.from_toml('[fixed.outside_party]\nPHONE = "remove"', Policy.shipped())
    assert policy.decision(a_finding("PHONE"), "outside_party") == "remove"
    assert policy.decision(a_finding("ACCOUNT"), "outside_party") == "mask"
    assert policy.decision(a_finding("PERSON"), "teaching_copy") == "role"


def test_a_teaching_copy_leaves_nothing_to_anybodys_choice() -> None:
    shipped = Policy.shipped()
    assert all(shipped.decision(a_finding(label), "teaching_copy") in ("role", "mask", "remove") for label in LABELS)
