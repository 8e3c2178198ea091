"""Reading a sealed recording: as far as it is whole, frame by frame, in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dictate.audio import spool_files
from dictate.audio.blocks import SAMPLE_RATE
from dictate.audio.seal import (
    HEADER_BYTES,
    LEAD_BYTES,
    NO_PREVIOUS,
    TAG_BYTES,
    Header,
    Lead,
    Seal,
    SpoolUnreadable,
    Tail,
)
from dictate.audio.spool_files import KeySource, SpoolUnusable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BYTES_PER_SAMPLE = 2


class SpoolReader:
    """A recording in the spool, opened for reading; it may still be being written.

    Opening looks only at the open leads of the frames and authenticates the ends; each frame is authenticated as it
    is read. `duration_s` is what seems to be there. `ended` is true when the recording was properly finished,
    `damaged` when something was found that no crash explains; both are certain once `check()` has read it all.
    """

    def __init__(self, folder: Path, recording: str, keys: KeySource) -> None:
        """Raises SpoolUnusable when it is not there, SpoolUnreadable when its head is damaged or the key is another."""
        self.recording = recording
        self.ended = False
        self.damaged = False
        self._segments: list[_Segment] = []
        self._open(spool_files.segments(folder, recording), lambda own_key: keys.of(recording, own_key))

    def _open(self, paths: list[Path], key: Callable[[bool], bytes]) -> None:
        if not paths:
            raise SpoolUnusable("Inspelningen finns inte längre på datorn.")
        for number, path in enumerate(paths):
            if number and stillborn(path):
                break
            segment = _Segment(path, key, self._samples)
            if not self._fits(segment, number):
                self.damaged = True
                break
            self._segments.append(segment)
            self.damaged = self.damaged or segment.damaged
        self.ended = self._segments[-1].ended if self._segments else False
        if not self._segments:
            raise SpoolUnreadable("Inspelningens första del saknas eller är utbytt. Kontakta IT; ingenting är raderat.")

    def _fits(self, segment: _Segment, number: int) -> bool:
        """Whether the file stands in its place: the right recording, the right number, tied to the one before."""
        header = segment.header
        if header.recording.hex() != self.recording or header.segment != number:
            return False
        if number and header.own_key != self.own_key:
            return False
        if not number:
            return header.previous == NO_PREVIOUS
        before = self._segments[-1]
        return not before.ended and before.tied_to(header.previous)

    @property
    def _samples(self) -> int:
        return self._segments[-1].end if self._segments else 0

    @property
    def own_key(self) -> bool:
        """Whether the recording has a key of its own."""
        return self._segments[0].header.own_key

    @property
    def started(self) -> int:
        """Unix time, in whole seconds, of the beginning of the recording."""
        return self._segments[0].header.started

    @property
    def duration_s(self) -> float:
        """Seconds of sound that are there."""
        return self._samples / SAMPLE_RATE

    @property
    def warning(self) -> str | None:
        """A sentence for the user when the recording is not whole, else None."""
        if self.damaged:
            return (
                f"Inspelningen är skadad efter {_spoken(self.duration_s)}. Det som spelades in före skadan är kvar; "
                "kontrollera slutet och diktera om det som saknas."
            )
        if not self.ended:
            return (
                f"Inspelningen bröts efter {_spoken(self.duration_s)} utan att avslutas. "
                "Högst den sista sekunden saknas."
            )
        return None

    def blocks(self, start_s: float = 0.0, end_s: float | None = None) -> Iterator[NDArray[np.float32]]:
        """The sound from `start_s` to `end_s` (seconds, None for all), 16 kHz mono float32, at most a frame at a time.

        It ends at the first frame that is not what was recorded; `damaged`, `duration_s` and `warning` tell.
        """
        start = max(0, round(start_s * SAMPLE_RATE))
        end = self._samples if end_s is None else round(end_s * SAMPLE_RATE)
        for number, segment in enumerate(self._segments):
            yield from segment.blocks(start, end)
            if segment.broken:
                self.damaged, self.ended = True, False
                del self._segments[number + 1 :]
                return

    def samples(self, start_s: float = 0.0, end_s: float | None = None) -> NDArray[np.float32]:
        """`blocks` in one piece."""
        import numpy as np

        pieces = list(self.blocks(start_s, end_s))
        return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)

    def check(self) -> float:
        """Reads and authenticates all of it; gives the seconds that can be heard."""
        for _ in self.blocks():
            pass
        return self.duration_s

    def verified_end(self) -> tuple[int, bytes]:
        """For the file that carries on: its number, and what ties it to the readable end of this. Reads it all."""
        self.check()
        return len(self._segments), self._segments[-1].link()


class _Segment:
    """One file of a recording; `start` and `end` are its place in the recording, in samples."""

    def __init__(self, path: Path, key: Callable[[bool], bytes], start: int) -> None:
        """`key` gives the recording's own key for True, the common one for False."""
        self.ended = False
        self.damaged = False
        self.broken = False
        self._path = path
        try:
            with path.open("rb") as file:
                head = file.read(HEADER_BYTES)
                self.header = Header.parsed(head)
                self._seal = Seal(self.header, key(self.header.own_key))
                self._seal.check_head(head)
                self._offsets, self._starts = array("Q"), array("Q", [start])
                self._scan(file)
        except OSError as error:
            raise SpoolUnusable("Inspelningen går inte att läsa från disken. Kontakta IT.") from error

    @property
    def end(self) -> int:
        """The place in the recording of the first sample after this file."""
        return self._starts[-1]

    def _scan(self, file: BinaryIO) -> None:
        """Finds the frames by their leads, then takes away those at the end that were never wholly written."""
        size, offset, last = file.seek(0, 2), HEADER_BYTES, False
        while not last and (lead := self._lead(file, offset, size)) is not None:
            self._offsets.append(offset)
            self._starts.append(self._starts[-1] + lead.length // BYTES_PER_SAMPLE)
            offset, last = offset + lead.frame_bytes, lead.last
        dropped = 0
        while self._offsets and self._payload(file, len(self._offsets) - 1) is None:
            self._cut(len(self._offsets) - 1)
            dropped += 1
        self.ended = last and not dropped
        # A crash leaves at most one frame half written, and nothing behind an end.
        torn = LEAD_BYTES + self.header.limit + TAG_BYTES
        self.damaged = dropped > 1 or size - offset > (0 if last else torn)

    def _lead(self, file: BinaryIO, offset: int, size: int) -> Lead | None:
        """The lead at that place, if a whole frame can stand there."""
        if size - offset < LEAD_BYTES + TAG_BYTES:
            return None
        file.seek(offset)
        lead = Lead.parsed(file.read(LEAD_BYTES))
        if lead.length > self.header.limit or (not lead.length and not lead.last):
            return None
        return lead if lead.frame_bytes <= size - offset else None

    def _payload(self, file: BinaryIO, number: int) -> bytes | None:
        length = (self._starts[number + 1] - self._starts[number]) * BYTES_PER_SAMPLE
        file.seek(self._offsets[number])
        frame = file.read(LEAD_BYTES + length + TAG_BYTES)
        whole = len(frame) == LEAD_BYTES + length + TAG_BYTES
        return self._seal.opened(number + 1, frame) if whole else None

    def _cut(self, number: int) -> None:
        """Forgets that frame and all behind it."""
        del self._offsets[number:]
        del self._starts[number + 1 :]

    def blocks(self, start: int, end: int) -> Iterator[NDArray[np.float32]]:
        """The samples of this file within that part of the recording; stops at a damaged frame, with `broken` set."""
        import numpy as np

        number = max(0, bisect_right(self._starts, start) - 1)
        with self._path.open("rb") as file:
            while number < len(self._offsets) and self._starts[number] < end:
                payload = self._payload(file, number)
                if payload is None:
                    self._cut(number)
                    self.broken, self.damaged, self.ended = True, True, False
                    return
                first = self._starts[number]
                samples = np.frombuffer(payload, "<i2")[max(0, start - first) : end - first]
                if len(samples):
                    yield samples.astype(np.float32) / np.float32(32768)
                number += 1

    def tied_to(self, link: bytes) -> bool:
        """Whether the next file was made after the end of this one as it is now."""
        if self.link() == link:
            return True
        for _ in self.blocks(0, self.end):  # it may have been carried on from before a damage
            pass
        return self.link() == link

    def link(self) -> bytes:
        """What ties the next file to the last frame of this one."""
        tag = b""
        if self._offsets:
            length = (self._starts[-1] - self._starts[-2]) * BYTES_PER_SAMPLE
            with self._path.open("rb") as file:
                file.seek(self._offsets[-1] + LEAD_BYTES + length)
                tag = file.read(TAG_BYTES)
        return Tail(len(self._offsets), tag).link(self.header.packed())


def stillborn(path: Path) -> bool:
    """A file that a crash left before its head was written; it has never held any sound."""
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES + 1)
    except OSError:
        return False
    return len(head) < HEADER_BYTES or (len(head) == HEADER_BYTES and not head.strip(b"\0"))


def _spoken(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
