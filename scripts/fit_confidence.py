"""Weights for how likely a word is to be right, and how good they are on voices that they have not met.

    scripts/fit_confidence.py MANIFEST [--write]

MANIFEST names clean clips with transcripts (see spoken_words.py); each is read as it is and as several rooms make it
sound (degraded.py). The invented sentences of spoken_names.py by espeak-ng are read too: they teach what the signs are
worth, but not how often words are wrong, for that voice is harder to hear than people are. Every figure is for clips
that were left out when the weights were fitted, with all other clips of their source, for a voice says much alike.
--write puts the weights of all clips into the program.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
from degraded import changes
from numpy.typing import NDArray
from spoken_names import CASES, spoken
from spoken_words import compared, paired, read_manifest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dictate.audio.decode import Recording  # noqa: E402
from dictate.journal.wording import wording  # noqa: E402
from dictate.settings import Folders  # noqa: E402
from dictate.speech.confidence import Signs, Weights, known_words, signs_of  # noqa: E402
from dictate.speech.engine import Engine  # noqa: E402
from dictate.speech.options import Options  # noqa: E402
from dictate.speech.vocabulary import Vocabulary  # noqa: E402
from dictate.words import Utterance, Word  # noqa: E402

ROOMS = ("clean", "telephone", "echo", "noise 10 dB", "second voice")
MARKED = (0.10, 0.15, 0.20, 0.30)
# What share of a word that no dictionary has is a compound that none has. Fitted, it is what the few compounds of five
# clips are worth; of 0.3, 0.5, 0.7 and 1 it is the one that caught most at 10 to 20 % marked in clips left out.
COMPOUND_SHARE = 0.3
# What the less sure of a word's neighbours is worth. Fitted freely it is 0.48, with which the area under the curve is
# 0.92 for 0.91 but a wrong word or two less of 17 are caught at 15 %; chosen on these clips among 0 to 0.48.
BESIDE = 0.1
# How dear large weights are beside the errors.
HELD_BACK = 1.5
_SYNTHETIC = "espeak"
_WANTED = 0.8


@dataclass(frozen=True)
class Heard:
    """One word: what is known of it, whether it is wrong, how many said words are missing just before or after it."""

    source: str
    room: str
    signs: Signs
    wrong: bool
    missing: int


class Watched(Engine):
    """The engine, save that probabilities stay the recogniser's own; it tells what is known of the words.

    `known` are the words that no dictionary needs to have.
    """

    known: frozenset[str]
    found: list[Signs]

    def _weighed(self, utterance: Utterance, agreed: Sequence[bool], *_: object) -> Utterance:
        self.found += signs_of(utterance.words, self.known, agreed)
        return utterance


def heard(source: str, room: str, said: str, words: Sequence[Word], found: Sequence[Signs]) -> Iterator[Heard]:
    """The words of one reading beside what was said. A word of several ("Q3") is wrong when one of them is."""
    places = [number for number, word in enumerate(words) for _ in compared(word.text)]
    tokens = [token for word in words for token in compared(word.text)]
    reference, wrong, missing, last = compared(said), set[int](), [0] * len(words), 0
    for one, other in paired(reference, tokens):
        if other is None:
            if words:
                missing[last] += 1
            continue
        last = places[other]
        if one is None or reference[one] != tokens[other]:
            wrong.add(last)
    for number, known in enumerate(found):
        yield Heard(source, room, known, number in wrong, missing[number])


def read_all(manifest: Path) -> list[Heard]:
    """Every clip in every room, and the synthetic sentences, as the recogniser alone hears them."""
    engine = Watched.load(Folders.of_this_user().models / "whisper-base", Options())
    assert isinstance(engine, Watched)
    shipped = known_words(Vocabulary.shipped())
    clips = [clip for clip in read_manifest(manifest) if clip.said]
    sounds = [np.concatenate(list(Recording(clip.path).blocks())) for clip in clips]
    found: list[Heard] = []
    for number, (clip, sound) in enumerate(zip(clips, sounds, strict=True)):
        rooms = changes(sounds[number - 1])
        for room in ROOMS:
            found += heard(clip.source, room, clip.said, *_words(engine, rooms[room](sound), shipped))
    for one in spoken(2):
        known = known_words(Vocabulary.shipped().knowing(CASES[one.case] if one.case is not None else ()))
        found += heard(_SYNTHETIC, "", one.said, *_words(engine, one.sound, known))
    return found


def _words(engine: Watched, sound: NDArray[np.float32], known: frozenset[str]) -> tuple[list[Word], list[Signs]]:
    """The words of a sound and what is known of each."""
    engine.known, engine.found = known, []
    return [word for utterance in engine.transcribe([sound]) for word in utterance.words], engine.found


def fitted(words: Sequence[Heard]) -> Weights:
    """The weights that fit best, by logistic regression.

    The synthetic voice teaches what a word is worth that no dictionary has; how often it is wrong, and what the
    recogniser's probability is worth for it, is learned apart from the others and left behind.
    """
    from scipy.optimize import minimize

    inputs = np.array([_inputs(one) for one in words])
    beside = BESIDE * np.array([one.signs.surety_beside for one in words])
    side = np.array([-1.0 if one.wrong else 1.0 for one in words])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds, held = side * (inputs @ weights + beside), HELD_BACK * weights
        held[0] = 0.0
        steep = -inputs.T @ (side / (1 + np.exp(odds))) + held
        return float(np.logaddexp(0, -odds).sum() + held @ weights / 2), steep

    bias, logit, unknown, agreed, *_ = minimize(loss, np.zeros(inputs.shape[1]), jac=True, method="L-BFGS-B").x
    values = (bias, logit, unknown, COMPOUND_SHARE * unknown, agreed, BESIDE)
    return Weights(*(round(float(value), 3) for value in values))


def _inputs(one: Heard) -> list[float]:
    synthetic, known = float(one.source == _SYNTHETIC), one.signs
    odd = known.unknown + COMPOUND_SHARE * known.compound
    return [1.0, known.logit, odd, float(known.agreed), synthetic, synthetic * known.logit]


def left_out(words: Sequence[Heard]) -> tuple[list[Heard], NDArray[np.float64]]:
    """The words of the real clips, and how likely weights that never met their source hold each to be right."""
    real = [one for one in words if one.source != _SYNTHETIC]
    others = {source: [one for one in words if one.source != source] for source in {one.source for one in real}}
    weights = {source: fitted(rest) for source, rest in others.items()}
    return real, np.array([weights[one.source].probability(one.signs) for one in real])


def caught(words: Sequence[Heard], probabilities: NDArray[np.float64], share: float) -> tuple[float, float, float]:
    """With the least likely `share` of words marked: the limit, the share of wrong words marked, the same with gaps.

    A said word that is missing counts as marked where a word beside the gap is.
    """
    limit = float(np.quantile(probabilities, share))
    marked = probabilities <= limit
    wrong = np.array([one.wrong for one in words])
    gaps = found = 0
    for number, one in enumerate(words):
        beside = marked[number : number + 2] if number + 1 < len(words) else marked[number:]
        gaps += one.missing
        found += one.missing * bool(beside.any())
    with_gaps = (int((wrong & marked).sum()) + found) / max(int(wrong.sum()) + gaps, 1)
    return limit, float((wrong & marked).sum() / max(wrong.sum(), 1)), with_gaps


def beside(words: Sequence[Heard], probabilities: NDArray[np.float64], share: float) -> tuple[float, float]:
    """With the least likely `share` marked: the part of the wrong words, and of all, that are marked or beside a mark.

    Whoever looks at a mark reads the word before and after it too.
    """
    marked = probabilities <= np.quantile(probabilities, share)
    near = np.convolve(marked, np.ones(3), "same") > 0
    wrong = np.array([one.wrong for one in words])
    return float((wrong & near).sum() / max(wrong.sum(), 1)), float(near.mean())


def to_mark(words: Sequence[Heard], probabilities: NDArray[np.float64], share: float) -> float:
    """The share of the words that must be marked, the least likely first, to mark so much of the wrong ones."""
    wrong = np.array([one.wrong for one in words])[np.argsort(probabilities, kind="stable")]
    return float(np.searchsorted(np.cumsum(wrong), share * wrong.sum() - 1e-9) + 1) / len(words)


def report(words: Sequence[Heard]) -> None:
    """Prints what marking catches and the reliability curve, for clips that the weights have not met."""
    real, weighed = left_out(words)
    alone = np.array([1 / (1 + np.exp(-one.signs.logit)) for one in real])
    clean = np.array([one.room == "clean" for one in real])
    for title, chosen in (("clean clips", clean), ("all rooms", np.ones(len(real), bool))):
        part = [one for one, wanted in zip(real, chosen, strict=True) if wanted]
        wrongs = sum(one.wrong for one in part)
        most = "; ".join(f"{share:.0%}: {min(1, share * len(part) / max(wrongs, 1)):.0%}" for share in MARKED)
        print(f"{title}: {len(part)} words, {wrongs} wrong; so marking can catch at most {most}")
        for name, probabilities in (("recogniser alone", alone[chosen]), ("calibrated", weighed[chosen])):
            _report_catching(name, part, probabilities)
    print("reliability, all rooms: said to be right, were right, words")
    for name, probabilities in (("alone", alone), ("calibrated", weighed)):
        _report_reliability(name, real, probabilities)


def _report_catching(name: str, words: Sequence[Heard], probabilities: NDArray[np.float64]) -> None:
    from sklearn.metrics import roc_auc_score

    shown = []
    for share in MARKED:
        limit, found, with_gaps = caught(words, probabilities, share)
        near, looked_at = beside(words, probabilities, share)
        shown.append(
            f"{share:.0%} marked (< {limit:.2f}): {found:.0%} ({with_gaps:.0%} with gaps, "
            f"{near:.0%} of them in the {looked_at:.0%} that are marked or beside a mark)"
        )
    wrong, below = np.array([one.wrong for one in words]), wording().uncertain_below
    marked = probabilities < below
    shown.append(f"{_WANTED:.0%} with {to_mark(words, probabilities, _WANTED):.0%} marked")
    shown.append(f"as the program marks (< {below}) {marked.mean():.0%}: {(wrong & marked).sum() / wrong.sum():.0%}")
    print(f"  {name:<17}" + "; ".join((*shown, f"area under the curve {roc_auc_score(wrong, -probabilities):.3f}")))


def _report_reliability(name: str, words: Sequence[Heard], probabilities: NDArray[np.float64]) -> None:
    wrong, apart = np.array([one.wrong for one in words]), 0.0
    for low, high in pairwise((0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.01)):
        inside = (probabilities >= low) & (probabilities < high)
        if inside.any():
            right, said = 1 - wrong[inside].mean(), probabilities[inside].mean()
            apart += abs(right - said) * inside.mean()
            print(f"  {low:.2f}-{min(high, 1):.2f} {name:<10} {said:.2f} {right:.2f} {inside.sum():>5}")
    print(f"  {name}: {apart:.3f} apart on average")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    words = read_all(options.manifest)
    report(words)
    weights = fitted(words)
    print(weights)
    if options.write:
        path = ROOT / "dictate" / "speech" / "confidence.toml"
        head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        values = [f"{field.name} = {getattr(weights, field.name)}" for field in fields(Weights)]
        path.write_text("\n".join([*head, *values]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
