"""`dictate doctor --tune`: the fastest way to listen on this computer, measured and kept in the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.speech.tuning import Measured

# Of the shipped dictation; what it does not reach is missed by every way alike.
_SECONDS = 45


def what_is_measured() -> str:
    """What there is to reckon with, as it is said to the user."""
    from dictate.speech.devices import gpus

    if not gpus():
        return "Inget grafikkort som går att använda: bara processorn mäts."
    return "Ett grafikkort går att använda: både det och processorn mäts."


def tune_and_keep(application: Application, on_measured: Callable[[Measured], None] = lambda _: None) -> Measured:
    """Measures the settings' model on the shipped dictation, for about a minute, and keeps the best way.

    Raises SettingsInvalid where the organisation has decided or the file can't be written, ModelMissing, ModelTampered
    or ModelIncomplete.
    """
    import numpy as np

    from dictate.audio.decode import Recording
    from dictate.settings import SettingsInvalid
    from dictate.shipped import sample
    from dictate.speech.devices import gpus
    from dictate.speech.models import verify_model
    from dictate.speech.tuning import tune

    if any(application.policy.fixes(f"listening.{name}") for name in ("device", "compute_type", "threads")):
        raise SettingsInvalid("Organisationen har bestämt hur talmodellen ska gå på den här datorn. Kontakta IT.")
    folder = verify_model(application.catalogue, application.folders.data, application.settings.model)
    sound = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))[: _SECONDS * 16_000]
    said = sample("reference.txt").read_text(encoding="utf-8")
    with application.recogniser.reading:
        best = tune(folder, sound, said, on_measured=on_measured)
    # Without a card "auto", so that one that is put in later is used.
    device = best.way.device if gpus() else "auto"
    for name, value in (("device", device), ("compute_type", best.way.compute_type)):
        application.choose(f"listening.{name}", value)
    application.choose("listening.threads", str(best.way.threads))
    return best
