"""`dictate doctor --tune`: the fastest way to listen on this computer, measured and kept in the settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.speech.tuning import Measured

# Of the shipped dictation; what it does not reach is missed by every way alike.
_SECONDS = 45
# The same for what needs many windows: as often one after the other as so many seconds of reading have room for.
_LONGER_SECONDS, _ROUND_S, _TIMES = 90, 6.0, 4


def what_is_measured() -> str:
    """What there is to reckon with, as it is said to the user."""
    from dictate.speech.devices import gpus

    if not gpus():
        return "Inget grafikkort som går att använda: bara processorn mäts."
    return "Ett grafikkort går att använda: både det och processorn mäts."


def tune_and_keep(application: Application, on_measured: Callable[[Measured], None] = lambda _: None) -> Measured:
    """Measures the settings' model on the shipped dictation, for about two minutes, and keeps the best way.

    Raises SettingsInvalid where the organisation has decided or the file can't be written, ModelMissing, ModelTampered
    or ModelIncomplete.
    """
    import numpy as np

    from dictate.audio.decode import Recording
    from dictate.doctor.facts import memory_bytes
    from dictate.settings import Listening, SettingsInvalid
    from dictate.shipped import sample
    from dictate.speech.devices import gpus
    from dictate.speech.models import verify_model
    from dictate.speech.recommend import most_windows
    from dictate.speech.tuning import refine, tune

    if any(application.policy.fixes(f"listening.{name}") for name in Listening.model_fields):
        raise SettingsInvalid("Organisationen har bestämt hur talmodellen ska gå på den här datorn. Kontakta IT.")
    folder = verify_model(application.catalogue, application.folders.data, application.settings.model)
    sound = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))
    said = sample("reference.txt").read_text(encoding="utf-8")
    most = most_windows(application.catalogue.find(application.settings.model).parameters_millions, memory_bytes())
    with application.recogniser.reading:
        first = tune(folder, sound[: _SECONDS * 16_000], said, on_measured=on_measured)
        times = int(_ROUND_S / (first.seconds * _LONGER_SECONDS))
        longer = np.tile(sound[: _LONGER_SECONDS * 16_000], max(1, min(times, _TIMES)))
        best = refine(folder, longer, said, first.way, most, on_measured)
    for name, value in asdict(best.way).items():
        # Without a card "auto", so that one that is put in later is used.
        kept = "auto" if name == "device" and not gpus() else value
        application.choose(f"listening.{name}", str(kept))
    return best
