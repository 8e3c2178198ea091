"""How well voices are told apart: diarization error rate on conversations mixed from clips whose voices are known.

    python scripts/benchmark_speakers.py CLIPS_FOLDER CHECKPOINT [--conversations 12] [--alike 0.4 0.5 0.6]

CLIPS_FOLDER holds manifest.tsv (file, seconds, voice, source, licence, transcript) and the clips; clips belong to one
voice where the table below says so. Each conversation takes turns of two to four voices with pauses of 0.2 to 1.5 s.
The rate counts time, in steps of 10 ms and without a collar: missed speech, speech where there is none, and speech
given to another voice under the best assignment, of all speech in the reference. The reference is the voice detector's
on each clean clip.
"""

from __future__ import annotations

import argparse
import itertools
import random
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from dictate.audio.decode import Recording
from dictate.speech.speakers import Hearing, Turn, find_turns
from dictate.speech.speakers_net import SpeakerNet, read_weights
from dictate.speech.voice import FRAME, VoiceDetector

VOICES = (("human-01", "human-02"), ("tts-03", "tts-04"), ("tts-05", "tts-06", "tts-07"),
          ("tts-08", "tts-09", "tts-10"), tuple(f"tts-{number}" for number in range(11, 19)))  # fmt: skip
_STEP_S = 0.01


def spoken(samples: np.ndarray) -> np.ndarray:
    """Whether there is a voice, for every 10 ms of a clean clip."""
    frames = len(samples) // FRAME
    voiced = VoiceDetector().probabilities(samples[: frames * FRAME]) >= 0.4
    at = (np.arange(int(len(samples) / 16_000 / _STEP_S)) * _STEP_S * 16_000 / FRAME).astype(int)
    return voiced[np.minimum(at, frames - 1)]


def conversation(clips: dict[str, np.ndarray], rng: random.Random) -> tuple[np.ndarray, np.ndarray]:
    """Sound, and who speaks (0 nobody) for every 10 ms."""
    people = rng.sample(range(len(VOICES)), rng.randint(2, 4))
    pieces, said, last = [], [], -1
    for _ in range(rng.randint(10, 16)):
        person = rng.choice([one for one in people if one != last] or people)
        last = person
        clip = clips[rng.choice(VOICES[person])]
        clip = clip / max(1e-4, float(np.sqrt(np.mean(clip**2)))) * 10 ** (rng.uniform(-32, -22) / 20)
        pause = int(rng.uniform(0.2, 1.5) * 100) * 160
        clip = clip[: len(clip) // 160 * 160]
        pieces += [clip, np.zeros(pause, np.float32)]
        said += [np.where(spoken(clip), person + 1, 0), np.zeros(pause // 160, int)]
    sound = np.concatenate(pieces).astype(np.float32)
    noise = np.random.default_rng(rng.randrange(2**31)).normal(0, 10 ** (-60 / 20), len(sound))
    return (sound + noise).astype(np.float32), np.concatenate(said)


def rates(turns: list[Turn], said: np.ndarray) -> tuple[float, float, float]:
    """Missed, false and confused speech as shares of the speech said."""
    found = np.zeros(len(said), int)
    for turn in turns:
        found[int(turn.start / _STEP_S) : int(turn.end / _STEP_S)] = turn.speaker
    total = (said > 0).sum()
    real, heard = sorted(set(said) - {0}), sorted(set(found) - {0})
    heard += [-n for n in range(1, 1 + max(0, len(real) - len(heard)))]
    both = (said > 0) & (found > 0)
    best = max(
        sum(int(((said == one) & (found == other)).sum()) for one, other in zip(real, chosen, strict=True))
        for chosen in itertools.permutations(heard, len(real))
    )
    missed = ((said > 0) & (found == 0)).sum() / total
    return missed, ((said == 0) & (found > 0)).sum() / total, (both.sum() - best) / total


def main() -> None:
    """Prints one line a setting."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clips", type=Path)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--conversations", type=int, default=12)
    parser.add_argument("--alike", type=float, nargs="*", default=[Hearing().alike])
    parser.add_argument("--keep", type=Path, help="also write the conversations here, as .npz, for another program")
    given = parser.parse_args()
    net = SpeakerNet(read_weights(given.checkpoint))
    names = itertools.chain(*VOICES)
    clips = {name: np.concatenate(list(Recording(given.clips / f"{name}.flac").blocks())) for name in names}
    rng = random.Random(7)
    mixed = [conversation(clips, rng) for _ in range(given.conversations)]
    seconds = sum(len(sound) for sound, _ in mixed) / 16_000
    if given.keep:
        for number, (sound, said) in enumerate(mixed):
            np.savez(given.keep / f"{number}.npz", sound=sound, said=said)
    for alike in given.alike:
        hearing = replace(Hearing(), alike=alike)
        began, found, counted = time.perf_counter(), [], 0
        for sound, said in mixed:
            turns = find_turns([sound], net, hearing)
            found.append(rates(turns, said))
            counted += len({turn.speaker for turn in turns}) == len(set(said) - {0})
        took = time.perf_counter() - began
        missed, false, confused = np.mean(found, axis=0)
        worst = max(map(sum, found))
        print(
            f"alike {alike:.2f}: error rate {missed + false + confused:6.1%} (missed {missed:.1%}, false {false:.1%}, "
            f"confused {confused:.1%}; worst {worst:.1%}), voices counted right {counted} of {len(mixed)}, "
            f"{took / seconds:.2f} s a second of sound ({seconds:.0f} s)"
        )


if __name__ == "__main__":
    main()
