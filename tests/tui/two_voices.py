"""A short conversation of two voices: the shipped dictation as it is, dull, and faster and higher, as somebody else."""

from __future__ import annotations

import wave
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dictate.audio.decode import Recording
from dictate.session import Session
from dictate.shipped import sample
from dictate.speech.transcript import Transcript
from dictate.words import Turn, Utterance, Word

Array = NDArray[np.float32]
_RATE = 16_000
_PARTS = ((0.0, 4.0, 1), (20.0, 24.0, 2), (8.0, 12.0, 1), (30.0, 34.0, 2))
"""Seconds of the dictation, and which voice says them."""
_PAUSE_S = 0.6

SEPARATED = (
    Turn(0.48, 1.79, 1),
    Turn(2.4, 3.23, 1),
    Turn(4.67, 5.28, 2),
    Turn(5.73, 7.71, 2),
    Turn(8.58, 12.35, 1),
    Turn(13.41, 15.87, 2),
)
"""How the model, where IT has installed it, tells the voices of this sound apart."""
SAID = (
    (0.5, "Hej och välkommen hit."),
    (2.4, "Jag heter Vera."),
    (4.7, "Hej."),
    (5.8, "Jag vill rita medan vi pratar."),
    (8.6, "Det får du. Kan du berätta hur du har det hemma?"),
    (13.4, "Jag sover dåligt när mamma är ledsen."),
)
"""What may have been said in those turns, and when: what a recogniser makes of the sound differs between computers."""


class ByBrightness:
    """Tells the two voices apart without a model: the upper bands of the dull one hold nothing that moves."""

    def embedding(self, features: Array) -> Array:
        return np.eye(2, 192, dtype=np.float32)[int(features[:, 68:].std(axis=0).mean() > 0.56)]


@cache
def sound() -> Array:
    """About seventeen seconds, 16 kHz mono."""
    dictation = np.concatenate(list(Recording(sample("dictation.opus")).blocks()))
    pause = np.zeros(int(_PAUSE_S * _RATE), np.float32)
    pieces = []
    for start, end, voice in _PARTS:
        clip = dictation[int(start * _RATE) : int(end * _RATE)]
        pieces += [_dull(clip) if voice == 1 else _higher(clip), pause]
    quiet = np.concatenate(pieces)
    return (quiet + np.random.default_rng(3).normal(0, 0.001, len(quiet))).astype(np.float32)  # a room, no dead silence


def write(path: Path) -> Path:
    """The conversation as a file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes((np.clip(sound(), -1, 1) * 32767).astype("<i2").tobytes())
    return path


def transcript(path: Path) -> Transcript:
    """The conversation as it comes from the recogniser, nobody named."""
    heard = []
    for start, text in SAID:
        words = [Word(start + 0.18 * at, start + 0.18 * at + 0.15, word, 0.95) for at, word in enumerate(text.split())]
        heard.append(Utterance(tuple(words)))
    return Transcript(str(path), 16.6, "whisper-base", tuple(heard), 0.0, 0.0, turns=SEPARATED)


def in_two_voices(session: Session) -> Session:
    """The session, its note said by the two voices."""
    session.tell_apart(SEPARATED, {})
    return session


def _dull(clip: Array) -> Array:
    """Nothing above 3 kHz, as through a wall."""
    spectrum = np.fft.rfft(clip)
    spectrum[int(3000 * len(clip) / _RATE) :] = 0
    return np.fft.irfft(spectrum, len(clip)).astype(np.float32)


def _higher(clip: Array, faster: float = 1.3) -> Array:
    """Another speed and pitch, as on a tape."""
    at = np.arange(0, len(clip) - 1, faster)
    return np.interp(at, np.arange(len(clip)), clip).astype(np.float32)
