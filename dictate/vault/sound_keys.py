"""A key for each recording, kept in the store: where its row is emptied, the sound can't be heard by anybody.

A recording must begin at once also when another program holds the database. Its key is therefore made, and committed,
before anybody presses record: `make_ready` keeps one in advance. Where none is ready and the database is busy, the
sound is sealed with the vault's common key, as in the first versions: nothing said is lost for the sake of a key.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from dictate.audio.seal import SoundShredded, SpoolUnreadable
from dictate.audio.spool_files import NewSound, new_recording
from dictate.errors import DictateError
from dictate.vault.keys import KEY_BYTES
from dictate.vault.rows import Rows

_PATIENCE_S = 0.2
"""How long a recording waits for a key of its own; sound is saved within half a second of the key press."""
_UNUSED_AFTER = timedelta(days=1)


class KeysOfSound:
    """The keys of recordings in one open store."""

    def __init__(self, rows: Rows, forget: Callable[[], None]) -> None:
        """`forget` makes what was overwritten leave the database's files."""
        self._rows = rows
        self._forget = forget

    def make(self) -> NewSound:
        """A new recording's name and key, on the disk when this returns. Raises StoreUnusable."""
        sound = NewSound(new_recording(), secrets.token_bytes(KEY_BYTES), own_key=True)
        self._rows("INSERT INTO sound_key VALUES (?, ?, ?)", sound.recording, sound.key, _now())
        return sound

    def of(self, recording: str) -> bytes:
        """The key of a recording. Raises SoundShredded, or SpoolUnreadable when there was never one."""
        rows = self._rows("SELECT key FROM sound_key WHERE recording = ?", recording)
        if not rows:
            raise SpoolUnreadable(
                "Inspelningens nyckel finns inte bland anteckningarna. Kontakta IT; ingenting är raderat."
            )
        if rows[0][0] is None:
            raise SoundShredded("Ljudet är förstört och kan inte höras igen.")
        return bytes(rows[0][0])

    def destroy(self, recordings: Collection[str]) -> None:
        """Destroys the keys of recordings for good; one that has none is remembered as destroyed too."""
        for recording in recordings:
            self._rows(
                "INSERT INTO sound_key VALUES (?1, NULL, ?2) ON CONFLICT (recording) DO UPDATE SET key = NULL",
                recording,
                _now(),
            )
        if recordings:
            self._forget()

    def destroyed(self) -> frozenset[str]:
        """The recordings whose key is destroyed."""
        return frozenset(str(row[0]) for row in self._rows("SELECT recording FROM sound_key WHERE key IS NULL"))

    def drop_unused(self, in_use: Collection[str]) -> int:
        """Takes away keys made in advance that no recording came to use; gives how many. `in_use` have files."""
        oldest = (datetime.now(UTC) - _UNUSED_AFTER).isoformat(timespec="seconds")
        rows = self._rows("SELECT recording FROM sound_key WHERE key IS NOT NULL AND at < ?", oldest)
        unused = [row[0] for row in rows if row[0] not in in_use]
        for recording in unused:
            self._rows("DELETE FROM sound_key WHERE recording = ?", recording)
        return len(unused)


class SoundKeys:
    """What the spool asks for keys; the store behind it may be closed and opened again meanwhile."""

    def __init__(self, common: Callable[[], bytes], table: Callable[[], KeysOfSound]) -> None:
        """`common` gives the vault's key, `table` the keys of the open store; both raise while the vault is locked."""
        self._common = common
        self._table = table
        self._ready: NewSound | None = None
        self._lock = threading.Lock()

    def key(self) -> bytes:
        """The vault's common key. Raises WrongKey, VaultLocked or NotSetUp."""
        return self._common()

    def begin(self) -> NewSound:
        """Name and key of a recording that begins now; waits for no database. Raises VaultLocked or NotSetUp."""
        common = self._common()
        sound = self._taken()
        making = threading.Thread(target=self._try_to_be_ready, daemon=True, name="sound-key")
        making.start()
        if sound is None:
            making.join(_PATIENCE_S)
            sound = self._taken()
        return sound or NewSound(new_recording(), common, own_key=False)

    def make_ready(self) -> None:
        """Keeps a key in advance, so that the next recording has its own. Raises what the store raises."""
        if self._ready is None:
            sound = self._table().make()
            with self._lock:
                self._ready = self._ready or sound

    def of(self, recording: str, own_key: bool) -> bytes:
        """The key that a recording was sealed with. Raises SpoolUnreadable or SoundShredded."""
        return self._table().of(recording) if own_key else self._common()

    def forget(self) -> None:
        """The vault is locked: the key in advance leaves the memory."""
        with self._lock:
            self._ready = None

    def _taken(self) -> NewSound | None:
        with self._lock:
            sound, self._ready = self._ready, None
        return sound

    def _try_to_be_ready(self) -> None:
        with contextlib.suppress(DictateError):  # the next recording then begins with the common key
            self.make_ready()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
