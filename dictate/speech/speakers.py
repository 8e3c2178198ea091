"""Who speaks when: voices told apart, each stretch of speech given the number of its voice.

Speech is found as the recogniser finds it, cut into overlapping windows, each window becomes a point (`speakers_net`),
and points that lie close are one voice: agglomerative clustering with average linkage, as 3D-Speaker and pyannote do.
Nothing is known of whose voice it is: the user says that once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dictate.words import Turn, Utterance, Word, speaker_at

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

_RATE = 16_000


class Net(Protocol):
    """What makes a point of a voice; `speakers_net.SpeakerNet` is one."""

    def embedding(self, features: Array) -> Array:
        """A vector of length 1 for filter banks (frames, 80)."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How voices are told apart; scripts/benchmark_speakers.py measures it."""

    # Length of a window and the step to the next, seconds.
    window_s: float = 1.5
    step_s: float = 0.75
    # Speech shorter than this says too little of a voice; it goes to the voice beside it.
    shortest_s: float = 0.5
    # Windows more alike than this (cosine, mean of all pairs) are one voice. Speech given to another voice in 20 made
    # conversations of 18 voices, 1 125 s: 4.1 % at 0.3, 2.1 % at 0.35, 0.2 % at 0.4, 0.7 % at 0.45.
    alike: float = 0.4
    # A voice heard for less than this is taken for a bad sample of another.
    least_s: float = 1.5
    # Voice probability at which speech begins, and how long it may be gone.
    voice_threshold: float = 0.4
    pause_s: float = 0.3
    # More windows than this are clustered by every n-th of them.
    most_windows: int = 1200


def find_turns(
    blocks: Iterable[Array],
    net: Net,
    hearing: Hearing = Hearing(),
    voices: int = 0,
    progress: Callable[[float], None] | None = None,
) -> list[Turn]:
    """The turns of a recording in the order of time. `blocks` are 16 kHz mono float32; `voices` is how many speak,
    0 where that is not known. `progress` is told the share of the speech that has been heard, 0 to 1."""
    import numpy as np

    pieces = list(_windows(blocks, hearing))
    if not pieces:
        return []
    found = []
    for _, samples in pieces:
        found.append(_point(samples, net))
        if progress:
            progress(len(found) / len(pieces))
    points = np.stack(found)
    return _turns([span for span, _ in pieces], _voices(points, hearing, voices), hearing)


def with_speakers(utterances: Sequence[Utterance], turns: Sequence[Turn]) -> tuple[list[Utterance], list[int]]:
    """The utterances cut where the voice changes, and the voice of each (0 where there are no turns)."""
    cut, speakers = [], []
    for utterance in utterances:
        group: list[Word] = []
        voice = 0
        for word in utterance.words:
            now = speaker_at(turns, (word.start + word.end) / 2)
            if group and now != voice:
                cut.append(Utterance(tuple(group)))
                speakers.append(voice)
                group = []
            voice = now
            group.append(word)
        cut.append(Utterance(tuple(group)))
        speakers.append(voice)
    return cut, speakers


def named(names: Iterable[str]) -> Mapping[int, str]:
    """Roles by voice, from "1=barnet". Raises ValueError for anything else."""
    found = {}
    for name in names:
        number, _, role = name.partition("=")
        if not number.isdigit() or int(number) < 1 or not role.strip():
            raise ValueError(name)
        found[int(number)] = role.strip()
    return found


def _point(samples: Array, net: Net) -> Array:
    from dictate.speech.speakers_features import features

    return net.embedding(features(samples))


def _windows(blocks: Iterable[Array], hearing: Hearing) -> Iterator[tuple[tuple[float, float], Array]]:
    """The windows of speech with their places in seconds."""
    length, step = int(hearing.window_s * _RATE), int(hearing.step_s * _RATE)
    for begins, speech in _stretches(blocks, hearing):
        if len(speech) < hearing.shortest_s * _RATE:
            continue
        starts = list(range(0, max(1, len(speech) - length + 1), step))
        if starts[-1] + length < len(speech):
            starts.append(len(speech) - length)
        for start in starts:
            piece = speech[start : start + length]
            place = (begins + start) / _RATE
            yield (place, place + len(piece) / _RATE), piece


def _stretches(blocks: Iterable[Array], hearing: Hearing) -> Iterator[tuple[int, Array]]:
    """Speech without long pauses, with the sample that it begins at."""
    from dictate.speech.options import Options
    from dictate.speech.windows import windows

    options = Options(voice_threshold=hearing.voice_threshold, pause_s=hearing.pause_s, pad_s=0.05)
    for window in windows(blocks, options):
        for span in window.spans:
            yield span.start, span.samples


def _voices(points: Array, hearing: Hearing, voices: int) -> NDArray[np.int64]:
    """A voice, from 0, for each point."""
    import numpy as np

    every = -(-len(points) // hearing.most_windows)
    groups = _clustered(points[::every], hearing.alike, voices)
    least = max(1, round(hearing.least_s / hearing.step_s / every))
    kept = [group for group in groups if len(group) >= least] or [max(groups, key=len)]
    if voices:
        kept = sorted(groups, key=len, reverse=True)[:voices]
    centres = np.stack([points[::every][group].mean(axis=0) for group in kept])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    return np.asarray(np.argmax(points @ centres.T, axis=1))


def _clustered(points: Array, alike: float, voices: int) -> list[list[int]]:
    """Groups of points: the two groups most alike in the mean are joined until no two reach `alike`.

    With `voices`, until so many are left. Average linkage keeps sums, since all points have length 1.
    """
    import numpy as np

    groups: list[list[int]] = [[number] for number in range(len(points))]
    likeness = (points @ points.T).astype(np.float64)
    np.fill_diagonal(likeness, -np.inf)
    sizes = np.ones(len(points))
    left = len(points)
    while left > max(1, voices):
        first, second = divmod(int(np.argmax(likeness)), len(points))
        if not voices and likeness[first, second] < alike:
            break
        mean = (likeness[first] * sizes[first] + likeness[second] * sizes[second]) / (sizes[first] + sizes[second])
        likeness[first], likeness[:, first] = mean, mean
        likeness[second], likeness[:, second] = -np.inf, -np.inf
        likeness[first, first] = -np.inf
        sizes[first] += sizes[second]
        groups[first] += groups[second]
        groups[second] = []
        left -= 1
    return [group for group in groups if group]


def _turns(spans: Sequence[tuple[float, float]], voices: Iterable[int], hearing: Hearing) -> list[Turn]:
    """Windows as turns that do not overlap: where two voices' windows do, the change lies in the middle of that."""
    order: dict[int, int] = {}
    turns: list[Turn] = []
    for (start, end), voice in zip(spans, voices, strict=True):
        speaker = order.setdefault(int(voice), len(order) + 1)
        last = turns[-1] if turns else None
        if last and last.speaker == speaker and start - last.end <= hearing.pause_s:
            turns[-1] = Turn(last.start, max(end, last.end), speaker)
            continue
        if last and start < last.end:
            middle = (start + last.end) / 2
            turns[-1] = Turn(last.start, middle, last.speaker)
            start = middle
        turns.append(Turn(start, end, speaker))
    return turns
