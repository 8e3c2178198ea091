"""A note as JSON: lossless, validated, and nothing hostile gets in."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.journal.note import Note, NoteFinding, Sentence
from dictate.journal.note_json import NoteFromNewerVersion, _is_sound_word, from_json, schema, to_data, to_json
from dictate.journal.note_rules import NoteInvalid
from redaction.finding import Finding

from .strategies import notes

SOURCE = "Elsa sover. Mamman ringer Ahmed."


def sample() -> Note:
    first = Sentence("s1", "Elsa sover.", "Elsa sover.", 0, 11, "halsa", "classified", 0.8)
    second = Sentence("s2", "Mamman ringer Ahmed.", "Mamman ringer Ahmed.", 12, 32, "planering", "moved", 1.0)
    return Note(
        id="n1",
        template="journalanteckning",
        source=SOURCE,
        fields={"handelsedatum": "2026-03-02"},
        sentences=(first, second),
        findings=(
            NoteFinding("f1", "s1", Finding.at(first.text, 0, 4, "PERSON", 0.9, "namn")),
            NoteFinding("f2", "s2", Finding.at(second.text, 14, 19, "PERSON", 0.9, "namn")),
        ),
    )


@given(notes())
def test_a_note_survives_the_way_through_json(note: Note) -> None:
    assert from_json(to_json(note)) == note
    assert from_json(to_json(note).encode()) == note


@given(notes())
def test_written_notes_follow_the_published_schema(note: Note) -> None:
    jsonschema.Draft202012Validator(schema()).validate(json.loads(to_json(note)))


def test_the_published_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def broken(change: Callable[[Any], object]) -> str:
    data = copy.deepcopy(to_data(sample()))
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda d: d["findings"].append({**d["findings"][0], "id": "f3", "start": 2, "end": 6, "text": "sa s"}),
            "varandra",
        ),
        (lambda d: d["findings"][0].update(start=1, end=5), "står inte i sin mening"),
        (lambda d: d["findings"][0].update(end=3), "läge"),
        (lambda d: d["findings"][0].update(sentence="s9"), "s9"),
        (lambda d: d["findings"][1].update(id="f1"), "två gånger"),
        (lambda d: d["sentences"][1].update(id="s1"), "två gånger"),
        (lambda d: d["sentences"][0].update(original="Elsa vaknar", end=11), "det som sades"),
        (lambda d: d["sentences"][0].update(end=14), "läge"),
        (lambda d: d["sentences"][0].update(audio=[5, 1]), "slutar innan"),
        (lambda d: d["sentences"][0].update(confidence=7), "sentences/0/confidence"),
        (lambda d: d["sentences"][0].update(hemligt="x"), "sentences/0"),
        (lambda d: d["findings"][0].update(label="SECRET"), "label"),
        (
            lambda d: d.update(
                agreements=[{"sentence": "s1", "who": "Farbror Sten", "what": "", "when": "", "date": ""}]
            ),
            "andra ord",
        ),
        (lambda d: d.update(extra=1), "överst"),
        (lambda d: d.pop("source"), "överst"),
        (lambda d: d.update(schema="something"), "ingen anteckning"),
        (lambda d: d.update(schema="dictate.note/0"), "dictate.note/0"),
        (lambda d: d.update(template="../../etc/passwd"), "template"),
        (
            lambda d: d.update(seen=[{"sentence": "s7", "start": 0, "end": 1, "text": "E", "at": "2026-01-01T10:00Z"}]),
            "s7",
        ),
    ],
)
def test_a_note_that_contradicts_itself_is_refused_in_one_plain_sentence(
    change: Callable[[Any], object], words: str
) -> None:
    with pytest.raises(NoteInvalid) as refused:
        from_json(broken(change))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "Elsa" not in str(refused.value)


def test_the_unbroken_sample_is_accepted() -> None:
    assert from_json(broken(lambda data: None)) == sample()


def test_a_note_from_a_newer_version_says_so() -> None:
    with pytest.raises(NoteFromNewerVersion, match=r"nyare format \(dictate.note/99\)"):
        from_json(broken(lambda d: d.update(schema="dictate.note/99", new_things=[1])))


def test_a_note_from_an_older_version_is_brought_forward() -> None:
    def forward(data: dict[str, Any]) -> dict[str, Any]:
        return {**data, "schema": "dictate.note/1", "source": data["said"]} | {"said": None}

    def strip(data: dict[str, Any]) -> dict[str, Any]:
        made = forward(data)
        del made["said"]
        return made

    old = json.loads(to_json(sample()))
    old |= {"schema": "dictate.note/0", "said": old.pop("source")}
    assert from_json(json.dumps(old), {"dictate.note/0": strip}) == sample()


def test_a_note_without_the_later_parts_opens() -> None:
    data = to_data(sample())
    for late in ("removed", "waivers", "seen", "agreements"):
        del data[late]
    assert from_json(json.dumps(data)) == sample()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hej",
        "[]",
        "null",
        "{}",
        '{"schema": NaN}',
        '{"schema": 1e999}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"schema": "dictate.note/1", "schema": "dictate.note/1"}',
        '{"schema": ' + "9" * 10_000 + "}",
        b"\xff\xfe{",
        to_json(sample()).replace("Elsa sover.", "\\ud800"),
        "\ufeff" + to_json(sample()),
        " " * 65_000_000,
    ],
    ids=lambda text: str(text[:20]),
)
def test_hostile_or_damaged_files_are_refused(text: str | bytes) -> None:
    with pytest.raises(NoteInvalid):
        from_json(text)


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)


WORD_VALUES = st.one_of(
    st.floats(-1, 2), st.floats(), st.integers(-1, 2), st.sampled_from([True, None, "x", 10**7, 10**8])
)


@given(
    st.dictionaries(
        st.sampled_from(["start", "end", "text", "probability", "more"]), st.one_of(WORD_VALUES, st.text(max_size=3))
    )
)
def test_a_word_that_is_plainly_right_is_right_by_the_schema(word: dict[str, Any]) -> None:
    rules = {**schema()["$defs"]["word"], "$defs": schema()["$defs"]}
    if _is_sound_word(word):
        jsonschema.Draft202012Validator(rules).validate(word)


@pytest.mark.parametrize(
    "change",
    [{"probability": 2}, {"probability": True}, {"start": -1}, {"text": None}, {"more": 1}, {"end": 10**8}],
)
def test_a_wrong_word_is_refused(change: dict[str, Any]) -> None:
    word = {"start": 0, "end": 0.5, "text": "Elsa", "probability": 0.5}
    data = to_data(sample())
    data["sentences"][0]["words"] = [word]
    assert from_json(json.dumps(data)).sentences[0].words[0].text == "Elsa"
    data["sentences"][0]["words"] = [word, {**word, **change}]
    with pytest.raises(NoteInvalid, match="words"):
        from_json(json.dumps(data))


@given(st.data())
def test_a_note_with_anything_put_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    note = to_data(sample())
    place: Any = note
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = data.draw(JSON_VALUES)
            break
        place = place[key]
    assert "\n" not in refusal(json.dumps(note))


def refusal(text: str) -> str:
    """Why a note was refused, or nothing when it was read."""
    try:
        from_json(text)
    except DictateError as error:
        return str(error)
    return ""
