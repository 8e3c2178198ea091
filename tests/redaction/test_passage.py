"""Sentences end where a reader would say so, in edited prose and in what a recogniser gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redaction.passage import Passage


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in Passage.of(text).sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Hembesök kl. 15.30 hos familjen.",
        "Mötet den 14. april blev kort.",
        "Han är t.ex. Elsas kusin.",
        "Familjen har bl.a. Bris som stöd.",
        "Hennes f.d. Make kom.",
        "Avser M. W. i dag.",
        "Mål enligt 11 kap. 1 § SoL inleds.",
        "Hon väger 4.5 kg och sover.",
        "Dr. Berg ringde.",
        "jag pratade med elsa om skolan",
    ],
)
def test_one_sentence_stays_one(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hon kom. Han gick.", 2),
        ('Hon sa: "Nej." Sedan gick hon.', 2),
        ("Vad säger du? Ingenting! Jaha.", 3),
        ("första raden\nandra raden", 2),
        ("Hon bor hos Elsa, Bo m.fl. De trivs.", 2),
        ("Mötet var 2026. Nästa är i maj.", 2),
        ("Hon satt i sin bil. Elsa var med. Sedan gick de.", 3),
        ("\n\n  \n", 0),
        ("", 0),
    ],
)
def test_sentences_are_told_apart(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(max_size=300))
def test_any_text_is_cut_without_loss_or_overlap(text: str) -> None:
    passage = Passage.of(text)
    ends = 0
    for start, end in passage.sentences:
        assert ends <= start < end <= len(text)
        ends = end
    for index, token in enumerate(passage.tokens):
        assert text[token.start : token.end] == token.text
        start, end = passage.sentences[passage.sentence_of[index]]
        assert start <= token.start < token.end <= end
    assert "".join(token.text for token in passage.tokens) == "".join(text.split())
