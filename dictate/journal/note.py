"""A journal note as a value: sentences with their provenance, findings with their decisions, and what was done to them.

Everything here is frozen. The functions of `dictate.journal` take a note and return a new one; undo is keeping the old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dictate.words import Word
from redaction.finding import Finding

SCHEMA = "dictate.note/1"

How = Literal["spoken", "classified", "moved"]
"""How a sentence came to its section: a heading was spoken or written, the classifier chose, or the user moved it."""

Decision = Literal["keep", "role", "mask", "remove"]


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who took part, with the role in the case ("mamma", "kurator") as the user wrote it."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent (samtycke): who gave it, to what, for which recipients, how and when; dates are ISO 8601 or empty."""

    given_by: str
    to: str
    recipients: tuple[str, ...]
    form: str
    given_on: str
    withdrawn_on: str = ""


FieldValue = str | tuple[Participant, ...] | tuple[Consent, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the note and where it comes from.

    `original` is what was said, word for word, and stands at `start`:`end` (characters) of the note's `source`;
    `text` is what the note says now and differs only where the user edited it. A sentence that was typed has an empty
    `original`, no `words` and no `audio`. `audio` is seconds of the recording; `words` are the recogniser's, with
    their probabilities. `alternatives` are the next best sections with their probability, best first.
    `block` names the person that the sentence is about where a template has one block per person, else it is empty.
    """

    id: str
    text: str
    original: str
    start: int
    end: int
    section: str
    how: How
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()
    audio: tuple[float, float] | None = None
    words: tuple[Word, ...] = ()
    paragraph: bool = False
    block: str = ""

    def __post_init__(self) -> None:
        if self.end - self.start != len(self.original) or self.start < 0:
            raise ValueError(f"{self.id}: {self.start}-{self.end} does not hold {len(self.original)} characters")


@dataclass(frozen=True, slots=True)
class NoteFinding:
    """A finding in one sentence of the note and what the user decided about it.

    `finding.start` and `finding.end` are character offsets in the text of the sentence whose id is `sentence`.
    `role` is the word that stands instead of the text when the decision is "role" ("mamman").
    `decided_at` is ISO 8601 with time zone, or empty while undecided.
    """

    id: str
    sentence: str
    finding: Finding
    decision: Decision | None = None
    decided_at: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to the note: `at` (ISO 8601 with time zone), `what`, the sentence concerned, before and after."""

    at: str
    what: str
    sentence: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Removed:
    """A sentence that the user took out, kept so that it can come back after the one whose id is `after` (or first).

    Its findings go with it, so that nothing undecided lingers in what is left.
    """

    sentence: Sentence
    after: str
    findings: tuple[NoteFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiver:
    """A remark that the user let pass: `key` tells it from the check's others, `reason` is why, `at` ISO 8601."""

    check: str
    key: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A doubtful word that the user has looked at: it stands at `start`:`end` (characters) of the sentence's text."""

    sentence: str
    start: int
    end: int
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who does what and when, as the user confirmed it.

    `who`, `what` and `when` are pieces of the sentence's text; `date` is the day that `when` means (ISO 8601). Each
    may be empty.
    """

    sentence: str
    who: str
    what: str
    when: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in the recording: `role` as the user named them, "" while unnamed, and when they speak.

    `turns` are seconds of the recording, in the order of time. Voices are numbered from 1 in the order they stand in
    the note, which is the order in which they are first heard.
    """

    role: str
    turns: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A note under review.

    `source` is all that was said, as it was recognised; every sentence's `original` is a piece of it.
    """

    id: str
    template: str
    source: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()
    findings: tuple[NoteFinding, ...] = ()
    history: tuple[Change, ...] = ()
    removed: tuple[Removed, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    seen: tuple[Seen, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    voices: tuple[Voice, ...] = ()

    def sentence(self, sentence_id: str) -> Sentence:
        """The sentence with that id. Raises KeyError when there is none."""
        for candidate in self.sentences:
            if candidate.id == sentence_id:
                return candidate
        raise KeyError(sentence_id)

    @property
    def undecided(self) -> tuple[NoteFinding, ...]:
        """The findings that still stop an export."""
        return tuple(finding for finding in self.findings if finding.decision is None)
