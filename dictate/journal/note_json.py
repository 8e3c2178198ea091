"""A note as JSON (`dictate.note/1`), written and read without loss; the published schema is `note.schema.json`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from dictate.journal.note import (
    SCHEMA,
    Agreement,
    Change,
    Consent,
    FieldValue,
    Note,
    NoteFinding,
    Participant,
    Removed,
    Seen,
    Sentence,
    Voice,
    Waiver,
)
from dictate.journal.note_rules import NoteInvalid, check_note
from dictate.words import Word, without_control
from redaction.finding import Finding

MAX_BYTES = 64_000_000
"""A three-hour dictation with all its words takes about 3 MB."""

Data = dict[str, Any]
Migrations = Mapping[str, Callable[[Data], Data]]

MIGRATIONS: Migrations = {}
"""For each older schema name the function that makes the next version of its data. `dictate.note/1` is the first."""

_VERSION = re.compile(r"dictate\.note/(\d{1,6})\Z")


class NoteFromNewerVersion(NoteInvalid):
    """A note that a newer version of the program wrote."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.args = (
            f"Anteckningen är skriven i ett nyare format ({version}). Uppdatera programmet för att öppna den.",
        )


def to_json(note: Note) -> str:
    """The note as one line of JSON."""
    return json.dumps(to_data(note), ensure_ascii=False, allow_nan=False)


def to_data(note: Note) -> Data:
    """The note as the plain values of the published schema."""
    return {
        "schema": SCHEMA,
        "id": note.id,
        "template": note.template,
        "fields": {name: _field_data(value) for name, value in note.fields.items()},
        "sentences": [sentence_data(sentence) for sentence in note.sentences],
        "findings": [finding_data(finding) for finding in note.findings],
        "history": [_flat(change) for change in note.history],
        "removed": [
            {
                "sentence": sentence_data(removed.sentence),
                "after": removed.after,
                "findings": [finding_data(finding) for finding in removed.findings],
            }
            for removed in note.removed
        ],
        "waivers": [_flat(waiver) for waiver in note.waivers],
        "seen": [_flat(seen) for seen in note.seen],
        "agreements": [_flat(agreement) for agreement in note.agreements],
        "voices": [{"role": voice.role, "turns": [list(turn) for turn in voice.turns]} for voice in note.voices],
        "source": note.source,
    }


def _flat(value: Change | Waiver | Seen | Agreement) -> Data:
    """A value that holds texts and numbers alone; `asdict` would copy each of them, which takes ten times as long."""
    return {name: getattr(value, name) for name in value.__slots__}


def structure_data(file: str, note: Note) -> Data:
    """What `dictate structure --json` prints for one file: its sentences in sections, with offsets in its text."""
    keys = ("start", "end", "text", "section", "how", "confidence", "alternatives")
    sentences = [{key: sentence_data(sentence)[key] for key in keys} for sentence in note.sentences]
    return {"file": file, "template": note.template, "sentences": sentences}


def sentence_data(sentence: Sentence) -> Data:
    """A sentence as in the schema."""
    return {
        "id": sentence.id,
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "original": sentence.original,
        "section": sentence.section,
        "how": sentence.how,
        "confidence": sentence.confidence,
        "alternatives": [[name, probability] for name, probability in sentence.alternatives],
        "audio": list(sentence.audio) if sentence.audio else None,
        "words": [_word_data(word) for word in sentence.words],
        "paragraph": sentence.paragraph,
        "block": sentence.block,
    }


def finding_data(found: NoteFinding) -> Data:
    """A finding as in the schema; `start` and `end` are characters of its sentence's text."""
    return {
        "id": found.id,
        "sentence": found.sentence,
        "start": found.finding.start,
        "end": found.finding.end,
        "label": found.finding.label,
        "text": found.finding.text,
        "confidence": found.finding.confidence,
        "reason": found.finding.reason,
        "decision": found.decision,
        "decided_at": found.decided_at or None,
        "role": found.role,
    }


def _word_data(word: Word) -> Data:
    data: Data = {"start": word.start, "end": word.end, "text": word.text, "probability": word.probability}
    if word.alternatives:
        data["alternatives"] = list(word.alternatives)
    if word.heard:
        data["heard"] = word.heard
    return data


def _field_data(value: FieldValue) -> str | list[Data]:
    if isinstance(value, str):
        return value
    return [
        {**asdict(one), "recipients": list(one.recipients)} if isinstance(one, Consent) else asdict(one)
        for one in value
    ]


def from_json(text: str | bytes, migrations: Migrations = MIGRATIONS, *, foreign: bool = False) -> Note:
    """The note in `text`; in one that is `foreign`, from a file, control characters become spaces.

    Raises NoteFromNewerVersion for a later schema, else NoteInvalid for anything that isn't a sound note: not JSON or
    not UTF-8, larger than MAX_BYTES, against the schema, or contradicting itself.
    """
    data = _upgraded(_parsed(text), migrations)
    data = _without_control(data) if foreign else data
    _validate(data)
    try:
        note = _note(data)
    except ValueError as error:
        raise NoteInvalid("ett fynd eller en mening har ett läge som inte stämmer med sin text") from error
    check_note(note)
    return note


def _parsed(text: str | bytes) -> Data:
    if len(text) > MAX_BYTES:
        raise NoteInvalid(f"filen är större än {MAX_BYTES // 1_000_000} MB")
    try:
        read = text.decode("utf-8") if isinstance(text, bytes) else text
        data = json.loads(read, parse_constant=_refuse, parse_float=_finite, object_pairs_hook=_once)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise NoteInvalid("filen är ingen giltig JSON") from error
    if not isinstance(data, dict):
        raise NoteInvalid("filen är ingen anteckning")
    return data


def _without_control(value: Any) -> Any:
    """The value with no control character in any text: what a file says must not steer the terminal."""
    if isinstance(value, str):
        return without_control(value)
    if isinstance(value, list):
        return [_without_control(one) for one in value]
    return {key: _without_control(one) for key, one in value.items()} if isinstance(value, dict) else value


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _once(pairs: list[tuple[str, Any]]) -> Data:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("a key stands twice")
    return data


def _upgraded(data: Data, migrations: Migrations) -> Data:
    """The data in today's schema, older versions taken forward one at a time."""
    for _ in range(len(migrations) + 1):
        version = data.get("schema")
        if version == SCHEMA:
            return data
        found = _VERSION.match(version) if isinstance(version, str) else None
        if not found:
            raise NoteInvalid("filen är ingen anteckning")
        if int(found[1]) > int(SCHEMA.rpartition("/")[2]):
            raise NoteFromNewerVersion(found[0])
        if found[0] not in migrations:
            break
        data = migrations[found[0]](data)
    raise NoteInvalid(f"versionen {data.get('schema')} går inte att föra över till den här")


@cache
def schema() -> Data:
    """The published schema."""
    loaded: Data = json.loads(Path(__file__).with_name("note.schema.json").read_text(encoding="utf-8"))
    return loaded


@cache
def _unfolded() -> Data:
    """The schema with every reference replaced by what it refers to: the same rules, checked several times as fast."""
    definitions = schema()["$defs"]

    def unfold(part: Any) -> Any:
        if isinstance(part, dict):
            if "$ref" in part:
                return unfold(definitions[part["$ref"].rpartition("/")[2]])
            return {name: unfold(value) for name, value in part.items() if name != "$defs"}
        return [unfold(value) for value in part] if isinstance(part, list) else part

    unfolded: Data = unfold(schema())
    return unfolded


def _validate(data: Data) -> None:
    from jsonschema import Draft202012Validator  # a tenth of a second to import: only when a note is opened

    for error in Draft202012Validator(_unfolded()).iter_errors(_without_sound_words(data)):
        place = re.sub(r"[^\w/-]", "?", "/".join(str(step) for step in error.absolute_path))[:80]
        raise NoteInvalid(f"uppgiften {place or 'överst'} har fel form")


def _without_sound_words(data: Data) -> Data:
    """The data without the words that are plainly right: an hour has thousands, and a validator takes long for each."""
    sentences = data.get("sentences")
    if not isinstance(sentences, list):
        return data
    light = [
        {**one, "words": [word for word in one["words"] if not _is_sound_word(word)]}
        if isinstance(one, dict) and isinstance(one.get("words"), list)
        else one
        for one in sentences
    ]
    return {**data, "sentences": light}


def _is_sound_word(word: Any) -> bool:
    """Whether the schema's definition "word" surely holds."""
    return (
        type(word) is dict
        and word.keys() == {"start", "end", "text", "probability"}
        and type(word["text"]) is str
        and all(type(word[name]) in (int, float) for name in ("start", "end", "probability"))
        and 0 <= word["start"] <= 10_000_000
        and 0 <= word["end"] <= 10_000_000
        and 0 <= word["probability"] <= 1
    )


def _note(data: Data) -> Note:
    return Note(
        id=data["id"],
        template=data["template"],
        source=data["source"],
        fields={name: _field(value) for name, value in data["fields"].items()},
        sentences=tuple(map(_sentence, data["sentences"])),
        findings=tuple(map(_finding, data["findings"])),
        history=tuple(Change(**change) for change in data["history"]),
        removed=tuple(map(_removed, data.get("removed", []))),
        waivers=tuple(Waiver(**waiver) for waiver in data.get("waivers", [])),
        seen=tuple(_seen(seen) for seen in data.get("seen", [])),
        agreements=tuple(Agreement(**agreement) for agreement in data.get("agreements", [])),
        voices=tuple(map(_voice, data.get("voices", []))),
    )


def _field(value: str | list[Data]) -> FieldValue:
    if isinstance(value, str):
        return value
    if all("name" in entry for entry in value):
        return tuple(Participant(**entry) for entry in value)
    return tuple(Consent(**{**entry, "recipients": tuple(entry["recipients"])}) for entry in value)


def _sentence(data: Data) -> Sentence:
    audio = data["audio"]
    return Sentence(
        id=data["id"],
        text=data["text"],
        original=data["original"],
        start=int(data["start"]),
        end=int(data["end"]),
        section=data["section"],
        how=data["how"],
        confidence=float(data["confidence"]),
        alternatives=tuple((name, float(probability)) for name, probability in data["alternatives"]),
        audio=(float(audio[0]), float(audio[1])) if audio else None,
        words=tuple(map(_word, data.get("words", []))),
        paragraph=data.get("paragraph", False),
        block=data.get("block", ""),
    )


def _word(data: Data) -> Word:
    return Word(
        float(data["start"]),
        float(data["end"]),
        data["text"],
        float(data["probability"]),
        tuple(data.get("alternatives", ())),
        data.get("heard", ""),
    )


def _finding(data: Data) -> NoteFinding:
    return NoteFinding(
        id=data["id"],
        sentence=data["sentence"],
        finding=Finding(
            start=int(data["start"]),
            end=int(data["end"]),
            label=data["label"],
            text=data["text"],
            confidence=float(data["confidence"]),
            reason=data["reason"],
        ),
        decision=data["decision"],
        decided_at=data["decided_at"] or "",
        role=data.get("role", ""),
    )


def _removed(data: Data) -> Removed:
    return Removed(_sentence(data["sentence"]), data["after"], tuple(map(_finding, data["findings"])))


def _seen(data: Data) -> Seen:
    return Seen(data["sentence"], int(data["start"]), int(data["end"]), data["text"], data["at"])


def _voice(data: Data) -> Voice:
    return Voice(data["role"], tuple((float(start), float(end)) for start, end in data["turns"]))
