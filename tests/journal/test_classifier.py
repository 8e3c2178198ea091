"""The trained model that places sentences in sections."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.journal.classifier import SectionModelInvalid, read_model, section_model
from dictate.journal.concepts import Concepts
from dictate.journal.section import SECTION_IDS
from dictate.journal.toml_file import DataFileInvalid
from dictate.shipped import shipped

SHIPPED = shipped("models") / "sections"


def first(*sentences: str) -> list[str]:
    return [ranking[0][0] for ranking in section_model().classify(sentences)]


@pytest.mark.parametrize(
    ("sentence", "section"),
    [
        ("Hembesök den 14 april 2026 kl. 15.30, närvarande var mamman och undertecknad.", "kontakt"),
        ('Flickan säger: "Jag vill bo hos mormor och slippa byta varje vecka."', "barnets_rost"),
        ("Han tar melatonin på kvällen och har remiss till ögonläkare.", "halsa"),
        ("Läraren säger att frånvaron i matematik har ökat under terminen.", "utbildning"),
        ("Hon får utbrott, skriker och kastar saker när hon blir arg.", "kanslor_beteende"),
        ("Han leker mest med en klasskamrat och är bjuden på kalas på lördag.", "sociala_relationer"),
        ("Barnen har rena kläder efter väder och frukost varje morgon.", "omsorg"),
        ("Mamman tröstar, håller om henne och sätter ord på det som hände.", "tillganglighet"),
        ("Pappan slog mamman i barnens närvaro och polisanmälan är gjord.", "sakerhet"),
        ("Föräldrarna har gemensam vårdnad och barnen bor varannan vecka hos var och en.", "familjesituation"),
        ("Modern växte upp i fosterhem och var placerad från sju års ålder.", "familjebakgrund"),
        ("Hyran är obetald och skulden ligger hos Kronofogden.", "boende_ekonomi"),
        ("Mormor och en granne ställer upp som barnvakt.", "natverk"),
        ("Sammantaget bedöms riskerna för barnet vara allvarliga.", "bedomning"),
        ("Undertecknad ringer skolan senast på fredag och bokar nästa möte.", "planering"),
        ("Parkeringsbiljetten är bifogad reseräkningen.", "ovrigt"),
    ],
)
def test_a_plain_sentence_finds_its_section(sentence: str, section: str) -> None:
    assert first(sentence) == [section]


def test_facts_and_the_workers_own_assessment_are_told_apart() -> None:
    facts = ["Han har varit frånvarande från skolan i tre veckor.", "Hyran är inte betald."]
    assessments = [
        "Jag bedömer att frånvaron är ett tecken på att han inte mår bra.",
        "Det som talar för en insats är att föräldrarna själva ser problemet.",
    ]
    assert "bedomning" not in first(*facts)
    assert first(*assessments) == ["bedomning", "bedomning"]


def test_the_recognisers_lower_case_without_commas_is_understood_too() -> None:
    assert first("öh han går i sjuan och läraren säger att han inte kommer på lektionerna") == ["utbildning"]
    assert first("nästa möte den tjugonde maj klockan ett jag skickar kallelse") == ["planering"]


def test_the_sentences_around_help() -> None:
    alone = dict(section_model().classify(["Det går bättre nu."])[0])
    school = ["Läraren säger att han kommer till lektionerna.", "Det går bättre nu.", "Matten är godkänd."]
    assert dict(section_model().classify(school)[1])["utbildning"] > alone["utbildning"]


def test_rankings_hold_every_section_and_sum_to_one() -> None:
    for ranking in section_model().classify(["Hon äter.", "", "x" * 10_000, "🙂", '"', "1 2 3"]):
        assert sorted(name for name, _ in ranking) == sorted(SECTION_IDS)
        assert sum(p for _, p in ranking) == pytest.approx(1)
        assert [p for _, p in ranking] == sorted((p for _, p in ranking), reverse=True)


def test_no_sentences_give_no_rankings() -> None:
    assert list(section_model().classify([])) == []


def test_the_same_sentences_get_the_same_rankings() -> None:
    sentences = ["Hon sover dåligt.", "Pappan dricker varje kväll."]
    assert section_model().classify(sentences) == read_model(SHIPPED).classify(sentences)


@pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04 torn"])
def test_a_damaged_model_is_refused_in_swedish(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "concepts.toml").write_bytes((SHIPPED / "concepts.toml").read_bytes())
    (tmp_path / "model.npz").write_bytes(content)
    with pytest.raises(SectionModelInvalid, match="Installera om programmet"):
        read_model(tmp_path)


def test_a_model_made_for_other_concepts_is_refused(tmp_path: Path) -> None:
    words = (SHIPPED / "concepts.toml").read_text(encoding="utf-8")
    (tmp_path / "concepts.toml").write_text(words + "\nannat = '''ord'''\n", encoding="utf-8")
    (tmp_path / "model.npz").write_bytes((SHIPPED / "model.npz").read_bytes())
    with pytest.raises(SectionModelInvalid):
        read_model(tmp_path)


def test_the_model_file_holds_numbers_only() -> None:
    with np.load(SHIPPED / "model.npz", allow_pickle=False) as data:
        assert all(data[name].dtype.kind in "iuf" for name in data.files)


def names(concepts: Concepts, word: str) -> set[str]:
    own, first_part = concepts.word(word)
    return {concepts.names[number] for number in (*own, *first_part)}


def test_concepts_know_inflections_and_compounds() -> None:
    concepts = Concepts(SHIPPED / "concepts.toml")
    assert "klader" in names(concepts, "mössorna")
    assert {"klader"} <= names(concepts, "ullstrumporna")
    assert "lakemedel" in names(concepts, "sömntabletterna")
    assert names(concepts, "xyzzy") == set()


def test_phrases_say_what_their_words_alone_do_not() -> None:
    concepts = Concepts(SHIPPED / "concepts.toml")
    custody = concepts.names.index("vardnad")
    assert custody in concepts.sentence(["varannan", "helg"])
    assert custody not in concepts.sentence(["helg"])


def test_a_list_of_concepts_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text("[concepts]\nskola = 3\n", encoding="utf-8")
    with pytest.raises(DataFileInvalid):
        Concepts(path)
