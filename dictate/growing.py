"""A note while it is being dictated: made anew from all that was said whenever more has come."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dictate.journal.dictation import Dictation, Given, dictation
from dictate.journal.note import Note
from dictate.journal.section import shared_sections
from dictate.journal.structure import structure
from dictate.journal.template import Template
from dictate.words import Utterance

if TYPE_CHECKING:
    from dictate.application import Application

_LOG = logging.getLogger(__name__)
# A long note takes a while to make; the rest of the time belongs to the recogniser.
_REST = 3


@dataclass(frozen=True, slots=True)
class Written:
    """What the note says so far.

    `section` is the heading that is being spoken to, `last` the last command that was understood and `last_words` what
    the screen says of it; all empty before there is any.
    """

    note: Note
    template: Template
    section: str = ""
    last: Given | None = None
    last_words: str = ""


class Growing:
    """Takes utterances from any thread and writes the note in a thread of its own."""

    def __init__(self, application: Application, template_id: str, on_given: Callable[[Given], None]) -> None:
        """`on_given` is called, from that thread, with each command to the recording (pause, done) once."""
        self._application = application
        self._on_given = on_given
        self._commands = application.text_blocks.commands()
        self._template = application.template(template_id)
        self._utterances: list[Utterance] = []
        self._as_text: set[int] = set()
        self._heeded = -1
        self._changed = threading.Event()
        self._over = False
        self.written = Written(Note("", self._template.id, ""), self._template)
        """The latest; a new value replaces it."""
        self.tentative: tuple[str, ...] = ()
        """A guess at what is being said just now."""
        self._thread = threading.Thread(target=self._run, name="growing-note", daemon=True)
        self._thread.start()

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """All that was said so far."""
        return tuple(self._utterances)

    @property
    def as_text(self) -> frozenset[int]:
        """Where the commands stand that the user took back."""
        return frozenset(self._as_text)

    @property
    def template(self) -> Template:
        """The kind of note that it will be."""
        return self._template

    def add(self, utterance: Utterance) -> None:
        """More was said."""
        self._utterances.append(utterance)
        self._changed.set()

    def use_template(self, template: Template) -> None:
        """Makes it another kind of note."""
        self._template = template
        self._changed.set()

    def take_back_command(self) -> bool:
        """The last command was none: its words are text. False when there is no command."""
        last = self.written.last
        if last is None or last.start in self._as_text:
            return False
        self._as_text.add(last.start)
        self._changed.set()
        return True

    def stop(self) -> None:
        """Nothing more will come."""
        self._over = True
        self._changed.set()

    def _run(self) -> None:
        while self._changed.wait() and not self._over:
            self._changed.clear()
            began = time.monotonic()
            try:
                self._write()
            except Exception:  # the note is made again from the same words when the dictation is over
                _LOG.exception("the growing note could not be written")
            time.sleep(min(2.0, _REST * (time.monotonic() - began)))

    def _write(self) -> None:
        template, headings = self._template, self._template.headings(shared_sections())
        said = dictation(self._utterances, headings, commands=self._commands, as_text=self._as_text)
        note = structure(said.spoken, template, self._application.classifier, "")
        heading = headings.alone(_words_of(said, said.last)) if said.last and said.last.name == "rubrik" else None
        section = heading.section if heading else ""
        words = said.last.shown if said.last else ""
        if heading:
            words = f"{words}: {template.section(section).heading}"
        last = note.sentences[-1] if note.sentences else None
        if last and not (section and said.last and said.last.start > last.start):
            section = last.section
        title = template.section(section).heading if section else ""
        self.written = Written(note, template, title, said.last, words)
        self._heed(said)

    def _heed(self, said: Dictation) -> None:
        for given in said.controls:
            if given.start > self._heeded:
                self._heeded = given.start
                self._on_given(given)


def _words_of(said: Dictation, given: Given | None) -> str:
    return said.spoken.source[given.start : given.end] if given else ""
