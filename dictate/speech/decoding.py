"""What Whisper makes of sound: tokens, their times and how sure the model was, for several windows at once.

A step of the decoder reads all its weights from memory, however many windows it works on, so several at once cost
little more than one. Two workers with a core each do more than one with two, so they share the windows. The shipped
dictation, 90 s, six windows, two cores: encoder 0.9 s by one worker, 0.5 s by two; beams 2.6 s one window at a time,
1.3 s all at once, 0.7 s by two workers.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from dictate.speech.options import Options
from dictate.words import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FRAMES_PER_SECOND = 100  # mel frames
# Nobody speaks faster; more tokens than this are a loop, and each costs time.
TOKENS_PER_SECOND = 15
_MODEL_TOKENS = 448
# The loudest 20 ms (root mean square of full scale) that quiet speech is brought to, and by how much at most. 18 clips
# whose loudest is 40 dB below full scale: 28 of 122 words wrong without, 19 with, as when they are loud.
_LOUD, _MOST_GAIN, _FRAME = 0.15, 100.0, 320


@dataclass(frozen=True, slots=True)
class Pass:
    """What one pass over a window gave.

    `words` have times in seconds of the window. `logprob` is the mean log probability per token, `no_speech` the
    model's own probability that nobody speaks, `compression` how many times zlib shrinks the text (loops: over 2.4).
    `others` are the texts of other beams, `plain` that of the same sound read without beams and marks of time, `guided`
    that read so after a prompt (see `guided.py`).
    """

    words: tuple[Word, ...]
    logprob: float
    no_speech: float
    compression: float
    others: tuple[str, ...] = ()
    plain: str = ""
    guided: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the encoder sees of a sound: its log-mel picture, (bands, 10 ms frames), and its length in seconds."""

    features: NDArray[np.float32]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Share:
    """Windows that one worker reads together: what the encoder made of them, and how many seconds each is long."""

    encoded: Any
    seconds: tuple[float, ...]

    @property
    def most_tokens(self) -> int:
        """How many tokens the longest of them may have."""
        return 20 + int(max(self.seconds) * TOKENS_PER_SECOND)


class Decoder:
    """A loaded Whisper model with its `alphabet` and the tokens that are `suppressed`."""

    def __init__(self, whisper: Any, options: Options) -> None:
        """`whisper` is a faster_whisper.WhisperModel."""
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        self.model = whisper.model
        self.alphabet = Tokenizer(
            whisper.hf_tokenizer, whisper.model.is_multilingual, task="transcribe", language=options.language
        )
        self.suppressed = list(get_suppressed_tokens(self.alphabet, [-1]))
        self._whisper = whisper
        self._beam_size = options.beam_size

    def read(
        self,
        pictures: Sequence[Picture],
        window_s: float,
        on_step: Callable[[], None],
        loops: bool = True,
        known: str = "",
        plainly: bool = False,
        prompt: Sequence[int] = (),
        begun: Future[Any] | None = None,
    ) -> list[Pass]:
        """One pass over sounds, of which the encoder hears `window_s` each; without `loops` no three tokens come twice.

        `plainly` reads them once more from there, which is quick: the encoder's work is done; and with a `prompt` once
        more after that. `known` is what the only sound begins with, `begun` its encoding where that is made already.
        `on_step` is called from this thread after each piece of work; what it raises ends the pass.
        """
        before = self.alphabet.encode(" " + known) if known else []
        shares = self._shares(pictures, window_s, on_step, begun)
        beams = [partial(self._beams, share, before, loops) for share in shares]
        plain = [partial(self._plain, share, before) for share in shares if plainly]
        guided = [partial(self._plain, share, before, prompt) for share in shares if plainly and prompt]
        done = iter(self._all([*beams, *plain, *guided], on_step))
        found = [one for some in islice(done, len(beams)) for one in some]
        for name, jobs in (("plain", plain), ("guided", guided)):
            texts = [text for some in islice(done, len(jobs)) for text in some]
            found = [replace(one, **{name: text}) for one, text in zip(found, texts or [""] * len(found), strict=True)]
        return found

    def picture(self, samples: NDArray[np.float32]) -> Picture:
        """The picture of one sound, 16 kHz mono: made once, however many windows it is read in.

        It is made before any encoding begins: numpy's threads wait for a core that the encoder has.
        """
        return Picture(self._whisper.feature_extractor(louder(samples)), len(samples) / 16_000)

    def encoded(self, picture: Picture, window_s: float) -> Any:
        """What the encoder makes of one sound."""
        return self._whisper.encode(_filled(picture, window_s))

    def begin(self, picture: Picture, window_s: float) -> Future[Any]:
        """Begins to encode one sound beside other work."""
        pool = ThreadPoolExecutor(1, "ahead")
        try:
            return pool.submit(self.encoded, picture, window_s)
        finally:
            pool.shutdown(wait=False)

    def _shares(
        self,
        pictures: Sequence[Picture],
        window_s: float,
        on_step: Callable[[], None],
        begun: Future[Any] | None,
    ) -> list[_Share]:
        """The sounds encoded and shared out among the workers, in their order."""
        import numpy as np

        seconds = [picture.seconds for picture in pictures]
        if begun:
            return [_Share(begun.result(), tuple(seconds))]
        if self.model.device != "cpu":
            together = np.stack([_filled(picture, window_s) for picture in pictures])
            return [_Share(self._whisper.encode(together), tuple(seconds))]
        # One by one: several at once don't fit the processor's cache and take twice as long.
        parts = self._all([partial(self.encoded, picture, window_s) for picture in pictures], on_step)
        size = -(-len(parts) // self.model.num_workers)
        return [
            _Share(_together(parts[at : at + size]), tuple(seconds[at : at + size]))
            for at in range(0, len(parts), size)
        ]

    def _all(self, jobs: Sequence[Callable[[], Any]], on_step: Callable[[], None]) -> list[Any]:
        """What the jobs give, in their order; as many are done at a time as the model has workers."""
        done = []
        with ThreadPoolExecutor(self.model.num_workers, "reading") as pool:
            for result in pool.map(lambda job: job(), jobs):
                done.append(result)
                on_step()
        return done

    def _beams(self, share: _Share, before: list[int], loops: bool) -> list[Pass]:
        """The likeliest texts with marks of time, after the tokens `before`."""
        prompt = list(self.alphabet.sot_sequence)
        if before:
            prompt += [self.alphabet.no_timestamps, *before]
        results = self.model.generate(
            share.encoded,
            [prompt] * len(share.seconds),
            beam_size=self._beam_size,
            num_hypotheses=self._beam_size,
            max_length=min(_MODEL_TOKENS, len(prompt) + len(before) + share.most_tokens),
            no_repeat_ngram_size=0 if loops else 3,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self.suppressed,
            max_initial_timestamp_index=50,
        )
        # CTranslate2 gives the forced tokens back
        beams = [[ids[len(before) :] for ids in result.sequences_ids] for result in results]
        written = [[[token for token in ids if token < self.alphabet.eot] for ids in one] for one in beams]
        found = []
        for result, one, ids, words in zip(
            results, beams, written, self._words(share, [ids[0] for ids in written], before), strict=True
        ):
            texts = [self.alphabet.decode(tokens).strip() for tokens in ids]
            found.append(
                Pass(
                    words=words,
                    logprob=result.scores[0] * len(one[0]) / (len(one[0]) + 1),
                    no_speech=result.no_speech_prob,
                    compression=_compression(texts[0]),
                    others=tuple(dict.fromkeys(text for text in texts[1:] if text != texts[0])),
                )
            )
        return found

    def _plain(self, share: _Share, before: list[int], words: Sequence[int] = ()) -> list[str]:
        """The likeliest token at every step, without marks of time, after a prompt of `words` and the text `before`."""
        told = [self.alphabet.sot_prev, *words] if words else []
        prompt = [*told, *self.alphabet.sot_sequence, self.alphabet.no_timestamps, *before]
        results = self.model.generate(
            share.encoded,
            [prompt] * len(share.seconds),
            beam_size=1,
            max_length=min(_MODEL_TOKENS, len(prompt) + len(before) + share.most_tokens),
            suppress_blank=True,
            suppress_tokens=self.suppressed,
        )
        written = [result.sequences_ids[0][len(before) :] for result in results]
        return [self.alphabet.decode([token for token in ids if token < self.alphabet.eot]).strip() for ids in written]

    def _words(self, share: _Share, written: Sequence[list[int]], before: list[int]) -> list[tuple[Word, ...]]:
        """The tokens as words with times, by the model's own attention; those `before` them are placed, not given."""
        if not any(written):
            return [()] * len(written)
        # CTranslate2 must have some token for each; what stands for none is not looked at.
        tokens = [before + one if one else [self.alphabet.no_speech] for one in written]
        frames = [int(one * _FRAMES_PER_SECOND) for one in share.seconds]
        found = self._whisper.find_alignment(self.alphabet, tokens, share.encoded, frames)
        return [
            tuple(_placed(items, len(before), seconds)) if one else ()
            for items, one, seconds in zip(found, written, share.seconds, strict=True)
        ]


def _filled(picture: Picture, window_s: float) -> NDArray[np.float32]:
    """The picture filled up with nothing to the window's length."""
    import numpy as np

    frames = int(window_s * _FRAMES_PER_SECOND) // 2 * 2
    features = picture.features[:, :frames]
    return np.pad(features, ((0, 0), (0, frames - features.shape[1])))


def _together(parts: Sequence[Any]) -> Any:
    """What a processor's encoder made of several sounds of one length, as if it had read them at once."""
    import numpy as np
    from ctranslate2 import StorageView

    return parts[0] if len(parts) == 1 else StorageView.from_array(np.concatenate([np.array(one) for one in parts]))


def _placed(found: list[dict[str, Any]], before: int, seconds: float) -> Iterator[Word]:
    """faster-whisper's words as ours, without those of the first `before` tokens."""
    from faster_whisper.transcribe import merge_punctuations

    passed = 0
    while found and passed < before:
        passed += len(found.pop(0)["tokens"])
    merge_punctuations(found, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
    ended = 0.0
    for item in found:
        if text := item["word"].strip():
            start = min(max(float(item["start"]), ended), seconds)
            ended = min(max(float(item["end"]), start), seconds)
            yield Word(start, ended, text, min(max(float(item["probability"]), 0.0), 1.0))


def louder(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Quiet 16 kHz mono samples made as loud as speech near a microphone; loud ones as they are.

    The model's picture of the sound keeps its level, and it has heard little whispering from afar.
    """
    import numpy as np

    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME).astype(np.float64)
    loudest = float(np.sqrt((frames**2).mean(axis=1).max(initial=0.0)))
    return samples if loudest >= _LOUD else samples * np.float32(min(_LOUD / max(loudest, 1e-9), _MOST_GAIN))


def _compression(text: str) -> float:
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0
