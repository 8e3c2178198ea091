"""A sound file as the value of `dictate transcribe --json`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from dictate.speech.engine import Engine
from dictate.speech.speakers import Net, find_turns, with_speakers
from dictate.words import Turn, Utterance, speaker_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Sound(Protocol):
    """A recording as speech needs it; `dictate.audio.decode.Recording` is one.

    `duration_s` is what the header says or None, `heard_s` what `blocks()` has given so far, both in seconds;
    `warning` is a Swedish sentence, set when the blocks are at their end, if the file was damaged.
    """

    duration_s: float | None
    heard_s: float
    warning: str | None

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """16 kHz mono float32 samples, a block at a time."""


@dataclass(frozen=True)
class Transcript:
    """What was said in one file. Times are seconds; `warning` is a Swedish sentence when the file was damaged.

    Where voices were told apart, `turns` says who speaks when and `roles` what the user calls some of the voices.
    """

    file: str
    duration_s: float
    model: str
    utterances: tuple[Utterance, ...]
    load_s: float
    transcribe_s: float
    after_stop_s: float | None = None
    warning: str | None = None
    turns: tuple[Turn, ...] = ()
    roles: Mapping[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All words with one space between them."""
        return " ".join(utterance.text for utterance in self.utterances)

    def speaker(self, start: float, end: float) -> str:
        """Who speaks in the middle of that time: the voice's role, or "röst 1"; "" where voices were not told apart."""
        voice = speaker_at(self.turns, (start + end) / 2)
        return self.roles.get(voice, f"röst {voice}") if voice else ""

    @property
    def by_speaker(self) -> list[tuple[str, str]]:
        """What each said, in the order of time: the speaker, and the words until another speaks."""
        said: list[tuple[str, list[str]]] = []
        for word in (word for utterance in self.utterances for word in utterance.words):
            speaker = self.speaker(word.start, word.end)
            if not said or said[-1][0] != speaker:
                said.append((speaker, []))
            said[-1][1].append(word.text)
        return [(speaker, " ".join(words)) for speaker, words in said]

    def as_json(self) -> dict[str, Any]:
        """The object of `dictate transcribe --json`; see the contracts in docs."""
        timing = {"load_s": self.load_s, "transcribe_s": self.transcribe_s}
        if self.after_stop_s is not None:
            timing["after_stop_s"] = self.after_stop_s
        return {
            "file": self.file,
            "duration_s": round(self.duration_s, 3),
            "model": self.model,
            "language": "sv",
            "text": self.text,
            "words": [
                {"start": word.start, "end": word.end, "text": word.text, "probability": round(word.probability, 4)}
                | ({"speaker": self.speaker(word.start, word.end)} if self.turns else {})
                for utterance in self.utterances
                for word in utterance.words
            ],
            "timing": {name: round(seconds, 3) for name, seconds in timing.items()},
        }


def transcribe_file(
    file: str, sound: Sound, engine: Engine, progress: Callable[[float], None] | None = None
) -> Transcript:
    """Everything that is said in one recording; `progress` is told the share that is done, 0 to 1.

    `file` is how the result names the recording. Errors of the recording come through as they are.
    """

    def share(seconds: float) -> None:
        if progress and sound.duration_s:
            progress(min(1.0, seconds / sound.duration_s))

    began = time.perf_counter()
    utterances = tuple(engine.transcribe(sound.blocks(), progress=share))
    took = time.perf_counter() - began
    return Transcript(file, sound.heard_s, engine.model, utterances, engine.load_s, took, warning=sound.warning)


def told_apart(
    transcript: Transcript,
    sound: Sound,
    net: Net,
    roles: Mapping[int, str],
    progress: Callable[[float], None] | None = None,
) -> Transcript:
    """The transcript with who speaks when; `sound` is heard again. Utterances end where the voice changes.

    `progress` is told the share that is done, 0 to 1.
    """
    turns = tuple(find_turns(sound.blocks(), net, progress=progress))
    utterances, _ = with_speakers(transcript.utterances, turns)
    return replace(transcript, utterances=tuple(utterances), turns=turns, roles=roles)
