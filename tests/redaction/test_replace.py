"""Decisions are carried out in good Swedish and leave nothing behind."""

from __future__ import annotations

import pytest

from redaction import Decided, Decision, Lexicon, Person, apply
from redaction.errors import BadDecision
from redaction.finding import Finding, Label
from redaction.passage import Passage
from redaction.replace import MASK, in_genitive

CASE = Lexicon(
    (Person("Elsa", "barnet"), Person("Maj-Britt", "mormodern"), Person("Sofia", "mamma"), Person("Adam", "pappa"))
)


def decided(text: str, decision: Decision) -> str:
    """The text with one decision for every name of the case."""
    findings = list(CASE.find(Passage.of(text)))
    assert findings
    return apply(text, [Decided(item, decision, CASE.role_of(item) or "") for item in findings]).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Elsa sover.", "Barnet sover."),
        ("Elsas rum är stort.", "Barnets rum är stort."),
        ("Vi såg Elsas rum.", "Vi såg barnets rum."),
        ("Maj-Britts hus.", "Mormors hus."),
        ("Elsas mormor Maj-Britt kom.", "Barnets mormor kom."),
        ("Hon bor hos mormor Maj-Britts syster.", "Hon bor hos mormors syster."),
        ("Mamman Sofia ringde.", "Mamman ringde."),
        ("Mamman Sofias bil.", "Mammans bil."),
        ("Pappan, Adam, flyttade.", "Pappan flyttade."),
        ("Det kom kl. 15 hos Elsa.", "Det kom kl. 15 hos barnet."),
        ('"Elsa är glad", säger hon.', '"Barnet är glad", säger hon.'),
        ("Hon kom. Elsa sov.", "Hon kom. Barnet sov."),
    ],
)
def test_a_role_fits_the_sentence(text: str, expected: str) -> None:
    assert decided(text, "role") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Maj-Britt kom.", "Barnets mormor kom."),
        ("Maj-Britts hus.", "Barnets mormors hus."),
        ("Vi ringde mormor Maj-Britt.", "Vi ringde mormor."),
        ("Elsas mormor Maj-Britt kom.", "Barnets mormor kom."),
        ("Mormodern, Maj-Britt, kom.", "Mormodern kom."),
    ],
)
def test_a_role_may_say_whose_it_is(text: str, expected: str) -> None:
    case = Lexicon((Person("Elsa", "barnet"), Person("Maj-Britt", "barnets mormor")))
    found = case.find(Passage.of(text))
    assert apply(text, [Decided(item, "role", case.role_of(item) or "") for item in found]).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi träffade Elsa i dag.", "Vi träffade i dag."),
        ("Vi träffade Elsa.", "Vi träffade."),
        ("Pappan, Adam, flyttade.", "Pappan flyttade."),
        ("Barnet (Elsa) sover.", "Barnet sover."),
        ("Med: Kim, Elsa och Bo.", "Med: Kim och Bo."),
        ("Elsa sover.", "sover."),
        ("Hos Elsa, i går.", "Hos, i går."),
    ],
)
def test_a_removal_leaves_clean_signs(text: str, expected: str) -> None:
    assert decided(text, "remove") == expected


REACHED = "Hon nås på 070-174 06 18 eller elsa@pofred.example."
PAIR = "Elsa och Sofia ringde."


@pytest.mark.parametrize(
    ("text", "decisions", "left"),
    [
        (REACHED, {"070-174 06 18": "mask", "elsa@pofred.example": "remove"}, f"Hon nås på {MASK}."),
        (REACHED, {"070-174 06 18": "remove", "elsa@pofred.example": "remove"}, "Hon nås."),
        ("Ring 070-174 06 18, eller elsa@pofred.example.", {"elsa@pofred.example": "remove"}, "Ring 070-174 06 18."),
        ("Hon nås på telefon 070-174 06 18.", {"070-174 06 18": "remove"}, "Hon nås på telefon."),
        ("Hon bor på Ekvägen 4 sedan i maj.", {"Ekvägen 4": "remove"}, "Hon bor sedan i maj."),
        ("Vi träffade Elsa och Sofia.", {"Elsa": "keep", "Sofia": "remove"}, "Vi träffade Elsa."),
        ("Mamman Sofia ringde.", {"Sofia": "remove"}, "Mamman ringde."),
    ],
)
def test_no_small_word_is_left_hanging_by_a_removal(text: str, decisions: dict[str, Decision], left: str) -> None:
    replaced = apply(text, of_parts(text, decisions))
    assert (replaced.text, replaced.broken) == (left, ())


@pytest.mark.parametrize(
    ("text", "decisions", "left"),
    [
        (REACHED, {"070-174 06 18": "remove", "elsa@pofred.example": "keep"}, "Hon nås på elsa@pofred.example."),
        (PAIR, {"Elsa": "remove", "Sofia": "keep"}, "Sofia ringde."),
        (PAIR, {"Elsa": "keep", "Sofia": "remove"}, "Elsa och ringde."),
        ("Hon bor i Gävle kommun.", {"Gävle": "remove"}, "Hon bor i kommun."),
        ("Adressen är på Ekvägen 4.", {"Ekvägen 4": "remove"}, "Adressen är på."),
        ("Hon kommer från Gävle.", {"Gävle": "remove"}, "Hon kommer från."),  # "Hon kommer" says something else
        ("Hon heter Sofia.", {"Sofia": "remove"}, "Hon heter."),
        ("Hon såg Elsas rum.", {"Elsa": "remove"}, "Hon såg rum."),
    ],
)
def test_a_sentence_that_may_be_broken_is_told_of_and_says_nothing_else(
    text: str, decisions: dict[str, Decision], left: str
) -> None:
    replaced = apply(text, of_parts(text, decisions))
    assert replaced.text == left
    assert len(replaced.broken) == 1


def of_parts(text: str, decisions: dict[str, Decision]) -> list[Decided]:
    labels: dict[str, Label] = {"0": "PHONE", "e": "EMAIL", "G": "PLACE"}
    found = []
    for part, decision in decisions.items():
        label = "ADDRESS" if part[-1:] == "4" else labels.get(part[0], "PERSON")
        start = text.index(part)
        found.append(Decided(Finding.at(text, start, start + len(part), label, 0.9, "prov"), decision))
    return found


def test_a_mask_tells_nothing_of_the_length() -> None:
    assert decided("Elsa och Maj-Britt.", "mask") == f"{MASK} och {MASK}."


def test_what_is_kept_stays_as_it_was() -> None:
    assert decided("Elsa och Maj-Britt.", "keep") == "Elsa och Maj-Britt."


def test_a_finding_without_role_gets_its_labels_word() -> None:
    text = "Bor på Storgatan 4 och går på Ekskolan."
    findings = [Finding.at(text, 7, 18, "ADDRESS", 0.9, "prov"), Finding.at(text, 30, 38, "ORGANISATION", 0.9, "prov")]
    assert apply(text, [Decided(item, "role") for item in findings]).text == "Bor på [adress] och går på skolan."


def test_places_of_the_old_text_are_found_in_the_new() -> None:
    text = "Elsa bor med Sofia hemma."
    replaced = apply(text, [Decided(item, "mask") for item in CASE.find(Passage.of(text))])
    assert replaced.text[replaced.moved(text.index("bor")) :].startswith("bor")
    assert replaced.text[replaced.moved(text.index("hemma")) :] == "hemma."
    assert replaced.text[replaced.moved(text.index("fia")) :].startswith(MASK)
    assert "".join(replaced.text[piece.new_start : piece.new_end] for piece in replaced.pieces) == replaced.text


def test_a_finding_of_another_text_is_refused() -> None:
    with pytest.raises(BadDecision):
        apply("Anna sover.", [Decided(Finding.at("Elsa sover.", 0, 4, "PERSON", 0.9, "prov"), "mask")])


def test_overlapping_findings_are_refused() -> None:
    text = "Elsa Berg"
    one, two = Finding.at(text, 0, 9, "PERSON", 0.9, "prov"), Finding.at(text, 5, 9, "PERSON", 0.9, "prov")
    with pytest.raises(BadDecision):
        apply(text, [Decided(one, "mask"), Decided(two, "mask")])


@pytest.mark.parametrize(
    ("role", "genitive"),
    [("barnet", "barnets"), ("mormodern", "mormors"), ("mamma", "mammas"), ("[person]", "[person]s"), ("Lars", "Lars")],
)
def test_genitives(role: str, genitive: str) -> None:
    assert in_genitive(role) == genitive


@pytest.mark.parametrize(
    ("text", "name", "written"),
    [
        ("Elias pappa ringde.", "Elias", "Sonens pappa ringde."),
        ("Jag ringde Max lärare i går.", "Max", "Jag ringde sonens lärare i går."),
        ("Sonen Elias pappa ringde.", "Elias", "Sonens pappa ringde."),
        ("Elias far illa hemma.", "Elias", "Sonen far illa hemma."),
        ("Elias lägenhet är tom.", "Elias", "Sonens lägenhet är tom."),
        ("Hon såg Elias nya rum.", "Elias", "Hon såg sonens nya rum."),
        ("Elias' bil stod kvar.", "Elias", "Sonens bil stod kvar."),
        ("Max’ rum.", "Max", "Sonens rum."),
        ("Hon gav Elias mat.", "Elias", "Hon gav sonen mat."),
        ("Elias mår bra.", "Elias", "Sonen mår bra."),
        ("Det var min bil. Elias kom.", "Elias", "Det var min bil. Sonen kom."),
        ("Elias, pappa och mamma kom.", "Elias", "Sonen, pappa och mamma kom."),
        ("Elias pappan kom.", "Elias", "Sonen pappan kom."),
        ("Elsa pappa kom.", "Elsa", "Sonen pappa kom."),
        ("Elias Pappadopoulos kom.", "Elias", "Sonen Pappadopoulos kom."),
    ],
)
def test_a_name_that_ends_in_s_is_a_genitive_before_what_it_surely_owns(text: str, name: str, written: str) -> None:
    start = text.index(name)
    finding = Finding.at(text, start, start + len(name), "PERSON", 0.9, "prov")
    assert apply(text, [Decided(finding, "role", "sonen")]).text == written
