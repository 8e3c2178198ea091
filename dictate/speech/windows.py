"""Windows of speech: a stream of sound cut in its pauses into stretches that fit the recogniser.

Whisper reads 30 seconds at a time whatever they hold, so windows are filled with as much speech as fits, long pauses
cut to their padding, and end where the speaker paused. At most one window and one block of sound are held at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dictate.speech.options import Options
from dictate.speech.voice import FRAME, SAMPLE_RATE, VoiceDetector

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FRAMES_PER_SECOND = SAMPLE_RATE / FRAME
_HYSTERESIS = 0.15


@dataclass(frozen=True)
class Span:
    """A stretch of speech with its padding: samples from `start` to `end`, counted from the start of the recording.

    `samples` is its sound and `voice` the probability of each 32 ms frame of it.
    """

    start: int
    end: int
    voice: NDArray[np.float32]
    samples: NDArray[np.float32]

    @property
    def seconds(self) -> float:
        """Length with padding."""
        return (self.end - self.start) / SAMPLE_RATE


@dataclass(frozen=True)
class Window:
    """Speech to read at one go: at least one span, in order. Its own seconds count the spans put end to end."""

    spans: tuple[Span, ...]

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return sum(span.seconds for span in self.spans)

    def samples(self) -> NDArray[np.float32]:
        """The spans' sound put end to end."""
        import numpy as np

        return np.concatenate([span.samples for span in self.spans])

    def place(self, second: float) -> tuple[int, float]:
        """Which span a second of the window lies in, and the second of the recording."""
        sample, before = int(second * SAMPLE_RATE), 0
        for number, span in enumerate(self.spans):
            length = span.end - span.start
            if sample < before + length or number == len(self.spans) - 1:
                inside = min(max(sample - before, 0), length)
                return number, (span.start + inside) / SAMPLE_RATE
            before += length
        raise ValueError("a window holds at least one span")

    def voiced_after(self, second: float, threshold: float) -> float:
        """Seconds of voice after a second of the window."""
        frame = int(second * _FRAMES_PER_SECOND)
        return float((self.voice()[frame:] >= threshold).sum() / _FRAMES_PER_SECOND)

    def voice(self) -> NDArray[np.float32]:
        """Voice probability of each 32 ms frame of the window."""
        import numpy as np

        return np.concatenate([span.voice for span in self.spans])

    def after(self, second: float) -> Window | None:
        """The spans that begin after a second of the window, as a window of their own, or None."""
        before = 0
        for number, span in enumerate(self.spans):
            if before >= second * SAMPLE_RATE:
                return Window(self.spans[number:])
            before += span.end - span.start
        return None


def windows(blocks: Iterable[NDArray[np.float32]], options: Options) -> Iterator[Window]:
    """Cut a stream of 16 kHz mono blocks into windows of speech, in order; sound without speech is left out."""
    cutter = Cutter(options)
    for block in blocks:
        yield from cutter.feed(block)
    yield from cutter.finish()


class Cutter:
    """The stream's state: sound not yet cut, the voice in it, and the spans that wait for a full window."""

    def __init__(self, options: Options) -> None:
        import numpy as np

        self._options = options
        self._detector = VoiceDetector()
        self._sound = np.zeros(0, np.float32)  # from sample self._origin on
        self._voice = np.zeros(0, np.float32)  # of the frames from self._origin on
        self._origin = 0
        self._next = 0  # first frame, counted from the origin, that is not yet looked at
        self._speech_from: int | None = None  # frame of the origin where the present speech began
        self._quiet_from: int | None = None  # frame where the voice went away within it
        self._waiting: list[Span] = []
        self._last_end = 0

    def feed(self, block: NDArray[np.float32]) -> Iterator[Window]:
        """Take more sound; gives the windows that are full."""
        import numpy as np

        self._sound = np.concatenate([self._sound, block])
        whole = (len(self._sound) // FRAME) * FRAME
        heard = self._detector.probabilities(self._sound[len(self._voice) * FRAME : whole])
        self._voice = np.concatenate([self._voice, heard])
        yield from self._look()
        self._forget()

    def finish(self) -> Iterator[Window]:
        """The end of the stream: what is left, the last incomplete frame included."""
        import numpy as np

        rest = len(self._sound) % FRAME
        if rest:
            yield from self.feed(np.zeros(FRAME - rest, np.float32))
        if self._speech_from is not None:
            end = self._quiet_from if self._quiet_from is not None else len(self._voice)
            yield from self._close(end)
        yield from self._flush()

    def pause(self) -> Iterator[Window]:
        """Give what waits without waiting for a full window: the speaker has paused and the machine is free."""
        if self._speech_from is None:
            yield from self._flush()

    def _look(self) -> Iterator[Window]:
        """Follow the voice through the frames that have come."""
        pause = round(self._options.pause_s * _FRAMES_PER_SECOND)
        longest = int((self._options.window_s - 2 * self._options.pad_s) * _FRAMES_PER_SECOND)
        for frame in range(self._next, len(self._voice)):
            self._next = frame + 1
            voice = self._voice[frame]
            if self._speech_from is None:
                if voice >= self._options.voice_threshold:
                    self._speech_from, self._quiet_from = frame, None
                continue
            if voice >= self._options.voice_threshold:
                self._quiet_from = None
            elif voice < self._options.voice_threshold - _HYSTERESIS and self._quiet_from is None:
                self._quiet_from = frame
            if self._quiet_from is not None and frame - self._quiet_from >= pause:
                yield from self._close(self._quiet_from)
            elif frame - self._speech_from >= longest:
                yield from self._split(frame)

    def _split(self, frame: int) -> Iterator[Window]:
        """Speech without a pause: cut where the voice is weakest in the last third."""
        assert self._speech_from is not None
        third = self._speech_from + 2 * (frame - self._speech_from) // 3
        weakest = third + int(self._voice[third:frame].argmin())
        yield from self._close(weakest, pad=False)
        self._speech_from, self._quiet_from = weakest, None

    def _close(self, end_frame: int, pad: bool = True) -> Iterator[Window]:
        """Make a span of the present speech and see whether a window is full."""
        assert self._speech_from is not None
        padding = int(self._options.pad_s * SAMPLE_RATE) // FRAME
        first = max(self._speech_from - padding, (self._last_end - self._origin) // FRAME, 0)
        last = min(end_frame + (padding if pad else 0), len(self._voice))
        span = Span(
            start=self._origin + first * FRAME,
            end=self._origin + last * FRAME,
            voice=self._voice[first:last].copy(),
            samples=self._sound[first * FRAME : last * FRAME].copy(),
        )
        self._speech_from = self._quiet_from = None
        self._last_end = span.end
        if sum(waiting.seconds for waiting in self._waiting) + span.seconds > self._options.window_s:
            yield from self._flush()
        self._waiting.append(span)

    def _flush(self) -> Iterator[Window]:
        if self._waiting:
            yield Window(tuple(self._waiting))
            self._waiting = []

    def _forget(self) -> None:
        """Drop the sound before everything that still waits, whole frames at a time."""
        keep = len(self._voice) - int(self._options.pad_s * SAMPLE_RATE) // FRAME - 1
        if self._speech_from is not None:
            keep = min(keep, self._speech_from - int(self._options.pad_s * SAMPLE_RATE) // FRAME)
        keep = max(keep, 0)
        self._sound, self._voice = self._sound[keep * FRAME :].copy(), self._voice[keep:].copy()
        self._origin += keep * FRAME
        self._next -= keep
        self._speech_from = None if self._speech_from is None else self._speech_from - keep
        self._quiet_from = None if self._quiet_from is None else self._quiet_from - keep
