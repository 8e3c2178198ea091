"""`dictate doctor`: how this computer stands."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from dictate.cli.options import JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def register(app: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the command to `app`; `application` opens the program without refusing what the doctor is to tell of."""

    @app.command()
    def doctor(
        as_json: JsonObject = False,
        tune: Annotated[
            bool, typer.Option("--tune", help="Mät först hur talmodellen går fortast på den här datorn, och spara det.")
        ] = False,
        log: Annotated[
            bool, typer.Option("--log", help="Skriv även id och läge i datorns logg (journald, Windows loggbok).")
        ] = False,
    ) -> None:
        """Kontrollerar mikrofon, talmodell, diskkryptering, nyckel, nätverk och regler: ok, varning eller fel."""
        if tune:
            from dictate.doctor.tuned import tune_and_keep, what_is_measured

            print(what_is_measured(), file=sys.stderr)
            best = tune_and_keep(application(), lambda measured: print(measured.line, file=sys.stderr))
            print(f"Valt och sparat: {best.line}", file=sys.stderr)
        from dictate.doctor import STATE_WORDS, examine, overall
        from dictate.doctor import as_json as json_object
        from dictate.doctor.facts import program_version

        checks = examine(application())
        if as_json:
            print(json.dumps(json_object(checks, program_version()), ensure_ascii=False))
        else:
            for check in checks:
                detail = check.detail.replace("\n", f"\n{'':<8}")
                print(f"{STATE_WORDS[check.state]:<8}{check.title}: {detail}")
                if check.advice:
                    print(f"{'':<8}→ {check.advice}")
        if log:
            from dictate.doctor.system_log import line_of, write

            write(line_of(checks, program_version()))
        if overall(checks) == "fault":
            raise typer.Exit(1)
