"""The unit's own report of its aktgranskning: how many notes had each answer, without personal data.

A group under five is not shown, nor one that the others would give away, and numbers are rounded down to fives: the
rules of `dictate.pilot.suppression`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dictate.pilot.pilot_file import ReviewCounts
from dictate.pilot.reviews import SheetQuestion
from dictate.pilot.suppression import FLOOR, in_fives, in_fives_or_hidden


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How many notes had an answer, in whole fives; None where the group is too small to be shown."""

    answer: str
    notes: int | None


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """A question and its answers; `answers` is empty while fewer than five notes answer it."""

    question: str
    text: str
    answers: tuple[AnswerCount, ...]


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """The whole report; `notes` is how many were reviewed, in whole fives."""

    notes: int
    questions: tuple[QuestionReport, ...]

    def lines(self) -> list[str]:
        """The report as plain lines."""
        if self.notes < FLOOR:
            return [f"Färre än {FLOOR} anteckningar är granskade. Först då visas några siffror."]
        # Two lines that each fit a terminal of 80.
        lines = [f"Aktgranskning av minst {self.notes} anteckningar. Antalen är avrundade nedåt"]
        lines.append(f"till femtal, och svar som färre än {FLOOR} anteckningar har fått visas inte.")
        for one in self.questions:
            lines += ["", one.text]
            if not one.answers:
                lines.append(f"  färre än {FLOOR} svar")
            lines += [
                f"  {each.answer:<28}{'visas inte' if each.notes is None else each.notes}" for each in one.answers
            ]
        return lines

    def as_json(self) -> dict[str, Any]:
        """`{"notes", "questions": [{"question", "text", "answers": {answer: number or null}}]}`."""
        return {
            "notes": self.notes,
            "questions": [
                {
                    "question": one.question,
                    "text": one.text,
                    "answers": {each.answer: each.notes for each in one.answers},
                }
                for one in self.questions
            ],
        }


def report(counts: Sequence[ReviewCounts], sheet: Sequence[SheetQuestion], reviewed: int) -> ReviewReport:
    """The report of counted sheets; `reviewed` is the number of sheets. An answer that no note has is 0."""
    by_id = {one.question: one.counts for one in counts}
    return ReviewReport(in_fives(reviewed), tuple(_question(one, by_id.get(one.id, {})) for one in sheet))


def _question(question: SheetQuestion, counts: Mapping[str, int]) -> QuestionReport:
    if sum(counts.values()) < FLOOR:
        return QuestionReport(question.id, question.text, ())
    notes = in_fives_or_hidden({**dict.fromkeys(question.answers, 0), **counts})
    return QuestionReport(
        question.id, question.text, tuple(AnswerCount(answer, notes[answer]) for answer in question.answers)
    )
