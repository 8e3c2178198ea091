"""The name model while it learns: the network of `redaction.names.network` with its gradients (numpy and scipy)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from redaction.names.features import NO_WORD, PAIR_BITS, PAIRS, PLACE_TRAITS, WORD_BITS, Traits, word_traits
from redaction.names.network import CLASSES, REACH, Network, window

Floats = NDArray[np.float32]
WIDTH = 48  # of a word's vector
INNER = 96  # of both layers
DROP = 0.25  # share of values that a step leaves out, so that no single one is leaned on
_GAP = 4  # empty tokens between two notes
_DENSE = ("first", "first_places", "first_bias", "second", "second_bias", "last", "last_bias")


@dataclass(frozen=True)
class Example:
    """A text's traits with the index in `CLASSES` for each token, and how much each token counts (0 to 1)."""

    traits: Traits
    classes: NDArray[np.int64]
    weights: Floats


@dataclass(frozen=True)
class Batch:
    """Several examples in one row, with `_GAP` empty tokens after each."""

    words: sparse.csr_matrix  # forms x traits
    word: NDArray[np.int32]
    pairs: NDArray[np.int64]
    places: Floats
    classes: NDArray[np.int64]
    weights: Floats


def batch(examples: Sequence[Example], without: float, rng: np.random.Generator) -> Batch:
    """Joins `examples`; each word trait is left out with the chance `without`."""
    forms: dict[str, int] = {NO_WORD: 0}
    word, pairs, places, classes, weights = [], [], [], [], []
    for one in examples:
        index = np.array([forms.setdefault(form, len(forms)) for form in one.traits.forms], np.int32)
        word += [index[one.traits.word], np.zeros(_GAP, np.int32)]
        pairs += [one.traits.pairs, np.zeros((_GAP, PAIRS), np.int64)]
        places += [one.traits.places, np.zeros((_GAP, PLACE_TRAITS), np.float32)]
        classes += [one.classes, np.zeros(_GAP, np.int64)]
        weights += [one.weights, np.zeros(_GAP, np.float32)]
    return Batch(
        _trait_matrix(list(forms), without, rng), np.concatenate(word), np.concatenate(pairs), np.concatenate(places),
        np.concatenate(classes), np.concatenate(weights),
    )  # fmt: skip


def _trait_matrix(forms: Sequence[str], without: float, rng: np.random.Generator) -> sparse.csr_matrix:
    columns: list[int] = []
    ends = [0]
    for form in forms:
        if form != NO_WORD:
            columns += [trait for trait in word_traits(form) if rng.random() >= without]
        ends.append(len(columns))
    return sparse.csr_matrix((np.ones(len(columns), np.float32), columns, ends), shape=(len(forms), 1 << WORD_BITS))


class Learner:
    """Weights that `step` moves; `network` packs them."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        wide = 2 * REACH + 1
        normal = self._rng.normal
        self._weights: dict[str, Floats] = {
            "words": normal(0, 0.05, (1 << WORD_BITS, WIDTH)).astype(np.float32),
            "pairs": np.zeros((1 << PAIR_BITS, len(CLASSES)), np.float32),
            "first": normal(0, np.sqrt(2 / (wide * WIDTH)), (wide * WIDTH, INNER)).astype(np.float32),
            "first_places": np.zeros((PLACE_TRAITS, INNER), np.float32),
            "first_bias": np.zeros(INNER, np.float32),
            "second": normal(0, 0.5 * np.sqrt(2 / (wide * INNER)), (wide * INNER, INNER)).astype(np.float32),
            "second_bias": np.zeros(INNER, np.float32),
            "last": normal(0, np.sqrt(1 / INNER), (INNER, len(CLASSES))).astype(np.float32),
            "last_bias": np.zeros(len(CLASSES), np.float32),
        }
        self._touched = np.zeros(1 << WORD_BITS, bool)
        self._row_squares = {
            "words": np.zeros(1 << WORD_BITS, np.float32),
            "pairs": np.zeros(1 << PAIR_BITS, np.float32),
        }
        self._mean = {name: np.zeros_like(self._weights[name]) for name in _DENSE}
        self._square = {name: np.zeros_like(self._weights[name]) for name in _DENSE}
        self.steps = 0

    def step(self, given: Batch, rate: float) -> float:
        """One step against the gradient of the mean log loss; gives that loss before the step."""
        w, keep = self._weights, np.float32(1 / (1 - DROP))
        masks = [self._mask((len(given.word), size)) for size in (WIDTH, INNER, INNER)]
        vectors = (given.words @ w["words"])[given.word] * masks[0]
        seen = window(vectors)
        raw = seen @ w["first"] + given.places @ w["first_places"] + w["first_bias"]
        inner = np.maximum(raw, 0) * masks[1]
        seen_inner = window(inner)
        deep = np.maximum(seen_inner @ w["second"] + w["second_bias"], 0)
        outcome = (inner + deep) * masks[2]
        used = self._rng.random(given.pairs.shape) > DROP
        logits = outcome @ w["last"] + w["last_bias"] + (w["pairs"][given.pairs] * (used[..., None] * keep)).sum(1)
        chances = np.exp(logits - logits.max(1, keepdims=True))
        chances /= chances.sum(1, keepdims=True)
        rows, total = np.arange(len(chances)), given.weights.sum()
        loss = -float((np.log(chances[rows, given.classes] + 1e-9) * given.weights).sum() / total)

        back = chances
        back[rows, given.classes] -= 1
        back *= (given.weights / total)[:, None]
        slopes = {"last": outcome.T @ back, "last_bias": back.sum(0)}
        self._move_rows("pairs", given.pairs[used], np.repeat(back, used.sum(1), axis=0) * keep, rate / 2)
        to_outcome = (back @ w["last"].T) * masks[2]
        to_deep = to_outcome * (deep > 0)
        slopes |= {"second": seen_inner.T @ to_deep, "second_bias": to_deep.sum(0)}
        to_inner = (to_outcome + _unwindow(to_deep @ w["second"].T, INNER)) * masks[1] * (raw > 0)
        slopes |= {"first": seen.T @ to_inner, "first_places": given.places.T @ to_inner, "first_bias": to_inner.sum(0)}
        to_vectors = _unwindow(to_inner @ w["first"].T, WIDTH) * masks[0]
        by_form = _sum_rows(given.word, to_vectors, given.words.shape[0])
        columns = np.unique(given.words.indices)
        self._touched[columns] = True
        self._move("words", columns, given.words.tocsc()[:, columns].T @ by_form, rate)
        self._adam(slopes, rate)
        return loss

    def network(self) -> Network:
        """The weights as they are shipped: tables as bytes with a scale a row; traits that no text showed are zero."""
        words = np.where(self._touched[:, None], self._weights["words"], 0)
        tables = [part for name in (words, self._weights["pairs"]) for part in _bytes(name)]
        return Network(*tables, *(self._weights[name] for name in _DENSE))

    def _mask(self, form: tuple[int, int]) -> Floats:
        return (self._rng.random(form, dtype=np.float32) > DROP) / np.float32(1 - DROP)

    def _move_rows(self, name: str, rows: NDArray[np.int64], slopes: Floats, rate: float) -> None:
        different, place = np.unique(rows, return_inverse=True)
        self._move(name, different, _sum_rows(place, slopes, len(different)), rate)

    def _move(self, name: str, rows: NDArray[np.int64], slopes: Floats, rate: float) -> None:
        """Adagrad with one step size a row: rare traits move far, frequent ones little."""
        squares = self._row_squares[name]
        squares[rows] += (slopes * slopes).mean(1)
        self._weights[name][rows] -= 3 * rate * slopes / (np.sqrt(squares[rows])[:, None] + 1e-6)

    def _adam(self, slopes: dict[str, Floats], rate: float) -> None:
        self.steps += 1
        for name, slope in slopes.items():
            mean, square = self._mean[name], self._square[name]
            mean += 0.1 * (slope - mean)
            square += 0.02 * (slope * slope - square)
            move = (mean / (1 - 0.9**self.steps)) / (np.sqrt(square / (1 - 0.98**self.steps)) + 1e-8)
            self._weights[name] -= rate * (move + 1e-4 * self._weights[name])


def _unwindow(values: Floats, width: int) -> Floats:
    """What `window` spread out, summed back onto the tokens."""
    result = np.zeros((len(values) + 2 * REACH, width), values.dtype)
    for at in range(2 * REACH + 1):
        result[at : at + len(values)] += values[:, at * width : (at + 1) * width]
    return result[REACH : REACH + len(values)]


def _sum_rows(place: NDArray[np.int64] | NDArray[np.int32], values: Floats, rows: int) -> Floats:
    """Row r is the sum of the values whose place is r."""
    gather = sparse.csr_matrix(
        (np.ones(len(place), np.float32), (place, np.arange(len(place)))), shape=(rows, len(place))
    )
    return np.asarray(gather @ values, np.float32)


def _bytes(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    scales = np.abs(table).max(1) / 127
    return np.round(table / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8), scales.astype(np.float32)
