"""Training of one net of the section model, in numpy and scipy: back-propagation, dropout and AdamW.

The net itself is `dictate.journal.classifier.Net`; here are its gradients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from dictate.journal.classifier import Floats, Net
from dictate.journal.features import PLACE_FEATURES, place
from dictate.journal.section import SECTION_IDS

SECTIONS = len(SECTION_IDS)
_WARM_UP = 0.15
"""Share of the steps in which the learning rate rises; then it falls as a cosine to _LAST of its height."""
_LAST = 0.04
_MEAN_DECAY, _SQUARE_DECAY, _TINY = 0.9, 0.999, 1e-8


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a net is trained."""

    dimensions: int = 32
    hidden: int = 128
    epochs: int = 25
    batch: int = 12
    """Notes in a step."""
    rate: float = 3e-3
    decay: float = 1e-4
    drop_words: float = 0.4
    """Share of the words and parts of words that are left out, drawn anew each time."""
    drop_units: float = 0.5
    smoothing: float = 0.05
    """Share of the target that is spread over all sections."""
    excerpts: float = 0.5
    """Share of the notes of which only some sentences in a row are seen, so that order and length matter less."""
    unplaced: float = 0.2
    """Share of the notes that are seen without telling where in the note a sentence stands."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences as the net sees them, those of a note in a row.

    `words` n x v, `concepts` n x c, `targets` n x 17 (rows sum to 1), `notes` the rows of each note.
    """

    words: csr_matrix
    concepts: Floats
    targets: Floats
    notes: Sequence[NDArray[np.intp]]


@dataclass(slots=True)
class _Trace:
    """What the way forward leaves for the way back."""

    rows: Sequence[Floats]
    both: Floats
    both_kept: Floats
    hidden: Floats
    hidden_kept: Floats
    neighbours: Floats
    around: Floats
    around_kept: Floats
    before: Floats
    after: Floats


def train(examples: Examples, recipe: Recipe, seed: int) -> tuple[Net, Floats]:
    """A net trained on `examples`, and its table: v x (dimensions + 17). The same seed gives the same net."""
    random = np.random.default_rng(seed)
    net, table = _new_net(examples.words.shape[1], examples.concepts.shape[1], recipe, random)
    steps = recipe.epochs * -(-len(examples.notes) // recipe.batch)
    adam = _Adam(net, table, recipe)
    targets = examples.targets * (1 - recipe.smoothing) + recipe.smoothing / SECTIONS
    done = 0
    for _ in range(recipe.epochs):
        order = random.permutation(len(examples.notes))
        for start in range(0, len(order), recipe.batch):
            batch = order[start : start + recipe.batch]
            chosen = [_excerpt(examples.notes[number], recipe.excerpts, random) for number in batch]
            places = np.vstack([_places(len(note), recipe.unplaced, random) for note in chosen])
            rows = np.concatenate(chosen)
            words, columns = _dropped(examples.words[rows], recipe.drop_words, random)
            inputs = (examples.concepts[rows], places)
            logits, trace = _forward(net, words @ table[columns], *inputs, _edges(chosen), recipe.drop_units, random)
            error = ((_softmax(logits) - targets[rows]) / len(rows)).astype(np.float32)
            slopes, meaning_slope = _backward(net, trace, error)
            adam.step(slopes, words.T @ meaning_slope, columns, _pace(done / steps))
            done += 1
    return net, table


def _new_net(words: int, concepts: int, recipe: Recipe, random: np.random.Generator) -> tuple[Net, Floats]:
    def drawn(rows: int, columns: int) -> Floats:
        return (random.uniform(-1, 1, (rows, columns)) / np.sqrt(rows)).astype(np.float32)

    def zeros(*shape: int) -> Floats:
        return np.zeros(shape, np.float32)

    d, h = recipe.dimensions, recipe.hidden
    table = zeros(words, d + SECTIONS)
    table[:, :d] = random.normal(0, 0.05, (words, d))
    return Net(
        concepts=drawn(concepts, d), concepts_bias=zeros(d), hidden=drawn(2 * d, h), hidden_bias=zeros(h),
        around=drawn(2 * h, h), around_bias=zeros(h), out=drawn(h, SECTIONS), out_around=drawn(h, SECTIONS),
        out_place=drawn(PLACE_FEATURES, SECTIONS), out_concepts=zeros(concepts, SECTIONS), out_bias=zeros(SECTIONS),
    ), table  # fmt: skip


def _excerpt(note: NDArray[np.intp], share: float, random: np.random.Generator) -> NDArray[np.intp]:
    """The rows of the note, or for a share of the notes those of some of its sentences in a row."""
    if random.random() >= share:
        return note
    start = random.integers(0, len(note))
    return note[start : random.integers(start + 1, len(note) + 1)]


def _places(count: int, unplaced: float, random: np.random.Generator) -> Floats:
    """The places of a note's sentences; zeros for a share of the notes."""
    if random.random() < unplaced:
        return np.zeros((count, PLACE_FEATURES), np.float32)
    return np.array([place(index, count) for index in range(count)], np.float32)


def _dropped(words: csr_matrix, share: float, random: np.random.Generator) -> tuple[csr_matrix, NDArray[np.intp]]:
    """The batch with a share of its words left out, over the columns that occur in it, and those columns."""
    columns, places = np.unique(words.indices, return_inverse=True)
    kept = words.data * (random.random(len(words.data), np.float32) > share) / np.float32(1 - share)
    return csr_matrix((kept, places, words.indptr), shape=(words.shape[0], len(columns)), dtype=np.float32), columns


def _edges(notes: Sequence[NDArray[np.intp]]) -> tuple[Floats, Floats]:
    """1 for each sentence that has one before it in its note, and one after it."""
    count = sum(map(len, notes))
    first = np.cumsum([0, *map(len, notes)][:-1])
    before = np.ones((count, 1), np.float32)
    before[first] = 0
    after = np.ones((count, 1), np.float32)
    after[[start + len(note) - 1 for start, note in zip(first, notes, strict=True)]] = 0
    return before, after


def _forward(
    net: Net, looked_up: Floats, concepts: Floats, places: Floats, edges: tuple[Floats, Floats], drop: float,
    random: np.random.Generator,
) -> tuple[Floats, _Trace]:  # fmt: skip
    def mask(like: Floats) -> Floats:
        return ((random.random(like.shape, np.float32) > drop) / np.float32(1 - drop)).astype(np.float32)

    d = net.concepts.shape[1]
    about = concepts @ net.concepts + net.concepts_bias
    both = np.maximum(np.hstack([looked_up[:, :d], about]), 0)
    both_kept = mask(both)
    hidden = np.maximum((both * both_kept) @ net.hidden + net.hidden_bias, 0)
    hidden_kept = mask(hidden)
    dropped = hidden * hidden_kept
    edge = np.zeros_like(hidden[:1])
    before, after = edges
    neighbours = np.hstack([np.vstack([edge, dropped[:-1]]) * before, np.vstack([dropped[1:], edge]) * after])
    around = np.maximum(neighbours @ net.around + net.around_bias, 0)
    around_kept = mask(around)
    logits = dropped @ net.out + (around * around_kept) @ net.out_around + places @ net.out_place
    logits += concepts @ net.out_concepts + looked_up[:, d:] + net.out_bias
    trace = _Trace(
        (concepts, places), both, both_kept, hidden, hidden_kept, neighbours, around, around_kept, before, after
    )
    return logits, trace


def _backward(net: Net, trace: _Trace, error: Floats) -> tuple[dict[str, Floats], Floats]:
    """Slopes of all weights by name, and of what was looked up in the table."""
    concepts, places = trace.rows
    dropped = trace.hidden * trace.hidden_kept
    slopes = {
        "out_bias": error.sum(0), "out": dropped.T @ error, "out_place": places.T @ error,
        "out_around": (trace.around * trace.around_kept).T @ error, "out_concepts": concepts.T @ error,
    }  # fmt: skip
    around = (error @ net.out_around.T) * trace.around_kept * (trace.around > 0)
    slopes["around"], slopes["around_bias"] = trace.neighbours.T @ around, around.sum(0)
    neighbours = around @ net.around.T
    size = net.hidden.shape[1]
    hidden = error @ net.out.T
    hidden[:-1] += (neighbours[:, :size] * trace.before)[1:]
    hidden[1:] += (neighbours[:, size:] * trace.after)[:-1]
    hidden *= trace.hidden_kept * (trace.hidden > 0)
    slopes["hidden"], slopes["hidden_bias"] = (trace.both * trace.both_kept).T @ hidden, hidden.sum(0)
    both = (hidden @ net.hidden.T) * trace.both_kept * (trace.both > 0)
    d = net.concepts.shape[1]
    slopes["concepts"], slopes["concepts_bias"] = concepts.T @ both[:, d:], both[:, d:].sum(0)
    return slopes, np.hstack([both[:, :d], error])


class _Adam:
    """AdamW; rows of the table change only in the steps in which they are seen."""

    def __init__(self, net: Net, table: Floats, recipe: Recipe) -> None:
        self._recipe = recipe
        self._weights = {field.name: getattr(net, field.name) for field in fields(net)}
        self._means = {name: np.zeros_like(value) for name, value in self._weights.items()}
        self._squares = {name: np.zeros_like(value) for name, value in self._weights.items()}
        self._table, self._table_mean, self._table_square = table, np.zeros_like(table), np.zeros_like(table)
        self._steps = 0

    def step(self, slopes: dict[str, Floats], table_slope: Floats, rows: NDArray[np.intp], pace: float) -> None:
        """Changes net and table in place; `table_slope` belongs to `rows` of the table."""
        self._steps += 1
        for name, slope in slopes.items():
            self._means[name], self._squares[name] = self._moments(self._means[name], self._squares[name], slope)
            weights = self._weights[name]
            weights += self._change(weights, self._means[name], self._squares[name], pace)
        mean, square = self._moments(self._table_mean[rows], self._table_square[rows], table_slope)
        self._table_mean[rows], self._table_square[rows] = mean, square
        self._table[rows] += self._change(self._table[rows], mean, square, pace)

    def _moments(self, mean: Floats, square: Floats, slope: Floats) -> tuple[Floats, Floats]:
        return (
            _MEAN_DECAY * mean + (1 - _MEAN_DECAY) * slope,
            _SQUARE_DECAY * square + (1 - _SQUARE_DECAY) * slope * slope,
        )

    def _change(self, weights: Floats, mean: Floats, square: Floats, pace: float) -> Floats:
        mean = mean / (1 - _MEAN_DECAY**self._steps)
        square = square / (1 - _SQUARE_DECAY**self._steps)
        rate = self._recipe.rate * pace
        return (-rate * (mean / (np.sqrt(square) + _TINY) + self._recipe.decay * weights)).astype(np.float32)


def _pace(share: float) -> float:
    """The learning rate's share of its height when `share` of the steps are done."""
    if share < _WARM_UP:
        return float(max(_LAST, share / _WARM_UP))
    return float(max(_LAST, 0.5 * (1 + np.cos(np.pi * (share - _WARM_UP) / (1 - _WARM_UP)))))


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
