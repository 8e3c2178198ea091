"""What can be chosen on the settings page: every setting of `dictate.settings`, in groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dictate.tui.themes import TITLES, chosen

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.settings import Settings

_TOLD = {
    "theme": "Skärmens färger; F9 byter på vilken skärm som helst",
    "model": "Talmodellen som används; bara modeller som finns på datorn kan väljas",
    "microphone": "Mikrofonen som används; Enter visar dem som är anslutna, så att du kan prova",
    "pilot.enabled": "Mät tid och antal i en pilot, aldrig innehåll; Ö i listan öppnar den",
}
"""What is said of a setting otherwise than in `dictate.settings`: what the keys do."""

_ON_OFF = {"true": "på", "false": "av"}
_DEVICES = {"auto": "välj åt mig", "cpu": "processorn", "cuda": "grafikkortet"}
_COMPUTING = {"": "som vanligt"} | {
    name: name for name in ("int8", "int8_float32", "int8_float16", "float16", "float32")
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting: its group and key, what it is called, what it is for, and what can be chosen.

    `answers` are the words for what is written in the file; without any it is a text of the user's own.
    """

    group: str
    key: str
    title: str
    told: str
    value: str
    answers: dict[str, str]
    fixed: bool

    @property
    def shown(self) -> str:
        """The value as it is called on the screen."""
        return self.answers.get(self.value, self.value)


def choices(application: Application) -> tuple[Choice, ...]:
    """Every setting as it is now, those of a pilot only while it is on. Raises DataFileInvalid or CatalogueInvalid."""
    settings = application.settings
    return tuple(
        Choice(
            group,
            key,
            title,
            _TOLD.get(key) or _described(settings, key),
            written(settings, key),
            answers,
            application.policy.fixes(key),
        )
        for group, key, title, answers in _rows(application)
        if settings.pilot.enabled or key == "pilot.enabled" or not key.startswith("pilot.")
    )


def written(settings: Settings, key: str) -> str:
    """A setting as it stands in the file: "author.name", "linear"."""
    value: Any = settings
    for part in key.split("."):
        value = getattr(value, part)
    if key == "theme":
        return chosen(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _described(settings: Settings, key: str) -> str:
    group, _, name = key.rpartition(".")
    owner = getattr(settings, group) if group else settings
    return str(type(owner).model_fields[name].description)


def _rows(application: Application) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    settings = application.settings
    templates = {one.id: one.title for one in sorted(application.templates.values(), key=lambda one: one.title)}
    you, screen, speech, pilot = "Du och din enhet", "Skärmen", "Tal", "Pilot"
    works = "Hur talmodellen arbetar – bra som det är, fråga IT först"
    yield you, "author.name", "Ditt namn", {}
    yield you, "author.title", "Befattning", {}
    yield you, "letterhead.organisation", "Kommun", {}
    yield you, "letterhead.unit", "Enhet", {}
    yield you, "template", "Förvald mall", templates
    yield screen, "theme", "Färger", dict(TITLES)
    yield screen, "linear", "För skärmläsare", _ON_OFF
    yield screen, "still", "Mindre rörelse", _ON_OFF
    yield screen, "idle_minutes", "Lås efter", _minutes(settings.idle_minutes) | {"0": "aldrig"}
    yield pilot, "pilot.enabled", "Delta i en pilot", _ON_OFF
    yield pilot, "pilot.municipality", "Kommun i mätfilen", {}
    yield pilot, "pilot.unit", "Enhet i mätfilen", {}
    yield pilot, "pilot.role", "Din roll", {"socialsekreterare": "socialsekreterare", "chef": "chef"}
    yield pilot, "pilot.start", "Ni börjar diktera", {}
    yield pilot, "pilot.after", "Mätvecka efter", {}
    yield pilot, "pilot.reminders", "Påminnelser", _ON_OFF
    yield pilot, "pilot.reminder_minutes", "Påminn efter", _minutes(settings.pilot.reminder_minutes)
    yield "Personuppgifter", "names", "Extra namnmodell", {}
    yield speech, "microphone", "Mikrofon", {settings.microphone: settings.microphone or "datorns egen"}
    yield speech, "model", "Talmodell", _models(application)
    yield works, "listening.device", "Räknas av", _DEVICES
    yield works, "listening.compute_type", "Räknesätt", _COMPUTING
    heard = settings.listening
    yield works, "listening.threads", "Trådar", {"0": "en per kärna"} | _numbers(heard.threads, 1, 2, 4, 8)
    yield works, "listening.workers", "Läsare", {"0": "två"} | _numbers(heard.workers, 1, 2, 4)
    yield works, "listening.batch", "Avsnitt ihop", _numbers(heard.batch, 1, 3, 6, 12, 24)
    yield works, "listening.window_s", "Längsta avsnitt", _numbers(heard.window_s, 12, 15, 20, unit=" sekunder")
    yield works, "listening.beam_size", "Förslag", _numbers(heard.beam_size, 2, 3, 5)


def _minutes(now: int) -> dict[str, str]:
    """A few times to choose among, the present one with them."""
    return {str(one): f"{one} minuter" for one in sorted({5, 10, 15, 30, 60, now} - {0})}


def _numbers(now: int, *some: int, unit: str = "") -> dict[str, str]:
    """Numbers to choose among, the present one with them; 0 is named elsewhere."""
    return {str(one): f"{one}{unit}" for one in sorted({*some, now} - {0})}


def _models(application: Application) -> dict[str, str]:
    """The models that are installed and may be used, and the present one."""
    from dictate.speech.models import list_models

    now, rules = application.settings.model, application.policy.models
    states = list_models(application.catalogue, application.folders.data)
    installed = {state.model.id: state.model.title for state in states if state.installed}
    missing = {now: f"{now} (finns inte på datorn)"}
    return missing | {model: title for model, title in installed.items() if rules.allows(model)}
