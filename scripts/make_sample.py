"""The shipped sample dictation: an invented home visit, spoken by espeak-ng and kept as a small opus file.

    scripts/make_sample.py                 speak dictate/sample/reference.txt with the chosen voice
    scripts/make_sample.py --search        measure many voices first and print their word error rates, best first
    scripts/make_sample.py --measure       only measure the sample as it lies there

Needs the program `espeak-ng` (apt install espeak-ng). No Swedish recording may be shipped, and espeak-ng is no human
voice: voice, speed and pauses are those that the default model understands best, found with --search.
"""

from __future__ import annotations

import argparse
import io
import re
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

SAMPLE = Path(__file__).resolve().parent.parent / "dictate" / "sample"
RATE = 16_000
BIT_RATE = 40_000


@dataclass(frozen=True)
class Speaker:
    """How espeak-ng speaks: voice with variant, words a minute, pitch 0-99, pause between words in 10 ms."""

    voice: str
    speed: int
    pitch: int
    gap: int


CHOSEN = Speaker("sv+m3", 115, 50, 6)
# What espeak-ng must be told to say so that the words can be understood: its "rubrik" has too long a first vowel.
SPOKEN_AS = {"Ny rubrik": "Ny rubbrik"}
SENTENCE_PAUSE_S = 0.7
PARAGRAPH_PAUSE_S = 1.3


def sentences(text: str) -> Iterator[tuple[str, bool]]:
    """Each sentence and whether it is the last of its line."""
    for line in text.splitlines():
        parts = re.findall(r"[^.!?]+[.!?]", line)
        for number, part in enumerate(parts, 1):
            yield part.strip(), number == len(parts)


def spoken(text: str, speaker: Speaker) -> NDArray[np.float32]:
    """The text as 16 kHz mono samples, with a pause after each sentence and a longer one after each line."""
    for written, said in SPOKEN_AS.items():
        text = text.replace(written, said)
    pieces = [np.zeros(RATE // 2, np.float32)]
    for sentence, last in sentences(text):
        pieces.append(sentence_sound(sentence, speaker))
        pieces.append(np.zeros(int((PARAGRAPH_PAUSE_S if last else SENTENCE_PAUSE_S) * RATE), np.float32))
    return np.concatenate(pieces)


def sentence_sound(sentence: str, speaker: Speaker) -> NDArray[np.float32]:
    """One sentence by espeak-ng, resampled, without the silence around it and at -6 dBFS."""
    command = [
        "espeak-ng", "-v", speaker.voice, "-s", str(speaker.speed), "-p", str(speaker.pitch), "-g", str(speaker.gap),
        "--stdout", sentence,
    ]  # fmt: skip
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    with wave.open(io.BytesIO(raw)) as sound:
        rate = sound.getframerate()
    samples = np.frombuffer(raw[44:], "<i2")
    frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
    frame.sample_rate = rate
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    found = [piece.to_ndarray().reshape(-1) for part in (frame, None) for piece in resampler.resample(part)]
    speech = np.concatenate(found)
    loud = np.flatnonzero(np.abs(speech) > 0.005)
    speech = speech[loud[0] : loud[-1] + 1]
    return (0.5 * speech / np.abs(speech).max()).astype(np.float32)


def write_opus(path: Path, samples: NDArray[np.float32]) -> None:
    """Mono opus in an ogg file."""
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = BIT_RATE
        frame = av.AudioFrame.from_ndarray(samples[None], format="flt", layout="mono")
        frame.sample_rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def word_errors(reference: str, given: str) -> float:
    """Word error rate: edits between the words, lower case, without punctuation, by the reference's words."""
    said, heard = (re.findall(r"\w+", text.lower()) for text in (reference, given))
    row = list(range(len(heard) + 1))
    for i, left in enumerate(said, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(heard, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1] / len(said)


class Listener:
    """The default model through our own engine."""

    def __init__(self) -> None:
        import platformdirs

        from dictate.speech.catalogue import load_catalogue
        from dictate.speech.engine import Engine
        from dictate.speech.models import verify_model

        catalogue, data = load_catalogue(), Path(platformdirs.user_data_dir("dictate", appauthor=False))
        self._engine = Engine.load(verify_model(catalogue, data, catalogue.default))

    def text(self, samples: NDArray[np.float32]) -> str:
        """What it hears."""
        return " ".join(utterance.text for utterance in self._engine.transcribe([samples]))


def search(text: str) -> None:
    """Measure voices at one pace, then paces and pitches of the three best; print as it goes."""
    listener = Listener()

    def measured(speaker: Speaker) -> float:
        heard = listener.text(spoken(text, speaker))
        rate = word_errors(text, heard)
        print(f"{rate:.3f}  {speaker}  {heard}", flush=True)
        return rate

    variants = ["f1", "f2", "f4", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "Annie", "Andrea", "klatt4"]
    voices = ["sv", *(f"sv+{variant}" for variant in variants)]
    best = sorted((Speaker(voice, 120, 50, 4) for voice in voices), key=measured)[:2]
    choices = product(best, (112, 115, 118, 130), (45, 50, 52), (4, 6))
    for speaker in sorted((Speaker(s.voice, *rest) for s, *rest in choices), key=measured)[:5]:
        print(speaker)


def main() -> None:
    """See the head of the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--search", action="store_true")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    text, target = (SAMPLE / "reference.txt").read_text(encoding="utf-8"), SAMPLE / "dictation.opus"
    if options.search:
        search(text)
        return
    if not options.measure:
        write_opus(target, spoken(text, CHOSEN))
    from dictate.audio.decode import Recording

    samples = np.concatenate(list(Recording(target).blocks()))
    heard = Listener().text(samples)
    size, rate = target.stat().st_size, word_errors(text, heard)
    print(f"{len(samples) / RATE:.0f} s, {size} bytes, word error rate {rate:.3f}\n{heard}")


if __name__ == "__main__":
    main()
