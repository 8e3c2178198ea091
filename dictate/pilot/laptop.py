"""The pilot on this laptop: what the screens, the commands and the sessions call. Nothing is kept unless it is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dictate.pilot import reviews
from dictate.pilot.measures import Beside, Figures, beside_typed, measured
from dictate.pilot.register import Register
from dictate.pilot.typed import TypedTimer
from dictate.pilot.variables import Variables, load_variables
from dictate.pilot.working_days import Schedule, schedule

if TYPE_CHECKING:
    from dictate.journal.note import Note
    from dictate.journal.template import Template
    from dictate.pilot.pilot_file import PilotFile, ReviewCounts
    from dictate.pilot.reviews import SheetQuestion
    from dictate.pilot.survey import Form
    from dictate.pilot.timeline import Stretch
    from dictate.settings import Pilot as PilotSettings
    from dictate.vault.pilot import PilotTables

Reminder = Literal["", "none", "long"]
"""Nothing to remind of; no time is taken on a day when it should be; the same has gone on for long."""


class LaptopPilot:
    """One user's part of a pilot. Cheap to make; data files are read at their first use."""

    def __init__(
        self,
        tables: PilotTables,
        settings: PilotSettings,
        folders: Sequence[Path],
        clock: Callable[[], datetime],
        template: Callable[[str], Template],
    ) -> None:
        """`folders` may hold the municipality's own `variables.toml` and `survey.toml`, the first winning.

        `template` gives a note template by its id.
        """
        self.tables = tables
        self.settings = settings
        self.clock = clock
        self._template = template
        self._folders = tuple(folders)
        self.register = Register(tables, clock)
        self.typed_timer = TypedTimer(tables, clock)

    @cached_property
    def variables(self) -> Variables:
        """The variables of the user's role. Raises DataFileInvalid."""
        return load_variables(self.settings.role, self._folders)

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The surveys by id. Raises DataFileInvalid."""
        from dictate.pilot.survey import load_forms

        return load_forms(self._folders)

    @cached_property
    def schedule(self) -> Schedule:
        """The days on which time is registered; none before a start is set."""
        return schedule(self.settings.start or None, self.settings.after or None)

    # -- time -----------------------------------------------------------------------------------------------------

    def is_registration_day(self) -> bool:
        """Whether time is registered today."""
        return self.schedule.has(self.clock().date())

    def reminder(self, running: Stretch | None) -> Reminder:
        """What to remind of quietly; nothing where reminders are off."""
        if not self.settings.reminders:
            return ""
        if running is None:
            today = self.is_registration_day() and self._working_hours()
            return "none" if today and not self._ended_today() else ""
        long = running.seconds(self.clock()) >= timedelta(minutes=self.settings.reminder_minutes).total_seconds()
        return "long" if long else ""

    def _working_hours(self) -> bool:
        return 7 <= self.clock().hour < 18

    def _ended_today(self) -> bool:
        """Whether the user ended the day after 15, so that there is nothing to remind of."""
        ends = [one.end for one in self.register.day(self.clock().date()) if one.end]
        return bool(ends) and max(ends).hour >= 15

    # -- notes ----------------------------------------------------------------------------------------------------

    def timed(self, note_id: str, timings: Mapping[str, float]) -> None:
        """Adds what the steps of a session have taken to the figures of a note of the store."""
        figures = self._figures(note_id).with_seconds(timings)
        self.tables.set_figures(note_id, figures.to_json())

    def left(self, note: Note, template: Template) -> None:
        """The note has left as a document: it is counted as it is now. A review sheet that left is counted too."""
        figures = self._figures(note.id)
        counts = measured(note, template, date.fromisoformat(figures.made_on))
        self.tables.set_figures(note.id, replace(figures, measure=counts).to_json())
        if template.id == reviews.TEMPLATE:
            answers = reviews.proposed(note, template, reviews.sheet(template))
            self.tables.set_review(note.id, reviews.to_body(answers))

    def _figures(self, note_id: str) -> Figures:
        kept = self.tables.figures_of(note_id)
        return Figures.from_json(kept) if kept else Figures(self.clock().date().isoformat())

    def beside(self, note_id: str, words: int) -> Beside | None:
        """The note's time, all sessions with it together, beside the user's own typed average; None without one."""
        kept = self.tables.figures_of(note_id)
        return beside_typed(Figures.from_json(kept).seconds, words, self.tables.typed()) if kept else None

    # -- reviews --------------------------------------------------------------------------------------------------

    @cached_property
    def sheet(self) -> tuple[SheetQuestion, ...]:
        """The questions of the review sheet. Raises DataFileInvalid."""
        return reviews.sheet(self._template(reviews.TEMPLATE))

    def reviewed(self) -> tuple[ReviewCounts, ...]:
        """How many notes had each answer, by question."""
        return reviews.counted(self.tables.reviews(), self.sheet)

    def review(self, note_id: str, answers: Mapping[str, str]) -> None:
        """Keeps the review sheet of a note of the store."""
        self.tables.set_review(note_id, reviews.to_body(answers))

    # -- the file -------------------------------------------------------------------------------------------------

    def collect(self) -> PilotFile:
        """All that would leave, as a value to show. Raises PilotNotReady or DataFileInvalid."""
        from dictate.pilot.collecting import collect

        return collect(
            self.tables,
            self.settings,
            self.variables,
            self.schedule,
            self.register.counted(),
            self.reviewed(),
            self.clock(),
        )

    def plain_words(self, file: PilotFile, templates: Mapping[str, str]) -> list[str]:
        """All that stands in the file, in plain Swedish; `templates` are the titles of the note templates by id."""
        from dictate.pilot.plain_words import plain_words

        variables = {one.id: self.variables.full_title(one.id) for one in self.variables.all}
        questions = {question.id: question.text for form in self.forms.values() for question in form.questions}
        sheet = {question.id: question.text for question in self.sheet}
        return plain_words(file, {**templates, "annan": "annan mall", **variables, **sheet, **questions})

    def public_key(self) -> str:
        """The key that this laptop's pilot files are signed with, for the municipality's list of known keys."""
        from dictate.pilot.collecting import signing_key
        from dictate.pilot.pilot_file import public_key_of

        return public_key_of(signing_key(self.tables))

    def leave(self, file: PilotFile, path: Path, *, replace: bool = False) -> None:
        """Signs the file that the user has seen and said yes to, and writes it.

        Raises PilotFileRefused, OutputExists or OutputUnwritable; then nothing is written.
        """
        from dictate.export.files import write_whole
        from dictate.pilot.collecting import leave

        leave(file, path, self.tables, lambda where, content: write_whole(where, content, replace=replace))
