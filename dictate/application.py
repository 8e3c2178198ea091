"""What every note on this computer shares: folders, settings, templates, the store and the loaded models.

The command line, the screens and the tests all begin here. Each part is made at its first use, so that the program
opens at once and a command loads only what it needs.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.case_file import CaseInvalid
from dictate.errors import DictateError
from dictate.policy import OrganisationPolicy
from dictate.settings import Folders, Settings

if TYPE_CHECKING:
    from dictate.journal.note import Note
    from dictate.journal.structure import Classifier
    from dictate.journal.template import Template
    from dictate.meetings import Meetings
    from dictate.pilot.laptop import LaptopPilot
    from dictate.recogniser import Recogniser
    from dictate.sounds import Sounds
    from dictate.speech.catalogue import Catalogue
    from dictate.speech.vocabulary import Vocabulary
    from dictate.text_blocks import TextBlocks
    from dictate.vault.cases import Case
    from dictate.vault.sound_keys import SoundKeys
    from dictate.vault.store import Entry, Store
    from dictate.vault.vault import Vault
    from dictate.vocabulary import Proposal, UnitWords
    from redaction.lexicon import Lexicon
    from redaction.scanner import Scanner

_LOG = logging.getLogger(__name__)


class Application:
    """The parts that notes share; `dictate.beginning` begins notes with them."""

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

    @cached_property
    def recogniser(self) -> Recogniser:
        """The loaded speech model, and what tells voices apart."""
        from dictate.recogniser import Recogniser

        return Recogniser(lambda: self.catalogue, self.folders.data, lambda: self.settings, self.policy)

    # -- what the user keeps and chooses --------------------------------------------------------------------------

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

    def choose(self, key: str, value: str) -> None:
        """Sets a setting ("theme", "author.name") from now on and keeps it in the user's file.

        Raises SettingsInvalid where the organisation has decided it, or when the file can't be written,
        ModelNotAllowed, and SearchUnusable for names that can't be loaded; nothing is changed then.
        """
        from dictate.refusals import refuse_model
        from dictate.searching import loaded
        from dictate.settings import SettingsInvalid, with_setting, write_setting

        if self.policy.fixes(key):
            raise SettingsInvalid("Organisationen har bestämt den inställningen. Kontakta IT.")
        if key == "model":
            refuse_model(value, self.policy)
        scanner = loaded(value) if key == "names" else None
        changed = with_setting(self.settings, key, value)
        write_setting(self.folders.settings_file, key, value)
        self.settings = changed
        if scanner:
            self.scanner = scanner

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
