"""What happens to a note stands in the audit trail: that it happened and how many, never a word of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate import beginning
from dictate.application import Application
from dictate.audio.seal import SoundShredded
from dictate.audio.spool import Spool
from dictate.policy import OrganisationPolicy
from dictate.session import Session
from dictate.settings import Folders, Settings
from dictate.vault.rules import VaultRules
from tests.conftest import NOW

TEXT = "Hembesök hos Kvittra Sjöfågel den 14 mars. Mamman nås på 070-174 06 18. Barnet lekte i köket."


def program(folder: Path, rules: VaultRules | None = None) -> Application:
    policy = replace(OrganisationPolicy(), vault=rules or VaultRules())
    return Application(Folders(folder, folder), Settings(), lambda: NOW, policy)


def with_sound(application: Application) -> tuple[Session, str]:
    """A saved note, decided, with a second of sound."""
    session = beginning.from_text(application, TEXT, "journalanteckning")
    session.save()
    spool = Spool(application.folders.data / "sound", application.keys)
    spool.add(np.full(16_000, 0.1, np.float32))
    spool.finish()
    application.store.keep_recording(session.note.id, spool.recording)
    session.decide_all("mask")
    return session, spool.recording


def test_an_export_to_the_case_system_is_counted_and_ends_the_sound(tmp_path: Path) -> None:
    application = program(tmp_path / "data")
    session, recording = with_sound(application)
    count = len(session.note.findings)
    assert count
    session.export(tmp_path / "copy.txt", unattended=True)
    events = {line.event: line for line in application.store.audit.lines()}
    assert events["created"].facts == {"note": session.note.id, "template": "journalanteckning"}
    left = events["exported"].facts
    assert (left["recipient"], left["form"], left["masked"], left["undecided"]) == ("case_system", "txt", count, 0)
    assert events["shredded"].facts["why"] == "exported"
    with pytest.raises(SoundShredded):
        application.store.sound_keys.of(recording)
    assert not session.sound.can_hear(session.note.sentences[0].id)
    written = json.dumps([dict(line.facts) for line in application.store.audit.lines()], ensure_ascii=False)
    for word in ("Kvittra", "Sjöfågel", "070", "köket", "copy"):
        assert word not in written


def test_nothing_of_the_files_name_is_in_the_trail(tmp_path: Path) -> None:
    application = program(tmp_path / "data")
    session, _ = with_sound(application)
    session.export(tmp_path / "Anteckning.Storken", unattended=True)
    assert application.store.audit.lines()[-1].event == "shredded"
    (left,) = [line.facts for line in application.store.audit.lines() if line.event == "exported"]
    assert left["form"] == "docx"


def test_an_organisation_may_keep_the_sound_after_the_export(tmp_path: Path) -> None:
    application = program(tmp_path / "data", VaultRules(sound_at_export=False))
    session, recording = with_sound(application)
    session.export(tmp_path / "copy.txt", unattended=True)
    assert application.store.sound_keys.of(recording)


def test_a_review_copy_is_told_and_keeps_the_sound(tmp_path: Path) -> None:
    application = program(tmp_path / "data")
    session, recording = with_sound(application)
    session.export_review_copy(tmp_path / "copy.docx")
    (line,) = [line for line in application.store.audit.lines() if line.event == "exported"]
    assert line.facts["recipient"] == "review_copy"
    assert application.store.sound_keys.of(recording)


def test_a_note_that_is_removed_takes_its_sound_and_leaves_a_receipt(tmp_path: Path) -> None:
    application = program(tmp_path / "data")
    session, recording = with_sound(application)
    application.remove_note(session.note.id)
    with pytest.raises(SoundShredded):
        application.store.sound_keys.of(recording)
    assert [line.event for line in application.store.audit.lines()][-2:] == ["shredded", "removed"]
    assert application.store.audit.verify() == ()
