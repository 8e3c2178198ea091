"""Training of one net of the model of sensitive content, in numpy and scipy: back-propagation, dropout and AdamW.

The net itself is `redaction.tagging.net.Net`; here are its gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from redaction.tagging.net import WIDTH, Net, windows

Floats = NDArray[np.float32]

_WARM_UP = 0.1  # share of the steps in which the learning rate rises; then it falls as a cosine to _LAST of its height
_LAST = 0.03
_MEAN_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.999, 1e-8
_LINEAR_PACE, _LINEAR_DECAY = 0.1, 10.0  # what words say by themselves learns slower and is held closer to nothing


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a net is trained."""

    size: int = 32
    units: int = 96
    epochs: int = 9
    batch: int = 6
    """Notes in a step."""
    rate: float = 3e-3
    decay: float = 0.02
    drop_cues: float = 0.3
    drop_units: float = 0.4
    smoothing: float = 0.02
    excerpts: float = 0.5
    """Share of the notes of which only some sentences in a row are seen."""
    seldom: float = 0.05
    """The chance that smoothing pulls towards."""


@dataclass(frozen=True, slots=True)
class Examples:
    """`cues` words x cues, `firsts` the first word of each sentence and the number of words, `tags` sentences x tags,
    `notes` the sentences of each note in order."""

    cues: csr_matrix
    firsts: NDArray[np.intp]
    tags: NDArray[np.bool_]
    notes: Sequence[NDArray[np.intp]]


@dataclass(slots=True)
class _Batch:
    cues: csr_matrix
    firsts: NDArray[np.intp]
    before: Floats
    after: Floats
    targets: Floats


Weights = dict[str, Floats]


def train(examples: Examples, recipe: Recipe, seed: int) -> Net:
    """A net trained on `examples`; the same seed gives the same net."""
    random = np.random.default_rng(seed)
    weights = _new(examples.cues.shape[1], examples.tags.shape[1], recipe, random)
    adam = Adam(weights, recipe)
    steps = recipe.epochs * -(-len(examples.notes) // recipe.batch)
    done = 0
    for _ in range(recipe.epochs):
        order = random.permutation(len(examples.notes))
        for start in range(0, len(order), recipe.batch):
            notes = [examples.notes[number] for number in order[start : start + recipe.batch]]
            batch = _batch(examples, [_excerpt(note, recipe.excerpts, random) for note in notes], recipe, random)
            adam.step(weights, _slopes(weights, batch, recipe, random), pace(done / steps))
            done += 1
    table = np.hstack([weights.pop("table"), weights.pop("alone")])
    return Net(table=table, **weights)


def _new(cues: int, tags: int, recipe: Recipe, random: np.random.Generator) -> Weights:
    def drawn(rows: int, columns: int, height: float = 1.0) -> Floats:
        return (random.normal(0, height * np.sqrt(2 / rows), (rows, columns))).astype(np.float32)

    def zeros(*shape: int) -> Floats:
        return np.zeros(shape, np.float32)

    table = random.normal(0, 0.08, (cues, recipe.size)).astype(np.float32)
    units, half = recipe.units, recipe.units // 2
    return {
        "table": table, "alone": zeros(cues, tags), "window": drawn(WIDTH * recipe.size, units),
        "window_bias": zeros(units), "out": drawn(units, tags, 0.5), "out_bias": zeros(tags) - 3,
        "around": drawn(2 * units, half), "around_bias": zeros(half), "around_out": drawn(half, tags, 0.1),
    }  # fmt: skip


def _excerpt(note: NDArray[np.intp], share: float, random: np.random.Generator) -> NDArray[np.intp]:
    if len(note) <= 3 or random.random() >= share:
        return note
    start = random.integers(0, len(note))
    return note[start : random.integers(start + 1, len(note) + 1)]


def _batch(
    examples: Examples, notes: Sequence[NDArray[np.intp]], recipe: Recipe, random: np.random.Generator
) -> _Batch:
    rows = np.concatenate(notes)
    words = np.concatenate([np.arange(examples.firsts[row], examples.firsts[row + 1]) for row in rows])
    firsts = np.cumsum([0, *(examples.firsts[rows + 1] - examples.firsts[rows])])
    cues = examples.cues[words]
    kept = (random.random(len(cues.data)) > recipe.drop_cues) / (1 - recipe.drop_cues)
    cues.data = (cues.data * kept).astype(np.float32)
    ends = np.cumsum([len(note) for note in notes])
    before, after = np.ones((2, len(rows), 1), np.float32)
    before[np.concatenate([[0], ends[:-1]])] = 0
    after[ends - 1] = 0
    targets = examples.tags[rows] * np.float32(1 - recipe.smoothing) + np.float32(recipe.smoothing * recipe.seldom)
    return _Batch(cues, firsts, before, after, targets.astype(np.float32))


def _slopes(weights: Weights, batch: _Batch, recipe: Recipe, random: np.random.Generator) -> Weights:
    """The slope of the loss for all weights: the way forward, and back."""

    def mask(like: Floats) -> Floats:
        return ((random.random(like.shape) > recipe.drop_units) / (1 - recipe.drop_units)).astype(np.float32)

    words = batch.cues @ weights["table"]
    wide = windows(words, batch.firsts)
    answers = wide @ weights["window"] + weights["window_bias"]
    strongest = np.maximum.reduceat(answers, batch.firsts[:-1], axis=0)
    units_kept = mask(strongest)
    units = np.maximum(strongest, 0) * units_kept
    edge = np.zeros_like(units[:1])
    beside = np.hstack([np.vstack([edge, units[:-1]]) * batch.before, np.vstack([units[1:], edge]) * batch.after])
    raw = beside @ weights["around"] + weights["around_bias"]
    around_kept = mask(raw)
    around = np.maximum(raw, 0) * around_kept
    odds = units @ weights["out"] + around @ weights["around_out"] + weights["out_bias"]
    odds += np.add.reduceat(batch.cues @ weights["alone"], batch.firsts[:-1], axis=0)

    error = ((1 / (1 + np.exp(-odds)) - batch.targets) * (4 / len(odds))).astype(np.float32)
    slopes = {"out": units.T @ error, "out_bias": error.sum(0), "around_out": around.T @ error}
    raw_slope = (error @ weights["around_out"].T) * around_kept * (raw > 0)
    slopes["around"], slopes["around_bias"] = beside.T @ raw_slope, raw_slope.sum(0)
    beside_slope = raw_slope @ weights["around"].T
    units_slope = error @ weights["out"].T
    size = units.shape[1]
    units_slope[:-1] += (beside_slope[:, :size] * batch.before)[1:]
    units_slope[1:] += (beside_slope[:, size:] * batch.after)[:-1]
    units_slope *= units_kept * (strongest > 0)
    sentence = np.repeat(np.arange(len(batch.firsts) - 1), np.diff(batch.firsts))
    answers_slope = (answers == strongest[sentence]) * units_slope[sentence]
    slopes["window"], slopes["window_bias"] = wide.T @ answers_slope, answers_slope.sum(0)
    words_slope = _folded(answers_slope @ weights["window"].T, sentence, words.shape[1])
    turned = batch.cues.T.tocsr()
    slopes["table"], slopes["alone"] = turned @ words_slope, turned @ error[sentence]
    return slopes


def _folded(wide: Floats, sentence: NDArray[np.intp], size: int) -> Floats:
    """The slopes of windows as slopes of their words: `windows` turned round."""
    count, side = len(wide), WIDTH // 2
    words = np.zeros((count, size), np.float32)
    for place, step in enumerate(range(-side, side + 1)):
        here = slice(max(0, -step), max(0, count - max(0, step)))
        there = slice(max(0, step), max(0, count + min(0, step)))
        same = sentence[here] == sentence[there]
        words[there] += wide[here, place * size : (place + 1) * size] * same[:, None]
    return words


def pace(done: float) -> float:
    rise = min(1.0, done / _WARM_UP)
    return float(rise * (_LAST + (1 - _LAST) * 0.5 * (1 + np.cos(np.pi * done))))


class Adam:
    """AdamW over all weights but biases, which do not decay."""

    def __init__(self, weights: Weights, recipe: Recipe) -> None:
        self._recipe = recipe
        self._mean = {name: np.zeros_like(one) for name, one in weights.items()}
        self._square = {name: np.zeros_like(one) for name, one in weights.items()}
        self._steps = 0

    def step(self, weights: Weights, slopes: Weights, pace: float) -> None:
        """Changes `weights` in place."""
        self._steps += 1
        for name, slope in slopes.items():
            mean, square = self._mean[name], self._square[name]
            mean *= _MEAN_DECAY
            mean += (1 - _MEAN_DECAY) * slope
            square *= _SQUARE_DECAY
            square += (1 - _SQUARE_DECAY) * slope**2
            change = mean / (1 - _MEAN_DECAY**self._steps)
            change /= np.sqrt(square / (1 - _SQUARE_DECAY**self._steps)) + _TINY
            alone = name == "alone"
            if not name.endswith("bias"):
                change = change + self._recipe.decay * (_LINEAR_DECAY if alone else 1) * weights[name]
            weights[name] -= (self._recipe.rate * pace * (_LINEAR_PACE if alone else 1) * change).astype(np.float32)
