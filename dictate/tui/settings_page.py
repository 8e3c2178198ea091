"""What the user has chosen: who writes, for which unit, with which template, colours and speech model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.phrases import place
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.tui.themes import TITLES, chosen

if TYPE_CHECKING:
    from dictate.application import Application


@dataclass(frozen=True, slots=True)
class Choice:
    """A setting: its key, what it is called, what it is for, and what can be chosen, by what is written in the file.

    Without `answers` it is a text of the user's own.
    """

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


_DEVICES = {"auto": "välj åt mig", "cpu": "processorn", "cuda": "grafikkortet"}
_COMPUTING = {"": "som vanligt"} | {
    name: name for name in ("int8", "int8_float32", "int8_float16", "float16", "float32")
}


def _minutes(now: int) -> dict[str, str]:
    """Times after which the program locks, the present one among them."""
    times = sorted({5, 10, 15, 30, 60, now} - {0})
    return {str(one): f"{one} minuter" for one in times} | {"0": "aldrig"}


_ON_OFF = {"true": "på", "false": "av"}


def choices(application: Application) -> tuple[Choice, ...]:
    """Every setting of the screen as it is now. Raises DataFileInvalid or CatalogueInvalid."""
    from dictate.speech.models import list_models

    settings = application.settings
    templates = {one.id: one.title for one in sorted(application.templates.values(), key=lambda one: one.title)}
    rules = application.policy.models
    states = list_models(application.catalogue, application.folders.data)
    installed = {state.model.id: state.model.title for state in states if state.installed}
    missing = {settings.model: f"{settings.model} (finns inte på datorn)"}
    models = missing | {model: title for model, title in installed.items() if rules.allows(model)}
    described = type(settings).model_fields
    author, head = type(settings.author).model_fields, type(settings.letterhead).model_fields
    told = {
        "author.name": author["name"].description,
        "author.title": author["title"].description,
        "letterhead.organisation": head["organisation"].description,
        "letterhead.unit": head["unit"].description,
        "template": described["template"].description,
        "theme": "Skärmens färger; F9 byter på vilken skärm som helst",
        "pilot.enabled": "Mät tid och antal i en pilot, aldrig innehåll; Ö i listan öppnar den",
        "idle_minutes": described["idle_minutes"].description,
        **{f"listening.{name}": field.description for name, field in type(settings.listening).model_fields.items()},
        "linear": described["linear"].description,
        "still": described["still"].description,
        "pilot.role": "Din roll i piloten",
        "pilot.start": "Dagen då ni börjar diktera, till exempel 2026-03-16",
        "pilot.after": "Första dagen i mätveckan efter starten; tomt när den börjar samma dag",
        "pilot.reminders": "Påminn när ingen tid registreras eller samma sak pågått länge",
        "model": "Talmodellen som används; bara modeller som finns på datorn kan väljas",
    }
    rows: tuple[tuple[str, str, str, dict[str, str]], ...] = (
        ("author.name", "Ditt namn", settings.author.name, {}),
        ("author.title", "Befattning", settings.author.title, {}),
        ("letterhead.organisation", "Kommun", settings.letterhead.organisation, {}),
        ("letterhead.unit", "Enhet", settings.letterhead.unit, {}),
        ("template", "Förvald mall", settings.template, templates),
        ("theme", "Färger", chosen(settings.theme), dict(TITLES)),
        ("linear", "För skärmläsare", str(settings.linear).lower(), _ON_OFF),
        ("still", "Mindre rörelse", str(settings.still).lower(), _ON_OFF),
        ("idle_minutes", "Lås efter", str(settings.idle_minutes), _minutes(settings.idle_minutes)),
        ("model", "Talmodell", settings.model, models),
        ("pilot.enabled", "Pilot", str(settings.pilot.enabled).lower(), _ON_OFF),
    )
    listening = settings.listening
    rows += (
        ("listening.device", "Räknar med", listening.device, _DEVICES),
        ("listening.compute_type", "Räknar så", listening.compute_type, _COMPUTING),
        ("listening.threads", "Trådar", str(listening.threads), {}),
    )
    if settings.pilot.enabled:
        roles = {"socialsekreterare": "socialsekreterare", "chef": "chef"}
        rows += (
            ("pilot.role", "Roll i piloten", settings.pilot.role, roles),
            ("pilot.start", "Piloten startar", str(settings.pilot.start), {}),
            ("pilot.after", "Mätvecka efter", str(settings.pilot.after), {}),
            ("pilot.reminders", "Påminnelser", str(settings.pilot.reminders).lower(), _ON_OFF),
        )
    return tuple(
        Choice(key, title, told[key] or "", value, answers, application.is_fixed(key))
        for key, title, value, answers in rows
    )


class SettingsPage(Page[None]):
    """Shows the settings and changes them; each change holds at once and is kept."""

    HELP = (
        "Här ställer du in det som ska stå överst i dina dokument och hur programmet ser ut. Enter ändrar raden du "
        "står på. Ändringen gäller direkt och sparas; du behöver aldrig öppna någon fil.\n\n"
        "Det som din organisation har bestämt kan inte ändras här."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "change", "Ändra"),
        Binding("v,V", "microphone", "Välj mikrofon"),
        Binding("o,O", "words", "Ordlista"),
        Binding("x,X", "blocks", "Textblock"),
        Binding("k,K", "journey", "Kom igång"),
        Binding("l,L", "vault", "Lås och nycklar"),
        Binding("escape", "back", "Tillbaka"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._choices: tuple[Choice, ...] = ()

    def body(self) -> ComposeResult:
        yield Static("Inställningar", classes="lead")
        yield RowList((Column(), Column(fills=True), Column(needs=60)), id="settings")
        yield Static(id="told", classes="quiet", markup=False)

    def on_mount(self) -> None:
        self.title_bar("Inställningar", "sparas på den här datorn")
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self) -> None:
        try:
            self._choices = choices(self.dictate.application)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.query_one(RowList).show([_row(one) for one in self._choices])
        self._tell()

    def _present(self) -> Choice | None:
        key = self.query_one(RowList).key
        return next((one for one in self._choices if one.key == key), None)

    def on_row_list_moved(self) -> None:
        self._tell()

    def _tell(self) -> None:
        one = self._present()
        told = f"{one.told}." if one else ""
        if one and one.fixed:
            told = "Organisationen har bestämt den här inställningen. Kontakta IT om den är fel."
        self.query_one("#told", Static).update(told)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        one = self._present() if action == "change" else None
        return None if one and one.fixed else True

    def on_row_list_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Asks for another value."""
        one = self._present()
        if one is None or one.fixed:
            return
        options = tuple(one.answers.values())
        line = Line(one.title, one.shown, options=options, closed=bool(options), told=f"{one.told}.")
        self.app.push_screen(Lines(one.title, [line]), lambda answers: self._chosen(one, answers))

    def _chosen(self, one: Choice, answers: tuple[str, ...] | None) -> None:
        if answers is None:
            return
        value = next((key for key, shown in one.answers.items() if shown == answers[0]), answers[0])
        try:
            self.dictate.application.choose(one.key, value)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.dictate.wear_settings()
        self.say(f"Sparat i {place(self.dictate.application.folders.settings_file)}.")
        self._draw()

    def action_words(self) -> None:
        """The unit's word list."""
        from dictate.tui.vocabulary import VocabularyPage

        self.app.push_screen(VocabularyPage())

    def action_blocks(self) -> None:
        """The text blocks."""
        from dictate.tui.text_blocks import TextBlocksPage

        self.app.push_screen(TextBlocksPage())

    def action_journey(self) -> None:
        """The introduction once more."""
        from dictate.tui.journey import Journey

        self.app.push_screen(Journey(), lambda _: self._draw())

    def action_microphone(self) -> None:
        """Lets the user try the microphones and choose one."""
        from dictate.tui.microphone import ChooseMicrophone

        self.app.push_screen(ChooseMicrophone())

    def action_vault(self) -> None:
        """What opens the notes, and changing it."""
        from dictate.tui.vault_page import VaultPage

        self.app.push_screen(VaultPage())

    def action_back(self) -> None:
        self.dismiss(None)


def _row(one: Choice) -> Row:
    value = Cell(one.shown) if one.value else Cell("inte ifyllt", "todo")
    return Row(
        one.key, (Cell(one.title, "quiet"), value, Cell("bestämt av organisationen" if one.fixed else "", "quiet"))
    )
