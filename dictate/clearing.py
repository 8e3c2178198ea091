"""Clearing (gallring): carries out what the rules of retention say, in one place for the command and the screens."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError

if TYPE_CHECKING:
    from dictate.application import Application
    from dictate.vault.retention import Due, Plan


@dataclass(frozen=True, slots=True)
class Preview:
    """What a clearing would do: the plan of the rules, dictations that are no note, and what killed programs left."""

    plan: Plan
    unfinished: int
    leftovers: tuple[Path, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.plan.now and not self.leftovers


@dataclass(frozen=True, slots=True)
class Cleared:
    """What a clearing did; `failed` could not be removed now (their sound is noise already) and stay for next time."""

    sounds: int
    notes: int
    leftovers: int
    failed: int


class Clearing:
    """Clears one user's data folder."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def preview(self, *, asked: bool = True) -> Preview:
        """What would be done now; `asked` as in `retention.plan`. Raises what opening the store raises."""
        from dictate.vault.leftovers import leftovers
        from dictate.vault.retention import plan

        application = self._application
        planned = plan(application.store, application.policy.vault, application.clock(), asked=asked)
        return Preview(planned, len(application.sounds.unfinished()), leftovers(application.folders.data))

    def clear(self, preview: Preview) -> Cleared:
        """Does what the preview shows, with a receipt in the audit trail."""
        from dictate.vault.leftovers import remove

        done = {"sound": 0, "note": 0}
        failed = 0
        for due in preview.plan.now:
            try:
                self._clear(due)
                done[due.kind] += 1
            except DictateError:  # it is being played or recorded, or its file can't be removed
                failed += 1
        left = remove(preview.leftovers) + self._application.sounds.clear_away()
        cleared = Cleared(done["sound"], done["note"], left, failed)
        if cleared != Cleared(0, 0, 0, 0):
            self._application.store.audit.add(
                "purged", sounds=cleared.sounds, notes=cleared.notes, leftovers=left, failed=failed
            )
        return cleared

    def clear_what_is_due(self) -> Preview:
        """What a program does when it starts: clears what the user has been told of, and gives what to tell now."""
        from dictate.vault.retention import tell

        with contextlib.suppress(DictateError):  # a list that can't be read: the screen of the words says so
            self._application.unit_words.take_in_old_files()
        self.clear(self.preview(asked=False))
        after = self.preview(asked=False)
        tell(self._application.store, after.plan.soon, self._application.clock())
        return after

    def _clear(self, due: Due) -> None:
        store = self._application.store
        if due.kind == "sound":
            self._application.sounds.shred(due.id, why=due.why)
            return
        if recording := store.recording_of(due.id):
            self._application.sounds.shred(recording, why=due.why)
        store.remove_exported(due.id)
        store.audit.add("removed", note=due.id, why=due.why)
