"""Text while somebody speaks: the same words as from a file, in time, and little left after the stop."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.decode import Recording
from dictate.speech.ears import Ears, Heard
from dictate.speech.engine import Engine
from dictate.speech.live import Broken, CaughtUp, Final, LiveEvent, LiveFailed, LiveOptions, LiveTranscriber, Tentative
from dictate.speech.options import Options
from dictate.speech.overlap import after_cut, before_cut
from dictate.speech.paced import transcribe_live
from dictate.speech.transcript import Transcript
from dictate.speech.windows import Span, Window
from dictate.words import Utterance, Word

RATE = 16_000


class Part:
    """The first seconds of a recording, as a sound file of its own."""

    def __init__(self, samples: NDArray[np.float32]) -> None:
        self.duration_s, self.heard_s, self.warning = len(samples) / RATE, 0.0, None
        self._samples = samples

    def blocks(self):  # type: ignore[no-untyped-def]
        for start in range(0, len(self._samples), RATE):
            block = self._samples[start : start + RATE]
            self.heard_s += len(block) / RATE
            yield block


@pytest.fixture(scope="module")
def samples(sample: Path) -> NDArray[np.float32]:
    return np.concatenate(list(Recording(sample).blocks()))


@pytest.fixture(scope="module")
def events() -> list[LiveEvent]:
    return []


@pytest.fixture(scope="module")
def live(engine: Engine, samples: NDArray[np.float32], events: list[LiveEvent]) -> Transcript:
    """The first 30 seconds of the sample at four times speaking pace."""
    return transcribe_live("sample", Part(samples[: 30 * RATE]), engine, pace=4.0, on_event=events.append)


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_live_text_holds_the_words_that_were_said(live: Transcript, sample: Path) -> None:
    said = plain((sample.parent / "reference.txt").read_text(encoding="utf-8"))
    said = said[: said.index("utbildning") + 1]  # the first 30 seconds
    given = plain(live.text)
    assert sum(bool(get_close_matches(word, given)) for word in said) / len(said) > 0.6
    assert abs(len(given) - len(said)) <= 0.2 * len(said)


def test_live_words_follow_each_other_within_the_recording(live: Transcript) -> None:
    times = [time for u in live.utterances for word in u.words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= live.duration_s == 30.0


def test_final_events_are_the_utterances_and_catching_up_comes_last(live: Transcript, events: list[LiveEvent]) -> None:
    assert tuple(event.utterance for event in events if isinstance(event, Final)) == live.utterances
    assert isinstance(events[-1], CaughtUp)


def test_the_wait_after_the_stop_is_told(live: Transcript) -> None:
    assert live.after_stop_s is not None
    assert live.as_json()["timing"]["after_stop_s"] == round(live.after_stop_s, 3)


def test_after_the_stop_only_what_was_said_last_is_read(engine: Engine, samples: NDArray[np.float32]) -> None:
    caught_up = threading.Event()
    finals: list[Utterance] = []

    def told(event: LiveEvent) -> None:
        if isinstance(event, Final):
            finals.append(event.utterance)
        if isinstance(event, CaughtUp) and event.seconds >= 12:
            caught_up.set()

    transcriber = LiveTranscriber(engine, told)
    transcriber.start()
    transcriber.feed(samples[: 12 * RATE])
    transcriber.feed(np.zeros(RATE, np.float32))
    assert caught_up.wait(180)
    before = len(finals)
    assert before > 0
    transcriber.feed(samples[12 * RATE : 16 * RATE])
    assert transcriber.finish()[:before] == tuple(finals[:before])
    assert all(utterance.start >= 12.5 for utterance in finals[before:])


def test_a_pause_in_speech_is_not_read(engine: Engine) -> None:
    transcriber = LiveTranscriber(engine)
    quiet = np.random.default_rng(1).normal(0, 0.001, 30 * RATE).astype(np.float32)
    transcriber.start()
    for start in range(0, len(quiet), 1600):
        transcriber.feed(quiet[start : start + 1600])
    assert transcriber.finish() == ()
    assert transcriber.reading_s == 0.0


def test_speech_after_a_seam_keeps_its_place_and_is_not_joined(engine: Engine, samples: NDArray[np.float32]) -> None:
    transcriber = LiveTranscriber(engine)
    transcriber.start()
    transcriber.feed(samples[: 5 * RATE])
    transcriber.feed(samples[: 5 * RATE], seam=True)
    utterances = transcriber.finish()
    first = [u for u in utterances if u.end <= 5.01]
    second = [u for u in utterances if u.start >= 4.99]
    assert len(first) + len(second) == len(utterances)
    assert first
    assert second


def test_the_same_speech_is_cut_alike_on_both_sides_of_a_seam(samples: NDArray[np.float32]) -> None:
    ears, said = Ears(LiveOptions().reading, 0.5, 5.0), samples[: 5 * RATE]
    sides = [ears.hear(said) + ears.seam() for _ in range(2)]
    first, second = ([(span.start, span.end) for item in side for span in item.window.spans] for side in sides)
    assert first
    assert second == [(start + len(said), end + len(said)) for start, end in first]


def test_a_listener_that_fails_costs_no_text(engine: Engine, samples: NDArray[np.float32]) -> None:
    def fails(event: LiveEvent) -> None:
        raise RuntimeError("the screen is gone")

    transcriber = LiveTranscriber(engine, fails)
    transcriber.start()
    transcriber.feed(samples[: 4 * RATE])
    assert transcriber.finish()


def test_a_fault_while_reading_is_one_sentence_and_not_a_hang(engine: Engine, samples: NDArray[np.float32]) -> None:
    class Faulty(Engine):
        def listening(self, options: Options) -> Engine:
            return self

        def read(self, window: Window) -> list[Utterance]:
            raise MemoryError

    events: list[LiveEvent] = []
    transcriber = LiveTranscriber(Faulty(engine._whisper, Options()), events.append)
    transcriber.start()
    transcriber.feed(samples[: 6 * RATE])
    with pytest.raises(LiveFailed, match="Ljudet är sparat"):
        transcriber.finish()
    assert isinstance(events[-1], Broken)


def test_a_guess_has_words_and_is_dropped_when_told(engine: Engine, samples: NDArray[np.float32]) -> None:
    cut = samples[: 3 * RATE // 512 * 512]
    window = Window((Span(0, len(cut), np.ones(len(cut) // 512, np.float32), cut),))
    words = engine.listening(LiveOptions().reading).glimpse(window, lambda: False)
    assert len(words) >= 2
    assert engine.glimpse(window, lambda: True) == ()


def test_what_is_being_said_is_shown_as_tentative(engine: Engine, samples: NDArray[np.float32]) -> None:
    guessed = threading.Event()
    options = LiveOptions(guess_from_s=0.5, guess_share=1000.0)
    transcriber = LiveTranscriber(
        engine, lambda event: guessed.set() if isinstance(event, Tentative) else None, options
    )
    speech = without_pauses(samples)[: 4 * RATE]
    transcriber.start()
    transcriber.feed(speech)
    assert guessed.wait(180)
    assert transcriber.finish()


# Cutting


def without_pauses(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sound without its quiet parts, as if the speaker never drew breath."""
    frames = samples[: len(samples) // 512 * 512].reshape(-1, 512)
    return frames[np.abs(frames).max(axis=1) > 0.02].reshape(-1)


def heard(samples: NDArray[np.float32], block: int, options: Options) -> list[Heard]:
    ears = Ears(options, 0.5, 5.0)
    found: list[Heard] = []
    for start in range(0, len(samples), block):
        found += ears.hear(samples[start : start + block])
        found += ears.ready()
    return found + ears.seam()


@pytest.mark.parametrize("block", [160, 1600, 5000])
def test_the_same_speech_is_found_however_the_sound_comes(block: int, samples: NDArray[np.float32]) -> None:
    def spans(size: int) -> list[tuple[int, int]]:
        found = heard(samples[: 15 * RATE], size, LiveOptions().reading)
        return [(span.start, span.end) for item in found for span in item.window.spans]

    assert spans(block) == spans(RATE)


def test_long_speech_is_cut_with_both_sides_hearing_the_place(samples: NDArray[np.float32]) -> None:
    speech = without_pauses(samples)[: 24 * RATE]
    found = heard(speech, 1600, Options(window_s=8.0, pause_s=2.0))
    cuts = [(one, other) for one, other in pairwise(found) if one.cut]
    assert cuts
    for one, other in cuts:
        assert other.goes_on
        overlap = one.window.spans[-1].end - other.window.spans[0].start
        assert 0.4 * RATE < overlap < 0.8 * RATE
    assert max(item.window.seconds for item in found) <= 8.7


def test_a_monologue_without_a_breath_is_read_without_doubled_words(
    engine: Engine, samples: NDArray[np.float32]
) -> None:
    options = LiveOptions(reading=Options(tail_s=2.0, window_s=7.0))
    transcriber = LiveTranscriber(engine, options=options)
    transcriber.start()
    transcriber.feed(without_pauses(samples)[: 12 * RATE])
    given = [word for u in transcriber.finish() for word in plain(u.text)]
    assert 15 <= len(given) <= 32  # the speaker says about 23
    assert all(given[at : at + 2] != given[at + 2 : at + 4] for at in range(len(given) - 3))


def words(*texts: str, start: float = 0.0) -> list[Word]:
    return [Word(start + i * 0.3, start + i * 0.3 + 0.3, text, 0.9) for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("before", "after", "new"),
    [
        (words("hon", "bor", "hos", "mamma"), words("hos", "mamma", "och", "pappa", start=0.6), "och pappa"),
        (words("hon", "bor", "hos"), words("Hos", "mamma", start=0.6), "mamma"),
        (words("hon", "bor", "hos"), words("s", "hos", "mamma", start=0.4), "mamma"),
        (words("hon", "bor"), words("mamma", "kom", start=0.65), "mamma kom"),
        (words("nej", "nej"), words("nej", "nej", start=3.0), "nej nej"),
        ([], words("hej"), "hej"),
    ],
)
def test_words_heard_on_both_sides_of_a_cut_are_written_once(
    before: Sequence[Word], after: Sequence[Word], new: str
) -> None:
    assert " ".join(word.text for word in after_cut(before, after, after[0].start)) == new


def test_a_word_cut_in_two_at_the_end_is_left_to_the_next_reading() -> None:
    said = words("hon", "bor", "ho")
    assert [word.text for word in before_cut(said, said[-1].end)] == ["hon", "bor"]
    assert len(before_cut(said, said[-1].end + 1)) == 3
