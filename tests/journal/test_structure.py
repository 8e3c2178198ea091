"""From sentences to a note in the sections of a template."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dictate.journal.note import Note
from dictate.journal.section import SECTION_IDS, shared_sections
from dictate.journal.sentences import from_text
from dictate.journal.structure import ALTERNATIVES, Ranking, in_template, structure
from dictate.journal.template_file import load_template

KNOWN = {"Hyran": "boende_ekonomi", "Läraren": "utbildning", "Sammantaget": "bedomning"}


class FirstWord:
    """Puts a sentence where its first word says, 0.6 sure; the rest is shared by the other sections."""

    def classify(self, sentences: Sequence[str]) -> Sequence[Ranking]:
        """One ranking of all shared sections for each sentence."""
        return [self.ranking(KNOWN.get(sentence.split()[0], "ovrigt")) for sentence in sentences]

    @staticmethod
    def ranking(best: str) -> Ranking:
        others = [name for name in SECTION_IDS if name != best]
        return ((best, 0.6), *((name, 0.4 / len(others)) for name in others))


def noted(text: str, template_id: str = "journalanteckning") -> Note:
    template = load_template(template_id)
    return structure(from_text(text, template.headings(shared_sections())), template, FirstWord(), "n1")


def test_spoken_headings_always_win_over_the_classifier() -> None:
    (sentence,) = noted("Barnets röst\nHyran är obetald och kronofogden kommer.").sentences
    assert (sentence.section, sentence.how, sentence.confidence) == ("barnets_rost", "spoken", 1.0)
    assert sentence.alternatives[0] == ("boende_ekonomi", 0.6)


@pytest.mark.parametrize(
    ("text", "section"),
    [("Hyran är obetald.", "boende_ekonomi"), ("Läraren är orolig.", "utbildning"), ("Det regnar.", "ovrigt")],
)
def test_the_classifier_places_what_stands_under_no_heading(text: str, section: str) -> None:
    (sentence,) = noted(text).sentences
    assert (sentence.section, sentence.how, sentence.confidence) == (section, "classified", 0.6)
    assert len(sentence.alternatives) == ALTERNATIVES
    assert sentence.section not in [name for name, _ in sentence.alternatives]


def test_a_template_without_a_section_takes_it_to_the_nearest_one() -> None:
    note = noted("Hyran är obetald. Läraren är orolig. Sammantaget är läget svårt.", "barnbrev")
    assert [sentence.section for sentence in note.sentences] == ["vad_vi_pratade_om"] * 3
    note = noted("Hyran är obetald. Läraren är orolig.", "sig-mote")
    assert [sentence.section for sentence in note.sentences] == ["nulage", "sysselsattning_skola"]


@pytest.mark.parametrize("template_id", ["journalanteckning", "barnbrev", "forhandsbedomning"])
def test_a_gathering_section_has_the_probabilities_of_all_it_gathers(template_id: str) -> None:
    ranking = in_template(FirstWord.ranking("halsa"), load_template(template_id).home())
    assert sum(probability for _, probability in ranking) == pytest.approx(1)
    assert [probability for _, probability in ranking] == sorted((p for _, p in ranking), reverse=True)


def test_every_sentence_points_at_its_place_in_the_source() -> None:
    note = noted("Hälsa\nHon sover. Hon äter.\nHan går i skolan.")
    assert [note.source[s.start : s.end] for s in note.sentences] == [s.original for s in note.sentences]
    assert [s.id for s in note.sentences] == ["s1", "s2", "s3"]


def test_a_text_without_sentences_is_an_empty_note() -> None:
    assert noted("").sentences == noted("\n \n").sentences == ()


@pytest.mark.parametrize(
    "text",
    [
        "Barn: Elsa\nBarnets åsikt\nHon vill bo kvar.\nBarn: Ahmed\nHan vill flytta.\nBakgrund\nMöte i dag.",
        "Ny rubrik barn Elsa. Ny rubrik barnets åsikt. Hon vill bo kvar. Ny rubrik barn ahmed. Han vill flytta. "
        "Ny rubrik bakgrund. Möte i dag.",
        "ny rubrik barnets åsikt\nny rubrik, barnet Elsa.\nHon vill bo kvar.\nBarn Ahmed\nHan vill flytta.\n"
        "ny rubrik bakgrund\nMöte i dag.",
    ],
)
def test_each_child_gets_its_own_block_by_name(text: str) -> None:
    note = noted(text, "barnkonsekvensanalys")
    assert [(sentence.section, sentence.block, sentence.text) for sentence in note.sentences] == [
        ("asikt", "Elsa", "Hon vill bo kvar."),
        ("asikt", "Ahmed", "Han vill flytta."),
        ("bakgrund", "", "Möte i dag."),
    ]


def test_words_about_children_open_no_block() -> None:
    text = "Barn leker på gården. Barnet Elsa sover. Det var en ny rubrik om barn Elsa läste."
    assert {sentence.block for sentence in noted(text, "barnkonsekvensanalys").sentences} == {""}
    assert noted("Barn: Elsa\nHon sover.").sentences[0].text == "Barn: Elsa"
