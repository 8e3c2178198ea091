"""Recordings that a crash broke off, and the end of every recording: destroyed so that nothing can be heard again."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from dictate.audio import spool_files
from dictate.audio.seal import HEADER_BYTES, SoundShredded, SpoolUnreadable
from dictate.audio.spool_files import KeySource, SpoolUnusable
from dictate.audio.spool_reader import SpoolReader, stillborn

# Less than this holds no word.
_NOTHING_S = 0.2


@dataclass(frozen=True, slots=True)
class Recovered:
    """A recording that was never finished.

    `started` is Unix time in whole seconds and `duration_s` what can be read of it. `problem` is None, or a sentence
    when the recording is there but can't be opened (`started` and `duration_s` are then 0). An `ended` one can't be
    carried on, only be written out.
    """

    recording: str
    started: int
    duration_s: float
    problem: str | None = None
    ended: bool = False


def recoverable(folder: Path, keys: KeySource, noted: Collection[str] | None = None) -> tuple[Recovered, ...]:
    """The unfinished recordings in the folder, the latest first; not those being recorded right now.

    `Spool.carry_on` takes one of them further; with `finish` at once it is no longer offered. `noted` names those that
    a note was made of: then every other one is unfinished, its recording ended or not.
    """
    names = [name for name in spool_files.recordings(folder) if noted is None or name not in noted]
    found = [_recovered(folder, name, keys, even_ended=noted is not None) for name in names]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.started))


def _recovered(folder: Path, recording: str, keys: KeySource, even_ended: bool) -> Recovered | None:
    paths = spool_files.segments(folder, recording)
    if not paths or spool_files.being_written(paths[-1]) or stillborn(paths[0]):
        return None
    try:
        reader = SpoolReader(folder, recording, keys)
    except SoundShredded:
        return None
    except (SpoolUnreadable, SpoolUnusable) as error:
        return Recovered(recording, 0, 0.0, str(error))
    if (reader.ended and not even_ended) or reader.duration_s < _NOTHING_S:
        return None
    return Recovered(recording, reader.started, reader.duration_s, ended=reader.ended)


def stillborn_recordings(folder: Path, older_than_s: float) -> tuple[str, ...]:
    """The recordings whose program was killed before their first byte was written, so many seconds ago at least."""
    latest = time.time() - older_than_s
    found = []
    for name in spool_files.recordings(folder):
        paths = spool_files.segments(folder, name)
        if len(paths) == 1 and paths[0].stat().st_mtime < latest and stillborn(paths[0]):
            found.append(name)
    return tuple(found)


def shred(folder: Path, recording: str) -> None:
    """Destroys the files of a recording for good: first the salt that each is sealed with, then the file.

    Whoever calls has destroyed the recording's own key before, where it has one. Without its header a file can't be
    opened by anybody, with the user's key or without. A solid-state disk or a copying file system may keep the old
    header for a time where only special tools reach: for a recording with a key of its own that is worthless, for one
    under the common key disk encryption covers it. A recording that is not there is no error. Raises SpoolUnusable when
    it is being recorded or can't be removed.
    """
    refuse_while_recorded(folder, recording)
    paths = spool_files.segments(folder, recording)
    try:
        for path in paths:
            _shred_file(path)
        if paths:
            spool_files.sync_folder(folder)
    except OSError as error:
        raise SpoolUnusable("Inspelningen kunde inte raderas. Kontrollera att du får skriva i mappen.") from error


def refuse_while_recorded(folder: Path, recording: str) -> None:
    """Raises SpoolUnusable when somebody is recording into it just now."""
    paths = spool_files.segments(folder, recording)
    if paths and spool_files.being_written(paths[-1]):
        raise SpoolUnusable("Inspelningen pågår och kan inte raderas. Avsluta den först.")


def _shred_file(path: Path) -> None:
    file = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        spool_files.write_at(file, secrets.token_bytes(HEADER_BYTES), 0)
        os.ftruncate(file, 0)
        spool_files.sync(file)
    finally:
        os.close(file)
    path.unlink()
