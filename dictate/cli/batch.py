"""`dictate batch`: a folder of recordings to transcripts, resumable."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dictate.application import Application
    from dictate.batch.queue import Row

_STATES = {"waiting": "väntar", "done": "klar", "failed": "gick inte"}


def register(app: typer.Typer, application: Callable[..., Application]) -> None:
    """Adds the command to `app`; `application` opens the program, with `cluster` for one that talks to Ray."""

    @app.command()
    def batch(
        folder: Annotated[Path, typer.Argument(help="Mappen med inspelningar; undermappar tas med.")],
        out: Annotated[Path, typer.Option("--out", help="Mappen för kön och resultaten.")],
        engine: Annotated[
            Literal["local", "ray"], typer.Option("--engine", help="Den här datorn, eller ett Ray-kluster.")
        ] = "local",
        status: Annotated[bool, typer.Option("--status", help="Visa bara hur det går; gör inget.")] = False,
        show: Annotated[bool, typer.Option("--show", help="Skriv ut det som är klart, ett objekt per rad.")] = False,
        seal: Annotated[
            bool, typer.Option("--seal", help="Skriv inte ut talet: lägg bara inspelningarna förseglade i --out.")
        ] = False,
        key_file: Annotated[
            Path | None,
            typer.Option("--key-file", help="Nyckelfil i stället för valvets nyckel; skapas vid behov."),
        ] = None,
        plain: Annotated[
            bool, typer.Option("--plain", help="Resultat i klartext (.json), där diskens regler tillåter det.")
        ] = False,
        template: Annotated[
            str, typer.Option("--template", help="Gör också en anteckning efter mallen; med --plain som .docx.")
        ] = "",
        decide: Annotated[
            Literal["keep", "role", "mask"] | None, typer.Option("--decide", help="Ett beslut för alla fynd.")
        ] = None,
        model: Annotated[str, typer.Option("--model", help="Talmodellens id, se: dictate models list.")] = "",
        vocabulary: Annotated[Path | None, typer.Option("--vocabulary", help="Ordlista, ett ord per rad.")] = None,
        speakers: Annotated[bool, typer.Option("--speakers", help="Skilj rösterna åt: röst 1, röst 2 ...")] = False,
        workers: Annotated[int, typer.Option("--workers", min=0, help="Hur många samtidigt; 0 väljer själv.")] = 0,
        retry: Annotated[bool, typer.Option("--retry", help="Försök igen med dem som inte gick.")] = False,
        redo: Annotated[bool, typer.Option("--redo", help="Gör om alla, också de som är klara.")] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Skriv läget som JSON, ett objekt per fil.")] = False,
    ) -> None:
        """Skriver ut en hel mapp med inspelningar. Avbryts den fortsätter samma kommando där det slutade."""
        from dictate.batch import command

        program = application(cluster=engine == "ray" and not (status or show or seal))
        wish = command.Wish(
            folder,
            out,
            engine,
            key_file,
            plain,
            template,
            decide or "",
            model,
            vocabulary,
            workers,
            retry,
            redo,
            speakers,
        )
        if show:
            for value in command.finished(program, wish):
                print(json.dumps(value, ensure_ascii=False), flush=True)
            return
        if seal:
            count, failures = command.seal_folder(program, wish)
            print(f"{count} inspelningar ligger förseglade i {out}.")
            for sentence in failures:
                print(sentence, file=sys.stderr)
            raise typer.Exit(1 if failures else 0)
        rows = command.standing_of(program, wish) if status else command.run(program, wish, _tell)
        _print(rows, as_json=as_json, each=status)
        if any(row.state == "failed" for row in rows):
            raise typer.Exit(1)


def _tell(progress: Any) -> None:
    """The progress on a terminal; a log keeps nothing of it."""
    if sys.stderr.isatty():
        print(f"\r{progress.line}", end="\n" if progress.ended else "", file=sys.stderr, flush=True)


def _print(rows: Sequence[Row], *, as_json: bool, each: bool) -> None:
    for row in rows:
        if as_json:
            print(json.dumps(row.as_json(), ensure_ascii=False))
        elif each:
            same = f" (samma som {row.copy_of})" if row.copy_of else ""
            print(f"{_STATES[row.state]:<11}{row.name:<34}{row.shown}{same}")
        if row.state == "failed" and not row.copy_of:
            print(row.reason, file=sys.stderr)
    if not as_json:
        count = {state: sum(row.state == state for row in rows) for state in _STATES}
        failed = f", {count['failed']} gick inte" if count["failed"] else ""
        waiting = f", {count['waiting']} väntar" if count["waiting"] else ""
        print(f"{len(rows)} inspelningar: {count['done']} klara{waiting}{failed}.")
