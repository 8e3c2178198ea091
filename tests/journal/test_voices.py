"""The voices of a conversation: named once by role, the child's words under the child's voice, and back again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dictate.journal import edit
from dictate.journal.note import Note, Sentence, Voice
from dictate.journal.note_json import from_json, to_json
from dictate.journal.note_rules import NoteInvalid
from dictate.journal.template_file import load_template
from dictate.journal.voices import (
    ask_for_roles,
    choices,
    gone_through,
    heard,
    named,
    sample_of,
    speaker_of,
    turns_of,
    with_voices,
)
from dictate.words import Turn
from redaction.lexicon import Lexicon, Person
from redaction.roles import is_child, same_role

NOW = "2026-03-16T10:15:00+01:00"
TEMPLATE = load_template("journalanteckning")
SAID = (
    ("Hej och välkommen hit.", "kontakt", 1),
    ("Jag vill bo hos mormor.", "ovrigt", 2),
    ("Hon säger att hon vill bo hos mormor.", "barnets_rost", 1),
    ("Jag sover dåligt.", "halsa", 2),
    ("Hon har sagt det hemma också.", "familjesituation", 3),
)


def _note(turns: bool = True) -> Note:
    """What three voices say, each sentence two seconds long, in the sections that a classifier guessed."""
    sentences, start = [], 0
    for number, (text, section, _) in enumerate(SAID):
        span = (number * 3.0, number * 3.0 + 2.0)
        end = start + len(text)
        likely = (("bedomning", 0.2),)
        sentences.append(Sentence(f"s{number}", text, text, start, end, section, "classified", 0.6, likely, span))
        start = end + 1
    note = Note("n", "journalanteckning", "\n".join(text for text, _, _ in SAID), sentences=tuple(sentences))
    spoken = [Turn(number * 3.0, number * 3.0 + 2.0, voice) for number, (_, _, voice) in enumerate(SAID)]
    return with_voices(note, spoken) if turns else note


def _sections(note: Note) -> list[str]:
    return [sentence.section for sentence in note.sentences]


def test_the_child_is_given_its_words_and_nobody_elses() -> None:
    note = named(_note(), TEMPLATE, {1: "handläggaren", 2: "barnet"}, NOW)
    assert _sections(note) == ["kontakt", "barnets_rost", "bedomning", "barnets_rost", "familjesituation"]
    assert [voice.role for voice in note.voices] == ["handläggaren", "barnet", ""]


def test_without_a_child_nothing_is_moved() -> None:
    assert _sections(named(_note(), TEMPLATE, {1: "handläggaren", 2: "mamma"}, NOW)) == _sections(_note())


def test_who_turns_out_to_be_no_child_gets_the_words_back_where_they_were() -> None:
    wrong = named(_note(), TEMPLATE, {3: "sonen"}, NOW)
    assert _sections(wrong)[4] == "barnets_rost"
    right = named(wrong, TEMPLATE, {3: "mamma", 2: "barnet"}, NOW)
    assert _sections(right) == ["kontakt", "barnets_rost", "bedomning", "barnets_rost", "familjesituation"]


def test_what_the_user_moved_stays_where_it_is_when_another_voice_is_named() -> None:
    note = named(_note(), TEMPLATE, {2: "barnet"}, NOW)
    note = edit.move(note, "s3", "halsa", NOW)
    note = named(note, TEMPLATE, {3: "pappa"}, NOW)
    assert _sections(note)[3] == "halsa"
    assert _sections(named(note, TEMPLATE, {1: "sonen"}, NOW))[3] == "halsa"


def test_a_spoken_heading_keeps_what_was_said_under_it() -> None:
    note = _note()
    quoted = replace(note.sentences[2], how="spoken")
    note = replace(note, sentences=(*note.sentences[:2], quoted, *note.sentences[3:]))
    assert _sections(named(note, TEMPLATE, {2: "barnet"}, NOW))[2] == "barnets_rost"


def test_the_same_role_twice_is_one_person_in_two_voices() -> None:
    note = named(_note(), TEMPLATE, {2: "barnet", 3: "barnet"}, NOW)
    assert _sections(note)[1::2] + _sections(note)[4:] == ["barnets_rost"] * 3


def test_a_name_that_says_nothing_new_changes_nothing() -> None:
    note = named(_note(), TEMPLATE, {1: " handläggaren "}, NOW)
    assert named(note, TEMPLATE, {1: "handläggaren", 9: "mamma"}, NOW) is note


def test_a_voice_is_known_by_its_turns_its_time_and_its_first_words() -> None:
    first, second, third = heard(_note())
    assert (first.name, first.turns, first.seconds, first.words) == (
        "Röst 1", 2, 4.0, "Hej och välkommen hit. Hon säger att hon vill bo hos mormor.",
    )  # fmt: skip
    assert (second.turns, second.words) == (2, "Jag vill bo hos mormor. Jag sover dåligt.")
    assert third.turns == 1


def test_turns_with_a_short_pause_between_are_one_time_that_the_voice_took_the_word() -> None:
    note = with_voices(_note(turns=False), [Turn(0.0, 1.0, 1), Turn(1.5, 3.0, 1), Turn(3.0, 4.0, 2)])
    assert [voice.turns for voice in heard(note)] == [1, 1]
    assert heard(note)[0].seconds == 2.5


def test_each_sentence_has_its_speaker() -> None:
    note = named(_note(), TEMPLATE, {2: "barnet"}, NOW)
    assert [speaker_of(note, one) for one in note.sentences] == ["Röst 1", "barnet", "Röst 1", "barnet", "Röst 3"]
    assert speaker_of(_note(turns=False), note.sentences[0]) == ""
    assert speaker_of(note, replace(note.sentences[0], audio=None)) == ""


def test_voices_without_turns_say_nothing() -> None:
    silent = replace(_note(turns=False), voices=(Voice("mamman", ()), Voice("barnet", ())))
    assert [speaker_of(silent, sentence) for sentence in silent.sentences] == [""] * len(silent.sentences)


def test_the_user_is_asked_until_a_voice_is_named_or_all_are_gone_through() -> None:
    assert not ask_for_roles(_note(turns=False))
    assert ask_for_roles(_note())
    assert not ask_for_roles(named(_note(), TEMPLATE, {1: "mamma"}, NOW))
    assert not ask_for_roles(gone_through(_note(), NOW))
    assert gone_through(_note(turns=False), NOW) == _note(turns=False)


def test_voices_are_kept_with_the_note_and_a_turn_that_ends_before_it_begins_is_refused() -> None:
    note = named(_note(), TEMPLATE, {2: "barnet"}, NOW)
    assert from_json(to_json(note)) == note
    assert turns_of(from_json(to_json(note))) == turns_of(note)
    with pytest.raises(NoteInvalid, match="röst"):
        from_json(to_json(replace(note, voices=(Voice("", ((2.0, 1.0),)),))))


def test_the_people_of_the_case_are_offered_first_and_nobody_twice() -> None:
    people = (Person("Elsa Ek", "dottern"), Person("Alva Ek", "dottern"), Person("Mia Ek", "mamma"), Person("Bo Prov"))
    offered = choices(Lexicon(people))
    assert [(one.role, one.who) for one in offered[:2]] == [("dottern", "Elsa Ek, Alva Ek"), ("mamma", "Mia Ek")]
    roles = [one.role for one in offered]
    assert "mamman" not in roles
    assert {"pappan", "handläggaren", "barnet"} < set(roles)
    assert [one.child for one in offered[:3]] == [True, False, True]
    assert choices(None)[0].role == "barnet"


def test_a_childs_role_is_known_in_any_wording() -> None:
    assert all(map(is_child, ("barnet", "Barn", "barn 2", "sonen", "dotter", "flickan", "Ungdomen")))
    assert not any(map(is_child, ("mamma", "handläggaren", "", "barnmorskan")))
    assert same_role("Mamma") == same_role("mamman")


def test_a_voice_is_heard_in_its_first_turns_that_are_long_enough() -> None:
    voice = Voice("", ((0.0, 0.4), (5.0, 7.0), (9.0, 9.3), (20.0, 40.0)))
    assert sample_of(voice, 6.0) == ((5.0, 7.0), (20.0, 24.0))
    assert sample_of(Voice("", ((0.0, 0.4), (2.0, 2.5))), 6.0) == ((0.0, 0.4), (2.0, 2.5))
