"""`dictate pilot`: the commands of one user (`pilot_*`), and those that join what many users have left."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dictate.cli import pilot_data, pilot_laptop, pilot_setup, pilot_time, pilot_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application
    from dictate.pilot.merge import Pilot

Files = Annotated[list[Path], typer.Argument(help="Mätfiler, eller mappar med mätfiler (.json).")]
Keys = Annotated[
    Path | None,
    typer.Option("--keys", help="Lista med datorernas nycklar, en på varje rad; andras filer tas inte emot."),
]
LeaveOut = Annotated[
    bool, typer.Option("--leave-out", help="Räkna utan de filer som inte går att använda, i stället för att avbryta.")
]


def register(app: typer.Typer, application: Callable[[], Application], context_settings: dict[str, Any]) -> None:
    """Adds the group with all its commands to `app`; `application` opens the program for a command that needs it."""
    pilot = typer.Typer(
        help="Pilot: mät tid, lämna mätfil, för ihop och rapportera.", rich_markup_mode=None, no_args_is_help=True
    )
    for commands in (pilot_setup, pilot_time, pilot_typed, pilot_laptop, pilot_data):
        commands.add_to(pilot, application)
    _add_joining(pilot, application)
    app.add_typer(pilot, name="pilot", context_settings=context_settings)


def _add_joining(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    @pilot.command()
    def merge(
        files: Files,
        out: Annotated[Path, typer.Option("--out", help="Rapportens namn; det blir en .docx och en .html.")],
        keys: Keys = None,
        leave_out: LeaveOut = False,
        force: Annotated[bool, typer.Option("--force", help="Ersätt rapporten om den redan finns.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Skriv rapportens siffror som ett JSON-objekt.")] = False,
    ) -> None:
        """För ihop mätfiler från hur många datorer som helst till en rapport i Word och som webbsida."""
        from dictate.pilot.publish import as_json as figures
        from dictate.pilot.publish import names, reckoned, write_report
        from dictate.pilot.reviews import TEMPLATE, sheet

        program = application()
        joined = _joined(files, keys, leave_out=leave_out)
        outcome = reckoned(joined, program.pilot_folders)
        templates = {one.id: one.title for one in program.templates.values()}
        questions = {one.id: one.text for one in sheet(program.template(TEMPLATE))}
        called = names(templates, questions, program.pilot_folders)
        written = write_report(joined, outcome, out, program.pilot_folders, called, replace=force)
        if as_json:
            print(json.dumps(figures(joined, outcome), ensure_ascii=False))
        else:
            print(f"Rapporten är skriven: {written[0]} och {written[1]}")

    @pilot.command()
    def key() -> None:
        """Visar datorns nyckel för mätfiler, till kommunens lista över kända datorer."""
        print(application().joined_pilot().public_key())

    @pilot.command()
    def report(
        files: Files,
        keys: Keys = None,
        leave_out: LeaveOut = False,
        as_json: Annotated[bool, typer.Option("--json", help="Skriv rapportens siffror som ett JSON-objekt.")] = False,
    ) -> None:
        """Visar rapportens sammanfattning och siffror utan att skriva någon fil."""
        from dictate.pilot.plain_report import lines
        from dictate.pilot.publish import as_json as figures
        from dictate.pilot.publish import reckoned

        joined = _joined(files, keys, leave_out=leave_out)
        outcome = reckoned(joined, application().pilot_folders)
        if as_json:
            print(json.dumps(figures(joined, outcome), ensure_ascii=False))
        else:
            print("\n".join(lines(outcome)))


def _joined(files: list[Path], keys: Path | None, *, leave_out: bool) -> Pilot:
    """The joined files; what was put aside is said on stderr."""
    from dictate.pilot.publish import joined, stated

    found = joined(files, keys, leave_out=leave_out)
    for line in stated(found):
        print(line, file=sys.stderr)
    return found
