"""How well speech is understood: in bad rooms, with names that no model knows, and where nobody speaks.

Used by `scripts/benchmark.py robust`, `names`, `wait` and `doubt`. Clips come from a manifest (see spoken_words.py);
nothing of them is kept.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from degraded import changes
from noise_corpus import CORPUS, make
from numpy.typing import NDArray
from spoken_names import CASES, VOICES, spoken
from spoken_words import compared, errors, paired, read_manifest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.audio.decode import Recording  # noqa: E402
from dictate.settings import Folders, Settings  # noqa: E402
from dictate.shipped import sample  # noqa: E402
from dictate.speech.engine import Engine  # noqa: E402
from dictate.speech.paced import transcribe_live  # noqa: E402
from dictate.speech.vocabulary import Vocabulary  # noqa: E402

Sound = NDArray[np.float32]
Listener = Callable[[Sound], str]
_NOISE_S = 10.0
# In a pause, in the middle of a sentence, and right after one.
_STOPS_S = (12.0, 20.5, 31.0)


def listeners() -> tuple[Engine, Listener, Listener]:
    """Our engine, what it hears, and what plain faster-whisper hears with the same model and arithmetic."""
    from faster_whisper import WhisperModel

    folder = Folders.of_this_user().models / Settings().model
    engine = Engine.load(folder)
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)

    def plain(sound: Sound) -> str:
        segments, _ = model.transcribe(sound, language="sv", beam_size=5)
        return " ".join(segment.text.strip() for segment in segments)

    return engine, lambda sound: _text(engine, sound), plain


def _text(engine: Engine, sound: Sound) -> str:
    return " ".join(utterance.text for utterance in engine.transcribe([sound]))


def robust(manifest: Path) -> None:
    """Word error rate of ours and plain faster-whisper, in turn, for the clips as they are and as rooms make them."""
    _, ours, plain = listeners()
    clips = [clip for clip in read_manifest(manifest) if clip.said]
    sounds = [np.concatenate(list(Recording(clip.path).blocks())) for clip in clips]
    said = [compared(clip.said) for clip in clips]
    count = sum(map(len, said))
    print(f"robust: {len(clips)} clips, {sum(map(len, sounds)) / 16_000:.0f} s, {count} words; word error rate")
    for name in changes(sounds[0]):
        changed = [changes(sounds[number - 1])[name](sound) for number, sound in enumerate(sounds)]
        shown = []
        for who, listener in (("ours", ours), ("plain", plain)):
            began = time.perf_counter()
            wrong = sum(errors(words, compared(listener(sound))) for words, sound in zip(said, changed, strict=True))
            shown.append(f"{who} {wrong / count:.3f} in {time.perf_counter() - began:5.1f} s")
        print(f"  {name:<14}" + "   ".join(shown), flush=True)


def doubt(manifest: Path) -> None:
    """What marking unsure words catches and the reliability curve, on clips left out of the fit."""
    from fit_confidence import read_all, report

    report(read_all(manifest))


def names(_: Path | None) -> None:
    """Names and terms right with and without their vocabulary; the other words; and sound in which nobody speaks."""
    engine, _, _ = listeners()
    ways: dict[str, Callable[[Any], Engine]] = {
        "without": lambda _: engine,
        "with": lambda case: engine.knowing(_vocabulary(case)),
    }
    sentences = list(spoken())
    print(f"names: {len(sentences)} invented sentences by {len(VOICES)} voices of espeak-ng")
    for way, knowing in ways.items():
        by_case = {case: knowing(case) for case in (None, *range(len(CASES)))}
        heard = [_text(by_case[one.case], one.sound) for one in sentences]
        right = {"names": [0, 0], "terms": [0, 0], "other words": [0, 0]}
        unsaid = 0
        for one, text in zip(sentences, heard, strict=True):
            said, given = compared(one.said), compared(text)
            for place, other in paired(said, given):
                wanted = place is not None and said[place] in one.wanted
                kind = ("terms" if one.case is None else "names") if wanted else "other words"
                right[kind][1] += place is not None
                right[kind][0] += place is not None and other is not None and said[place] == given[other]
            listed = set(compared(" ".join(CASES[one.case or 0]))) - {"skola"}
            unsaid += sum(word in listed and word not in said for word in given)
        shown = "; ".join(f"{kind} {a}/{b} right" for kind, (a, b) in right.items())
        print(f"  {way:<8}{shown}; names written that were not said {unsaid}", flush=True)
    full = engine.knowing(_vocabulary(0))
    invented = sum(len(_text(full, make(name, _NOISE_S)).split()) for name in CORPUS)
    print(f"  words in {len(CORPUS)} sounds in which nobody speaks, all words known: {invented}")


def wait(_: Path | None, rounds: int) -> None:
    """Seconds from the stop of a dictation until the last word stands, spoken at its own pace, with and without names.

    The longest and the median; each round stops in another place of the shipped dictation.
    """
    engine, _, _ = listeners()
    sound = next(iter(Recording(sample("dictation.opus")).blocks(_STOPS_S[-1])))
    ways = {"no names": engine, "ten names": engine.knowing(_vocabulary(0))}
    found: dict[str, list[float]] = {name: [] for name in ways}
    print(f"wait after the stop, {rounds} rounds of {_STOPS_S} s of speech")
    for _round in range(rounds):
        for stop in _STOPS_S:
            for name, listening in ways.items():
                live = transcribe_live("", Heard(sound[: int(stop * 16_000)]), listening)
                found[name].append(live.after_stop_s or 0.0)
        for name, seconds in found.items():
            each = " ".join(f"{one:.2f}" for one in seconds)
            print(f"  {name:<10}{each}; median {median(seconds):.2f}, longest {max(seconds):.2f} s", flush=True)


class Heard:
    """Samples as a recording."""

    warning = None

    def __init__(self, samples: Sound) -> None:
        self.heard_s, self.duration_s, self._samples = 0.0, len(samples) / 16_000, samples

    def blocks(self) -> Iterator[Sound]:
        """All at once."""
        self.heard_s = self.duration_s
        yield self._samples


def _vocabulary(case: int | None) -> Vocabulary:
    return Vocabulary.shipped().knowing(CASES[case] if case is not None else CASES[0])
