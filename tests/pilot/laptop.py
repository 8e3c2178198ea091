"""A pilot on a laptop for the tests: a real store in a folder of its own, and a clock that the test moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from dictate.application import Application
from dictate.settings import Author, Folders, Letterhead, Pilot, Settings
from tests.conftest import NOW

START = date(2026, 3, 18)
"""The third day after `NOW`: the measured days before are 11, 12, 13, 16 and 17 March."""


@dataclass
class Clock:
    """Gives `now`, which the test sets."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def at(self, hour: int, minute: int = 0, day: int = 16) -> None:
        """Goes to a time of a day in March 2026."""
        self.now = NOW.replace(day=day, hour=hour, minute=minute)

    def on(self, **passed: float) -> None:
        """Goes on, by what a timedelta takes."""
        self.now += timedelta(**passed)


def program(folder: Path, clock: Clock, *, enabled: bool = True, **chosen: object) -> Application:
    """A program with the pilot on; `chosen` are more of its settings."""
    pilot = Pilot.model_validate({"enabled": enabled, "start": START, **chosen})
    settings = Settings(
        author=Author(name="Vera Exempel", title="socialsekreterare"),
        letterhead=Letterhead(organisation="Exempelkommun", unit="Barn och familj"),
        pilot=pilot,
    )
    made = Application(Folders(folder / "data", folder / "data"), settings, clock=clock)
    made.vault.key()  # the question of the first start is answered
    return made
