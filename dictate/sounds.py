"""The sound of the notes on this computer: recorded sealed, found again after a crash, heard, and destroyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.errors import DictateError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dictate.audio.devices import Device, SoundSystem
    from dictate.audio.events import RecorderEvent
    from dictate.audio.playback import Playback
    from dictate.audio.recorder import Recorder
    from dictate.audio.recovery import Recovered
    from dictate.vault.sound_keys import SoundKeys
    from dictate.vault.store import Store


class NoSound(DictateError):
    """A sentence was typed, or the sound file that it comes from is not where it was."""


# A word cut at its very edges is hard to understand.
_AROUND_S = 0.15
# A recording that is just beginning has no byte yet.
_EMPTY_AFTER_S = 3600.0

Ended = Callable[[str | None], None]
"""Is called from another thread when playback is over: with None, or with a sentence saying why it broke off."""


class Sounds:
    """The spool folder, its key, and the microphones and loudspeakers."""

    def __init__(self, folder: Path, keys: SoundKeys, store: Callable[[], Store]) -> None:
        """`store` gives the open store, which knows the keys and which recordings a note was made of."""
        self._folder = folder
        self._keys = keys
        self._store = store

    @cached_property
    def system(self) -> SoundSystem:
        """The computer's devices; one for the whole program."""
        from dictate.audio.devices import SoundSystem

        return SoundSystem()

    def warm(self) -> None:
        """Loads what a recording needs ahead of the first key press. Raises NoMicrophone or WrongKey."""
        from dictate.audio.resample import Resampler

        import_module("dictate.audio.recorder")
        Resampler(48_000, 16_000)
        self._keys.make_ready()
        self.system.warm()

    def microphones(self) -> tuple[Device, ...]:
        """Those connected now, the computer's default first. Raises NoMicrophone."""
        return self.system.microphones()

    def recorder(
        self, on_event: Callable[[RecorderEvent], None], microphone: str | None = None, carry_on: str | None = None
    ) -> Recorder:
        """A recording that is not started yet; `carry_on` names an unfinished one to go on with."""
        from dictate.audio.recorder import Recorder

        return Recorder(self.system, self._folder, self._keys, on_event, microphone=microphone, carry_on=carry_on)

    def unfinished(self) -> tuple[Recovered, ...]:
        """The dictations that no note was made of, the latest first; not the one that is being recorded."""
        from dictate.audio.recovery import recoverable

        return recoverable(self._folder, self._keys, self._store().recordings())

    def recorded(self, recording: str, end_s: float | None = None) -> RecordedSound:
        """The sound of a recording, up to `end_s`. Raises SpoolUnusable or SpoolUnreadable."""
        from dictate.audio.spool_reader import SpoolReader

        return RecordedSound(SpoolReader(self._folder, recording, self._keys), end_s)

    def play(self, source: str | Path, spans: Iterable[tuple[float, float]], on_end: Ended | None = None) -> Playback:
        """Begins to play these seconds, one after the other, and returns.

        `source` is the name of a recording of the spool, or a sound file. Raises NoSpeaker, or where the sound is not
        to be had NoSound or NotAudio (a file), SpoolUnusable or SpoolUnreadable (a recording).
        """
        from dictate.audio.playback import play

        piece = self._file(source) if isinstance(source, Path) else self._spooled(source)
        pieces = (piece(max(0.0, start - _AROUND_S), end + _AROUND_S) for start, end in spans)
        return play(self.system, chain.from_iterable(pieces), on_end=on_end)

    def _file(self, path: Path) -> _Piece:
        from dictate.audio.decode import Recording

        if not _is_there(path):
            folder = path.parent.name or str(path.parent)
            raise NoSound(f"Ljudfilen {path.name} ligger inte kvar i {folder}, så den kan inte spelas upp.")
        return Recording(path).piece

    def _spooled(self, recording: str) -> _Piece:
        from dictate.audio.spool_reader import SpoolReader

        return SpoolReader(self._folder, recording, self._keys).blocks

    def shred(self, recording: str, why: str = "user") -> None:
        """Destroys a recording for good: its key first, then its files; the audit trail is told `why`.

        Raises SpoolUnusable while it is being recorded or when its files can't be removed (without their key they are
        noise by then), or StoreUnusable.
        """
        from dictate.audio.recovery import refuse_while_recorded, shred

        refuse_while_recorded(self._folder, recording)
        store = self._store()
        store.sound_keys.destroy([recording])
        shred(self._folder, recording)
        store.forget_recording(recording)
        store.audit.add("shredded", recording=recording, why=why)

    def clear_away(self) -> int:
        """Removes what killed programs left: empty files, files whose key is destroyed, unused keys; gives how many."""
        from dictate.audio.recovery import shred, stillborn_recordings
        from dictate.audio.spool_files import recordings

        there, store = recordings(self._folder), self._store()
        empty = stillborn_recordings(self._folder, older_than_s=_EMPTY_AFTER_S)
        store.sound_keys.destroy([one for one in empty if one not in store.recordings()])
        gone = store.sound_keys.destroyed().intersection(there)
        for recording in gone:
            shred(self._folder, recording)
            store.forget_recording(recording)
        return len(gone) + store.sound_keys.drop_unused(there)


def _is_there(path: Path) -> bool:
    """Whether the file can be seen: it may lie on a stick that was pulled out, or in a folder that was closed."""
    try:
        return path.is_file()
    except OSError:
        return False


class RecordedSound:
    """A recording of the spool in the form in which the recogniser takes sound (`dictate.speech.transcript.Sound`)."""

    def __init__(self, reader: _Reader, end_s: float | None = None) -> None:
        self._reader = reader
        self._end_s = end_s
        self.duration_s: float | None = reader.duration_s if end_s is None else min(end_s, reader.duration_s)
        self.heard_s = 0.0
        self.warning: str | None = None

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """16 kHz mono float32, a frame at a time."""
        for samples in self._reader.blocks(0.0, self._end_s):
            self.heard_s += len(samples) / 16_000
            yield samples
        self.warning = self._reader.warning


if TYPE_CHECKING:
    from dictate.audio.spool_reader import SpoolReader as _Reader

    _Piece = Callable[[float, float], Iterator[NDArray[np.float32]]]
