"""Sound files for the tests, written by PyAV from numbers: no recording and no outside program is needed."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

# container, codec, sample format, rates it takes
FORMATS = {
    "wav": ("wav", "pcm_s16le", "s16", 44_100),
    "flac": ("flac", "flac", "s16", 48_000),
    "mp3": ("mp3", "libmp3lame", "s16p", 44_100),
    "m4a": ("ipod", "aac", "fltp", 44_100),
    "ogg": ("ogg", "vorbis", "fltp", 44_100),
    "opus": ("ogg", "libopus", "s16", 48_000),
}


def tone(seconds: float, rate: int, hertz: float = 440.0) -> np.ndarray:
    """A tone at half of full scale, float32."""
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def write(path: Path, kind: str, samples: np.ndarray, channels: int = 1, rate: int | None = None) -> Path:
    """Write mono samples (on every channel) as one of FORMATS."""
    container_format, codec, sample_format, usual = FORMATS[kind]
    rate = rate or usual
    layout = "mono" if channels == 1 else "stereo"
    with av.open(str(path), "w", format=container_format) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        stream.format = sample_format
        stream.codec_context.options = {"strict": "experimental"}  # PyAV carries only ffmpeg's own vorbis encoder
        for first in range(0, len(samples), 4800):
            part = np.repeat(samples[None, first : first + 4800], channels, axis=0)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate, first
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return path
