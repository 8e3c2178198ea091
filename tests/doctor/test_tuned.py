"""`dictate doctor --tune` keeps what it measured, unless the organisation has decided."""

from __future__ import annotations

import pytest

from dictate.application import Application
from dictate.doctor.tuned import tune_and_keep
from dictate.policy import OrganisationPolicy
from dictate.settings import SettingsInvalid, read_settings
from dictate.speech.devices import gpus
from dictate.speech.tuning import Way

WAY = Way("cpu", "int8", 1, batch=4, window_s=12, beam_size=3)


@pytest.fixture(autouse=True)
def _one_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """One way and five seconds: that the fastest of several wins is shown in tests/speech."""
    monkeypatch.setattr("dictate.speech.tuning.possible", lambda: [WAY])
    for others in ("_other_batches", "_other_windows", "_other_beams"):
        monkeypatch.setattr(f"dictate.speech.tuning.{others}", lambda _: [])
    monkeypatch.setattr("dictate.speech.tuning._ROUNDS", 1)
    for seconds in ("_SECONDS", "_LONGER_SECONDS", "_TIMES"):
        monkeypatch.setattr(f"dictate.doctor.tuned.{seconds}", {"_TIMES": 1}.get(seconds, 5))


def test_the_best_way_is_kept_in_the_users_settings(application: Application) -> None:
    best = tune_and_keep(application)
    assert best.way == WAY
    assert best.seconds > 0
    kept = read_settings(application.folders.settings_file).listening
    assert kept == application.settings.listening
    assert (kept.device, kept.compute_type, kept.threads) == ("cpu" if gpus() else "auto", "int8", 1)
    assert (kept.workers, kept.batch, kept.window_s, kept.beam_size) == (0, 4, 12, 3)
    assert application.recogniser.engine().options.batch == 4
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
