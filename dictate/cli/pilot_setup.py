"""`dictate pilot setup`: the pilot on this computer, on or off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from dictate.application import Application


def add_to(pilot: typer.Typer, application: Callable[[], Application]) -> None:
    """Adds the command to the group `dictate pilot`."""

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
