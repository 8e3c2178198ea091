"""Listening while somebody speaks: sound as it comes, windows that are worth reading as soon as they are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dictate.speech.options import Options
from dictate.speech.voice import FRAME, SAMPLE_RATE
from dictate.speech.windows import Cutter, Span, Window

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Heard:
    """A window to read. `cut` is true when its speech goes on in the next one, `goes_on` when it came from the last."""

    window: Window
    cut: bool = False
    goes_on: bool = False


class LiveCutter(Cutter):
    """A cutter that gives what is ready as soon as it is, and cuts long speech with an overlap of twice the padding."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._cuts: set[int] = set()  # ends of spans, in samples, that were cut in the middle of speech
        self._goes_on: set[int] = set()  # their followers' starts

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks at this moment."""
        return self._speech_from is not None

    @property
    def waiting_s(self) -> float:
        """Seconds of finished speech that wait to be read."""
        return sum(span.seconds for span in self._waiting)

    @property
    def quiet_s(self) -> float:
        """Seconds since the last finished speech."""
        return (self._origin + len(self._voice) * FRAME - self._last_end) / SAMPLE_RATE + self._options.pad_s

    def take(self) -> Iterator[Window]:
        """What waits, whether somebody speaks now or not."""
        yield from self._flush()

    def running(self) -> Window | None:
        """All that is heard and not yet given, the unfinished speech included."""
        spans = list(self._waiting)
        if self._speech_from is not None:
            first = max(self._speech_from - int(self._options.pad_s * SAMPLE_RATE) // FRAME, 0)
            sound = self._sound[first * FRAME : len(self._voice) * FRAME].copy()
            start = self._origin + first * FRAME
            spans.append(Span(start, start + len(sound), self._voice[first:].copy(), sound))
        return Window(tuple(spans)) if spans else None

    def heard(self, window: Window) -> Heard:
        """The window with what is known of its edges."""
        first, last = window.spans[0], window.spans[-1]
        return Heard(window, cut=last.end in self._cuts, goes_on=first.start in self._goes_on)

    def _split(self, frame: int) -> Iterator[Window]:
        """Speech without a pause: cut where the voice is weakest in the last third, both sides hearing the place."""
        assert self._speech_from is not None
        padding = int(self._options.pad_s * SAMPLE_RATE) // FRAME
        third = self._speech_from + 2 * (frame - self._speech_from) // 3
        weakest = third + int(self._voice[third : frame - padding].argmin())
        yield from self._close(weakest)
        self._cuts.add(self._last_end)
        yield from self._flush()
        self._speech_from, self._last_end = weakest, self._origin + (weakest - padding) * FRAME
        self._goes_on.add(self._last_end)


class Ears:
    """Cuts a stream of blocks into windows to read at once, and starts anew after each seam in the recording.

    A window is ready when the speaker has been quiet for `settle_s` or when `enough_s` of finished speech waits.
    """

    def __init__(self, options: Options, settle_s: float, enough_s: float) -> None:
        self._options, self._settle_s, self._enough_s = options, settle_s, enough_s
        self._cutter = LiveCutter(options)
        self._from = 0  # sample of the recording where the present cutter began
        self.samples = 0

    def hear(self, samples: NDArray[np.float32]) -> list[Heard]:
        """Take more sound, 16 kHz mono float32 of any length; gives what is full."""
        self.samples += len(samples)
        return self._placed(self._cutter.feed(samples))

    def ready(self) -> list[Heard]:
        """What may be read now."""
        cutter = self._cutter
        settled = not cutter.speaking and cutter.quiet_s >= self._settle_s
        if cutter.waiting_s and (settled or cutter.waiting_s >= self._enough_s):
            return self._placed(cutter.take())
        return []

    @property
    def waits(self) -> bool:
        """Whether finished speech waits or somebody speaks now."""
        return self._cutter.speaking or self._cutter.waiting_s > 0

    def seam(self) -> list[Heard]:
        """The sound stops here and goes on at another time; gives all that was said before."""
        found = self._placed(self._cutter.finish())
        self._cutter, self._from = LiveCutter(self._options), self.samples
        return found

    def running(self) -> Window | None:
        """What is being said just now, at its place in the recording; None while nobody speaks."""
        window = self._cutter.running() if self._cutter.speaking else None
        return self._moved(window) if window else None

    def _placed(self, windows: Iterator[Window]) -> list[Heard]:
        found = [self._cutter.heard(window) for window in windows]
        return [replace(heard, window=self._moved(heard.window)) for heard in found]

    def _moved(self, window: Window) -> Window:
        """The window with its spans counted from the start of the recording."""
        if not self._from:
            return window
        return Window(
            tuple(replace(span, start=span.start + self._from, end=span.end + self._from) for span in window.spans)
        )


def context(recent: tuple[Span, ...], window: Window, seconds: float) -> tuple[Span, ...]:
    """The last of the `recent` spans, as many as make so many seconds together with the window.

    A span that the window overlaps ends where the window begins, so that no moment is heard twice.
    """
    room = seconds - window.seconds
    chosen: list[Span] = []
    for span in reversed(recent):
        before = _until(span, window.spans[0].start) if span.start < window.spans[0].start else None
        if before is None or before.seconds > room:
            break
        room -= before.seconds
        chosen.insert(0, before)
    return tuple(chosen)


def _until(span: Span, end: int) -> Span:
    """The part of a span before a sample of the recording."""
    if span.end <= end:
        return span
    length = end - span.start
    return Span(span.start, end, span.voice[: length // FRAME], span.samples[:length])
