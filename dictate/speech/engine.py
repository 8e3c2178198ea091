"""The recogniser: sound in, utterances out, while memory stays small and nothing is awaited longer than needed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dictate.network_guard import silence
from dictate.speech.confidence import calibrated, known_words
from dictate.speech.devices import Device, choose, usual_compute_type
from dictate.speech.memory import keep_freed
from dictate.speech.model_errors import ModelIncomplete
from dictate.speech.options import Options
from dictate.speech.reading import Reader, Reading
from dictate.speech.repair import Repair
from dictate.speech.second_opinion import agreeing, with_alternatives
from dictate.speech.silence import Evidence, Guard, without_loops
from dictate.speech.swedish_words import load_words
from dictate.speech.vocabulary import Vocabulary
from dictate.speech.windows import Span, Window, windows
from dictate.words import Utterance, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Engine", "Options"]


class Engine:
    """A loaded model. One thread at a time may use it.

    `model` is the name of its folder, which is the model's id; `device` what it reckons with; `load_s` the seconds that
    loading took.
    """

    def __init__(self, whisper: Any, options: Options, vocabulary: Vocabulary | None = None) -> None:
        """`whisper` is a faster_whisper.WhisperModel; `load` is the usual way here."""
        self.options = options
        self._vocabulary = vocabulary or Vocabulary()
        self.model = ""
        self.device: Device = "cpu"
        self.load_s = 0.0
        self._whisper = whisper
        self._reader = Reader(whisper, options, self._vocabulary)
        self._guard = Guard.shipped()
        self._repair = Repair(self._vocabulary)
        self._known = known_words(self._vocabulary)

    @classmethod
    def load(cls, folder: Path, options: Options | None = None) -> Engine:
        """Load a model folder that `verify_model` has passed. Never goes online.

        Raises ModelIncomplete when the folder holds no model that can be loaded.
        """
        began = time.perf_counter()
        keep_freed()
        silence(os.environ)
        options = options or Options()
        if not (folder / "tokenizer.json").is_file():
            raise ModelIncomplete(f"Talmodellen i {folder} saknar tokenizer.json; installera modellen igen.")
        dictionary = threading.Thread(target=load_words, name="dictionary", daemon=True)
        dictionary.start()
        device = choose(options.device)
        try:
            whisper = _loaded(folder, options, device)
        except ModelIncomplete:
            if device == "cpu":
                raise
            device = "cpu"  # a card without the libraries that go with it must not stop anybody
            whisper = _loaded(folder, replace(options, compute_type=""), device)
        engine = cls(whisper, options)
        dictionary.join()
        engine.model, engine.device, engine.load_s = folder.name, device, time.perf_counter() - began
        return engine

    def listening(self, options: Options) -> Engine:
        """The same loaded model with other ways to listen; still one thread at a time for both."""
        return self._alike(options, self._vocabulary)

    def knowing(self, vocabulary: Vocabulary) -> Engine:
        """The same loaded model with other words to know; still one thread at a time for both."""
        return self._alike(self.options, vocabulary)

    def _alike(self, options: Options, vocabulary: Vocabulary) -> Engine:
        other = Engine(self._whisper, options, vocabulary)
        other.model, other.device, other.load_s = self.model, self.device, self.load_s
        return other

    def transcribe(
        self, blocks: Iterable[NDArray[np.float32]], progress: Callable[[float], None] | None = None
    ) -> Iterator[Utterance]:
        """Utterances in the order of time, with seconds from the start of the first block.

        `blocks` are 16 kHz mono float32 samples of any length, taken as they are needed. `progress` is told the
        seconds of sound that are done, also while they don't grow: what it raises ends the work soon.
        """
        heard, done = _Counted(blocks), 0.0

        def still() -> None:
            if progress:
                progress(done)

        for together in _groups(windows(heard, self.options), self.options.batch):
            for window, utterances in zip(together, self._read_several(together, on_step=still), strict=True):
                yield from (within(utterance, heard.seconds) for utterance in utterances)
                done = window.spans[-1].end / 16_000
                still()
        done = heard.seconds
        still()

    def read(self, window: Window, known: str = "") -> list[Utterance]:
        """The utterances of one window: one for each stretch of speech in which there are words.

        `known` is what its first spans are known to say. Whisper sometimes stops before the sound does; what is left
        is read again as a window of its own.
        """
        return self._read_several([window], known)[0]

    def _read_several(
        self, together: Sequence[Window], known: str = "", on_step: Callable[[], None] = lambda: None
    ) -> list[list[Utterance]]:
        """The same for several windows at once; with `known` there is one."""
        readings = self._reader.read([window.samples() for window in together], known, on_step)
        found = [self._spoken(reading, window) for reading, window in zip(readings, together, strict=True)]
        rests = {}
        for number, (reading, window) in enumerate(zip(readings, together, strict=True)):
            rest = window.after(reading.words[-1].end) if reading.words else None
            if rest and rest.voiced_after(0.0, self.options.voice_threshold) > self.options.unread_s:
                rests[number] = rest
        if rests:
            for number, more in zip(rests, self._read_several(list(rests.values()), on_step=on_step), strict=True):
                found[number] += more
        return found

    def glimpse(self, window: Window, give_up: Callable[[], bool]) -> tuple[str, ...]:
        """A quick guess at the words of a window that is still growing; empty when `give_up` told it to stop."""
        return self._reader.glimpse(window.samples(), give_up)

    def _spoken(self, reading: Reading, window: Window) -> list[Utterance]:
        """The reading's utterances without loops and without those that nobody said."""
        found = []
        others = [other for other in (reading.second, reading.plain) if other is not None]
        words = with_alternatives(without_loops(reading.words), (*others, *reading.others))
        agreed = iter(agreeing(words, reading.plain))
        told = iter(self._reader.guide.told(words, reading.guided))
        for span, utterance in _utterances(words, window):
            same = tuple(islice(agreed, len(utterance.words)))
            about = tuple(islice(told, len(utterance.words)))
            evidence = Evidence([float(frame) for frame in span.voice], reading.logprob, reading.no_speech)
            if not self._guard.invented(utterance.words, evidence):
                found.append(self._weighed(utterance, same, about))
        return found

    def _weighed(self, utterance: Utterance, agreed: Sequence[bool], told: Sequence[frozenset[str]]) -> Utterance:
        """The utterance with known names put right, and with probabilities that say how often such words are right.

        `agreed` says of each word whether a plain reading has it too; what was put together must agree in all of it.
        `told` are for each those that were heard about there by a reading that was told the words to know.
        """
        words = self._repair.repaired(utterance.words, told)
        heard = list(zip(utterance.words, agreed, strict=True))
        whole = [all(same for one, same in heard if word.start <= one.start and one.end <= word.end) for word in words]
        return Utterance(calibrated(words, self._known, whole) if self.options.calibrate else words)


def _loaded(folder: Path, options: Options, device: Device) -> Any:
    """The model on a device. Raises ModelIncomplete."""
    from faster_whisper import WhisperModel

    workers, threads = options.side_by_side(os.cpu_count() or 1) if device == "cpu" else (1, 0)
    try:
        return WhisperModel(
            str(folder),
            device=device,
            compute_type=options.compute_type or usual_compute_type(device),
            cpu_threads=threads,
            num_workers=workers,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise ModelIncomplete(f"Talmodellen i {folder} går inte att läsa in; installera modellen igen.") from error


def _groups(found: Iterable[Window], most: int) -> Iterator[list[Window]]:
    """The windows by as many as are read together."""
    rest = iter(found)
    while together := list(islice(rest, most)):
        yield together


class _Counted:
    """Blocks that count the seconds taken from them."""

    def __init__(self, blocks: Iterable[NDArray[np.float32]]) -> None:
        self._blocks = blocks
        self.seconds = 0.0

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        for block in self._blocks:
            self.seconds += len(block) / 16_000
            yield block


def _utterances(words: Iterable[Word], window: Window) -> list[tuple[Span, Utterance]]:
    """Words of the window at their place in the recording, one utterance for each span that has any."""
    by_span: dict[int, list[Word]] = {}
    latest, before = 0, 0.0
    for word in words:
        span, middle = window.place((word.start + word.end) / 2)
        span = latest = max(span, latest)
        bounds = window.spans[span].start / 16_000, window.spans[span].end / 16_000
        half = (word.end - word.start) / 2
        start = min(max(middle - half, bounds[0], before), bounds[1])
        before = max(min(middle + half, bounds[1]), start)
        by_span.setdefault(span, []).append(replace(word, start=round(start, 3), end=round(before, 3)))
    return [(window.spans[number], Utterance(tuple(group))) for number, group in by_span.items()]


def within(utterance: Utterance, end: float) -> Utterance:
    """The utterance with no time past the end of the sound: the last voice frame may reach a little over it."""
    return Utterance(
        tuple(replace(word, start=min(word.start, end), end=min(word.end, end)) for word in utterance.words)
    )
