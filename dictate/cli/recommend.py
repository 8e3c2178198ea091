"""`dictate models recommend`: which speech model to choose on this computer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from dictate.cli.options import JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def register(models: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the command to the group of models; `application` opens the program."""

    @models.command()
    def recommend(
        as_json: JsonObject = False,
    ) -> None:
        """Mäter datorn och säger vilken talmodell den klarar, med väntan och fel, och hur IT lägger in den."""
        from dictate.doctor.recommended import as_text, recommended

        found = recommended(application())
        print(json.dumps(found.as_json(), ensure_ascii=False) if as_json else as_text(found))
