"""`dictate pilot`, the part of one user: register time, time typed notes, answer, count reviews, leave the file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dictate.application import Application
    from dictate.pilot.laptop import LaptopPilot
    from dictate.pilot.typed import Signs, Timed

Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som ett JSON-objekt.")]


def add_to(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the commands to the group `dictate pilot`."""

    def laptop() -> LaptopPilot:
        return application().joined_pilot()

    @pilot.command()
    def setup(
        start: Annotated[str, typer.Option("--start", help="Dagen då ni börjar diktera: 2026-03-16.")] = "",
        after: Annotated[str, typer.Option("--after", help="Första dagen i mätveckan efter starten.")] = "",
        municipality: Annotated[str, typer.Option("--municipality", help="Kommunens namn.")] = "",
        unit: Annotated[str, typer.Option("--unit", help="Enhetens namn.")] = "",
        role: Annotated[str, typer.Option("--role", help="socialsekreterare eller chef.")] = "",
        reminders: Annotated[
            Literal["ja", "nej"] | None, typer.Option("--reminders", help="Om programmet ska påminna.")
        ] = None,
        off: Annotated[bool, typer.Option("--off", help="Slå av piloten; det som är mätt finns kvar.")] = False,
    ) -> None:
        """Slår på piloten på den här datorn och visar dagarna då tid registreras."""
        program = application()
        given = {"start": start, "after": after, "municipality": municipality, "unit": unit, "role": role}
        given["reminders"] = {"ja": "true", "nej": "false", None: ""}[reminders]
        for key, value in given.items():
            if value:
                program.choose(f"pilot.{key}", value)
        program.choose("pilot.enabled", "false" if off else "true")
        if off:
            print("Piloten är avslagen. Det som är mätt finns kvar på datorn.")
            return
        for period, title in (("before", "Före starten"), ("after", "Efter starten")):
            days = program.pilot.schedule.days(period)  # type: ignore[arg-type]  # the two periods
            print(f"{title:<15}{', '.join(map(str, days)) or 'ange --start'}")

    @pilot.command()
    def register(
        variable: Annotated[str, typer.Argument(help="Det du gör nu: variabelns tangent, id eller namn.")] = "",
        stop: Annotated[bool, typer.Option("--stop", help="Slut för dagen: ingen tid registreras.")] = False,
        day: Annotated[bool, typer.Option("--day", help="Visa dagen.")] = False,
        on: Annotated[str, typer.Option("--date", help="En annan dag än i dag för --day och --fix.")] = "",
        fix: Annotated[str, typer.Option("--fix", help="Rätta i efterhand: 9.15-10.00=administration.")] = "",
        undo: Annotated[bool, typer.Option("--undo", help="Ta tillbaka det senaste bytet eller rättelsen.")] = False,
        as_json: Json = False,
    ) -> None:
        """Registrerar vad du gör från och med nu, eller visar och rättar en dag."""
        one = laptop()
        wanted = _day(on, one)
        if sum(map(bool, (variable, stop, fix, undo))) > 1:
            raise typer.BadParameter("ange en sak i taget")
        if found := one.register.doubt():
            title = one.variables.full_title(found.stretch.variable)
            typer.echo(
                f"{title} pågick sedan {found.stretch.start:%Y-%m-%d %H.%M} och slutade räknas {found.proposed:%H.%M}, "
                "när du senast gjorde något. Rätta med --date och --fix om det är fel.",
                err=True,
            )
        if variable:
            one.register.switch(one.variables.named(variable).id)
        elif stop:
            one.register.stop()
        elif fix:
            _fix(one, wanted, fix)
        elif undo and not one.register.undo():
            typer.echo("Det finns inget att ta tillbaka.", err=True)
        _show(one, wanted, as_json, whole_day=day or bool(fix), listed=not (variable or stop or fix or undo))

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

    @pilot.command()
    def survey(
        form: Annotated[Literal["before", "after"], typer.Argument(help="before före starten, after efter.")],
    ) -> None:
        """Ställer enkätens frågor här i terminalen, en siffra 1 till 5 för varje fråga; Enter hoppar över."""
        from dictate.pilot.survey import SCALE, form_of, keep_answers

        one = laptop()
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
    def reviews(as_json: Json = False) -> None:
        """Visar hur aktgranskningens frågor har besvarats; färre än fem visas inte."""
        from dictate.pilot.review_report import report

        one = laptop()
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


def _agreed(question: str) -> bool:
    """Whether the user types yes; anything else, and the end of the input, is a no."""
    try:
        return input(question).strip().casefold() in ("ja", "j")
    except EOFError:
        print()
        return False


def _day(on: str, one: LaptopPilot) -> date:
    from dictate.journal.when import parse_day

    if not on:
        return one.clock().date()
    found = parse_day(on)
    if found is None:
        raise typer.BadParameter("datumet skrivs 2026-03-16")
    return found


def _fix(one: LaptopPilot, day: date, typed: str) -> None:
    """Lays a variable over a time: "9.15-10.00=administration"."""
    from dictate.pilot.register import at_clock

    span, equals, name = typed.partition("=")
    start, dash, end = span.replace("–", "-").partition("-")
    if not equals or not dash:
        raise typer.BadParameter("--fix skrivs 9.15-10.00=administration")
    variable, now = one.variables.named(name), one.clock()
    one.register.lay(variable.id, at_clock(day, start, now), at_clock(day, end, now))


def _show(one: LaptopPilot, day: date, as_json: bool, *, whole_day: bool, listed: bool) -> None:
    from dictate.pilot.day_words import hours, lines, running_words, sums

    now, variables = one.clock(), one.variables
    stretches, running = one.register.day(day), one.register.running()
    if as_json:
        print(json.dumps(_as_json(one, day), ensure_ascii=False))
        return
    if whole_day:
        for line in lines(stretches, variables):
            print(f"{line.clock():<14}{line.title}")
        for title, seconds, percent in sums(stretches, variables, now):
            print(f"{'':<14}{title:<32}{hours(seconds):>14}{percent:6.0f} %")
    elif listed:
        for variable in variables.all:
            print(f"{variable.key:<4}{variable.id:<26}{variables.full_title(variable.id)}")
    told = running_words(running, variables, now)
    print(f"Nu: {told}" if told else "Ingen tid registreras just nu.")


def _as_json(one: LaptopPilot, day: date) -> dict[str, Any]:
    """The day: `{"date", "running", "stretches": [{"variable", "start", "end", "corrected"}], "minutes": {...}}`."""
    from dictate.pilot.timeline import seconds_by_variable

    stretches, running = one.register.day(day), one.register.running()
    spent = seconds_by_variable(stretches, one.variables, one.clock())
    return {
        "date": day.isoformat(),
        "running": running.variable if running else None,
        "stretches": [
            {
                "variable": each.variable,
                "start": each.start.isoformat(),
                "end": each.end.isoformat() if each.end else None,
                "corrected": each.corrected,
            }
            for each in stretches
        ],
        "minutes": {name: round(seconds / 60) for name, seconds in spent.items()},
    }
