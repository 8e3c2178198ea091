"""`dictate pilot data`: what time is registered as and what is asked, and files for the municipality to begin with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dictate.cli.options import JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def add_to(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the command to the group `dictate pilot`."""

    @pilot.command()
    def data(
        out: Annotated[
            Path | None, typer.Option("--out", help="Mapp som får egna kopior av filerna, att ändra i.")
        ] = None,
        as_json: JsonObject = False,
    ) -> None:
        """Visar och prövar variablerna för tid och enkätens frågor, och skriver filer att utgå från."""
        from dictate.pilot.data_files import copies, data_file
        from dictate.pilot.survey import FILE as SURVEY
        from dictate.pilot.survey import load_forms
        from dictate.pilot.variables import FILE as VARIABLES
        from dictate.pilot.variables import all_variables

        folders = application().pilot_folders
        roles, forms = all_variables(folders), load_forms(folders)
        if as_json:
            told = {
                VARIABLES: {one.role: [each.id for each in one.all] for one in roles},
                SURVEY: {one.id: [each.id for each in one.questions] for one in forms.values()},
            }
            paths = {name: str(data_file(name, folders)) for name in told}
            print(json.dumps({"files": paths, "content": told}, ensure_ascii=False))
        else:
            print(f"{VARIABLES}: {data_file(VARIABLES, folders)}")
            for one in roles:
                print(f"\n{one.title}")
                for each in one.all:
                    share = "" if each.national is None else f"riket {each.national:g} %".replace(".", ",")
                    print(f"{each.key:<4}{each.id:<26}{one.full_title(each.id):<52}{share}".rstrip())
            print(f"\n{SURVEY}: {data_file(SURVEY, folders)}")
            for form in forms.values():
                print(f"\n{form.title}")
                for question in form.questions:
                    print(f"{question.id:<18}{question.text}")
        if out:
            for path in copies((VARIABLES, SURVEY), folders, out):
                typer.echo(f"Skriven: {path}", err=True)
