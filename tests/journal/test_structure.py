"""From sentences to a note in the sections of a template."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dictate.journal.classifier import word_list_classifier
from dictate.journal.note import Note
from dictate.journal.section import SECTION_IDS, shared_sections
from dictate.journal.sentences import from_text
from dictate.journal.structure import Ranking, structure
from dictate.journal.template_file import load_template


def noted(text: str, template_id: str = "journalanteckning") -> Note:
    template = load_template(template_id)
    return structure(from_text(text, template.headings(shared_sections())), template, word_list_classifier(), "n1")


def test_spoken_headings_always_win_over_the_classifier() -> None:
    note = noted("Barnets röst\nHyran är obetald och kronofogden kommer.")
    (sentence,) = note.sentences
    assert (sentence.section, sentence.how, sentence.confidence) == ("barnets_rost", "spoken", 1.0)
    assert sentence.alternatives[0][0] == "boende_ekonomi"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("Hembesök den 14 april 2026 kl. 15.30, närvarande var mamman.", "kontakt"),
        ("Hyran är obetald och skulden ligger hos Kronofogden.", "boende_ekonomi"),
        ("Läraren säger att frånvaron i matte har ökat.", "utbildning"),
        ("Sammantaget bedöms riskerna vara allvarliga.", "bedomning"),
    ],
)
def test_plain_sentences_find_their_section_by_words_alone(text: str, section: str) -> None:
    (sentence,) = noted(text).sentences
    assert (sentence.section, sentence.how) == (section, "classified")
    assert 0 < sentence.confidence < 1
    assert sentence.section not in [name for name, _ in sentence.alternatives]


def test_every_sentence_points_at_its_place_in_the_source() -> None:
    note = noted("Hälsa\nHon sover. Hon äter.\nHan går i skolan.")
    assert [note.source[s.start : s.end] for s in note.sentences] == [s.original for s in note.sentences]
    assert len({s.id for s in note.sentences}) == 3


def test_rankings_hold_every_section_and_sum_to_one() -> None:
    rankings: Sequence[Ranking] = word_list_classifier().classify(["Hon äter.", "", "x" * 10_000])
    for ranking in rankings:
        assert sorted(name for name, _ in ranking) == sorted(SECTION_IDS)
        assert sum(p for _, p in ranking) == pytest.approx(1)
        assert [p for _, p in ranking] == sorted((p for _, p in ranking), reverse=True)


def test_a_text_without_sentences_is_an_empty_note() -> None:
    assert noted("").sentences == noted("\n \n").sentences == ()
