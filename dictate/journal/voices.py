"""The voices of a recorded conversation: who spoke when, who they are, and what that means for the note.

Voices are told apart by sound alone (`dictate.speech.speakers`); the user says once which role each of them has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dictate.journal.child_voice import given_to_child
from dictate.journal.note import Change, Note, Sentence, Voice
from dictate.journal.template import Template
from dictate.words import Turn, one_line, speaker_at
from redaction.lexicon import Lexicon
from redaction.roles import is_child, same_role, usual_voices

NAMED = "röst namngiven"
SEEN = "rösterna genomgångna"
"""What the history says of a voice that got its role, and of a user who has gone through them all."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice as the user gets to know it.

    `turns` is how often it took the word, `seconds` how long it spoke; `words` is what it said first, "" where nothing
    was understood.
    """

    number: int
    role: str
    turns: int
    seconds: float
    words: str

    @property
    def name(self) -> str:
        """Its role, or "Röst 1"."""
        return self.role or f"Röst {self.number}"


@dataclass(frozen=True, slots=True)
class Choice:
    """A role that is offered for a voice; `who` are the people of the case that have it, `child` whether a child's."""

    role: str
    who: str
    child: bool


def with_voices(note: Note, turns: Iterable[Turn]) -> Note:
    """The note with who speaks when; nobody has a role yet."""
    spans: dict[int, list[tuple[float, float]]] = {}
    for turn in turns:
        spans.setdefault(turn.speaker, []).append((turn.start, turn.end))
    voices = tuple(Voice("", tuple(spans.get(number, ()))) for number in range(1, max(spans, default=0) + 1))
    return replace(note, voices=voices)


def named(note: Note, template: Template, roles: Mapping[int, str], at: str) -> Note:
    """The note with these roles by voice, "" for none; other voices keep theirs. Numbers without a voice are passed by.

    What a child says is put under the child's voice, and what is a child's no more is put back.
    """
    voices, changes = list(note.voices), []
    for number, role in roles.items():
        written = one_line(role)
        if 1 <= number <= len(voices) and voices[number - 1].role != written:
            changes.append(Change(at, NAMED, "", _name(number, voices[number - 1].role), _name(number, written)))
            voices[number - 1] = replace(voices[number - 1], role=written)
    if not changes:
        return note
    before = _children(note.voices)
    after = _children(voices)
    changed = replace(note, voices=tuple(voices), history=(*note.history, *changes))
    if before == after:
        return changed
    turns = turns_of(note)

    def speaks(among: frozenset[int], start: float, end: float) -> bool:
        return speaker_at(turns, (start + end) / 2) in among

    return given_to_child(
        changed,
        template,
        lambda start, end: speaks(after, start, end),
        at,
        lambda start, end: speaks(before, start, end),
    )


def gone_through(note: Note, at: str) -> Note:
    """The note with the mark that the user has gone through its voices."""
    return replace(note, history=(*note.history, Change(at, SEEN))) if ask_for_roles(note) else note


def ask_for_roles(note: Note) -> bool:
    """Whether the user has neither given a voice its role nor said that none gets one."""
    settled = any(change.what == SEEN for change in note.history)
    return bool(note.voices) and not settled and not any(voice.role for voice in note.voices)


def turns_of(note: Note) -> tuple[Turn, ...]:
    """Who speaks when, in the order of time."""
    turns = (Turn(*span, number) for number, voice in enumerate(note.voices, 1) for span in voice.turns)
    return tuple(sorted(turns, key=lambda turn: turn.start))


def speaker_of(note: Note, sentence: Sentence) -> str:
    """Who says the sentence: the role, or "Röst 1"; "" where voices were not told apart, or it was typed."""
    number = speaker_at(turns_of(note), sum(sentence.audio) / 2) if sentence.audio else 0
    return _name(number, note.voices[number - 1].role) if number else ""


def heard(note: Note) -> tuple[Heard, ...]:
    """The voices in the order they are first heard."""
    turns = turns_of(note)
    taken = [turn.speaker for place, turn in enumerate(turns) if not place or turns[place - 1].speaker != turn.speaker]
    said: dict[int, list[str]] = {}
    spoken = [sentence for sentence in note.sentences if sentence.audio]
    for sentence in sorted(spoken, key=lambda one: one.audio or (0.0, 0.0)):
        said.setdefault(speaker_at(turns, sum(sentence.audio or (0.0,)) / 2), []).append(sentence.original)
    return tuple(
        Heard(
            number,
            voice.role,
            taken.count(number),
            sum(end - start for start, end in voice.turns),
            one_line(" ".join(said.get(number, ()))),
        )
        for number, voice in enumerate(note.voices, 1)
    )


def sample_of(voice: Voice, seconds: float, shortest: float = 1.0) -> tuple[tuple[float, float], ...]:
    """Places where the voice can be recognised, `seconds` in all at most: its first turns that are not too short."""
    chosen, left = [], seconds
    for start, end in [one for one in voice.turns if one[1] - one[0] >= shortest] or voice.turns:
        if left <= 0:
            break
        chosen.append((start, min(end, start + left)))
        left -= end - start
    return tuple(chosen)


def choices(lexicon: Lexicon | None) -> tuple[Choice, ...]:
    """The roles to offer: those of the people of the case first, then the usual ones that none of them has."""
    people: dict[str, list[str]] = {}
    for person in lexicon.people if lexicon else ():
        if person.role:
            people.setdefault(person.role, []).append(person.name)
    known = {same_role(role) for role in people}
    usual = [role for role in usual_voices() if same_role(role) not in known]
    return tuple(Choice(role, ", ".join(people.get(role, ())), is_child(role)) for role in (*people, *usual))


def _children(voices: Sequence[Voice]) -> frozenset[int]:
    return frozenset(number for number, voice in enumerate(voices, 1) if is_child(voice.role))


def _name(number: int, role: str) -> str:
    return role or f"Röst {number}"
