"""A role that the text tells once holds for the name wherever it stands."""

from __future__ import annotations

import re

import pytest

from redaction.finding import Finding
from redaction.roles import role_of, roles_in


def found(text: str, *names: str) -> list[Finding]:
    return [
        Finding.at(text, match.start(), match.end(), "PERSON", 0.9, "namn")
        for name in names
        for match in re.finditer(re.escape(name), text)
    ]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Hembesök hos mamman Sara Lindqvist.", "Sara Lindqvist", "mamman"),
        ("Pappan, Sten Hassel, flyttade i februari.", "Sten Hassel", "pappan"),
        ("Med på mötet var Tove Rask (kurator).", "Tove Rask", "kuratorn"),
        ("Jag träffade Amina, Elsas mormor, i går.", "Amina", "mormodern"),
        ("Elsa kom i tid.", "Elsa", ""),
        ("Efter mötet med Elsa, skolan hade ringt.", "Elsa", ""),
    ],
)
def test_a_role_beside_the_name_is_told(text: str, name: str, role: str) -> None:
    assert role_of(name, roles_in(text, found(text, name))) == role


def test_the_first_name_alone_is_the_same_person() -> None:
    text = "Mamman Sara Lindqvist ringde. Saras syster hade hört av sig till Sara."
    roles = roles_in(text, found(text, "Sara Lindqvist"))
    assert role_of("Sara", roles) == role_of("Saras", roles) == "mamman"


def test_a_surname_that_two_share_belongs_to_neither() -> None:
    text = "Mamman Sara Lind och pappan Olle Lind kom."
    roles = roles_in(text, found(text, "Sara Lind", "Olle Lind"))
    assert role_of("Lind", roles) == ""
    assert role_of("Olle", roles) == "pappan"
