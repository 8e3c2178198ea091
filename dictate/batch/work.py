"""The result of one recording, made wherever a worker runs: in a process of this computer, or on a node of a cluster.

A worker loads its model once. What it gives back is sealed already, so that nothing readable goes between processes or
machines, or lies where such traffic is buffered.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dictate import beginning
from dictate.batch.envelope import ENDING, sealed
from dictate.batch.errors import SourceRefused
from dictate.batch.keys import key_file, result_key
from dictate.batch.sources import Source
from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.session import Session
    from dictate.speech.transcript import Sound, Transcript
    from dictate.speech.vocabulary import Vocabulary

Decide = Literal["", "keep", "role", "mask"]


@dataclass(frozen=True, slots=True)
class Setup:
    """What all workers of a batch share.

    `data` and `config` are the program's folders, `out` the results'. `plain` leaves results unsealed. `model` and
    `template` are ids, "" for the settings' model and for no note; `decide` is taken for every finding of the note.
    `words` are to be known by the recogniser. `speakers` tells voices apart.
    `threads` a worker reckons with, 0 for all cores; `device` is "", "cpu" or "cuda". The secret is `secret`, or
    where that is None what `key_file` holds on the worker's own machine.
    """

    data: Path
    config: Path
    out: Path
    plain: bool = False
    model: str = ""
    template: str = ""
    decide: Decide = ""
    words: tuple[str, ...] = ()
    speakers: bool = False
    threads: int = 0
    device: str = ""
    key_file: Path | None = None
    secret: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to do. `name` is what its result is called; `sound_key` opens a sealed one, where the worker can't
    know its key."""

    digest: str
    name: str
    source: Source
    sound_key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """A result to be put on the disk as `<name><ending>`; `duration_s` of sound, `took_s` to do, `words` in it."""

    digest: str
    name: str
    content: bytes = field(repr=False)
    ending: str
    duration_s: float
    took_s: float
    words: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A recording of which nothing can be made; `reason` is one Swedish sentence."""

    digest: str
    reason: str


class Worker:
    """Does one recording at a time, with a model that is loaded at the first of them."""

    def __init__(self, setup: Setup) -> None:
        """Raises PolicyInvalid or SettingsInvalid."""
        from dictate.application import Application
        from dictate.policy import policy_file, read_policy
        from dictate.settings import Folders, read_settings

        folders, policy = Folders(setup.data, setup.config), read_policy(policy_file())
        settings = read_settings(folders.settings_file, policy.settings)
        chosen: dict[str, Any] = {"threads": setup.threads} if setup.threads else {}
        chosen |= {"device": setup.device} if setup.device else {}
        listening = settings.listening.model_copy(update=chosen)
        self._setup = setup
        self._application = Application(folders, settings.model_copy(update={"listening": listening}), policy=policy)
        self._secret = setup.secret

    def work(self, task: Task) -> Done | Failed:
        """The recording's result, or why there is none. Never raises for what is wrong with a recording."""
        try:
            return self._done(task)
        except DictateError as error:
            return Failed(task.digest, str(error))
        except MemoryError:
            return Failed(
                task.digest, f"{task.source.shown} får inte plats i minnet. Kör färre samtidigt: --workers 1."
            )
        except Exception as error:  # one recording must not stop the others
            kind = type(error).__name__  # the message could hold words that were said
            return Failed(task.digest, f"Något oväntat gick fel med {task.source.shown} ({kind}). Kontakta IT.")

    def _done(self, task: Task) -> Done:
        began = time.perf_counter()
        if task.source.digest() != task.digest:
            raise SourceRefused(f"{task.source.shown} ändrades medan kön gick. Kör kommandot igen.")
        transcript = self._transcript(task)
        session = self._session(transcript)
        if session and self._setup.plain:
            self._write_document(session, task.name)
        content = self._content(transcript, session)
        ending = ".json"
        if not self._setup.plain:
            content, ending = sealed(task.name, content, result_key(self.secret)), ENDING
        words = sum(len(utterance.words) for utterance in transcript.utterances)
        return Done(task.digest, task.name, content, ending, transcript.duration_s, time.perf_counter() - began, words)

    @property
    def secret(self) -> bytes:
        """The batch's secret. Raises KeyFileUnusable or WrongKey."""
        if self._secret is None:
            assert self._setup.key_file is not None, "a batch has a secret"
            self._secret = key_file(self._setup.key_file, make=False).key()
        return self._secret

    def _transcript(self, task: Task) -> Transcript:
        from dictate.speech.transcript import told_apart, transcribe_file

        with self._application.recogniser.reading:
            engine = self._application.recogniser.engine(self._setup.model).knowing(self._vocabulary())
            transcript = transcribe_file(task.source.shown, self._sound(task), engine)
            if self._setup.speakers:
                return told_apart(transcript, self._sound(task), self._application.recogniser.speaker_net, {})
            return transcript

    def _vocabulary(self) -> Vocabulary:
        """What is known without a vault, which a worker never opens."""
        from dictate.speech.vocabulary import Vocabulary

        return Vocabulary.shipped().knowing((), self._setup.words)

    def _sound(self, task: Task) -> Sound:
        if not task.source.recording:
            from dictate.audio.decode import Recording

            return Recording(task.source.paths[0])
        from dictate.audio.spool_files import HeldKey, NewSound
        from dictate.audio.spool_reader import SpoolReader
        from dictate.sounds import RecordedSound

        recording = task.source.recording
        key = HeldKey(NewSound(recording, task.sound_key or self.secret, own_key=task.sound_key is not None))
        return RecordedSound(SpoolReader(task.source.paths[0].parent, recording, key))

    def _session(self, transcript: Transcript) -> Session | None:
        """The note, where a template is asked for."""
        if not self._setup.template:
            return None
        session = beginning.from_transcript(self._application, transcript, self._setup.template)
        if self._setup.decide:
            session.decide_all(self._setup.decide)
        return session

    def _content(self, transcript: Transcript, session: Session | None) -> bytes:
        from dictate.journal.note_json import to_json

        value: dict[str, Any] = transcript.as_json()
        if transcript.warning:
            value["warning"] = transcript.warning
        if session and not self._setup.plain:
            value["note"] = json.loads(to_json(session.note))
        return json.dumps(value, ensure_ascii=False).encode()

    def _write_document(self, session: Session, name: str) -> None:
        """The note as a document; one with findings that nobody has decided leaves as a copy for review."""
        path = self._setup.out / f"{name}.docx"
        if session.note.undecided:
            session.export_review_copy(path, replace=True)
        else:
            session.export(path, replace=True, unattended=True)


def quiet_process() -> None:
    """What every process that handles recordings does first: no dumps of memory, no network."""
    from dictate.kernel_lock import lock
    from dictate.network_guard import install
    from dictate.process import keep_memory_private

    keep_memory_private()
    lock()
    install()


def usable_cores() -> int:
    """The cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1
