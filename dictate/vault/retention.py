"""Gallring: what is due to go, what will be soon, and doing it with a receipt in the audit trail.

Sound goes when its note has left for the case system, or when the policy's days are over; the text of an exported note
when its days are. What goes by days is told at least a day before it goes, however long the computer was off and
whatever its clock says. A draft, a note that has not left or a dictation that is no note, never goes by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from dictate.vault.rules import WARNED_DAYS, VaultRules
from dictate.vault.store import Entry, Store

Kind = Literal["sound", "note"]
Why = Literal["exported", "days"]

_TOLD = "retention_told"
_TOLD_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that goes: a note's sound or an exported note's text, why, and from when (with time zone)."""

    kind: Kind
    id: str
    note: str
    why: Why
    at: datetime

    @property
    def key(self) -> str:
        """Tells it from the others in what was told."""
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What stays until the user says otherwise: a note that has not left, with its age in days."""

    note: str
    template: str
    age_days: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`now` goes at the next clearing, `soon` within a week; `drafts` are listed and never touched."""

    now: tuple[Due, ...]
    soon: tuple[Due, ...]
    drafts: tuple[Draft, ...]


def plan(store: Store, rules: VaultRules, now: datetime, *, asked: bool = False) -> Plan:
    """What the rules say of everything in the store; `now` with time zone.

    `asked` is for a user who has seen the list: what is due then goes without having been told a day before.
    """
    told = _told(store)
    due = sorted((*_sounds(store, rules), *_notes(store, rules)), key=lambda one: (one.at, one.key))
    ripe = {one for one in due if one.at <= now and (asked or _may_go(one, told, now))}
    soon = [one for one in due if one not in ripe and one.at <= now + timedelta(days=WARNED_DAYS)]
    return Plan(tuple(one for one in due if one in ripe), tuple(soon), _drafts(store, now))


def tell(store: Store, shown: Iterable[Due], now: datetime) -> None:
    """Remembers that the user has been shown what goes soon; what was told before keeps its time."""
    told = _told(store)
    kept = {one.key: told.get(one.key, now.isoformat(timespec="seconds")) for one in shown}
    if kept != told:
        store.facts.keep(_TOLD, json.dumps(kept))


def _may_go(one: Due, told: dict[str, str], now: datetime) -> bool:
    """The sound of an exported note goes at once: the user knows. The rest must have been told a day before."""
    if one.why == "exported":
        return True
    before = told.get(one.key)
    return before is not None and datetime.fromisoformat(before) + _TOLD_BEFORE <= now


def _sounds(store: Store, rules: VaultRules) -> Iterable[Due]:
    for sound in store.noted_sounds():
        if sound.exported_at and rules.sound_at_export:
            yield Due("sound", sound.recording, sound.note, "exported", datetime.fromisoformat(sound.exported_at))
        elif rules.sound_days:
            recorded = datetime.fromisoformat(sound.recorded_at)
            yield Due("sound", sound.recording, sound.note, "days", recorded + timedelta(days=rules.sound_days))


def _notes(store: Store, rules: VaultRules) -> Iterable[Due]:
    if not rules.note_days:
        return
    gone = store.in_case_system()
    for entry in store.entries():
        if not _is_draft(entry, gone):
            left = datetime.fromisoformat(entry.exported_at)
            yield Due("note", entry.id, entry.id, "days", left + timedelta(days=rules.note_days))


def _drafts(store: Store, now: datetime) -> tuple[Draft, ...]:
    """Notes that are not in the case system as they are now, the oldest first."""
    gone = store.in_case_system()
    found = [
        Draft(entry.id, entry.template, (now - datetime.fromisoformat(entry.created_at)).days, entry.undecided)
        for entry in store.entries()
        if _is_draft(entry, gone)
    ]
    return tuple(sorted(found, key=lambda draft: -draft.age_days))


def _is_draft(entry: Entry, gone: frozenset[str]) -> bool:
    """Whether this computer has the only one: it never went to the case system, or was changed after."""
    if entry.id not in gone or not entry.exported_at:
        return True
    return datetime.fromisoformat(entry.exported_at) < datetime.fromisoformat(entry.changed_at)


def _told(store: Store) -> dict[str, str]:
    try:
        kept = json.loads(store.facts.get(_TOLD) or "{}")
    except ValueError:
        return {}
    return {str(key): str(at) for key, at in kept.items()} if isinstance(kept, dict) else {}
