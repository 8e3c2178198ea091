"""What a child does until it is killed, one function a phase. `done` is called after each thing that is promised."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from dictate import beginning
from dictate.application import Application
from dictate.audio.spool import Spool
from dictate.settings import Folders, Settings, write_setting
from dictate.speech.catalogue import Catalogue, Model, ModelFile
from dictate.vault.vault import Vault
from dictate.words import Utterance, Word
from tests.attack import marks
from tests.vault.backends import QUICK, none

Done = Callable[[str], object]
PHRASES = ("fyra fåglar på taket", "tre tranor i diket")
TEXT = f"Jag träffade {marks.WORDS[0]} hemma. Barnet i {marks.WORDS[1]} mår bra. Vi ses i {marks.WORDS[2]} på måndag."
MODEL_BYTES = b"vikter" * 30_000


@dataclass(frozen=True)
class Place:
    """One data folder with its program; `heavy` are the parts that are loaded once for all children."""

    folder: Path
    heavy: dict[str, Any]

    @cached_property
    def application(self) -> Application:
        """The program, its passphrase stretched as little as may be so that tests don't wait."""
        made = Application(Folders(self.folder / "data", self.folder / "data"), Settings())
        made.__dict__.update(self.heavy)
        made.__dict__["vault"] = Vault(self.folder / "data", key_store=none(), stretch=QUICK)
        return made

    @property
    def out(self) -> Path:
        """Where the user's documents go."""
        return self.folder / "documents"

    @property
    def model(self) -> Path:
        """A model's folder that IT has handed out."""
        return self.folder / "handed-out"


def prepare(place: Place) -> None:
    """A vault with three notes in a case, two of them with sound, and all that the phases need."""
    place.out.mkdir(parents=True)
    place.model.mkdir()
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"):
        (place.model / name).write_bytes(MODEL_BYTES)
    application = place.application
    application.vault.key()
    for number in range(3):
        session = beginning.from_text(application, TEXT, "journalanteckning")
        session.save()
        session.decide_all("keep")
        if number:
            application.store.keep_recording(session.note.id, _recorded(application))
    application.store._rows("UPDATE note SET changed_at = '2026-03-1' || rowid || 'T10:00:00+01:00'")
    application.vault.close()


def _recorded(application: Application) -> str:
    application.vault.sound_keys.make_ready()
    spool = Spool(application.folders.data / "sound", application.keys)
    spool.add(marks.sound())
    spool.finish()
    return spool.recording


def record(place: Place, done: Done) -> None:
    """Sound comes in, is sealed, and ends."""
    application = place.application
    for _ in range(3):
        application.vault.sound_keys.make_ready()
        spool = Spool(application.folders.data / "sound", application.keys)
        for _ in range(10):
            spool.add(marks.sound(0.2))
            spool.flush()
        spool.finish()
        done(f"sound {spool.recording}")


def transcribe(place: Place, done: Done) -> None:
    """What was said becomes a saved note with its sound tied to it."""
    application = place.application
    for _ in range(3):
        said = [Word(0.3 * at, 0.3 * at + 0.2, word, 0.9) for at, word in enumerate(TEXT.split())]
        utterance = Utterance(tuple(said))
        session = beginning.from_dictation(
            application, [utterance], "journalanteckning", recording=_recorded(application)
        )
        done(f"note {session.note.id}")


def review(place: Place, done: Done) -> None:
    """A note is edited, moved, decided and undone; each change is written."""
    application = place.application
    session = beginning.from_store(application, application.entries()[0].id)
    for number in range(8):
        session.edit(session.note.sentences[0].id, f"Ändring {number} om {marks.WORDS[0]}.")
        done(f"history {session.note.id} {len(session.note.history)}")
        session.decide_all("role")
        session.add(f"Tillägg om {marks.WORDS[1]}.", session.note.sentences[0].section)
        session.undo()


def export(place: Place, done: Done) -> None:
    """A note leaves in each form, and its sound with it goes."""
    application = place.application
    for number, entry in enumerate(application.entries()):
        session = beginning.from_store(application, entry.id)
        session.decide_all("keep")
        for kind in ("docx", "txt", "json"):
            path = place.out / f"{number}.{kind}"
            session.export(path, unattended=True)
            done(f"document {path.name}")


def migrate(place: Place, done: Done) -> None:
    """A store of an earlier version is brought up to date."""
    place.application.vault.store.audit.verify()
    done("open")


def shred(place: Place, done: Done) -> None:
    """Sound is destroyed, one note with it, and the rest is cleared."""
    application = place.application
    for entry in application.entries():
        if recording := application.store.recording_of(entry.id):
            application.sounds.shred(recording)
            done(f"shredded {recording}")
    application.sounds.clear_away()
    removed = application.entries()[-1].id
    done(f"removing {removed}")
    application.remove_note(removed)
    done(f"removed {removed}")


def passphrase(place: Place, done: Done) -> None:
    """A passphrase comes in place of the key file, is changed twice, and the recovery key too."""
    vault = place.application.vault
    vault.set_up("passphrase", PHRASES[0])
    done("phrase 0")
    for number in (1, 0):
        vault.change_passphrase(PHRASES[1 - number], PHRASES[number])
        done(f"phrase {number}")
    vault.new_recovery_key()


def model(place: Place, done: Done) -> None:
    """A model is added, taken away and added again."""
    from dictate.speech.models import add_model, remove_model

    for number in range(3):
        if number:
            remove_model(catalogue(), place.folder / "data", "liten")
        add_model(catalogue(), place.folder / "data", "liten", place.model)
        done("model")


def settings(place: Place, done: Done) -> None:
    """Settings and the unit's words are written."""
    data = place.folder / "data"
    for number in range(15):
        write_setting(data / "settings.toml", "author.name", f"Vera {number}")
        place.application.unit_words.add(f"{marks.WORDS[0]} {'abcdefghijklmno'[number]}")
        done(f"setting {number}")


def catalogue() -> Catalogue:
    """A catalogue with one small model."""
    sha = hashlib.sha256(MODEL_BYTES).hexdigest()
    names = ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt")
    files = tuple(ModelFile(name, len(MODEL_BYTES), sha) for name in names)
    size = len(files) * len(MODEL_BYTES)
    made = Model("liten", "Liten", "Exempel", "MIT", 1, 50.0, True, files, (), None, size, None)
    return Catalogue((made,), "liten")


PHASES: dict[str, Callable[[Place, Done], None]] = {
    one.__name__: one for one in (record, transcribe, review, export, migrate, shred, passphrase, model, settings)
}


OLDER = 6
"""The version of the store that a migration is tried from."""


def make_older(place: Place) -> None:
    """The store as an earlier version left it."""
    store = place.application.store
    store._rows("DROP INDEX note_list")
    for column in ("days_to_note", "child_met", "childs_voice"):
        if any(row[1] == column for row in store._rows("PRAGMA table_info(pilot_typed)")):
            store._rows(f"ALTER TABLE pilot_typed DROP COLUMN {column}")
    store._rows(f"PRAGMA user_version = {OLDER}")
    place.application.vault.close()
