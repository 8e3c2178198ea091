"""What is measured of a note by itself: seconds, counts, yes and no. Never a word of it, nor its id, nor its case.

What each duration means:

- dictation: seconds of recorded sound, pauses left out.
- waiting: seconds from the end of speech until the note stood on the screen, loading and searching included.
- review: active seconds on the review and its boxes; see `active_time` for what is active.
- export: active seconds on the export screen until the document was made.

A typed note is timed by its writer's own start, pause and stop.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

from dictate.journal.checks import child_met
from dictate.journal.note import Note, Sentence
from dictate.journal.template import Template
from dictate.journal.when import parse_day
from dictate.pilot.pilot_file import NoteMeasure
from dictate.vault.pilot import TypedRow

Step = Literal["dictation_s", "waiting_s", "review_s", "export_s"]

STEPS: Mapping[str, Step] = {
    "Dikterade": "dictation_s",
    "Läste in talmodellen": "waiting_s",
    "Skrev ut talet": "waiting_s",
    "Skrev ut det sista": "waiting_s",
    "Ordnade meningarna": "waiting_s",
    "Sökte personuppgifter": "waiting_s",
    "Granskade": "review_s",
    "Exporterade": "export_s",
    "Skapade dokumentet": "export_s",
}
"""Which duration each timing of a session belongs to; a timing that is not here belongs to none."""

FEWEST_TYPED = 3
"""Typed notes before their average says anything."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the vault keeps of a note: the day it was made, seconds by step, and its counts once it has left.

    The day (ISO 8601) never leaves the computer: the pilot file has whole weeks since the user's first dictation.
    """

    made_on: str
    seconds: Mapping[str, float] = field(default_factory=dict)
    measure: NoteMeasure | None = None

    def to_json(self) -> str:
        """The figures as they are kept."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Figures:
        """The figures that `to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        measure = data["measure"]
        return cls(data["made_on"], data["seconds"], NoteMeasure(**measure) if measure else None)

    def with_seconds(self, timings: Mapping[str, float]) -> Figures:
        """The same with the seconds of a session's timings added to their steps."""
        seconds = dict(self.seconds)
        for title, spent in timings.items():
            if step := STEPS.get(title):
                seconds[step] = seconds.get(step, 0.0) + spent
        return replace(self, seconds=seconds)

    def whole(self) -> NoteMeasure | None:
        """The measure with its whole seconds, None while the note has not left or was not dictated."""
        if self.measure is None or self.measure.way != "dictated":
            return None
        heard = max(self.seconds.get("dictation_s", 0.0), self.measure.dictation_s)
        rounded = {step: _seconds(self.seconds.get(step, 0.0)) for step in set(STEPS.values())}
        return replace(self.measure, **{**rounded, "dictation_s": _seconds(heard)})  # type: ignore[arg-type]


def measured(note: Note, template: Template, made_on: date) -> NoteMeasure:
    """The counts of a note as it left, without id, week and seconds; `made_on` is the day it was begun.

    Where the sound is all that is known of the dictation its length counts as the dictation's.
    """
    heard = [sentence.audio[1] for sentence in note.sentences if sentence.audio]
    event = note.fields.get("handelsedatum", "")
    event_day = parse_day(event) if isinstance(event, str) else None
    return NoteMeasure(
        id="",
        way="dictated" if heard else "typed",
        template=template.id,
        week=0,
        dictation_s=_seconds(max(heard, default=0.0)),
        words=sum(count_words(sentence.text) for sentence in note.sentences),
        corrections=sum(corrected_words(sentence) for sentence in note.sentences),
        moves=sum(sentence.how == "moved" for sentence in note.sentences),
        findings=sum(found.decision is not None for found in note.findings),
        days_to_note=max(0, (made_on - event_day).days) if event_day else None,
        child_met=_met(note),
        childs_voice=childs_voice(note, template),
        checks_waved=len(note.waivers),
    )


def corrected_words(sentence: Sentence) -> int:
    """How many words the user changed, took out or put in, against what was recognised. 0 for a typed sentence."""
    if not sentence.original or sentence.original == sentence.text:
        return 0
    heard, said = sentence.original.split(), sentence.text.split()
    steps = SequenceMatcher(None, heard, said, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for kind, a, b, c, d in steps if kind != "equal")


def count_words(text: str) -> int:
    """How many words there are: what stands between spaces and has a letter or digit."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def _met(note: Note) -> bool | None:
    """Whether a child was met; None where the note does not tell, which is not no."""
    if child_met(note):
        return True
    return False if note.fields.get("barnet_traffat") == "nej" else None


def childs_voice(note: Note, template: Template) -> bool | None:
    """Whether the child's own words are there; None where the template has no section for them alone."""
    section = template.holding("barnets_rost")
    if not any(one.id == section and one.takes == ("barnets_rost",) for one in template.sections):
        return None
    return any(sentence.section == section for sentence in note.sentences)


def _seconds(spent: float) -> int:
    """Whole seconds, within what the pilot file takes."""
    return max(0, min(86_400, round(spent)))


# -- typed notes, and a note beside them ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TypedAverage:
    """What the user's own typed notes take: how many there are, and the mean of their seconds and words."""

    notes: int
    seconds: float
    words: float

    def for_words(self, words: int) -> float:
        """Seconds that as many words took the user to type, by the mean pace."""
        return self.seconds * words / self.words


def own_typed_average(typed: Sequence[TypedRow]) -> TypedAverage | None:
    """The mean of the user's typed notes, or None while there are fewer than three with words in them."""
    counted = [note for note in typed if note.words > 0 and note.seconds > 0]
    if len(counted) < FEWEST_TYPED:
        return None
    number = len(counted)
    return TypedAverage(
        number, sum(note.seconds for note in counted) / number, sum(note.words for note in counted) / number
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """For a receipt: the user's seconds with this note, and what as many words take the user to type."""

    seconds: float
    typed_seconds: float
    typed_notes: int

    def sentence(self) -> str:
        """ "Den här anteckningen: 6 minuter. Lika många ord på tangentbord tar dig 14 minuter, räknat på 5 …"."""
        return (
            f"Den här anteckningen tog {_minutes(self.seconds)}. Lika många ord på tangentbordet tar dig ungefär "
            f"{_minutes(self.typed_seconds)}, räknat på {self.typed_notes} anteckningar som du har tagit tid på."
        )


def beside_typed(timings: Mapping[str, float], words: int, typed: Sequence[TypedRow]) -> Beside | None:
    """A note's time beside the user's own typed average; None while there is no average, or nothing to compare.

    `timings` are the session's, or the kept `Figures.seconds`.
    """
    average = own_typed_average(typed)
    spent = sum(seconds for step, seconds in timings.items() if step in STEPS or step in STEPS.values())
    if average is None or not words or not spent:
        return None
    return Beside(spent, average.for_words(words), average.notes)


def _minutes(seconds: float) -> str:
    whole = round(seconds / 60)
    return "under en minut" if seconds < 45 else "1 minut" if whole <= 1 else f"{whole} minuter"
