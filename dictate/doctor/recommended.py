"""`dictate models recommend`: which speech model this computer can carry, as measured on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dictate.doctor.facts import memory_bytes
from dictate.speech.devices import gpus
from dictate.speech.models import list_models
from dictate.speech.recommend import (
    Computer,
    Expected,
    Pace,
    Recommendation,
    guessed_pace,
    measured_pace,
    memory_needed,
    recommend,
    spoken,
)

if TYPE_CHECKING:
    from dictate.application import Application

# Of the shipped dictation: two windows of the recogniser.
_SECONDS = 20


def recommended(application: Application) -> Recommendation:
    """Measures an installed model on the shipped dictation, for some seconds, and reckons the others from it."""
    catalogue = application.catalogue
    installed = frozenset(
        state.model.id for state in list_models(catalogue, application.folders.data) if state.verified
    )
    usable = getattr(os, "sched_getaffinity", None)
    computer = Computer(len(usable(0)) if usable else os.cpu_count() or 1, memory_bytes(), gpus())
    rules = application.policy.models
    allowed = frozenset(model.id for model in catalogue.models if rules.allows(model.id))
    return recommend(catalogue.models, computer, _pace(application, installed & allowed, computer), installed, allowed)


def _pace(application: Application, installed: frozenset[str], computer: Computer) -> Pace:
    """The pace of the model in use, or else of another that is installed, or else a guess."""
    import numpy as np

    from dictate.audio.decode import Recording
    from dictate.shipped import sample

    wanted = application.settings.model
    measured = wanted if wanted in installed else min(installed, default="")
    if not measured:
        return guessed_pace(computer.cores)
    sound = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))[: _SECONDS * 16_000]
    with application.recogniser.reading:
        engine = application.recogniser.engine(measured)
        return measured_pace(engine, sound, application.catalogue.find(measured).parameters_millions)


def as_text(found: Recommendation) -> str:
    """The recommendation as it is shown: the computer, a line a model, the choice, and how IT brings it in."""
    computer, pace = found.computer, found.pace
    memory = f"{computer.memory_bytes / 1e9:.0f} GB minne" if computer.memory_bytes else "okänt minne"
    card = "ett grafikkort som används" if computer.cards else "inget grafikkort som går att använda"
    if pace.model:
        how = (
            f"{pace.model} mättes nu: {spoken(60 * pace.seconds)} för en minut tal. "
            "De andra är uppskattade efter sin storlek."
        )
    else:
        how = "Ingen talmodell är installerad, så alla väntetider är försiktiga uppskattningar."
    lines = [
        f"Datorn: {computer.cores} kärnor, {memory}, {card}.",
        how,
        "",
        f"{'Modell':<18}{'Väntan på en minut tal':<24}{'Fel på 100 ord':<15}Minne",
        *(_line(one, found.choice) for one in found.models),
        "",
        "Felen är KBLabs publicerade, för upplästa meningar (FLEURS); i ett bullrigt rum blir de fler.",
        "",
        f"Välj {found.choice.model.id}. {found.why}",
        *_how_to(found.choice),
    ]
    return "\n".join(lines)


def _line(one: Expected, choice: Expected) -> str:
    wait = f"{spoken(one.wait_s)} ({'mätt' if one.measured else 'uppskattad'})"
    errors = f"{one.errors:.1f}".replace(".", ",")
    memory = f"{memory_needed(one.model.parameters_millions) / 1e9:.1f} GB".replace(".", ",")
    marks = [
        "ryms inte i minnet" if not one.fits else "",
        "tillåts inte" if not one.allowed else "",
        "finns på datorn" if one.installed else "",
        "← välj den" if one is choice else "",
    ]
    return f"{one.model.id:<18}{wait:<24}{errors:<15}{memory:<8}{', '.join(filter(None, marks))}".rstrip()


def _how_to(choice: Expected) -> list[str]:
    """What IT does to bring the model in without a network; what the user does where it is there already."""
    use = f'Använd den: skriv model = "{choice.model.id}" i inställningarna eller i policyn.'
    if choice.installed:
        return [use]
    source = choice.model.huggingface
    where = f"https://huggingface.co/{source.repository} (revision {source.revision[:12]})" if source else ""
    return [
        "",
        "Så lägger IT in den utan internet på datorn:",
        f"  1. Hämta på en annan dator från {where}",
        "     filerna model.bin, config.json, tokenizer.json och vocabulary.json.",
        "  2. Lägg dem i en mapp på ett USB-minne eller en filserver.",
        f"  3. Kör: dictate models add {choice.model.id} MAPP",
        "     Filernas kontrollsummor sparas då, och modellen kontrolleras varje gång den läses in.",
        f"  4. {use}",
    ]
