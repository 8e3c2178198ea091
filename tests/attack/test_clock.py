"""A clock that jumps by years, forward or back, costs no draft and no sound that nobody was told of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dictate import beginning
from dictate.application import Application
from dictate.clearing import Clearing
from tests.attack import marks
from tests.attack.test_folder_tricks import record
from tests.conftest import NOW


@pytest.mark.parametrize("years", [30, -30])
def test_a_clock_that_jumps_by_years_takes_nothing_that_the_user_was_not_told_of(
    application: Application, years: int
) -> None:
    session = beginning.from_text(application, f"Vi talade om {marks.WORDS[0]}.", "journalanteckning")
    session.save()
    recording = record(application.vault)
    application.store.keep_recording(session.note.id, recording)
    for moment in (NOW + timedelta(days=365 * years), NOW, NOW - timedelta(days=365 * years)):
        application.clock = lambda moment=moment: moment  # type: ignore[misc]
        Clearing(application).clear_what_is_due()
        assert [entry.id for entry in application.entries()] == [session.note.id]
        session.edit(session.note.sentences[0].id, f"Ändrat {moment:%Y}.")
        assert application.store.audit.verify() == ()
        application.vault.close()
        if moment == NOW + timedelta(days=365 * years):  # later the user has been told, and a day has gone by
            assert list((application.folders.data / "sound").iterdir())
