"""`dictate structure`, `check` and `export`: what begins with a text or a note."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dictate.cli.options import Force, Json, Reader, TemplateId

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def register(app: typer.Typer, application: Callable[..., Application]) -> None:
    """Adds the commands to `app`; `application` opens the program."""

    @app.command()
    def structure(
        text: Annotated[list[Path], typer.Argument(help="Textfiler i UTF-8; - läser från standard in.")],
        template: TemplateId = "",
        as_json: Json = False,
    ) -> None:
        """Delar in text i meningar och lägger varje mening under en rubrik."""
        from dictate import beginning
        from dictate.journal.note_json import structure_data
        from dictate.text_files import read_text

        program = application()
        for file in text:
            note = beginning.structured(program, read_text(file), template)
            if as_json:
                print(json.dumps(structure_data(str(file), note), ensure_ascii=False), flush=True)
            else:
                known = program.template(note.template)
                for sentence in note.sentences:
                    print(f"{known.section(sentence.section).heading:<32}{sentence.text}")

    @app.command()
    def check(
        text: Annotated[list[Path], typer.Argument(help="Textfiler i UTF-8 eller anteckningar som JSON.")],
        template: TemplateId = "",
        as_json: Json = False,
    ) -> None:
        """Går igenom mallens kontroller: vad som saknas eller bör ses över före export."""
        from dictate import beginning
        from dictate.text_files import read_text

        program = application()
        for file in text:
            session = beginning.from_text(program, read_text(file), template)
            remarks = session.checks()
            if as_json:
                print(
                    json.dumps(
                        {"file": str(file), "findings": [asdict(remark) for remark in remarks]}, ensure_ascii=False
                    ),
                    flush=True,
                )
            else:
                for remark in remarks:
                    print(f"{'måste' if remark.required else 'se över':<9}{remark.reason}")
                for limit in session.deadlines():
                    print(f"{'tid':<9}{limit.text}")

    @app.command()
    def export(
        note: Annotated[Path, typer.Argument(help="Anteckningen som JSON.")],
        out: Annotated[Path, typer.Option("--out", help="Dokumentet som skapas: .docx, eller .txt för ren text.")],
        review: Annotated[
            bool,
            typer.Option("--review", help="En granskningskopia: inget ersatt, fynd och kontroller som kommentarer."),
        ] = False,
        recipient: Annotated[
            Reader,
            typer.Option("--recipient", help="Det egna ärendesystemet, någon utanför, eller en undervisningskopia."),
        ] = "case_system",
        to: Annotated[
            list[str] | None,
            typer.Option("--to", help="Vem utanför som ska ha dokumentet, som i samtycket; kan upprepas."),
        ] = None,
        force: Force = False,
    ) -> None:
        """Skapar dokumentet av en färdiggranskad anteckning, eller en kopia för granskning."""
        from dictate import beginning

        session = beginning.from_note_file(application(), note)
        if review:
            session.export_review_copy(out, replace=force)
        else:
            session.export(out, replace=force, recipient=recipient, to=to or ())
