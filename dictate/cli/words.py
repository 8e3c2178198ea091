"""`dictate words`: the unit's own words, which the recogniser should know; they lie in the vault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dictate.speech.vocabulary import VocabularyInvalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application

Words = Annotated[list[str], typer.Argument(help="Ord eller uttryck; ett uttryck inom citattecken.")]
File = Annotated[Path, typer.Argument(help="En textfil i UTF-8 med ett ord eller uttryck per rad.")]


def register(app: typer.Typer, application: Callable[[], Application], **settings: Any) -> None:
    """Adds the group to `app`; `application` opens the program."""
    group = typer.Typer(help="Enhetens ordlista för talmodellen.", rich_markup_mode=None, no_args_is_help=True)
    app.add_typer(group, name="words", **settings)

    @group.command("list")
    def words_list(
        as_json: Annotated[bool, typer.Option("--json", help="Skriv ett JSON-objekt per ord.")] = False,
    ) -> None:
        """Visar orden i deras ordning."""
        for word in application().unit_words.words():
            print(json.dumps({"word": word}, ensure_ascii=False) if as_json else word)

    @group.command()
    def add(words: Words) -> None:
        """Lägger till ord. Inga personnamn: de hör till ärendet."""
        print(f"Nya ord: {application().unit_words.add_all(words)}.")

    @group.command()
    def remove(words: Words) -> None:
        """Tar bort ord."""
        unit = application().unit_words
        for word in words:
            try:
                unit.remove(word)
            except KeyError:
                raise VocabularyInvalid(f"{word} finns inte i ordlistan. Se: dictate words list.") from None
        print(f"Borttagna ord: {len(words)}.")

    @group.command("import")
    def take_in(file: File) -> None:
        """Lägger till alla ord i en textfil, eller inget av dem om någon rad är fel."""
        print(f"Nya ord: {application().unit_words.take_in(file)}.")

    @group.command("export")
    def leave(
        file: File,
        force: Annotated[bool, typer.Option("--force", help="Ersätt filen om den redan finns.")] = False,
    ) -> None:
        """Skriver orden till en textfil i klartext, som kan läsas in på en annan dator."""
        program = application()
        print(f"Skrivna ord: {program.unit_words.leave(file, program.policy, replace=force)}.")
