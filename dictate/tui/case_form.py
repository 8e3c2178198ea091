"""One case: its title, its people with their roles, its places, and whether somebody has a protected identity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from dictate.errors import DictateError
from dictate.tui.ask import Ask
from dictate.tui.lines import Line, Lines
from dictate.tui.page import Page
from dictate.tui.rows import Cell, Column, Row, RowList
from dictate.vault.cases import Case
from redaction.finding import LABEL_WORDS, Label
from redaction.lexicon import Lexicon, Person, Place
from redaction.roles import all_roles

One = TypeVar("One")

KINDS: dict[str, Label] = {"verksamhet": "ORGANISATION", "adress": "ADDRESS", "ort": "PLACE"}
"""What a place of a case can be."""
_PLACE_ROLES = ("skolan", "förskolan", "bostaden", "mammas adress", "pappas adress", "arbetsplatsen", "vårdcentralen")
_PROTECTED = (
    "Med skyddad identitet kan adresser, orter, skolor och arbetsplatser aldrig behållas i ett dokument, "
    "och dokumentet talar om att något är utelämnat."
)


class CaseForm(Page[None]):
    """Shows a case and changes it; every change is saved at once."""

    HELP = (
        "Här står vilka som hör till ärendet. P lägger till en person och L en plats, skola eller annan verksamhet. "
        "Enter ändrar raden du står på, Del tar bort den.\n\n"
        "Rollen är det ord som står i stället för namnet när du ersätter det: mamman, barnet, läraren. "
        f"S slår på skyddad identitet. {_PROTECTED}\n\nAllt sparas krypterat direkt."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p,P", "person", "Ny person"),
        Binding("l,L", "place", "Ny plats"),
        Binding("enter", "change", "Ändra"),
        Binding("delete", "remove", "Ta bort"),
        Binding("s,S", "protect", "Skyddad identitet"),
        Binding("escape", "back", "Klar"),
    ]

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    def body(self) -> ComposeResult:
        yield RowList((Column(widest=34), Column(widest=30), Column(fills=True, needs=50)), id="people")
        yield Static(id="told", classes="quiet")

    def on_mount(self) -> None:
        self.query_one(RowList).focus()
        self._draw()

    def _draw(self, here: str = "") -> None:
        lexicon = self.case.lexicon
        self.title_bar(self.case.title, "ärende, krypterat på den här datorn", "ärende")
        rows = [
            Row("title", (Cell("Rubrik", "quiet"), Cell(self.case.title), Cell(""))),
            Row("protected", (Cell("Skyddad identitet", "quiet"), _protected(lexicon), Cell(""))),
            Row("", (Cell(""),), heading=True),
            Row("", (Cell("Personer"),), heading=True),
            *(_person_row(number, one) for number, one in enumerate(lexicon.people)),
            Row("", (Cell(""),), heading=True),
            Row("", (Cell("Platser och verksamheter"),), heading=True),
            *(_place_row(number, one) for number, one in enumerate(lexicon.places)),
        ]
        self.query_one(RowList).show(rows, here)
        lacking = "" if lexicon.people else "P lägger till den första personen."
        self.query_one("#told", Static).update(_PROTECTED if lexicon.protected else lacking)
        self.refresh_bindings()

    def _keep(self, lexicon: Lexicon, title: str = "", here: str = "") -> None:
        try:
            self.case = self.dictate.application.save_case(title or self.case.title, lexicon, self.case.id)
        except DictateError as error:
            self.say(str(error), wrong=True)
            return
        self.say("")
        self._draw(here)

    def _row(self) -> tuple[str, int]:
        """What the present row is, "person" or "place", and its number; the number is -1 for the others."""
        kind, _, number = self.query_one(RowList).key.partition(":")
        return kind, int(number) if number else -1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "remove" and self._row()[1] < 0:
            return None
        return True

    def on_row_list_moved(self) -> None:
        self.refresh_bindings()

    # -- keys -----------------------------------------------------------------------------------------------------

    def on_row_list_chosen(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Changes what the present row says."""
        kind, number = self._row()
        if kind == "title":
            self.app.push_screen(title_box(self.case.title), self._retitled)
        elif kind == "person":
            self._ask_person(number)
        elif kind == "place":
            self._ask_place(number)
        else:
            self.action_protect()

    def _retitled(self, answers: tuple[str, ...] | None) -> None:
        if answers:
            self._keep(self.case.lexicon, answers[0])

    def action_protect(self) -> None:
        """Turns protected identity on; turning it off is asked about."""
        lexicon = self.case.lexicon
        if not lexicon.protected:
            self._keep(replace(lexicon, protected=True), here="protected")
            return
        question = "Då kan adresser, skolor och arbetsplatser behållas i ärendets dokument igen.\n\nTa bort skyddet?"
        self.app.push_screen(
            Ask("Skyddad identitet", question),
            lambda yes: self._keep(replace(self.case.lexicon, protected=False), here="protected") if yes else None,
        )

    def action_person(self) -> None:
        """Adds a person."""
        self._ask_person(len(self.case.lexicon.people))

    def _ask_person(self, number: int) -> None:
        people = self.case.lexicon.people
        known = people[number] if number < len(people) else None
        self.app.push_screen(person_box(known), lambda answers: self._with_person(number, answers))

    def _with_person(self, number: int, answers: tuple[str, ...] | None) -> None:
        if answers:
            people = _with(self.case.lexicon.people, number, person_of(answers))
            self._keep(replace(self.case.lexicon, people=people), here=f"person:{number}")

    def action_place(self) -> None:
        """Adds a place."""
        self._ask_place(len(self.case.lexicon.places))

    def _ask_place(self, number: int) -> None:
        places = self.case.lexicon.places
        known = places[number] if number < len(places) else None
        self.app.push_screen(_place_box(known), lambda answers: self._with_place(number, answers))

    def _with_place(self, number: int, answers: tuple[str, ...] | None) -> None:
        if answers:
            place = Place(answers[0], KINDS[answers[1]], answers[2])
            places = _with(self.case.lexicon.places, number, place)
            self._keep(replace(self.case.lexicon, places=places), here=f"place:{number}")

    def action_remove(self) -> None:
        """Asks, then takes the person or place out of the case."""
        kind, number = self._row()
        lexicon = self.case.lexicon
        named = lexicon.people[number].name if kind == "person" else lexicon.places[number].name
        question = f"{named} tas bort ur ärendet. Anteckningarna ändras inte.\n\nTa bort?"
        self.app.push_screen(Ask("Ta bort ur ärendet", question), lambda yes: self._without(kind, number, yes))

    def _without(self, kind: str, number: int, yes: bool | None) -> None:
        lexicon = self.case.lexicon
        if yes and kind == "person":
            self._keep(replace(lexicon, people=lexicon.people[:number] + lexicon.people[number + 1 :]))
        elif yes:
            self._keep(replace(lexicon, places=lexicon.places[:number] + lexicon.places[number + 1 :]))

    def action_back(self) -> None:
        self.dismiss(None)


def person_box(known: Person | None) -> Lines:
    """Asks for a person's name, role and other names, in that order."""
    person = known or Person("")
    lines = [
        Line("Namn", person.name, "för- och efternamn", required=True, told="Så som namnet stavas."),
        Line(
            "Roll",
            person.role,
            "mamman, barnet, läraren …",
            options=all_roles(),
            told="Det som står i stället för namnet. Välj med pilarna eller skriv eget.",
        ),
        Line(
            "Kallas också",
            ", ".join(person.also),
            "smeknamn, initialer",
            told="Andra namn på samma person, med komma emellan.",
        ),
    ]
    return Lines("Person i ärendet" if known else "Ny person i ärendet", lines)


def person_of(answers: Sequence[str]) -> Person:
    """The person that `person_box` was answered with."""
    also = tuple(part.strip() for part in answers[2].split(",") if part.strip())
    return Person(answers[0], answers[1], also)


def _place_box(known: Place | None) -> Lines:
    place = known or Place("", "ORGANISATION")
    kind = next((name for name, label in KINDS.items() if label == place.label), "ort")
    lines = [
        Line("Namn", place.name, "Kastanjeskolan, Storgatan 4 …", required=True, told="Så som det stavas."),
        Line("Sort", kind, options=tuple(KINDS), closed=True, told="Välj med pilarna."),
        Line("Roll", place.role, "skolan, pappas adress …", options=_PLACE_ROLES, told="Det som står i stället."),
    ]
    return Lines("Plats i ärendet" if known else "Ny plats i ärendet", lines)


def _with(items: tuple[One, ...], number: int, one: One) -> tuple[One, ...]:
    return (*items[:number], one, *items[number + 1 :])


def _protected(lexicon: Lexicon) -> Cell:
    return Cell("! ja, uppgifter om var någon vistas behålls aldrig", "todo") if lexicon.protected else Cell("nej")


def _person_row(number: int, person: Person) -> Row:
    role = Cell(person.role, "strong") if person.role else Cell("ingen roll", "todo")
    also = f"även {', '.join(person.also)}" if person.also else ""
    return Row(f"person:{number}", (Cell(person.name), role, Cell(also, "quiet")))


def _place_row(number: int, place: Place) -> Row:
    role = Cell(place.role, "strong") if place.role else Cell("ingen roll", "todo")
    return Row(f"place:{number}", (Cell(place.name), role, Cell(LABEL_WORDS[place.label], "quiet")))


def title_box(title: str = "") -> Lines:
    """Asks what a case is called."""
    line = Line(
        "Rubrik",
        title,
        "så att du hittar det igen",
        required=True,
        told="Rubriken är bara till för dig. Den sparas krypterad och kommer aldrig med i ett dokument.",
    )
    return Lines("Byt rubrik" if title else "Nytt ärende", [line])
