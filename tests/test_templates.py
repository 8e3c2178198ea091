"""Every template goes the whole way: dictated with spoken headings, filled, checked, exported, read back."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from dictate.application import Application
from dictate.journal.note import Consent, FieldValue, Participant
from dictate.journal.section import shared_sections
from dictate.journal.sentences import from_tokens, lay_out
from dictate.journal.structure import structure
from dictate.journal.template import FieldSpec, Template
from dictate.journal.template_file import template_ids
from dictate.session import Session
from dictate.words import Utterance, Word

SENTENCES = (
    "Samtalet var lugnt och sakligt.",
    "Alla fick komma till tals.",
    "Det blev tydligt vad som behövs.",
    "Frågan togs upp igen.",
    "Ingen hade något att tillägga.",
)


def dictation(template: Template) -> tuple[list[Utterance], dict[str, str]]:
    """What is said, a pause around each heading, and the sentence that belongs to each section."""
    spoken: list[Utterance] = []
    expected: dict[str, str] = {}
    moment = 0.0
    for number, section in enumerate(template.sections):
        sentence = f"{SENTENCES[number % len(SENTENCES)][:-1]} gång {number + 21}."
        expected[section.id] = sentence
        for text in (f"Ny rubrik {section.heading.lower()}.", sentence):
            words = []
            for word in text.split():
                words.append(Word(moment, moment + 0.3, word, 0.95))
                moment += 0.35
            spoken.append(Utterance(tuple(words)))
            moment += 1.0
    return spoken, expected


def value_for(spec: FieldSpec) -> FieldValue:
    """A valid answer of the field's type."""
    values: dict[str, FieldValue] = {
        "date": "2026-03-12",
        "person": "Vera Exempel, socialsekreterare",
        "people": (Participant("Vera Exempel", "socialsekreterare"),),
        "choice": spec.options[0] if spec.options else "",
        "yes-no-unknown": "ja",
        "text": "Uppgift",
        "consent": (Consent("Vårdnadshavaren", "informationsutbyte", ("Regionen",), "skriftligt", "2026-03-12"),),
    }
    return values[spec.type]


def filled(session: Session) -> None:
    for spec in session.template.fields:
        if spec.required and not spec.program:
            session.set_field(spec.id, value_for(spec))


@pytest.mark.parametrize("template_id", template_ids())
def test_a_template_goes_the_whole_way(application: Application, tmp_path: Path, template_id: str) -> None:
    template = application.template(template_id)
    utterances, expected = dictation(template)
    said = lay_out(utterances)
    spoken = from_tokens(said, said.tokens, template.headings(shared_sections()))
    note = structure(spoken, template, application.classifier, "n1")
    assert {sentence.section: sentence.text for sentence in note.sentences} == expected
    assert {sentence.how for sentence in note.sentences} == {"spoken"}
    assert all(sentence.audio for sentence in note.sentences)

    session = Session(application, note, template)
    session.search()
    filled(session)
    session.decide_all("keep")
    for remark in session.checks():
        if remark.required and template.check(remark.check).question:
            session.answer(remark.check, "ja")
    assert [remark.reason for remark in session.checks() if remark.required] == []

    session.export(tmp_path / "note.docx")
    document = docx.Document(str(tmp_path / "note.docx"))
    read = [paragraph.text.replace("\u00a0", " ") for paragraph in document.paragraphs]
    assert read[0] == template.title
    for section in template.sections:
        assert read.index(section.heading) < read.index(expected[section.id])
    fields = {row.cells[0].text for row in document.tables[0].rows}
    assert {spec.label for spec in template.fields if spec.required and not spec.program} <= fields
