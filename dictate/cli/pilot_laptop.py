"""`dictate pilot`, what one user answers and leaves: the survey, the reviews of notes, the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from dictate.cli.options import JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def add_to(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the commands to the group `dictate pilot`."""

    @pilot.command()
    def survey(
        form: Annotated[Literal["before", "after"], typer.Argument(help="before före starten, after efter.")],
    ) -> None:
        """Ställer enkätens frågor här i terminalen, en siffra 1 till 5 för varje fråga; Enter hoppar över."""
        from dictate.pilot.survey import SCALE, form_of, keep_answers

        one = application().joined_pilot()
        asked = form_of(one.forms, form)
        print(f"{asked.title}\n{asked.intro}\n")
        answers: dict[str, int] = {}
        for number, question in enumerate(asked.questions, 1):
            print(f"{number}. {question.text}\n   1 = {question.low}, 5 = {question.high}")
            given = ""
            while (given := input("   Svar 1-5: ").strip()) and given not in map(str, SCALE):
                print("   Skriv en siffra mellan 1 och 5, eller tryck Enter för att hoppa över.")
            if given:
                answers[question.id] = int(given)
        keep_answers(one.tables, asked, answers, one.clock().date())
        print(f"\n{asked.thanks}")

    @pilot.command()
    def reviews(as_json: JsonObject = False) -> None:
        """Visar hur aktgranskningens frågor har besvarats; färre än fem visas inte."""
        from dictate.pilot.review_report import report

        one = application().joined_pilot()
        found = report(one.reviewed(), one.sheet, len(one.tables.reviews()))
        if as_json:
            print(json.dumps(found.as_json(), ensure_ascii=False))
        else:
            print("\n".join(found.lines()))

    @pilot.command()
    def export(
        out: Annotated[Path, typer.Option("--out", help="Filen som skapas, eller en mapp.")],
        yes: Annotated[bool, typer.Option("--yes", help="Jag har läst det som visas och lämnar filen.")] = False,
        force: Annotated[bool, typer.Option("--force", help="Ersätt filen om den redan finns.")] = False,
    ) -> None:
        """Visar allt som står i mätfilen, och skriver den signerad när du har sagt ja."""
        from dictate.pilot.collecting import file_name

        program = application()
        one = program.joined_pilot()
        file = one.collect()
        titles = {name: template.title for name, template in program.templates.items()}
        print("\n".join(one.plain_words(file, titles)))
        path = out / file_name(file) if out.is_dir() else out
        if not yes and not _agreed(f"\nVill du lämna det här i {path}? Skriv ja eller nej: "):
            print("Ingen fil skapades.")
            return
        one.leave(file, path, replace=force)
        print(f"\nMätfilen är skriven: {path}")


def _agreed(question: str) -> bool:
    """Whether the user types yes; anything else, and the end of the input, is a no."""
    try:
        return input(question).strip().casefold() in ("ja", "j")
    except EOFError:
        print()
        return False
