"""`dictate pilot register`: working time, registered and put right."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dictate.cli.options import JsonObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application
    from dictate.pilot.laptop import LaptopPilot


def add_to(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the command to the group `dictate pilot`."""

    @pilot.command()
    def register(
        variable: Annotated[str, typer.Argument(help="Det du gör nu: variabelns tangent, id eller namn.")] = "",
        stop: Annotated[bool, typer.Option("--stop", help="Slut för dagen: ingen tid registreras.")] = False,
        day: Annotated[bool, typer.Option("--day", help="Visa dagen.")] = False,
        on: Annotated[str, typer.Option("--date", help="En annan dag än i dag för --day och --fix.")] = "",
        fix: Annotated[str, typer.Option("--fix", help="Rätta i efterhand: 9.15-10.00=administration.")] = "",
        undo: Annotated[bool, typer.Option("--undo", help="Ta tillbaka det senaste bytet eller rättelsen.")] = False,
        as_json: JsonObject = False,
    ) -> None:
        """Registrerar vad du gör från och med nu, eller visar och rättar en dag."""
        one = application().joined_pilot()
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
