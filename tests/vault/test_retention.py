"""Sound and exported notes go when the rules say, told before and with a receipt; a draft never goes by itself."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from dictate.application import Application
from dictate.audio.seal import SoundShredded
from dictate.audio.spool import Spool
from dictate.clearing import Clearing
from dictate.policy import OrganisationPolicy
from dictate.settings import Folders, Settings
from dictate.vault.leftovers import leftovers, remove
from dictate.vault.rules import BadRule, VaultRules
from tests.conftest import NOW


class Laptop:
    """A data folder, and the program on it on any day under any rules."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = 0
        self.rules = VaultRules()
        self.program = self.restarted()

    def restarted(self, **rules: int | bool) -> Application:
        self.rules = replace(self.rules, **rules)  # type: ignore[arg-type]
        if hasattr(self, "program"):
            self.program.vault.close()
        policy = replace(OrganisationPolicy(), vault=self.rules)
        folders = Folders(self.folder, self.folder)
        self.program = Application(folders, Settings(), lambda: NOW + timedelta(days=self.day), policy)
        return self.program

    def note(self, note_id: str) -> str:
        """A note with a second of sound; the name of its recording."""
        store, at = self.program.store, (NOW + timedelta(days=self.day)).isoformat()
        store.save(note_id, "journalanteckning", "{}", 0, at)
        spool = Spool(self.folder / "sound", self.program.keys)
        spool.add(np.full(16_000, 0.1, np.float32))
        spool.finish()
        store.keep_recording(note_id, spool.recording)
        store._rows("UPDATE sound_key SET at = ? WHERE recording = ?", at, spool.recording)
        return spool.recording

    def export(self, note_id: str) -> None:
        """What a session does of the store when a note leaves for the case system."""
        at = (NOW + timedelta(days=self.day)).isoformat()
        self.program.store.mark_exported(note_id, at)
        self.program.store.cases.keep_export(note_id, "journalanteckning", "", ["Ord."], at)

    def has_sound(self, recording: str) -> bool:
        try:
            self.program.store.sound_keys.of(recording)
        except SoundShredded:
            return False
        return True

    def days(self, days: int, **rules: int | bool) -> None:
        """The laptop is off for so long, and started again."""
        self.day += days
        Clearing(self.restarted(**rules)).clear_what_is_due()


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return Laptop(tmp_path)


def test_sound_goes_with_the_export_and_a_receipt_says_so(laptop: Laptop) -> None:
    exported, draft = laptop.note("n1"), laptop.note("n2")
    laptop.export("n1")
    laptop.program.sound_has_served("n1")
    assert not laptop.has_sound(exported)
    assert laptop.has_sound(draft)
    assert laptop.program.store.recording_of("n1") == ""
    line = next(line for line in laptop.program.store.audit.lines() if line.event == "shredded")
    assert line.facts == {"recording": exported, "why": "exported"}


def test_sound_that_was_in_use_at_the_export_goes_at_the_next_start(laptop: Laptop) -> None:
    recording = laptop.note("n1")
    laptop.export("n1")
    laptop.days(0)
    assert not laptop.has_sound(recording)


def test_an_organisation_may_keep_sound_after_the_export_for_some_days(laptop: Laptop) -> None:
    recording = laptop.note("n1")
    laptop.export("n1")
    laptop.restarted(sound_at_export=False, sound_days=5)
    laptop.program.sound_has_served("n1")
    laptop.days(4)
    assert laptop.has_sound(recording)
    laptop.days(2)
    assert not laptop.has_sound(recording)


def test_nothing_goes_by_days_that_the_user_was_not_told_of_a_day_before(laptop: Laptop) -> None:
    recording = laptop.note("n1")
    laptop.days(400, sound_days=30)
    assert laptop.has_sound(recording), "the laptop was off for a year: the user has seen nothing yet"
    (soon,) = Clearing(laptop.program).preview(asked=False).plan.soon
    assert (soon.kind, soon.note) == ("sound", "n1")
    laptop.days(0)
    assert laptop.has_sound(recording)
    laptop.days(1)
    assert not laptop.has_sound(recording)
    assert laptop.program.store.body("n1") == "{}", "the draft is there, without its sound"


def test_a_draft_and_an_unfinished_dictation_never_go_by_themselves(laptop: Laptop) -> None:
    laptop.note("n1")
    spool = Spool(laptop.folder / "sound", laptop.program.keys)
    spool.add(np.full(16_000, 0.1, np.float32))
    spool.finish()
    for _ in range(4):
        laptop.days(1000, sound_days=1, note_days=1)
    preview = Clearing(laptop.program).preview()
    assert [(draft.note, draft.age_days) for draft in preview.plan.drafts] == [("n1", 4000)]
    assert preview.unfinished == 1
    assert laptop.program.store.body("n1") == "{}"
    assert laptop.has_sound(spool.recording)


def test_a_note_that_left_only_for_somebody_outside_is_still_a_draft(laptop: Laptop) -> None:
    laptop.note("n1")
    laptop.program.store.mark_exported("n1", NOW.isoformat())
    for _ in range(3):
        laptop.days(100, note_days=30)
    assert laptop.program.store.body("n1") == "{}"
    assert len(Clearing(laptop.program).preview().plan.drafts) == 1


def test_an_exported_note_goes_after_its_days_and_one_changed_since_does_not(laptop: Laptop) -> None:
    for note in ("n1", "n2"):
        laptop.note(note)
        laptop.export(note)
    laptop.day += 1
    laptop.program.store.save("n2", "journalanteckning", '{"a": 1}', 0, (NOW + timedelta(days=1)).isoformat())
    laptop.days(25, note_days=30)
    assert [one.note for one in Clearing(laptop.program).preview(asked=False).plan.soon] == ["n1"]
    laptop.days(10)
    assert [entry.id for entry in laptop.program.entries()] == ["n2"]


def test_a_purge_by_the_user_shows_first_and_does_what_it_showed(laptop: Laptop) -> None:
    recording = laptop.note("n1")
    laptop.day += 31
    laptop.restarted(sound_days=30)
    preview = Clearing(laptop.program).preview()
    assert [one.id for one in preview.plan.now] == [recording]
    assert laptop.has_sound(recording)
    cleared = Clearing(laptop.program).clear(preview)
    assert (cleared.sounds, cleared.notes) == (1, 0)
    assert not laptop.has_sound(recording)
    assert laptop.program.store.audit.lines()[-1].event == "purged"
    assert laptop.program.store.audit.verify() == ()


def test_what_killed_programs_left_goes_after_an_hour_and_nothing_else(tmp_path: Path) -> None:
    models = tmp_path / "models"
    half, whole = models / ".whisper-base-a1b2c3d4", models / "whisper-base"
    for folder in (half, whole):
        folder.mkdir(parents=True)
        (folder / "model.bin").write_bytes(b"x")
    part, outside = tmp_path / "vault.json.a1b2c3d4.part", tmp_path / "outside"
    part.write_bytes(b"x")
    outside.mkdir()
    (models / ".link-a1b2c3d4").symlink_to(outside)
    (tmp_path / "notes.db").write_bytes(b"x")
    assert leftovers(tmp_path) == (), "it may be being made right now"
    found = leftovers(tmp_path, time.time() + 4000)
    assert {path.name for path in found} == {half.name, part.name, ".link-a1b2c3d4"}
    os.utime(half / "model.bin", (time.time() + 3000, time.time() + 3000))
    assert half not in leftovers(tmp_path, time.time() + 4000)
    assert remove(found) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["models", "notes.db", "outside"]
    assert (whole / "model.bin").exists()


@pytest.mark.parametrize(
    "table",
    [
        {"days": 3},
        {"sound_days": -1},
        {"sound_days": "3"},
        {"sound_days": True},
        {"key": "any"},
        {"key": 1},
        {"min_passphrase_length": 7},
        {"sound_at_export": 1},
        {"idle_minutes": 1.5},
        {"note_days": 10**9},
    ],
)
def test_a_rule_that_is_unknown_or_wrong_is_named(table: dict[str, object]) -> None:
    with pytest.raises(BadRule, match=next(iter(table))):
        VaultRules.from_table(table)


def test_the_stricter_of_policy_and_user_locks_the_screens() -> None:
    assert VaultRules(idle_minutes=10).idle_s(15) == 600
    assert VaultRules(idle_minutes=10).idle_s(5) == 300
    assert VaultRules(idle_minutes=10).idle_s(0) == 600
    assert VaultRules().idle_s(0) == 0
