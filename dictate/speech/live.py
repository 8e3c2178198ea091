"""Text while somebody speaks: finished speech is read while the next is being said, so little is left after the stop.

One thread does everything in turn: it listens first, then reads what is finished, then - only when nothing else waits
and the processor has had time to spare - guesses at what is being said just now. Sound that comes meanwhile waits in a
queue, so whoever feeds it never waits.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from dictate.errors import DictateError
from dictate.speech.ears import Ears, Heard, context
from dictate.speech.engine import Engine, within
from dictate.speech.options import Options
from dictate.speech.overlap import after_cut, before_cut
from dictate.speech.windows import Span, Window
from dictate.words import Utterance, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LOG = logging.getLogger(__name__)
SAMPLE_RATE = 16_000


class LiveFailed(DictateError):
    """The live reading ended by a fault of the program; the sound itself is not touched by it."""


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How to read while somebody speaks; seconds.

    `reading` is as for a file, save that the encoder hears less silence after long speech and fewer readings get a
    second opinion, so that less time is left after the stop: 0.7 s instead of 1.9 s after a minute.
    """

    reading: Options = field(
        default_factory=lambda: Options(window_s=20.0, long_tail_s=2.0, second_below=-0.3, step_s=0.0, ahead=False)
    )
    # A speaker who has been quiet this long is read at once; a breath within a sentence is shorter. On the shipped
    # sample (104 words) 26 words were wrong with 0.6 and 18 with 0.8, in half as many readings.
    settle_s: float = 0.8
    # Finished speech that is read although the speaker goes on: less is read worse, more makes the wait longer.
    enough_s: float = 8.0
    # How much sound the model hears in one reading, what was said before included, so that it knows the voice and the
    # matter. Words wrong in the sample of one voice and in five minutes of 18 voices (366 words): new speech alone 41
    # and 71, 15 s 22 and 78, as the file gives (22 and 79); 16 s besides the new speech 22 and 89, and slower.
    heard_s: float = 15.0
    # A guess at the running speech: not before so much of it, not of more than so much, not again before so much new.
    guess_from_s: float = 1.0
    guess_most_s: float = 12.0
    guess_again_s: float = 1.0
    # The share of the time that reading and guessing may take together; above it there are no guesses.
    guess_share: float = 0.5


@dataclass(frozen=True, slots=True)
class Tentative:
    """A guess at what is being said just now, `start` seconds into the recording; the next event replaces it."""

    start: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Final:
    """Words that stand. They come in the order of time and take the place of what was tentative."""

    utterance: Utterance


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """All finished speech up to `seconds` of the recording is read. Nothing tentative is left."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Broken:
    """Reading ended by a fault; `sentence` is plain Swedish. `finish` raises the same."""

    sentence: str


LiveEvent = Tentative | Final | CaughtUp | Broken


class LiveTranscriber:
    """One dictation read while it is spoken: `start`, `feed` from any one thread, `finish`.

    `on_event` is called from the reading thread and must not wait for it.
    """

    def __init__(
        self,
        engine: Engine,
        on_event: Callable[[LiveEvent], None] = lambda _: None,
        options: LiveOptions | None = None,
    ) -> None:
        """`engine` is used by this transcriber alone until `finish` has returned."""
        self._options = options or LiveOptions()
        beams = min(self._options.reading.beam_size, engine.options.beam_size)  # fewer where the computer is slow
        self._engine = engine.listening(replace(self._options.reading, beam_size=beams))
        self._on_event = on_event
        self._ears = Ears(self._options.reading, self._options.settle_s, self._options.enough_s)
        self._coming: SimpleQueue[NDArray[np.float32] | None] = SimpleQueue()
        self._due: list[Heard] = []
        self._found: list[Utterance] = []
        self._before: tuple[Word, ...] = ()
        self._recent: tuple[Span, ...] = ()
        self._caught_up = 0.0
        self._stopping = threading.Event()
        self._ended = False
        self._fault: Exception | None = None
        self._guessed_at = 0.0
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="live", daemon=True)
        self.reading_s = 0.0
        """Seconds that reading and guessing have taken so far."""

    # From any thread

    def start(self) -> None:
        """Begins to read what is fed."""
        self._began = time.monotonic()
        self._thread.start()

    def feed(self, samples: NDArray[np.float32], seam: bool = False) -> None:
        """More of the recording: 16 kHz mono float32 of any length. Returns at once.

        `seam` says that these samples were spoken at another time than the ones before (after a pause).
        """
        if seam:
            self._coming.put(None)
        self._coming.put(samples)

    def finish(self) -> tuple[Utterance, ...]:
        """The end of the dictation: waits for what is left to read and gives all of it. Raises LiveFailed."""
        self._stopping.set()
        self._coming.put(None)
        self._thread.join()
        if self._fault:
            raise LiveFailed(_FAULT) from self._fault
        return self.utterances

    @property
    def utterances(self) -> tuple[Utterance, ...]:
        """All that stands so far."""
        return tuple(self._found)

    # The reading thread

    def _run(self) -> None:
        try:
            while not self._ended:
                self._step()
        except Exception as error:
            _LOG.exception("the live reading failed")
            self._fault = error
            self._tell(Broken(_FAULT))

    def _step(self) -> None:
        """Listen, then the one thing that is most worth doing."""
        self._listen(wait=not self._due and not self._stopping.is_set())
        if self._stopping.is_set() and self._coming.empty():
            self._due += self._ears.seam()
            self._ended = True
        if not self._due:
            self._due += self._ears.ready()
        while self._due:
            self._read(self._due.pop(0))
            if not self._ended:
                self._listen(wait=False)
        if self._ended or not self._ears.waits:
            self._tell_caught_up()
        if not self._ended:
            self._guess()

    def _listen(self, wait: bool) -> None:
        """Takes in all sound that has come."""
        try:
            item = self._coming.get(block=wait)
            while True:
                self._due += self._ears.seam() if item is None else self._ears.hear(item)
                item = self._coming.get(block=False)
        except Empty:
            return

    def _read(self, heard: Heard) -> None:
        began = time.perf_counter()
        start = heard.window.spans[0].start
        known = context(self._recent, heard.window, self._options.heard_s)
        found = [
            utterance
            for utterance in self._engine.read(Window((*known, *heard.window.spans)), self._known(known))
            if utterance.start >= start / SAMPLE_RATE
        ]
        self.reading_s += time.perf_counter() - began
        self._recent = (*known, *heard.window.spans)
        words = tuple(word for utterance in found for word in utterance.words)
        if heard.goes_on:
            words = after_cut(self._before, words, start / SAMPLE_RATE)
        if heard.cut:
            words = before_cut(words, heard.window.spans[-1].end / SAMPLE_RATE)
        kept = set(words)
        for utterance in found:
            self._stand(tuple(word for word in utterance.words if word in kept))
        self._before = words or self._before

    def _stand(self, words: tuple[Word, ...]) -> None:
        if not words:
            return
        utterance = within(Utterance(words), self._ears.samples / SAMPLE_RATE)
        self._found.append(utterance)
        self._tell(Final(utterance))

    def _known(self, spans: tuple[Span, ...]) -> str:
        """What was found in those spans."""
        if not spans:
            return ""
        start, end = spans[0].start / SAMPLE_RATE, spans[-1].end / SAMPLE_RATE
        words: list[str] = []
        for utterance in reversed(self._found):
            if utterance.end <= start:
                break
            words = [word.text for word in utterance.words if start <= (word.start + word.end) / 2 < end] + words
        return " ".join(words)

    def _tell_caught_up(self) -> None:
        seconds = self._ears.samples / SAMPLE_RATE
        if self._found and self._found[-1].end > self._caught_up:
            self._tell(CaughtUp(round(seconds, 3)))
        self._caught_up = seconds

    def _guess(self) -> None:
        """What is being said just now, when there is time for it; dropped as soon as there is something to read."""
        window = self._ears.running()
        if window is None or self._busy() > self._options.guess_share:
            return
        end = window.spans[-1].end / SAMPLE_RATE
        if not self._options.guess_from_s <= window.seconds <= self._options.guess_most_s:
            return
        if end - self._guessed_at < self._options.guess_again_s:
            return
        began = time.perf_counter()
        words = self._engine.glimpse(window, self._something_to_read)
        self.reading_s += time.perf_counter() - began
        self._guessed_at = end
        if words:
            self._tell(Tentative(window.spans[0].start / SAMPLE_RATE, words))

    def _something_to_read(self) -> bool:
        self._listen(wait=False)
        self._due += [] if self._due else self._ears.ready()
        return bool(self._due) or self._stopping.is_set()

    def _busy(self) -> float:
        """The share of the time so far that went to reading."""
        return self.reading_s / max(time.monotonic() - self._began, 1.0)

    def _tell(self, event: LiveEvent) -> None:
        """A fault in whoever is told must not cost text."""
        try:
            self._on_event(event)
        except Exception:
            _LOG.exception("telling %s failed", type(event).__name__)


_FAULT = (
    "Texten kunde inte skrivas ut medan du talade. Ljudet är sparat: avsluta och låt programmet skriva ut inspelningen."
)
