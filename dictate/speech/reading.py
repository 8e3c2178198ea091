"""Windows of speech read by Whisper: once, and once more where the first reading was unsure or a loop."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from dictate.speech.decoding import TOKENS_PER_SECOND, Decoder, Pass, Picture
from dictate.speech.guided import Guide
from dictate.speech.options import Options
from dictate.speech.vocabulary import Vocabulary
from dictate.words import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MODEL_SECONDS = 30
# A guess is made a few tokens at a time, so that it can be dropped at once when there is something better to do.
_GLIMPSE_TOKENS = 10
# A second reading hears at least so much more than the first.
_WORTH_READING_S = 2.0
_LEAST = 1e-3  # probability


@dataclass(frozen=True, slots=True)
class Reading:
    """What was heard in one window: what stands, the text of a second reading where there was one, and the plain ones.

    What `Pass` says of each holds for the others.
    """

    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    others: tuple[str, ...] = ()
    second: str | None = None
    plain: str = ""
    guided: str = ""


class Reader:
    """A loaded Whisper model that reads windows, one or several at a time."""

    def __init__(self, whisper: Any, options: Options, vocabulary: Vocabulary | None = None) -> None:
        """`whisper` is a faster_whisper.WhisperModel; `vocabulary` the words to listen for."""
        self._options = options
        self._decoder = Decoder(whisper, options)
        self.guide = Guide(vocabulary or Vocabulary(), self._decoder.alphabet)

    def read(
        self, sounds: Sequence[NDArray[np.float32]], known: str = "", on_step: Callable[[], None] = lambda: None
    ) -> list[Reading]:
        """Read sounds of at most 30 s, 16 kHz mono; a doubtful reading gets a second opinion, and the surer one stands.

        `known` is what the only sound begins with, where that has been read before: the model hears it again but goes
        on from there, and its words are not in the reading. What is read once more for fear of a loop is written anew.
        `on_step` is called after each piece of work, the longest of which is the decoding of all; it may raise.
        """
        options = self._options
        pictures = [self._decoder.picture(samples) for samples in sounds]
        speech_s = [picture.seconds for picture in pictures]
        first_s, whole_s = list(map(options.first_heard_s, speech_s)), list(map(options.heard_s, speech_s))
        begun = None
        workers = self._decoder.model.num_workers
        if options.ahead and len(pictures) == 1 and speech_s[0] < options.long_s and workers > 1:
            # most short speech is read twice: the other worker does not wait for that
            begun = self._decoder.begin(pictures[0], whole_s[0])
        first = self._passes(pictures, dict(enumerate(first_s)), on_step, known, plainly=True)
        unsure = {
            number: whole_s[number]
            for number, one in first.items()
            if _surety(one) < options.unsure_below(speech_s[number])
            and whole_s[number] > first_s[number] + _WORTH_READING_S
        }
        second = self._passes(pictures, unsure, on_step, known, begun=begun)
        found = []
        for number, one in sorted(first.items()):
            stands, other = _better(one, second[number], options.second_margin) if number in second else (one, None)
            if stands.logprob < options.doubtful_logprob or self._loops(stands):
                anew = self._decoder.read([pictures[number]], _MODEL_SECONDS, on_step, loops=False)[0]
                if anew.logprob > stands.logprob or self._loops(stands):
                    stands, other = anew, None
            text = None if other is None else _text(other)
            found.append(
                Reading(stands.words, stands.logprob, stands.no_speech, stands.others, text, one.plain, one.guided)
            )
        return found

    def glimpse(self, samples: NDArray[np.float32], give_up: Callable[[], bool]) -> tuple[str, ...]:
        """A quick guess at the words: no beams, no times. Empty when `give_up`, asked between steps, says so."""
        seconds = len(samples) / 16_000
        decoder, alphabet = self._decoder, self._decoder.alphabet
        encoded = decoder.encoded(decoder.picture(samples), self._options.heard_s(seconds))
        prompt = [*alphabet.sot_sequence, alphabet.no_timestamps]
        tokens: list[int] = []
        while not give_up() and len(tokens) < seconds * TOKENS_PER_SECOND:
            wanted = len(tokens) + _GLIMPSE_TOKENS
            result = decoder.model.generate(
                encoded,
                [prompt + tokens],
                beam_size=1,
                max_length=2 * wanted,  # CTranslate2 grants half, the tokens given included, and gives them back
                suppress_blank=not tokens,
                suppress_tokens=decoder.suppressed,
            )[0]
            tokens = [token for token in result.sequences_ids[0] if token < alphabet.eot]
            if len(tokens) < wanted:
                return tuple(alphabet.decode(tokens).split())
        return ()

    def _passes(
        self,
        pictures: Sequence[Picture],
        heard_s: Mapping[int, float],
        on_step: Callable[[], None],
        known: str,
        plainly: bool = False,
        begun: Future[Any] | None = None,
    ) -> dict[int, Pass]:
        """One pass over the pictures of `heard_s`, which says by number how many seconds the encoder hears of each."""
        found: dict[int, Pass] = {}
        for seconds in sorted(set(heard_s.values())):
            alike = [number for number in heard_s if heard_s[number] == seconds]
            some = [pictures[number] for number in alike]
            passes = self._decoder.read(
                some, seconds, on_step, known=known, plainly=plainly, prompt=self.guide.tokens, begun=begun
            )
            found.update(zip(alike, passes, strict=True))
        return found

    def _loops(self, one: Pass) -> bool:
        return one.compression > self._options.compression_limit


def _better(quick: Pass, whole: Pass, margin: float) -> tuple[Pass, Pass]:
    """The pass over the whole window unless the quick one is surer by so much; then the other."""
    return (quick, whole) if quick.logprob >= whole.logprob + margin else (whole, quick)


def _surety(one: Pass) -> float:
    """The mean log probability of the words; the least there is without any."""
    return fmean(math.log(max(word.probability, _LEAST)) for word in one.words) if one.words else math.log(_LEAST)


def _text(one: Pass) -> str:
    return " ".join(word.text for word in one.words)
