"""Fills a pilot file from the store, and signs it with the laptop's key, once the user has seen it and said yes.

The signing key and the user's pseudonym are drawn once, lie in the encrypted store and are found nowhere else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.pilot import survey
from dictate.pilot.measures import Figures
from dictate.pilot.pilot_file import Day, NoteMeasure, PilotFile, ReviewCounts, sign
from dictate.pilot.timeline import Stretch, of_day, seconds_by_variable
from dictate.pilot.variables import Variables
from dictate.pilot.working_days import Schedule
from dictate.vault.pilot import PilotTables, TypedRow

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from dictate.settings import Pilot as PilotSettings

_USER, _KEY, _NUMBER = "user", "signing-key", "file-number"
_MOST_FAMILIES = 500


class PilotNotReady(DictateError):
    """The pilot is not on, or something that the file must say is not set."""


def collect(
    tables: PilotTables,
    settings: PilotSettings,
    variables: Variables,
    schedule: Schedule,
    stretches: Sequence[Stretch],
    reviews: Sequence[ReviewCounts],
    now: datetime,
) -> PilotFile:
    """All that leaves, as a value. `stretches` are those that count; `settings` have municipality and unit filled in.

    Raises PilotNotReady without a municipality.
    """
    municipality = settings.municipality.strip()
    if not municipality:
        raise PilotNotReady("Kommunens namn saknas. Fyll i det under Inställningar för piloten.")
    tables.drop_unfinished(lambda body: Figures.from_json(body).whole() is not None)
    return PilotFile(
        file_id=secrets.token_hex(16),
        municipality=municipality,
        user=tables.state_once(_USER, secrets.token_hex(16)),
        role=settings.role,
        made_on=now.date(),
        number=int(tables.state(_NUMBER) or 0) + 1,
        unit=settings.unit.strip(),
        days=tuple(_days(stretches, schedule, variables, now)),
        notes=_notes(tables, settings.start or now.date()),
        surveys=survey.surveys(tables),
        families=survey.families(tables)[:_MOST_FAMILIES],
        reviews=tuple(reviews),
    )


def _days(stretches: Sequence[Stretch], schedule: Schedule, variables: Variables, now: datetime) -> Iterator[Day]:
    """The registered days that are over or under way; breaks are no working time and stay here."""
    for day, (period, number) in sorted(schedule.of.items()):
        own = of_day(stretches, day)
        spent = seconds_by_variable(own, variables, now)
        rounded = {name: min(1440, round(of / 60)) for name, of in spent.items() if variables[name].work}
        minutes = {name: of for name, of in rounded.items() if of}
        if minutes:
            yield Day(period, number, minutes, sum(one.corrected for one in own))


def _notes(tables: PilotTables, start: date) -> tuple[NoteMeasure, ...]:
    """The notes that left and those that were typed, in the order of their random ids.

    Weeks are counted from the day of the first dictated note, or from `start` before there is one.
    """
    kept = {key: Figures.from_json(body) for key, body in tables.figures().items()}
    dictated = {key: (one.made_on, whole) for key, one in kept.items() if (whole := one.whole())}
    first = min((date.fromisoformat(made_on) for made_on, _ in dictated.values()), default=start)
    found = [_placed(whole, key, made_on, first) for key, (made_on, whole) in dictated.items()]
    found += [_placed(_typed(row), row.key, row.day, first) for row in tables.typed()]
    return tuple(sorted(found, key=lambda note: note.id))


def _typed(row: TypedRow) -> NoteMeasure:
    return NoteMeasure(
        id="",
        way="typed",
        template=row.template or "annan",
        week=0,
        typing_s=round(row.seconds),
        words=row.words,
        days_to_note=row.days_to_note,
        child_met=row.child_met,
        childs_voice=row.childs_voice,
    )


def _placed(note: NoteMeasure, key: str, made_on: str, first: date) -> NoteMeasure:
    weeks = (date.fromisoformat(made_on) - first).days // 7
    return replace(note, id=key, week=max(-520, min(520, weeks)))


def signing_key(tables: PilotTables) -> Ed25519PrivateKey:
    """The laptop's key for pilot files, drawn at the first call."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    drawn = Ed25519PrivateKey.generate().private_bytes_raw().hex()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(tables.state_once(_KEY, drawn)))


def leave(file: PilotFile, path: Path, tables: PilotTables, write: Callable[[Path, bytes], None]) -> None:
    """Signs the file that the user has seen and said yes to, and writes it; its number is used up then.

    Raises PilotFileRefused or what `write` raises; then no number is used.
    """
    write(path, sign(file, signing_key(tables)))
    tables.count_up(_NUMBER)


def file_name(file: PilotFile) -> str:
    """A name that tells the files of a pilot apart, and nothing of anybody."""
    return f"matfil-{file.user[:8]}-{file.number}.json"
