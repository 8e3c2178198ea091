"""What a user may do to a note, and that nothing said is ever lost by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.journal import edit
from dictate.journal.cutting import EditRefused
from dictate.journal.deciding import alike, decide, decide_open, found_in
from dictate.journal.looking import mark_seen
from dictate.journal.note import Agreement, Note, NoteFinding, Participant, Sentence
from dictate.journal.note_json import from_json, to_json
from dictate.journal.note_rules import check_note
from dictate.words import Word
from redaction.finding import Finding

from .strategies import notes, phrases

AT = "2026-03-02T10:00:00+01:00"
NAMES = ("Elsa", "Ahmed")


def scan(text: str) -> Sequence[Finding]:
    """Finds the two names of the samples wherever they stand."""
    found = []
    for name in NAMES:
        position = text.find(name)
        while position >= 0:
            found.append(Finding.at(text, position, position + len(name), "PERSON", 0.9, "namn"))
            position = text.find(name, position + 1)
    return found


def sample() -> Note:
    source = "Elsa sover bra. Ahmed ringer Elsa på fredag. Hyran är betald."
    parts = ["Elsa sover bra.", "Ahmed ringer Elsa på fredag.", "Hyran är betald."]
    sentences = []
    at = 0.0
    for number, part in enumerate(parts, 1):
        start = source.index(part)
        words = tuple(Word(at + i, at + i + 0.5, word, 0.9) for i, word in enumerate(part.split()))
        at = words[-1].end + 1
        audio = (words[0].start, words[-1].end)
        sentences.append(
            Sentence(
                f"s{number}", part, part, start, start + len(part), "halsa", "classified", 0.6,
                (("omsorg", 0.2),), audio, words,
            )
        )  # fmt: skip
    note = Note("n1", "journalanteckning", source, sentences=tuple(sentences))
    return edit.rescan(note, scan)


def whats(note: Note) -> list[str]:
    return [change.what for change in note.history]


def test_a_moved_sentence_remembers_where_it_stood() -> None:
    moved = edit.move(sample(), "s1", "omsorg", AT)
    sentence = moved.sentence("s1")
    assert (sentence.section, sentence.how, sentence.confidence) == ("omsorg", "moved", 1.0)
    assert sentence.alternatives == (("halsa", 0.6),)
    assert (moved.history[-1].before, moved.history[-1].after) == ("halsa", "omsorg")


def test_an_edited_sentence_keeps_what_was_said() -> None:
    edited = edit.edit(sample(), "s1", "Elsa sover dåligt.", AT, scan)
    sentence = edited.sentence("s1")
    assert sentence.text == "Elsa sover dåligt."
    assert sentence.original == "Elsa sover bra."
    assert len(sentence.words) == 3
    check_note(edited)


def test_decisions_stay_with_text_that_is_still_there() -> None:
    decided = decide(sample(), [found_in(sample(), "s2f1")], "role", AT, "pappan")
    edited = edit.edit(decided, "s2", "I går ringde Ahmed till Elsa och Elsa svarade.", AT, scan)
    kept = [(found.finding.text, found.decision, found.role) for found in edited.findings if found.sentence == "s2"]
    assert kept == [("Ahmed", "role", "pappan"), ("Elsa", None, ""), ("Elsa", None, "")]
    check_note(edited)


def test_a_name_that_is_typed_in_is_found() -> None:
    edited = edit.edit(sample(), "s3", "Hyran betalas av Ahmed.", AT, scan)
    assert [found.finding.text for found in edited.undecided if found.sentence == "s3"] == ["Ahmed"]


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(EditRefused, match="tom"):
        edit.edit(sample(), "s1", " \n ", AT, scan)
    with pytest.raises(EditRefused, match="högst"):
        edit.edit(sample(), "s1", "x" * 6000, AT, scan)


def test_a_sentence_is_cut_in_two_with_sound_words_and_findings() -> None:
    note = sample()
    position = note.sentence("s2").text.index("Elsa")
    cut = edit.split(note, "s2", position, AT)
    first, second = cut.sentences[1:3]
    assert (first.original, second.original) == ("Ahmed ringer", "Elsa på fredag.")
    assert [word.text for word in second.words] == ["Elsa", "på", "fredag."]
    assert first.audio
    assert second.audio
    assert first.audio[1] <= second.audio[0]
    assert [found.finding.text for found in cut.findings if found.sentence == second.id] == ["Elsa"]
    check_note(cut)


def test_a_cut_and_a_join_undo_each_other() -> None:
    note = sample()
    cut = edit.split(note, "s2", 13, AT)
    whole = edit.join(cut, "s2", cut.sentences[2].id, AT)
    assert whole.sentences == note.sentences
    assert [(found.sentence, found.finding) for found in whole.findings] == [
        (found.sentence, found.finding) for found in note.findings
    ]


def test_a_cut_through_a_name_or_at_the_edge_is_refused() -> None:
    for position in (0, 2, 15, 99):
        with pytest.raises(EditRefused):
            edit.split(sample(), "s1", position, AT)


def test_sentences_said_apart_are_not_joined() -> None:
    with pytest.raises(EditRefused, match="efter varandra"):
        edit.join(sample(), "s1", "s3", AT)
    with pytest.raises(EditRefused):
        edit.join(sample(), "s2", "s1", AT)


def test_a_removed_sentence_comes_back_with_its_decisions() -> None:
    note = decide(sample(), [found_in(sample(), "s2f1")], "mask", AT)
    gone = edit.remove(note, "s2", AT)
    assert [sentence.id for sentence in gone.sentences] == ["s1", "s3"]
    assert [found.sentence for found in gone.findings] == ["s1"]
    check_note(gone)
    back = edit.restore(gone, "s2", AT)
    assert (back.sentences, back.findings, back.removed) == (note.sentences, note.findings, ())


def test_sentences_removed_one_by_one_come_back_in_place() -> None:
    note = edit.remove(edit.remove(sample(), "s3", AT), "s2", AT)
    assert [s.id for s in edit.restore(note, "s3", AT).sentences] == ["s1", "s3"]
    both = edit.restore(edit.restore(note, "s3", AT), "s2", AT)
    assert [s.id for s in both.sentences] == ["s1", "s2", "s3"]


def test_a_typed_sentence_has_no_sound_and_is_scanned() -> None:
    grown = edit.add(sample(), "Elsa har en  katt.", "ovrigt", AT, scan, after="s1")
    typed = grown.sentences[1]
    assert (typed.id, typed.text, typed.original, typed.audio, typed.words) == ("s4", "Elsa har en katt.", "", None, ())
    assert [found.finding.text for found in grown.findings if found.sentence == "s4"] == ["Elsa"]
    check_note(grown)


def test_the_id_of_a_removed_sentence_is_not_used_again() -> None:
    grown = edit.add(edit.remove(sample(), "s3", AT), "Ny mening.", "ovrigt", AT, scan)
    assert grown.sentences[-1].id == "s4"


def test_a_field_is_filled_and_emptied() -> None:
    filled = edit.set_field(sample(), "deltagare", (Participant("Elsa", "barn"),), AT)
    assert filled.fields["deltagare"]
    assert "deltagare" not in edit.set_field(filled, "deltagare", (), AT).fields
    assert edit.set_field(filled, "deltagare", (Participant("Elsa", "barn"),), AT) is filled


def test_one_key_decides_all_of_the_same_person() -> None:
    note = sample()
    decided = decide(note, alike(note, "s1f1"), "role", AT, "barnet")
    assert [(found.finding.text, found.decision) for found in decided.findings] == [
        ("Elsa", "role"),
        ("Ahmed", None),
        ("Elsa", "role"),
    ]
    assert [found.finding.text for found in decided.undecided] == ["Ahmed"]
    assert not decide(decided, alike(decided, "s1f1"), None, AT).findings[0].decided_at


def test_the_same_decision_once_more_is_no_change() -> None:
    decided = decide(sample(), sample().findings, "mask", AT)
    assert decide(decided, decided.findings, "mask", AT) is decided
    assert decide_open(decided, "keep", AT, lambda _: "") is decided


def test_each_undecided_finding_gets_its_own_word_and_what_is_decided_stays() -> None:
    kept = decide(sample(), [found_in(sample(), "s2f1")], "keep", AT)
    told = decide_open(kept, "role", AT, lambda finding: f"[{finding.text[0]}]", lambda finding: finding.start == 0)
    assert [(found.finding.text, found.decision, found.role) for found in told.findings] == [
        ("Elsa", "role", "[E]"),
        ("Ahmed", "keep", ""),
        ("Elsa", None, ""),
    ]
    with pytest.raises(EditRefused, match="roll"):
        decide_open(kept, "role", AT, lambda _: " ")


def test_a_reason_is_needed_to_let_a_remark_pass() -> None:
    with pytest.raises(EditRefused):
        edit.waive(sample(), "langd", "", "  ", AT)
    waived = edit.waive(edit.waive(sample(), "langd", "", "första", AT), "langd", "", "andra", AT)
    assert [waiver.reason for waiver in waived.waivers] == ["andra"]


def test_a_word_that_was_looked_at_follows_its_sentence() -> None:
    seen = mark_seen(sample(), "s2", 13, 17, AT)
    assert mark_seen(seen, "s2", 13, 17, AT) is seen
    edited = edit.edit(seen, "s2", "På fredag ringer Elsa.", AT, scan)
    assert [(one.start, one.text) for one in edited.seen] == [(17, "Elsa")]
    assert edit.edit(seen, "s2", "På fredag ringer hon.", AT, scan).seen == ()


def test_agreements_are_confirmed_and_withdrawn() -> None:
    agreement = Agreement("s2", "Ahmed", "ringer Elsa", "på fredag", "2026-03-06")
    agreed = edit.agree(edit.agree(sample(), agreement, AT), replace(agreement, date=""), AT)
    assert len(agreed.agreements) == 1
    assert edit.disagree(agreed, agreed.agreements[0], AT).agreements == ()
    with pytest.raises(KeyError):
        edit.agree(sample(), replace(agreement, sentence="s9"), AT)


def test_an_agreement_holds_only_words_of_its_sentence_and_goes_with_them() -> None:
    agreement = Agreement("s2", "Ahmed", "ringer Elsa", "på fredag", "2026-03-06")
    with pytest.raises(EditRefused, match="Ändra meningen först"):
        edit.agree(sample(), replace(agreement, who="Farbror Sten"), AT)
    agreed = edit.agree(sample(), agreement, AT)
    assert edit.edit(agreed, "s2", "Elsa ringer.", AT, scan).agreements == ()
    assert edit.split(agreed, "s2", 12, AT).agreements == ()
    in_half = edit.agree(sample(), replace(agreement, who="", what="Elsa"), AT)
    cut = edit.split(in_half, "s2", 12, AT)
    assert [one.sentence for one in cut.agreements] == [cut.sentences[2].id]


def test_unknown_sentences_and_findings_are_named_as_missing() -> None:
    for change in (
        lambda note: edit.move(note, "s9", "halsa", AT),
        lambda note: found_in(note, "f9"),
        lambda note: alike(note, "f9"),
        lambda note: edit.restore(note, "s1", AT),
    ):
        with pytest.raises(KeyError):
            change(sample())


@st.composite
def changes(draw: st.DrawFn, note: Note) -> Note:
    """The note after one random thing that a user can do."""
    ids = [sentence.id for sentence in note.sentences]
    gone = [removed.sentence.id for removed in note.removed]
    deeds = ["add", *(["move", "edit", "split", "join", "remove"] if ids else []), *(["restore"] if gone else [])]
    deeds += ["decide", "alike"] if note.findings else []
    deed = draw(st.sampled_from(deeds))
    one = draw(st.sampled_from(ids)) if ids else ""
    if deed == "add":
        return edit.add(note, draw(phrases), "halsa", AT, scan, after=one)
    if deed == "move":
        return edit.move(note, one, "planering", AT)
    if deed == "edit":
        return edit.edit(note, one, draw(phrases), AT, scan)
    if deed == "split":
        return edit.split(note, one, draw(st.integers(0, 40)), AT)
    if deed == "join":
        return edit.join(note, one, draw(st.sampled_from(ids)), AT)
    if deed == "remove":
        return edit.remove(note, one, AT)
    if deed == "restore":
        return edit.restore(note, draw(st.sampled_from(gone)), AT)
    found: NoteFinding = draw(st.sampled_from(note.findings))
    chosen = (found,) if deed == "decide" else alike(note, found.id)
    return decide(note, chosen, draw(st.sampled_from(["keep", "mask", "remove", None])), AT)


@given(st.data(), notes())
def test_no_series_of_changes_breaks_a_note_or_loses_a_spoken_word(data: st.DataObject, note: Note) -> None:
    said = spoken_words(note)
    for _ in range(6):
        try:
            changed = data.draw(changes(note))
        except DictateError:
            continue
        check_note(changed)
        assert spoken_words(changed) == said
        assert len(changed.history) >= len(note.history)
        note = changed
    assert from_json(to_json(note)) == note


def spoken_words(note: Note) -> list[str]:
    """Every word that was said, whether it stands in the note or was taken out."""
    everything = [*note.sentences, *(removed.sentence for removed in note.removed)]
    return sorted(word for sentence in everything for word in sentence.original.split())
