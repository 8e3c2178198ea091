"""What every note on this computer shares: folders, settings, templates, the store and the loaded models.

The command line, the screens and the tests all begin here. Each part is made at its first use, so that the program
opens at once and a command loads only what it needs.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import sys
import threading
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.errors import DictateError
from dictate.policy import OrganisationPolicy
from dictate.settings import Folders, Settings
from dictate.timing import timed

if TYPE_CHECKING:
    from dictate.clearing import Clearing
    from dictate.dictating import Dictating
    from dictate.journal.note import Note
    from dictate.journal.sentences import Spoken
    from dictate.journal.structure import Classifier
    from dictate.journal.template import Template
    from dictate.meetings import Meetings
    from dictate.pilot.laptop import LaptopPilot
    from dictate.session import Session
    from dictate.sounds import Sounds
    from dictate.speech.catalogue import Catalogue
    from dictate.speech.engine import Engine
    from dictate.speech.speakers_net import SpeakerNet
    from dictate.speech.transcript import Transcript
    from dictate.speech.vocabulary import Vocabulary
    from dictate.text_blocks import TextBlocks
    from dictate.vault.cases import Case
    from dictate.vault.sound_keys import SoundKeys
    from dictate.vault.store import Entry, Store
    from dictate.vault.vault import Vault
    from dictate.vocabulary import Proposal, UnitWords
    from dictate.words import Utterance
    from redaction.lexicon import Lexicon
    from redaction.scanner import Scanner

_LOG = logging.getLogger(__name__)
Progress = Callable[[float], None]
"""Is told the share of the work that is done, 0 to 1."""

SPEECH_SHARE = 0.6
"""Of the work with a conversation; the rest tells the voices apart. Measured on two cores with whisper-base."""

_LARGEST_TEXT = 2_000_000
"""Bytes of a text or note file; a day's dictation is a hundredth of it."""


class TextUnreadable(DictateError):
    """A text or note file that is missing, a folder, too large, or not UTF-8."""


class CaseInvalid(DictateError):
    """A case without a title, or a case file that does not hold the people and places of a case."""


class Application:
    """The parts that notes share, and the ways to begin a note: from sound, from text, from a file, from the store."""

    def __init__(
        self,
        folders: Folders,
        settings: Settings,
        clock: Callable[[], datetime] | None = None,
        policy: OrganisationPolicy | None = None,
    ) -> None:
        """`clock` gives the present time with a time zone; the default is the computer's own.

        `policy` is the organisation's; without one the shipped holds.
        """
        self.folders = folders
        self.settings = settings
        self.policy = policy or OrganisationPolicy()
        self.clock = clock or (lambda: datetime.now(UTC).astimezone())
        self.ask: Callable[[str], str] | None = None
        """Asks the user for a secret, where there are no screens to ask; set before the vault is first used."""
        self._engine: Engine | None = None
        self._loading = threading.Lock()
        self.reading = threading.Lock()
        """Held by whoever uses the recogniser: it serves one at a time."""

    # -- the shared parts ---------------------------------------------------------------------------------------

    @cached_property
    def vault(self) -> Vault:
        """The keys of this user's notes and sound; opens nothing yet."""
        from dictate.policy import policy_digest
        from dictate.vault.vault import Vault

        ask = self.ask
        asked = (lambda: ask("Lösenfras eller återställningsnyckel")) if ask else None
        return Vault(self.folders.data, self.policy.vault, policy=policy_digest(), ask=asked)

    @property
    def idle_s(self) -> float:
        """Seconds without a key press before the screens lock, 0 for never."""
        return self.policy.vault.idle_s(self.settings.idle_minutes)

    @property
    def store(self) -> Store:
        """The encrypted store of notes. Raises VaultLocked, NotSetUp, WrongKey, StoreUnusable or FolderUnsafe."""
        return self.vault.store

    def note_network_tries(self) -> None:
        """Tells the audit trail how often something tried to reach a network in this process, where the vault is open.

        Called once, as the program ends.
        """
        from dictate.network_guard import installed

        guard = installed()
        if guard is not None and guard.refused and "vault" in self.__dict__ and self.vault.is_open:
            with contextlib.suppress(DictateError):  # the program ends; the guard has refused whatever it was
                self.store.audit.add("network_refused", **guard.refused)

    @property
    def keys(self) -> SoundKeys:
        """Where the keys of the sound come from."""
        return self.vault.sound_keys

    @cached_property
    def sounds(self) -> Sounds:
        """The recorded sound of the notes, and the devices for it."""
        from dictate.sounds import Sounds

        return Sounds(self.folders.data / "sound", self.keys, lambda: self.store)

    @cached_property
    def templates(self) -> Mapping[str, Template]:
        """All templates by id, the organisation's own before the shipped. Raises DataFileInvalid."""
        from dictate.journal.template_file import template_ids

        return {name: self.template(name) for name in template_ids(self.folders.own_templates)}

    def template(self, template_id: str = "") -> Template:
        """The template with that id, the settings' when none is named. Raises TemplateUnknown or DataFileInvalid."""
        from dictate.journal.template_file import load_template

        return load_template(template_id or self.settings.template, self.folders.own_templates)

    @cached_property
    def classifier(self) -> Classifier:
        """Places sentences in sections."""
        from dictate.journal.classifier import section_model

        return section_model()

    @cached_property
    def scanner(self) -> Scanner:
        """Finds personal data; holds its models. Raises SearchUnusable."""
        from dictate.searching import loaded

        return loaded(self.settings.names)

    @cached_property
    def unit_words(self) -> UnitWords:
        """The unit's own words, for the recogniser; they lie in the vault."""
        from dictate.vocabulary import UnitWords

        return UnitWords(lambda: self.store.asides, self.keys, self.folders.data)

    def vocabulary(self, lexicon: Lexicon | None = None, words: Sequence[str] = ()) -> Vocabulary:
        """What the recogniser should know: the names of a case, the unit's words after `words`, those of social work.

        The unit's list is left out where the vault does not open by itself, or the list can't be read: it must not cost
        a dictation. Its own screen says what is wrong.
        """
        from dictate.speech.vocabulary import Vocabulary

        names = lexicon.vocabulary() if lexicon else ()
        unit: tuple[str, ...] = ()
        try:
            if self.vault.is_open or (not self.vault.ways.untouched and not self.vault.asks()):
                unit = self.unit_words.words()
        except DictateError:
            _LOG.warning("the unit's word list can not be read and is left out")
        return Vocabulary.shipped().knowing(names, (*words, *unit))

    def take_in_words(self, path: Path) -> int:
        """The words of a text file to the unit's, all or none; gives how many were new. Raises VocabularyInvalid."""
        from dictate.speech.vocabulary import read_vocabulary

        return self.unit_words.add_all(read_vocabulary(path))

    def leave_words(self, path: Path, *, replace: bool = False) -> int:
        """Writes the unit's words to a text file, in clear; gives how many they are.

        Raises ExportRefused, OutputExists, OutputUnwritable or VocabularyInvalid.
        """
        from dictate.export.files import write_whole
        from dictate.refusals import refuse_place

        refuse_place(path, self.policy)
        count = len(self.unit_words.words())
        write_whole(path, self.unit_words.as_text().encode(), replace=replace)
        return count

    def vocabulary_proposals(self) -> tuple[Proposal, ...]:
        """Words that users wrote instead of what was heard, in the notes of the store. Raises VocabularyInvalid."""
        from dictate.journal.note_json import from_json

        notes = (from_json(self.store.body(entry.id)) for entry in self.entries())
        return self.unit_words.proposals(notes, self.vocabulary().entries)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The speech models that the program knows. Raises CatalogueInvalid."""
        from dictate.speech.catalogue import load_catalogue

        return load_catalogue()

    def engine(self, model_id: str = "") -> Engine:
        """The loaded recogniser, the settings' model when none is named; kept for the next call.

        The model's digests are checked before it is loaded. Raises ModelUnknown, ModelMissing, ModelTampered
        or ModelNotAllowed.
        """
        from dictate.refusals import refuse_model
        from dictate.speech.engine import Engine
        from dictate.speech.models import verify_model
        from dictate.speech.options import Options

        wanted = model_id or self.settings.model
        refuse_model(wanted, self.policy)
        with self._loading:
            if self._engine is None or self._engine.model != wanted:
                options = Options(**self.settings.listening.model_dump())
                self._engine = Engine.load(verify_model(self.catalogue, self.folders.data, wanted), options)
            return self._engine

    # -- the ways to begin a note -------------------------------------------------------------------------------

    def transcribe(
        self,
        audio: Path,
        model: str = "",
        progress: Progress | None = None,
        live: bool = False,
        vocabulary: Vocabulary | None = None,
        roles: Mapping[int, str] | None = None,
    ) -> Transcript:
        """The words in a sound file; `live` feeds it at speaking pace through the path of the microphone.

        Without a vocabulary the unit's words and those of social work are known. With `roles`, also an empty one, who
        speaks is told apart: each voice by its number, from 1 in the order they are first heard, or by its role.
        Raises NotAudio, EmptyAudio, TruncatedAudio, LiveFailed or what `engine` and `load_speakers` raise.
        """
        from dictate.audio.decode import Recording
        from dictate.speech.transcript import told_apart, transcribe_file

        recording = Recording(audio)
        known = vocabulary or self.vocabulary()
        net = None if roles is None else self.speaker_net
        first, last = (progress, None) if net is None else _in_two(progress, SPEECH_SHARE)
        with self.reading:
            engine = self.engine(model).knowing(known)
            if live:
                from dictate.speech.paced import transcribe_live

                transcript = transcribe_live(str(audio), recording, engine, progress=first)
            else:
                transcript = transcribe_file(str(audio), recording, engine, first)
            return told_apart(transcript, recording, net, roles or {}, last) if net else transcript

    def check_speakers(self) -> None:
        """Whether voices can be told apart here. Raises ModelMissing, ModelIncomplete or ModelTampered."""
        from dictate.speech.speakers_model import verify_speakers

        verify_speakers(self.folders.data)

    @cached_property
    def speaker_net(self) -> SpeakerNet:
        """What tells voices apart. Raises ModelMissing or ModelTampered."""
        from dictate.speech.speakers_model import load_speakers

        return load_speakers(self.folders.data)

    def from_audio(
        self,
        audio: Path,
        template_id: str,
        lexicon: Lexicon | None = None,
        progress: Progress | None = None,
        case_id: str = "",
        roles: Mapping[int, str] | None = None,
    ) -> Session:
        """A new note from a sound file, in the case with that id, or else with the people of `lexicon` known.

        `roles` is as in `transcribe`; what a child says is put under the child's voice.
        """
        known = self.case(case_id).lexicon if case_id else lexicon
        transcript = self.transcribe(audio, progress=progress, vocabulary=self.vocabulary(known), roles=roles)
        return self.from_transcript(transcript, template_id, lexicon, case_id, audio)

    def from_transcript(
        self,
        transcript: Transcript,
        template_id: str,
        lexicon: Lexicon | None = None,
        case_id: str = "",
        audio: Path | None = None,
    ) -> Session:
        """A new note of what was heard in the sound file `audio`, in the case with that id, or with `lexicon` known."""
        from dictate.journal.dictation import dictation

        template = self.template(template_id)
        spoken = dictation(transcript.utterances, self.headings(template), commands=self.text_blocks.commands()).spoken
        timings = {"Läste in talmodellen": transcript.load_s, "Skrev ut talet": transcript.transcribe_s}
        session = self._begin(spoken, template, lexicon, timings, transcript.warning, case_id)
        if transcript.turns:
            session.tell_apart(transcript.turns, transcript.roles, audio)
        return session

    def dictate_now(self, template_id: str = "", case_id: str = "", carry_on: str | None = None) -> Dictating:
        """A dictation that is not started yet; `carry_on` names an unfinished one to go on with.

        Raises TemplateUnknown or DataFileInvalid.
        """
        from dictate.dictating import Dictating

        return Dictating(self, template_id, case_id, carry_on)

    def from_dictation(
        self,
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
        from dictate.journal.dictation import dictation

        template = self.template(template_id)
        spoken = dictation(
            utterances, self.headings(template), commands=self.text_blocks.commands(), as_text=as_text
        ).spoken
        session = self._begin(spoken, template, None, timings or {}, warning, case_id)
        session.save()
        self.store.keep_recording(session.note.id, recording)
        return session

    def from_recording(
        self, recording: str, template_id: str = "", progress: Progress | None = None, case_id: str = ""
    ) -> Session:
        """As `from_dictation`, from the sound alone: for a dictation that was broken off.

        Raises SpoolUnusable, SpoolUnreadable or what `engine` raises.
        """
        from dictate.speech.transcript import transcribe_file

        known = self.vocabulary(self.case(case_id).lexicon if case_id else None)
        with self.reading:
            transcript = transcribe_file("", self.sounds.recorded(recording), self.engine().knowing(known), progress)
        timings = {"Skrev ut talet": transcript.transcribe_s}
        session = self.from_dictation(
            transcript.utterances,
            template_id,
            recording=recording,
            case_id=case_id,
            timings=timings,
            warning=transcript.warning,
        )
        self.store.audit.add("recovered", note=session.note.id)
        return session

    def from_text(self, text: str, template_id: str, lexicon: Lexicon | None = None, case_id: str = "") -> Session:
        """A new note from pasted or written text, in the case with that id, or else with `lexicon` known."""
        from dictate.journal.sentences import from_text

        template = self.template(template_id)
        return self._begin(from_text(text, self.headings(template)), template, lexicon, {}, None, case_id)

    def from_note_file(self, path: Path) -> Session:
        """A note from its JSON file. Raises TextUnreadable, NoteInvalid, NoteFromNewerVersion or TemplateUnknown."""
        from dictate.journal.note_json import from_json

        return self._session(from_json(read_text(path), foreign=True), None, {})

    def open(self, note_id: str) -> Session:
        """A note from the store with its case; every change to it is written. Raises KeyError when it is not there."""
        from dictate.journal.note_json import from_json

        note = from_json(self.store.body(note_id))
        session = self._session(note, None, {}, case=self.store.cases.of_note(note_id))
        session.keep_stored()
        return session

    def entries(self) -> tuple[Entry, ...]:
        """The notes in the store, the one changed last first."""
        return self.store.entries()

    @cached_property
    def text_blocks(self) -> TextBlocks:
        """Standing phrases that are inserted by key or voice."""
        from dictate.text_blocks import TextBlocks

        path = self.folders.config / "textblock.toml"
        return TextBlocks(path, lambda text: self.scanner.scan(text, policy=self.policy.redaction))

    @property
    def meetings(self) -> Meetings:
        """The meetings that wait to be dictated. Raises what `store` raises."""
        from dictate.meetings import Meetings

        return Meetings(self.store.asides, lambda: self.clock())

    def remove_note(self, note_id: str) -> None:
        """Takes a note away for good, its sound first. Raises SpoolUnusable or StoreUnusable."""
        if recording := self.store.recording_of(note_id):
            self.sounds.shred(recording)
        self.store.remove(note_id)
        self.store.audit.add("removed", note=note_id)

    def sound_has_served(self, note_id: str) -> None:
        """The note is in the case system: its sound is destroyed, unless the organisation has said otherwise.

        What can't be destroyed just now, since it is being heard, goes at the next clearing.
        """
        recording = self.store.recording_of(note_id)
        if recording and self.policy.vault.sound_at_export:
            with contextlib.suppress(DictateError):
                self.sounds.shred(recording, why="exported")

    @cached_property
    def clearing(self) -> Clearing:
        """Clears what is due to go."""
        from dictate.clearing import Clearing

        return Clearing(self)

    def choose_microphone(self, name: str) -> None:
        """Records from that microphone from now on, "" for the computer's own; kept in the settings.

        Raises SettingsInvalid, where the organisation has chosen too.
        """
        self.choose("microphone", name)

    def is_fixed(self, key: str) -> bool:
        """Whether the organisation has decided the setting ("theme", "author.name"), so that the user can't."""
        fixed: Any = self.policy.settings
        for part in key.split("."):
            if not isinstance(fixed, Mapping) or part not in fixed:
                return False
            fixed = fixed[part]
        return True

    def choose(self, key: str, value: str) -> None:
        """Sets a setting ("theme", "author.name") from now on and keeps it in the user's file.

        Raises SettingsInvalid where the organisation has decided it, or when the file can't be written,
        ModelNotAllowed, and SearchUnusable for names that can't be loaded; nothing is changed then.
        """
        from dictate.refusals import refuse_model
        from dictate.searching import loaded
        from dictate.settings import SettingsInvalid, with_setting, write_setting

        if self.is_fixed(key):
            raise SettingsInvalid("Organisationen har bestämt den inställningen. Kontakta IT.")
        if key == "model":
            refuse_model(value, self.policy)
        scanner = loaded(value) if key == "names" else None
        changed = with_setting(self.settings, key, value)
        write_setting(self.folders.settings_file, key, value)
        self.settings = changed
        if scanner:
            self.scanner = scanner

    def structured(self, text: str, template_id: str) -> Note:
        """The sentences of a text in the sections of a template, without a search for personal data."""
        from dictate.journal.sentences import from_text
        from dictate.journal.structure import structure

        template = self.template(template_id)
        return structure(from_text(text, self.headings(template)), template, self.classifier, new_note_id(self.clock()))

    def headings(self, template: Template) -> Any:
        """The names under which the template's sections are spoken or written."""
        from dictate.journal.section import shared_sections

        return template.headings(shared_sections())

    def _begin(
        self,
        spoken: Spoken,
        template: Template,
        lexicon: Lexicon | None,
        timings: dict[str, float],
        warning: str | None,
        case_id: str,
    ) -> Session:
        from dictate.journal.prefill import prefilled
        from dictate.journal.structure import structure

        case = self.case(case_id) if case_id else None
        with timed(timings, "Ordnade meningarna"):
            note = structure(spoken, template, self.classifier, new_note_id(self.clock()))
            note = prefilled(note, template, self.clock().date(), self.settings.author.line)
        session = self._session(note, lexicon, timings, warning, case)
        with timed(timings, "Sökte personuppgifter"):
            session.search()
            session.propose_remembered()
        return session

    def _session(
        self,
        note: Note,
        lexicon: Lexicon | None,
        timings: dict[str, float],
        warning: str | None = None,
        case: Case | None = None,
    ) -> Session:
        from dictate.session import Session

        return Session(self, note, self.template(note.template), lexicon, timings, warning, case)

    # -- the pilot ------------------------------------------------------------------------------------------------

    @property
    def pilot(self) -> LaptopPilot:
        """The municipality's pilot on this laptop, with today's settings. Raises what `store` raises."""
        from dictate.pilot.laptop import LaptopPilot

        chosen, head = self.settings.pilot, self.settings.letterhead
        named = {"municipality": chosen.municipality or head.organisation, "unit": chosen.unit or head.unit}
        return LaptopPilot(
            self.store.pilot, chosen.model_copy(update=named), self.pilot_folders, lambda: self.clock(), self.template
        )

    @property
    def pilot_folders(self) -> tuple[Path, Path]:
        """Where the municipality's own variables and survey may lie, the first winning."""
        from dictate.policy import policy_file

        return policy_file().parent / "pilot", self.folders.config / "pilot"

    def joined_pilot(self) -> LaptopPilot:
        """The pilot, for what is only done in one. Raises PilotNotReady where it is off."""
        from dictate.pilot.collecting import PilotNotReady

        if not self.settings.pilot.enabled:
            raise PilotNotReady(
                "Ingen pilot är påslagen på den här datorn. Slå på den i inställningarna eller med: "
                "dictate pilot setup."
            )
        return self.pilot

    def note_timed(self, note_id: str, timings: Mapping[str, float]) -> None:
        """Counts the seconds that a session with a note of the store has taken, where a pilot is on."""
        if self.settings.pilot.enabled and timings:
            self.pilot.timed(note_id, timings)

    def note_left(self, note: Note, template: Template) -> None:
        """Counts a note of the store that left as a document, where a pilot is on."""
        if self.settings.pilot.enabled:
            self.pilot.left(note, template)

    # -- cases ----------------------------------------------------------------------------------------------------

    def cases(self) -> tuple[Case, ...]:
        """The cases on this computer, the one changed last first."""
        return self.store.cases.all()

    def case(self, case_id: str) -> Case:
        """The case with that id. Raises KeyError."""
        return self.store.cases.get(case_id)

    def save_case(self, title: str, lexicon: Lexicon, case_id: str = "") -> Case:
        """Writes a case, a new one without `case_id`. Raises CaseInvalid without a title."""
        from dictate.vault.cases import Case, new_case_id
        from dictate.words import one_line

        named = one_line(title)
        if not named:
            raise CaseInvalid("Ge ärendet en rubrik, så att du hittar det igen.")
        case = Case(case_id or new_case_id(), named, lexicon)
        self.store.cases.save(case, self.clock().isoformat(timespec="seconds"))
        return case

    def remove_case(self, case_id: str) -> None:
        """Takes a case away for good with all that it remembers; its notes stay. Whoever calls has asked the user."""
        self.store.cases.remove(case_id)


def _in_two(progress: Progress | None, share: float) -> tuple[Progress | None, Progress | None]:
    """What two pieces of work tell their progress to, the first of which is that share of the whole."""
    if progress is None:
        return None, None
    return (lambda done: progress(done * share)), (lambda done: progress(share + done * (1 - share)))


def new_note_id(now: datetime) -> str:
    """An id that sorts by time and tells nothing of the content: 20260316-101500-3f9a."""
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for "-". Raises TextUnreadable."""
    if str(path) == "-":
        return sys.stdin.read()
    try:
        if path.stat().st_size > _LARGEST_TEXT:
            raise TextUnreadable(f"{path} är för stor för att vara en anteckning. Ange en fil under 2 megabyte.")
        with path.open("rb") as file:
            content = file.read(_LARGEST_TEXT + 1)  # what has no size, like a pipe, may never end
        if len(content) > _LARGEST_TEXT:
            raise TextUnreadable(f"{path} är för stor för att vara en anteckning. Ange en fil under 2 megabyte.")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise TextUnreadable(f"{path} finns inte. Kontrollera filens namn.") from error
    except UnicodeDecodeError as error:
        raise TextUnreadable(f"{path} är ingen textfil i UTF-8. Spara texten som UTF-8 och försök igen.") from error
    except OSError as error:
        raise TextUnreadable(f"{path} kan inte läsas. Ange en fil som du får öppna.") from error


def read_case(path: Path) -> Lexicon:
    """The people and places of a case. Raises TextUnreadable or CaseInvalid."""
    from redaction.errors import BadCaseFile
    from redaction.lexicon import Lexicon

    try:
        return Lexicon.from_json(read_text(path))
    except BadCaseFile as error:
        raise CaseInvalid(str(error)) from error


def sample(name: str) -> Path:
    """A file of the shipped sample: a synthetic voice dictating a home visit (dictation.opus), its case (case.json)."""
    return Path(__file__).resolve().parent / "sample" / name
