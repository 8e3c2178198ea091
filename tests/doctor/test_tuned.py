"""`dictate doctor --tune` keeps what it measured, unless the organisation has decided."""

from __future__ import annotations

import pytest

from dictate.application import Application
from dictate.doctor.tuned import tune_and_keep
from dictate.policy import OrganisationPolicy
from dictate.settings import SettingsInvalid, read_settings
from dictate.speech.devices import gpus
from dictate.speech.tuning import Way


@pytest.fixture(autouse=True)
def _one_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """One way and five seconds: that the fastest of several wins is shown in tests/speech."""
    monkeypatch.setattr("dictate.speech.tuning.possible", lambda: [Way("cpu", "int8", 1)])
    monkeypatch.setattr("dictate.doctor.tuned._SECONDS", 5)


def test_the_best_way_is_kept_in_the_users_settings(application: Application) -> None:
    best = tune_and_keep(application)
    assert best.way == Way("cpu", "int8", 1)
    assert best.seconds > 0
    kept = read_settings(application.folders.settings_file).listening
    assert kept == application.settings.listening
    assert (kept.device, kept.compute_type, kept.threads) == ("cpu" if gpus() else "auto", "int8", 1)
    assert tune_and_keep(application).way == best.way
    assert read_settings(application.folders.settings_file).listening == kept


def test_what_the_organisation_has_decided_stays(application: Application) -> None:
    fixed = Application(
        application.folders,
        application.settings,
        policy=OrganisationPolicy(settings={"listening": {"device": "cpu"}}),
    )
    with pytest.raises(SettingsInvalid):
        tune_and_keep(fixed)
    assert not application.folders.settings_file.exists()
