"""The ways to begin a note: from sound, from a dictation, from text, from a file; and to go on with one of the store.

What is heavy is imported where it is used, so that whoever offers these ways opens at once.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.text_files import read_text
from dictate.timing import timed

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.journal.note import Note
    from dictate.journal.sentences import Spoken
    from dictate.journal.template import Template
    from dictate.recogniser import Progress
    from dictate.session import Session
    from dictate.speech.transcript import Transcript
    from dictate.words import Utterance
    from redaction.lexicon import Lexicon


def from_audio(
    application: Application,
    audio: Path,
    template_id: str,
    lexicon: Lexicon | None = None,
    progress: Progress | None = None,
    case_id: str = "",
    roles: Mapping[int, str] | None = None,
) -> Session:
    """A new note from a sound file, in the case with that id, or else with the people of `lexicon` known.

    `roles` and what is raised are as in `Recogniser.transcribe`; what a child says is put under the child's voice.
    """
    known = application.case(case_id).lexicon if case_id else lexicon
    vocabulary = application.vocabulary(known)
    transcript = application.recogniser.transcribe(audio, vocabulary, progress=progress, roles=roles)
    return from_transcript(application, transcript, template_id, lexicon, case_id, audio)


def from_transcript(
    application: Application,
    transcript: Transcript,
    template_id: str,
    lexicon: Lexicon | None = None,
    case_id: str = "",
    audio: Path | None = None,
) -> Session:
    """A new note of what was heard in the sound file `audio`, in the case with that id, or with `lexicon` known."""
    template = application.template(template_id)
    spoken = _spoken(application, transcript.utterances, template)
    timings = {"Läste in talmodellen": transcript.load_s, "Skrev ut talet": transcript.transcribe_s}
    session = _new(application, spoken, template, lexicon, case_id, timings, transcript.warning)
    if audio is not None:
        session.sound.made_of(audio)
    if transcript.turns:
        session.tell_apart(transcript.turns, transcript.roles)
    return session


def from_dictation(
    application: Application,
    utterances: Sequence[Utterance],
    template_id: str,
    *,
    recording: str,
    case_id: str = "",
    timings: dict[str, float] | None = None,
    warning: str | None = None,
    as_text: Set[int] = frozenset(),
) -> Session:
    """The saved note of what was said in a recording of the spool, its sound tied to it.

    `as_text` is as in `dictate.journal.dictation`.
    """
    template = application.template(template_id)
    spoken = _spoken(application, utterances, template, as_text)
    session = _new(application, spoken, template, None, case_id, timings, warning)
    session.save()
    application.store.keep_recording(session.note.id, recording)
    return session


def from_recording(
    application: Application,
    recording: str,
    template_id: str = "",
    progress: Progress | None = None,
    case_id: str = "",
) -> Session:
    """As `from_dictation`, from the sound alone: for a dictation that was broken off.

    Raises SpoolUnusable, SpoolUnreadable or what `Recogniser.engine` raises.
    """
    from dictate.speech.transcript import transcribe_file

    known = application.vocabulary(application.case(case_id).lexicon if case_id else None)
    recogniser = application.recogniser
    with recogniser.reading:
        engine = recogniser.engine().knowing(known)
        transcript = transcribe_file("", application.sounds.recorded(recording), engine, progress)
    session = from_dictation(
        application,
        transcript.utterances,
        template_id,
        recording=recording,
        case_id=case_id,
        timings={"Skrev ut talet": transcript.transcribe_s},
        warning=transcript.warning,
    )
    application.store.audit.add("recovered", note=session.note.id)
    return session


def from_text(
    application: Application, text: str, template_id: str, lexicon: Lexicon | None = None, case_id: str = ""
) -> Session:
    """A new note from pasted or written text, in the case with that id, or else with `lexicon` known."""
    template = application.template(template_id)
    return _new(application, _written(text, template), template, lexicon, case_id)


def from_note_file(application: Application, path: Path) -> Session:
    """A note from its JSON file. Raises TextUnreadable, NoteInvalid, NoteFromNewerVersion or TemplateUnknown."""
    from dictate.journal.note_json import from_json
    from dictate.session import Session

    note = from_json(read_text(path), foreign=True)
    return Session(application, note, application.template(note.template))


def from_store(application: Application, note_id: str) -> Session:
    """A note of the store with its case; every change to it is written. Raises KeyError when it is not there."""
    from dictate.journal.note_json import from_json
    from dictate.session import Session

    note = from_json(application.store.body(note_id))
    case = application.store.cases.of_note(note_id)
    session = Session(application, note, application.template(note.template), case=case)
    session.keep_stored()
    return session


def structured(application: Application, text: str, template_id: str) -> Note:
    """The sentences of a text in the sections of a template, without a search for personal data."""
    template = application.template(template_id)
    return _in_sections(application, _written(text, template), template)


def _spoken(
    application: Application, utterances: Sequence[Utterance], template: Template, as_text: Set[int] = frozenset()
) -> Spoken:
    """What was said, its spoken headings and commands carried out."""
    from dictate.journal.dictation import dictation
    from dictate.journal.section import shared_sections

    headings = template.headings(shared_sections())
    return dictation(utterances, headings, commands=application.text_blocks.commands(), as_text=as_text).spoken


def _written(text: str, template: Template) -> Spoken:
    from dictate.journal.section import shared_sections
    from dictate.journal.sentences import from_text as sentences_of

    return sentences_of(text, template.headings(shared_sections()))


def _in_sections(application: Application, spoken: Spoken, template: Template) -> Note:
    from dictate.journal.structure import structure

    return structure(spoken, template, application.classifier, new_note_id(application.clock()))


def _new(
    application: Application,
    spoken: Spoken,
    template: Template,
    lexicon: Lexicon | None,
    case_id: str,
    timings: dict[str, float] | None = None,
    warning: str | None = None,
) -> Session:
    """The note of what was said or written: in its sections, filled in, personal data searched for."""
    from dictate.journal.prefill import prefilled
    from dictate.session import STRUCTURED, Session

    timings = {} if timings is None else timings
    case = application.case(case_id) if case_id else None
    with timed(timings, STRUCTURED):
        note = _in_sections(application, spoken, template)
        note = prefilled(note, template, application.clock().date(), application.settings.author.line)
    session = Session(application, note, template, lexicon, timings, warning, case)
    with timed(timings, "Sökte personuppgifter"):
        session.search()
        session.propose_remembered()
    return session


def new_note_id(now: datetime) -> str:
    """An id that sorts by time and tells nothing of the content: 20260316-101500-3f9a."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
