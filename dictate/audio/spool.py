"""The sealed spool: what is said is on the disk, encrypted, at most a third of a second after it came."""

from __future__ import annotations

import os
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dictate.audio import spool_files
from dictate.audio.blocks import SAMPLE_RATE
from dictate.audio.seal import HEADER_BYTES, NO_PREVIOUS, SALT_BYTES, Header, Seal
from dictate.audio.spool_files import HeldKey, KeySource, NewSound, SpoolUnusable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BYTES_PER_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class SpoolOptions:
    """How often sound goes to the disk, and how much may wait for it."""

    # A crash costs at most this and what the driver still held (about 0.1 s): 0.2 s in the mean. At 0.5 a computer
    # that was busy with other things lost up to 0.83 s; every frame costs the disk one fsync.
    frame_s: float = 0.3
    # The first frame is short, so that "it is being saved" is true before the speaker has drawn breath.
    first_frame_s: float = 0.1
    # While the disk takes nothing: 19 MB of sealed sound, time to clear the disk or call somebody.
    waiting_limit_s: float = 600.0
    # How often a disk that took nothing is tried again.
    retry_s: float = 1.0


class Spool:
    """A recording being written. For one thread; the files can be read meanwhile (`SpoolReader`).

    A disk that fails raises nothing here: frames, once sealed, wait in memory in their order and are tried again;
    `trouble` says why, `waiting_s` how much.
    """

    def __init__(
        self,
        folder: Path,
        keys: KeySource,
        options: SpoolOptions = SpoolOptions(),
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begins a new recording in `folder`. Raises SpoolUnusable, or what `keys` raises."""
        self.before = 0  # samples in earlier files of the recording
        self._begin(folder, keys.begin(), options, clock, 0, NO_PREVIOUS)

    @classmethod
    def carry_on(
        cls,
        folder: Path,
        keys: KeySource,
        recording: str,
        options: SpoolOptions = SpoolOptions(),
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> Spool:
        """Goes on with a recording that was broken off, in a new file tied to what can be read of the older ones.

        Raises SpoolUnusable (being written, ended or gone) or SpoolUnreadable.
        """
        from dictate.audio.spool_reader import SpoolReader, stillborn

        found = spool_files.segments(folder, recording)
        if found and spool_files.being_written(found[-1]):
            raise SpoolUnusable("Inspelningen pågår redan i ett annat fönster. Avsluta den där först.")
        reader = SpoolReader(folder, recording, keys)
        if reader.ended:
            raise SpoolUnusable("Inspelningen är avslutad och kan inte fortsättas. Börja en ny.")
        segment, link = reader.verified_end()
        if len(found) > segment:
            if not stillborn(found[segment]):
                raise SpoolUnusable("Inspelningens senare delar är skadade, så den kan inte fortsättas. Börja en ny.")
            found[segment].unlink()
        spool = cls.__new__(cls)
        held = NewSound(recording, keys.of(recording, reader.own_key), reader.own_key)
        spool._begin(folder, held, options, clock, segment, link)
        spool.before = round(reader.duration_s * SAMPLE_RATE)
        return spool

    def _begin(
        self,
        folder: Path,
        sound: NewSound,
        options: SpoolOptions,
        clock: Callable[[], float],
        segment: int,
        previous: bytes,
    ) -> None:
        self.recording = sound.recording
        self.keys = HeldKey(sound)
        """Opens what is being recorded, whatever becomes of the vault meanwhile."""
        self.folder = folder
        self.options = options
        self.trouble: OSError | None = None
        self._clock = clock
        self._frame = int(options.frame_s * SAMPLE_RATE)
        self._next_frame = int(options.first_frame_s * SAMPLE_RATE)
        self._buffer: list[NDArray[np.float32]] = []
        self._buffered = 0
        self._sealed = 0
        self._counter = 0
        self._ended = False
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._waiting_samples = 0
        self._tried = 0.0
        header = Header(
            bytes.fromhex(sound.recording),
            segment,
            int(time.time()),
            SAMPLE_RATE,
            self._frame * BYTES_PER_SAMPLE,
            secrets.token_bytes(SALT_BYTES),
            previous,
            sound.own_key,
        )
        self._seal = Seal(header, sound.key)
        self._path = spool_files.segment_path(folder, sound.recording, segment)
        self._open()

    def _open(self) -> None:
        try:
            self._file = spool_files.create(self._path)
            spool_files.write_at(self._file, self._seal.head(), 0)
        except OSError as error:
            if hasattr(self, "_file"):
                os.close(self._file)
                self._path.unlink(missing_ok=True)
            raise SpoolUnusable(
                f"{spool_files.why(error)}, så inspelningen kan inte börja. Frigör plats eller kontakta IT, "
                "och försök igen."
            ) from error
        self._offset = HEADER_BYTES

    @property
    def samples(self) -> int:
        """Samples taken in so far, those of earlier files of the recording included."""
        return self.before + self._sealed + self._buffered

    @property
    def duration_s(self) -> float:
        """Seconds taken in so far, those of earlier files of the recording included."""
        return self.samples / SAMPLE_RATE

    @property
    def saved_s(self) -> float:
        """Seconds that are on the disk for certain."""
        return (self.before + self._sealed) / SAMPLE_RATE - self.waiting_s

    @property
    def waiting_s(self) -> float:
        """Seconds sealed in memory that the disk has not taken."""
        return self._waiting_samples / SAMPLE_RATE

    @property
    def has_room(self) -> bool:
        """False when so much waits for the disk that no more should be taken in."""
        return self.waiting_s < self.options.waiting_limit_s

    def add(self, samples: NDArray[np.float32]) -> None:
        """Takes in 16 kHz mono from -1 to 1. Each full frame is sealed and on the disk when this returns."""
        while len(samples):
            taken = min(len(samples), self._next_frame - self._buffered)
            self._buffer.append(samples[:taken])
            self._buffered += taken
            samples = samples[taken:]
            if self._buffered == self._next_frame:
                self._seal_buffer(last=False)
                self._next_frame = self._frame
        if self.trouble is not None:
            self.retry()

    def flush(self) -> None:
        """Saves what has not filled a frame yet: at a pause, or when the microphone has gone."""
        if self._buffered:
            self._seal_buffer(last=False)

    def retry(self) -> None:
        """Tries a disk that took nothing again, if it was not tried just now."""
        if self._waiting and self._clock() - self._tried >= self.options.retry_s:
            self._write_waiting()

    def finish(self) -> None:
        """Ends the recording; what is on the disk is then whole.

        Raises SpoolUnusable while the disk takes nothing: all is still in memory, and `finish` can be called again.
        """
        if not self._ended:
            self._ended = True
            self._seal_buffer(last=True)
        elif self._waiting:
            self._write_waiting()
        if self.trouble is not None:
            raise SpoolUnusable(
                f"{spool_files.why(self.trouble)}: de sista {self.waiting_s:.0f} sekunderna är inte sparade ännu. "
                "Frigör plats och försök igen innan du stänger programmet."
            )
        self.close()

    def close(self) -> None:
        """Lets go of the file without ending the recording, which is then one to recover."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _seal_buffer(self, last: bool) -> None:
        payload = _pcm(self._buffer)
        self._counter += 1
        # Sealed once and kept as it is until the disk has it: a counter never seals two different things.
        self._waiting.append((self._buffered, self._seal.frame(self._counter, payload, last)))
        self._waiting_samples += self._buffered
        self._sealed += self._buffered
        self._buffer, self._buffered = [], 0
        if self.trouble is None or last:
            self._write_waiting()

    def _write_waiting(self) -> None:
        """Frames go to their places one by one. Half a frame from a failed attempt is written over by the next."""
        self._tried = self._clock()
        try:
            while self._waiting:
                samples, frame = self._waiting[0]
                spool_files.write_at(self._file, frame, self._offset)
                self._offset += len(frame)
                self._waiting.popleft()
                self._waiting_samples -= samples
        except OSError as error:
            self.trouble = error
        else:
            self.trouble = None


def _pcm(pieces: list[NDArray[np.float32]]) -> bytes:
    """Float samples as 16-bit little-endian, on the scale of sound files, so that 16-bit sound comes back as it was."""
    import numpy as np

    if not pieces:
        return b""
    return (np.concatenate(pieces) * 32768).round().clip(-32768, 32767).astype("<i2").tobytes()
