"""`dictate pilot typed`: a note that is typed, timed, to compare with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dictate.application import Application
    from dictate.pilot.typed import Signs, Timed


def add_to(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the command to the group `dictate pilot`."""

    @pilot.command()
    def typed(
        action: Annotated[
            Literal["start", "pause", "resume", "stop", "discard", "undo"],
            typer.Argument(help="Vad klockan gör; undo tar tillbaka den senaste anteckningen."),
        ],
        words: Annotated[int, typer.Option("--words", help="Antal ord i anteckningen, för stop.")] = 0,
        text: Annotated[
            Path | None,
            typer.Option("--text", help="Textfil vars ord räknas, för stop; texten sparas inte. - är standard in."),
        ] = None,
        minutes: Annotated[float | None, typer.Option("--minutes", help="Minuter, när klockan glömdes.")] = None,
        template: Annotated[str, typer.Option("--template", help="Anteckningens mall, för start.")] = "",
        event: Annotated[
            str, typer.Option("--event", help="Händelsens datum, för stop: 2026-03-16. Bara antalet dagar sparas.")
        ] = "",
        child: Annotated[
            Literal["ja", "nej"] | None, typer.Option("--child", help="Om ett barn träffades, för stop.")
        ] = None,
        voice: Annotated[
            Literal["ja", "nej"] | None, typer.Option("--voice", help="Om barnets röst finns med, för stop.")
        ] = None,
    ) -> None:
        """Tar tid på en anteckning som du skriver på tangentbordet, att jämföra med; stop ställer tre frågor."""
        from dictate.pilot.day_words import hours
        from dictate.pilot.measures import count_words
        from dictate.text_files import read_text

        program = application()
        timer = program.joined_pilot().typed_timer
        if action == "start":
            timer.start(program.template(template).id if template else "")
            print(
                "Tidtagningen går. Skriv anteckningen som vanligt, och avsluta med: "
                "dictate pilot typed stop --words ANTAL"
            )
        elif action == "stop":
            number = count_words(read_text(text)) if text else words
            timer.spent(number, minutes)
            stdin_is_the_text = text is not None and str(text) == "-"
            signs = _signs(timer.present(), event, child, voice, asks=not stdin_is_the_text)
            seconds = timer.finish(number, minutes, signs)
            print(f"{number} ord på {hours(seconds)}. Ingen text är sparad.")
        else:
            does: dict[str, tuple[Callable[[], object], str]] = {
                "pause": (timer.pause, "Paus."),
                "resume": (timer.resume, "Tidtagningen går."),
                "discard": (timer.discard, "Tidtagningen räknas inte."),
                "undo": (timer.take_back, "Den senaste anteckningen räknas inte längre."),
            }
            work, done = does[action]
            work()
            print(done)


def _signs(timed: Timed | None, event: str, child: str | None, voice: str | None, *, asks: bool) -> Signs:
    """What is told of a typed note: by options, else by a key each; Enter and the end of the input tell nothing.

    Raises NoEventDay.
    """
    from dictate.pilot.typed import UNTOLD, Signs, days_since

    if timed is None:
        return UNTOLD
    if voice and child != "ja":
        raise typer.BadParameter("--voice hör ihop med --child ja")
    if event or child or not asks:
        return Signs(days_since(event, timed.day) if event else None, _YES_NO.get(child), _YES_NO.get(voice))
    days = _answer("Hur många dagar före anteckningen hände det? 0 är samma dag, Enter hoppar över: ", _is_days)
    met = _answer("Träffades ett barn? ja eller nej, Enter hoppar över: ", _YES_NO.__contains__)
    heard = _YES_NO.get(met) and _answer(
        "Finns barnets röst med? ja eller nej, Enter hoppar över: ", _YES_NO.__contains__
    )
    return Signs(int(days) if days else None, _YES_NO.get(met), _YES_NO.get(heard or ""))


_YES_NO: Mapping[str | None, bool] = {"ja": True, "j": True, "nej": False, "n": False}


def _is_days(given: str) -> bool:
    from dictate.pilot.typed import MOST_DAYS

    return given.isdecimal() and len(given) < 6 and int(given) <= MOST_DAYS


def _answer(question: str, fits: Callable[[str], bool]) -> str:
    """What is typed, once it fits; "" where nothing is."""
    try:
        while (given := input(question).strip().casefold()) and not fits(given):
            print("Svaret går inte att läsa. Försök igen, eller tryck Enter.")
    except EOFError:
        print()
        return ""
    return given
