"""A sound file through the live path: fed at speaking pace, read as if somebody spoke it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dictate.speech.engine import Engine
from dictate.speech.live import SAMPLE_RATE, LiveEvent, LiveOptions, LiveTranscriber
from dictate.speech.transcript import Sound, Transcript

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What a microphone gives at a time.
_BLOCK_S = 0.1


def transcribe_live(
    file: str,
    sound: Sound,
    engine: Engine,
    *,
    pace: float = 1.0,
    on_event: Callable[[LiveEvent], None] = lambda _: None,
    progress: Callable[[float], None] | None = None,
    options: LiveOptions | None = None,
) -> Transcript:
    """Everything that is said in one recording, read while it is fed `pace` times as fast as it was spoken.

    `after_stop_s` are the seconds from the end of the sound until the last word stood. Raises LiveFailed, and the
    errors of the recording as they are.
    """
    live = LiveTranscriber(engine, on_event, options)
    live.start()
    try:
        for block in _paced(_short(sound), pace):
            live.feed(block)
            if progress and sound.duration_s:
                progress(min(1.0, sound.heard_s / sound.duration_s))
    finally:
        stopped = time.perf_counter()
        utterances = live.finish()
    after = time.perf_counter() - stopped
    return Transcript(
        file, sound.heard_s, engine.model, utterances, engine.load_s, live.reading_s, after, warning=sound.warning
    )


def _short(sound: Sound) -> Iterator[NDArray[np.float32]]:
    """The recording in blocks as short as a microphone's."""
    length = int(_BLOCK_S * SAMPLE_RATE)
    for block in sound.blocks():
        for start in range(0, len(block), length):
            yield block[start : start + length]


def _paced(blocks: Iterator[NDArray[np.float32]], pace: float) -> Iterator[NDArray[np.float32]]:
    """Each block when its last sample would have been spoken."""
    began, seconds = time.perf_counter(), 0.0
    for block in blocks:
        seconds += len(block) / SAMPLE_RATE
        time.sleep(max(0.0, began + seconds / pace - time.perf_counter()))
        yield block
