"""The note in reading order - and that nothing stands in it which nobody said, typed or decided."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from dictate.export.text import to_text
from dictate.journal import edit
from dictate.journal.deciding import decide
from dictate.journal.note import Agreement, Note, Participant, Sentence
from dictate.journal.render import AGREEMENTS, Reading, Run, render
from dictate.journal.section import SECTION_IDS, shared_sections
from dictate.journal.sentences import from_text
from dictate.journal.structure import structure
from dictate.journal.template import Template
from dictate.journal.template_file import load_template, template_ids
from dictate.journal.when import swedish_date
from dictate.stand_in import carry_out

from .strategies import notes
from .test_edit import AT, sample
from .test_structure import FirstWord

WORD = re.compile(r"\w+")
JOURNAL = load_template("journalanteckning")


def words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}


def runs(reading: Reading) -> list[Run]:
    return [run for part in reading.parts for paragraph in part.paragraphs for run in paragraph.runs]


def template_words(template: Template) -> set[str]:
    fixed = [template.title, AGREEMENTS, "Vem Vad När"]
    fixed += [text for section in template.sections for text in (section.heading, section.group)]
    fixed += [spec.label for spec in template.fields]
    return words(" ".join(fixed))


@given(notes(sections=SECTION_IDS, decided=True))
def test_every_run_is_what_it_says_it_is(note: Note) -> None:
    findings = {found.id: found for found in note.findings}
    for run in runs(render(note, JOURNAL, carry_out)):
        sentence = note.sentence(run.sentence) if run.sentence else None
        if run.kind == "spoken":
            assert sentence
            assert words(run.text) <= words(sentence.original) | parts_of(sentence.original)
        elif run.kind == "typed":
            assert sentence
            assert sentence.text != sentence.original
            assert run.text in sentence.text
        elif run.kind == "replacement":
            assert findings[run.finding].decision in ("role", "mask", "remove")
            assert findings[run.finding].sentence == run.sentence
        elif run.kind == "template":
            assert words(run.text) <= words("Vem Vad När")
        else:
            assert run.text in {f" ({swedish_date(day)})" for day in agreed_days(note)}


def parts_of(text: str) -> set[str]:
    """Pieces of the words: a random finding may begin in the middle of one."""
    return {word[low:high] for word in words(text) for low in range(len(word)) for high in range(low, len(word) + 1)}


def agreed_days(note: Note) -> list[date]:
    return [date.fromisoformat(one.date) for one in note.agreements]


@given(notes(sections=SECTION_IDS, decided=True))
def test_the_exported_text_is_made_of_words_that_were_said_typed_fixed_or_decided(note: Note) -> None:
    reading = render(note, JOURNAL, carry_out)
    known = template_words(JOURNAL) | words(" ".join(run.text for run in runs(reading) if run.kind == "computed"))
    for sentence in note.sentences:
        known |= words(sentence.text) | parts_of(sentence.text)
    known |= {str(sentence.block).casefold() for sentence in note.sentences}
    replaced = [run.text for run in runs(reading) if run.kind == "replacement"]
    known |= words(" ".join(replaced))
    for row in reading.rows:
        known |= words(row.value.text)
    glued = {word for word in words(to_text(reading)) if word not in known}
    assert all(any(word.startswith(part) for part in known) for word in glued), glued
    assert sum(len(text.split()) for text in replaced) <= 3 * len(note.findings) * (1 + 3 * len(note.agreements))


@given(notes(sections=SECTION_IDS))
def test_nothing_that_stays_is_lost_or_moved_within_its_section(note: Note) -> None:
    bare = replace(note, findings=(), agreements=())
    reading = render(bare, JOURNAL, carry_out)
    for section in JOURNAL.sections:
        inside = [sentence.text for sentence in bare.sentences if sentence.section == section.id]
        shown = [part for part in reading.parts if part.heading == section.heading]
        assert len(shown) == bool(inside)
        if inside:
            assert " ".join(paragraph.text for paragraph in shown[0].paragraphs) == " ".join(inside)


def test_removed_sentences_and_their_words_are_nowhere() -> None:
    note = edit.remove(sample(), "s3", AT)
    assert "Hyran" not in to_text(render(note, JOURNAL, carry_out))


def test_empty_sections_and_empty_fields_are_left_out() -> None:
    reading = render(replace(sample(), fields={"arende": ""}), JOURNAL, carry_out)
    assert [part.heading for part in reading.parts] == ["Barnets utveckling", "Hälsa"]
    assert reading.rows == ()


def test_an_edited_sentence_shows_which_words_were_typed() -> None:
    note = replace(edit.edit(sample(), "s1", "Elsa sover mycket dåligt nu.", AT, lambda text: ()), findings=())
    shown = [(run.text, run.kind) for run in runs(render(note, JOURNAL, carry_out)) if run.sentence == "s1"]
    assert shown == [("Elsa sover ", "spoken"), ("mycket dåligt nu.", "typed")]


def decided(decision: str, role: str = "") -> Note:
    note = sample()
    for found in note.findings:
        note = decide(note, [found], decision, AT, role)  # type: ignore[arg-type]
    return note


@pytest.mark.parametrize(("decision", "role"), [("role", "barnet"), ("mask", ""), ("remove", "")])
def test_a_decided_name_stands_nowhere_in_the_text(decision: str, role: str) -> None:
    note = decided(decision, role)
    agreed = replace(note, agreements=(Agreement("s2", "Ahmed", "ringer Elsa", "på fredag", "2026-03-06"),))
    text = to_text(render(agreed, JOURNAL, carry_out))
    assert "Elsa" not in text
    assert "Ahmed" not in text
    assert "på fredag (fredag 6 mars 2026)" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert ": ;" not in text


def test_an_agreement_that_cuts_through_a_name_still_hides_it() -> None:
    note = replace(decided("mask"), agreements=(Agreement("s2", "med", "ringer El", "", ""),))
    agreed = render(note, JOURNAL, carry_out).parts[-1]
    assert agreed.heading == AGREEMENTS
    assert "El" not in agreed.paragraphs[0].text
    assert "med" not in agreed.paragraphs[0].text


def test_the_day_of_writing_is_shown_only_for_late_notes() -> None:
    same = {"handelsedatum": "2026-03-02", "anteckningsdatum": "2026-03-02"}
    late = same | {"anteckningsdatum": "2026-03-05"}
    assert [row.title for row in render(replace(sample(), fields=same), JOURNAL, carry_out).rows] == ["Händelsedatum"]
    rows = render(replace(sample(), fields=late), JOURNAL, carry_out).rows
    assert [row.title for row in rows] == ["Händelsedatum", "Anteckningsdatum"]


def test_each_child_has_its_own_block() -> None:
    template = load_template("barnkonsekvensanalys")
    made = [
        Sentence(f"s{number}", text, "", 0, 0, section, "moved", 1.0, block=block)
        for number, (text, section, block) in enumerate(
            [
                ("Elsa vill bo kvar.", "asikt", "Elsa"),
                ("Ahmed vill flytta.", "asikt", "Ahmed"),
                ("Elsa har fått veta.", "information", "Elsa"),
                ("Båda vill ses.", "asikt", ""),
            ]
        )
    ]
    note = Note("n1", template.id, "", {"barn": (Participant("Elsa", "8 år"),)}, tuple(made))
    assert [(part.heading, part.level) for part in render(note, template, carry_out).parts] == [
        ("Information som barnet fått", 1),
        ("Elsa", 2),
        ("Barnets åsikt", 1),
        ("Elsa", 2),
        ("Ahmed", 2),
        ("Barn", 2),
    ]


def test_a_sentence_without_a_home_in_the_template_is_never_dropped_in_silence() -> None:
    note = replace(sample(), sentences=(replace(sample().sentences[0], section="okänt"),))
    with pytest.raises(KeyError):
        render(note, JOURNAL, carry_out)


@pytest.mark.parametrize("template_id", template_ids())
def test_every_template_carries_a_dictation_through_to_text(template_id: str) -> None:
    template = load_template(template_id)
    said = [
        f"Ny rubrik {section.heading}. Det här är mening nummer {n}." for n, section in enumerate(template.sections)
    ]
    spoken = from_text("\n".join(said), template.headings(shared_sections()))
    note = structure(spoken, template, FirstWord(), "n1")
    text = to_text(render(note, template, carry_out))
    places = [text.index(f"mening nummer {number}.") for number in range(len(said))]
    assert places == sorted(places)
    assert "rubrik" not in text.casefold()
    for section in template.sections:
        assert section.heading.casefold() in text.casefold()
