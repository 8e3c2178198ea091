"""One window of speech read by Whisper: tokens, their times and how sure the model was."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING, Any

from dictate.speech.options import Options
from dictate.words import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FRAMES_PER_SECOND = 100  # mel frames
_MODEL_SECONDS = 30
# Nobody speaks faster; more tokens than this are a loop, and each costs time.
_TOKENS_PER_SECOND = 15
_MODEL_TOKENS = 448
# A guess is made a few tokens at a time, so that it can be dropped at once when there is something better to do.
_GLIMPSE_TOKENS = 10
# A second reading hears at least so much more than the first.
_WORTH_READING_S = 2.0
_LEAST = 1e-3  # probability
# The loudest 20 ms (root mean square of full scale) that quiet speech is brought to, and by how much at most. 18 clips
# whose loudest is 40 dB below full scale: 28 of 122 words wrong without, 19 with, as when they are loud.
_LOUD, _MOST_GAIN, _FRAME = 0.15, 100.0, 320


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model heard in one window.

    `words` have times in seconds of the window. `logprob` is the mean log probability per token, `no_speech` the
    model's own probability that nobody speaks, `compression` how many times zlib shrinks the text (loops: over 2.4).
    `others` are the texts of other beams, `second` that of another reading where there was one, `plain` that of the
    same sound read without beams and marks of time.
    """

    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    compression: float
    others: tuple[str, ...] = ()
    second: str | None = None
    plain: str = ""

    @property
    def surety(self) -> float:
        """The mean log probability of the words; the least there is without any."""
        return fmean(math.log(max(word.probability, _LEAST)) for word in self.words) if self.words else math.log(_LEAST)

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)


class Reader:
    """A loaded Whisper model that reads one window at a time."""

    def __init__(self, whisper: Any, options: Options) -> None:
        """`whisper` is a faster_whisper.WhisperModel."""
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self._whisper = whisper
        self._options = options
        self._tokenizer = Tokenizer(
            whisper.hf_tokenizer, whisper.model.is_multilingual, task="transcribe", language=options.language
        )
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))

    def read(self, samples: NDArray[np.float32], known: str = "") -> Reading:
        """Read at most 30 s of 16 kHz mono samples; a doubtful reading gets a second opinion, and the surer one stands.

        `known` is what the samples begin with, where that has been read before: the model hears it again but goes on
        from there, and its words are not in the reading. What is read once more for fear of a loop is written anew.
        """
        seconds = len(samples) / 16_000
        window_s = self._options.first_heard_s(seconds)
        reading = self._read(samples, window_s, known=known, plainly=True)
        plain = reading.plain
        whole_s = self._options.heard_s(seconds)
        if reading.surety < self._options.second_below and whole_s > window_s + _WORTH_READING_S:
            whole = self._read(samples, whole_s, known=known)
            reading = _better(reading, whole, self._options.second_margin)
        if reading.logprob < self._options.doubtful_logprob or self._loops(reading):
            anew = self._read(samples, _MODEL_SECONDS, loops=False)
            reading = anew if anew.logprob > reading.logprob or self._loops(reading) else reading
        return replace(reading, plain=plain)

    def glimpse(self, samples: NDArray[np.float32], give_up: Callable[[], bool]) -> tuple[str, ...]:
        """A quick guess at the words: no beams, no times. Empty when `give_up`, asked between steps, says so."""
        seconds = len(samples) / 16_000
        encoded = self._whisper.encode(self._features(samples, self._options.heard_s(seconds)))
        prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        tokens: list[int] = []
        while not give_up() and len(tokens) < seconds * _TOKENS_PER_SECOND:
            wanted = len(tokens) + _GLIMPSE_TOKENS
            result = self._whisper.model.generate(
                encoded,
                [prompt + tokens],
                beam_size=1,
                max_length=2 * wanted,  # CTranslate2 grants half, the tokens given included, and gives them back
                suppress_blank=not tokens,
                suppress_tokens=self._suppressed,
            )[0]
            tokens = [token for token in result.sequences_ids[0] if token < self._tokenizer.eot]
            if len(tokens) < wanted:
                return tuple(self._tokenizer.decode(tokens).split())
        return ()

    def _loops(self, reading: Reading) -> bool:
        return reading.compression > self._options.compression_limit

    def _read(
        self,
        samples: NDArray[np.float32],
        window_s: float,
        loops: bool = True,
        known: str = "",
        plainly: bool = False,
    ) -> Reading:
        """One pass: `window_s` is what the encoder hears; `loops` False forbids any three tokens to come back.

        `plainly` reads it once more from there, which is quick: the encoder's work is done.
        """
        seconds = len(samples) / 16_000
        encoded = self._whisper.encode(self._features(samples, window_s))
        prompt, before = list(self._tokenizer.sot_sequence), list[int]()
        if known:
            before = self._tokenizer.encode(" " + known)
            prompt += [self._tokenizer.no_timestamps, *before]
        result = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=self._options.beam_size,
            num_hypotheses=self._options.beam_size,
            max_length=min(_MODEL_TOKENS, len(prompt) + len(before) + 20 + int(seconds * _TOKENS_PER_SECOND)),
            no_repeat_ngram_size=0 if loops else 3,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            max_initial_timestamp_index=50,
        )[0]
        beams = [ids[len(before) :] for ids in result.sequences_ids]  # CTranslate2 gives the forced tokens back
        written = [[token for token in ids if token < self._tokenizer.eot] for ids in beams]
        texts = [self._tokenizer.decode(tokens).strip() for tokens in written]
        return Reading(
            words=self._words(encoded, written[0], seconds, before),
            logprob=result.scores[0] * len(beams[0]) / (len(beams[0]) + 1),
            no_speech=result.no_speech_prob,
            compression=_compression(texts[0]),
            others=tuple(dict.fromkeys(text for text in texts[1:] if text != texts[0])),
            plain=self._plain(encoded, seconds, before) if plainly else "",
        )

    def _plain(self, encoded: Any, seconds: float, before: list[int]) -> str:
        """The likeliest token at every step, without marks of time, after the tokens `before`."""
        prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps, *before]
        tokens = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=1,
            max_length=min(_MODEL_TOKENS, len(prompt) + len(before) + 20 + int(seconds * _TOKENS_PER_SECOND)),
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )[0].sequences_ids[0]
        written = [token for token in tokens[len(before) :] if token < self._tokenizer.eot]
        return str(self._tokenizer.decode(written).strip())

    def _features(self, samples: NDArray[np.float32], window_s: float) -> NDArray[np.float32]:
        """The log-mel picture, filled up with nothing to the window's length."""
        import numpy as np

        frames = int(window_s * _FRAMES_PER_SECOND) // 2 * 2
        features = self._whisper.feature_extractor(louder(samples))[:, :frames]
        return np.pad(features, ((0, 0), (0, frames - features.shape[1])))

    def _words(self, encoded: Any, tokens: list[int], seconds: float, before: list[int]) -> tuple[Word, ...]:
        """The tokens as words with times, by the model's own attention; those `before` them are placed, not given."""
        from faster_whisper.transcribe import merge_punctuations

        if not tokens:
            return ()
        frames = int(seconds * _FRAMES_PER_SECOND)
        found = self._whisper.find_alignment(self._tokenizer, [before + tokens], encoded, frames)[0]
        passed = 0
        while before and found and passed < len(before):
            passed += len(found.pop(0)["tokens"])
        merge_punctuations(found, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
        words, ended = [], 0.0
        for item in found:
            if text := item["word"].strip():
                start = min(max(float(item["start"]), ended), seconds)
                ended = min(max(float(item["end"]), start), seconds)
                words.append(Word(start, ended, text, min(max(float(item["probability"]), 0.0), 1.0)))
        return tuple(words)


def louder(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Quiet 16 kHz mono samples made as loud as speech near a microphone; loud ones as they are.

    The model's picture of the sound keeps its level, and it has heard little whispering from afar.
    """
    import numpy as np

    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    loudest = float(np.sqrt((frames**2).mean(axis=1).max(initial=0.0)))
    return samples if loudest >= _LOUD else samples * np.float32(min(_LOUD / max(loudest, 1e-9), _MOST_GAIN))


def _better(quick: Reading, whole: Reading, margin: float) -> Reading:
    """The reading of the whole window unless the quick one is surer by so much, with the other's text as its second."""
    first, second = (quick, whole) if quick.logprob >= whole.logprob + margin else (whole, quick)
    return replace(first, second=second.text)


def _compression(text: str) -> float:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0
