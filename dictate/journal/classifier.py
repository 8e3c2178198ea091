"""Choosing sections with the trained model in `models/sections`: small nets in plain numpy, averaged.

Each net sees a sentence as a bag of words, parts of words and concepts, the sentences before and after it in the
same way, and its place in the note. How they were trained, on what and how well they do: `models/sections/CARD.md`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dictate.errors import DictateError
from dictate.journal.concepts import Concepts
from dictate.journal.features import FORM_FEATURES, PLACE_FEATURES, Features, features, place
from dictate.journal.section import SECTION_IDS
from dictate.journal.structure import Ranking
from dictate.shipped import shipped

Floats = NDArray[np.float32]

FORM_WEIGHT = 0.5
"""How much a sentence's form counts beside its concepts; the same when trained and when used."""


class SectionModelInvalid(DictateError):
    """The model file is missing, damaged or made for another version."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Modellen för avsnitt ({path.name}) går inte att läsa. Installera om programmet.")
        self.path = path


@dataclass(frozen=True)
class Net:
    """One net. Shapes: c concepts and form features, d dimensions, h hidden units, 17 sections."""

    concepts: Floats
    """c x d"""
    concepts_bias: Floats
    hidden: Floats
    """2d x h"""
    hidden_bias: Floats
    around: Floats
    """2h x h: of the sentences before and after"""
    around_bias: Floats
    out: Floats
    """h x 17"""
    out_around: Floats
    """h x 17"""
    out_place: Floats
    """PLACE_FEATURES x 17"""
    out_concepts: Floats
    """c x 17"""
    out_bias: Floats

    def logits(self, meaning: Floats, direct: Floats, concepts: Floats, places: Floats) -> Floats:
        """n x 17 from what the words mean (n x d) and say of the sections (n x 17), concepts (n x c) and places."""
        about = concepts @ self.concepts + self.concepts_bias
        hidden = _positive(_positive(np.hstack([meaning, about])) @ self.hidden + self.hidden_bias)
        edge = np.zeros_like(hidden[:1])
        neighbours = np.hstack([np.vstack([edge, hidden[:-1]]), np.vstack([hidden[1:], edge])])
        around = _positive(neighbours @ self.around + self.around_bias)
        own = hidden @ self.out + concepts @ self.out_concepts + direct
        return np.asarray(own + around @ self.out_around + places @ self.out_place + self.out_bias, np.float32)


@dataclass(frozen=True)
class SectionModel:
    """A `Classifier`: the nets with the table of the words and parts of words that they know."""

    known: NDArray[np.uint32]
    """Hashes of the words and parts, in rising order: v of them."""
    rarity: Floats
    """v: how much each counts, more the rarer it is"""
    table: NDArray[np.int8]
    """v x the sum over the nets of d + 17, in few steps: that is what makes the file small"""
    scale: Floats
    """What 1 in each column of `table` stands for."""
    nets: tuple[Net, ...]
    sharpness: float
    """What the logarithms of the probabilities are multiplied by, so that 0.8 is right 8 times in 10."""
    concepts: Concepts

    def classify(self, sentences: Sequence[str]) -> Sequence[Ranking]:
        """One ranking of all shared sections for each sentence."""
        return [_ranking(row) for row in self.probabilities(sentences)] if sentences else []

    def probabilities(self, sentences: Sequence[str]) -> Floats:
        """n x 17, in the order of SECTION_IDS; rows sum to 1."""
        seen = [features(sentence, self.concepts) for sentence in sentences]
        words = np.stack([self._looked_up(one) for one in seen])
        concepts = concept_rows(seen, len(self.concepts.names))
        places = np.array([place(index, len(seen)) for index in range(len(seen))], np.float32)
        total = np.zeros((len(seen), len(SECTION_IDS)), np.float32)
        start = 0
        for net in self.nets:
            middle = start + net.concepts.shape[1]
            end = middle + len(SECTION_IDS)
            total += _softmax(net.logits(words[:, start:middle], words[:, middle:end], concepts, places))
            start = end
        return _softmax((self.sharpness * np.log(total / len(self.nets) + 1e-9)).astype(np.float32))

    def _looked_up(self, seen: Features) -> Floats:
        """The weighted sum of the table's rows for the words and the parts of a sentence."""
        rows: list[NDArray[np.intp]] = []
        weights: list[Floats] = []
        for group in (seen.words, seen.parts):
            found, values = known_weights(group, self.known, self.rarity)
            rows.append(found)
            weights.append(values)
        table = self.table[np.concatenate(rows)].astype(np.float32)
        return np.asarray((np.concatenate(weights) @ table) * self.scale, np.float32)


def known_weights(
    group: dict[int, float], known: NDArray[np.uint32], rarity: Floats
) -> tuple[NDArray[np.intp], Floats]:
    """Rows of the features in `known` and their weights, which as a vector have length 1."""
    hashes = np.fromiter(group.keys(), np.uint32, len(group))
    values = np.fromiter(group.values(), np.float32, len(group))
    rows = np.searchsorted(known, hashes)
    hit = known[np.minimum(rows, len(known) - 1)] == hashes
    rows = rows[hit]
    values = values[hit] * rarity[rows]
    return rows, values / max(float(np.linalg.norm(values)), 1e-6)


def concept_rows(seen: Sequence[Features], count: int) -> Floats:
    """One row a sentence: the concepts as a vector of length 1, then the form features times FORM_WEIGHT."""
    rows = np.zeros((len(seen), count + FORM_FEATURES), np.float32)
    for row, one in zip(rows, seen, strict=True):
        row[list(one.concepts)] = list(one.concepts.values())
        row[:count] /= max(float(np.linalg.norm(row[:count])), 1e-6)
        row[count:] = one.form
    rows[:, count:] *= FORM_WEIGHT
    return rows


@cache
def section_model() -> SectionModel:
    """The shipped model, read once. Raises SectionModelInvalid."""
    return read_model(shipped("models") / "sections")


def read_model(folder: Path) -> SectionModel:
    """The model in `folder`: `model.npz`, which holds numbers only, and `concepts.toml`. Raises SectionModelInvalid."""
    path = folder / "model.npz"
    concepts = Concepts(folder / "concepts.toml")
    try:
        with np.load(path, allow_pickle=False) as data:
            nets = tuple(
                Net(**{name: data[f"{number}.{name}"].astype(np.float32) for name in Net.__dataclass_fields__})
                for number in range(int(data["nets"]))
            )
            model = SectionModel(
                known=data["known"],
                rarity=data["rarity"].astype(np.float32),
                table=data["table"],
                scale=data["scale"].astype(np.float32),
                nets=nets,
                sharpness=float(data["sharpness"]),
                concepts=concepts,
            )
    except (OSError, KeyError, ValueError, TypeError, IndexError, EOFError, zipfile.BadZipFile) as error:
        raise SectionModelInvalid(path) from error
    if not nets or not _fits(model):
        raise SectionModelInvalid(path)
    return model


def _fits(model: SectionModel) -> bool:
    """Whether the shapes belong together, so that no note fails on them later."""
    seen = len(model.concepts.names) + FORM_FEATURES
    columns = sum(net.concepts.shape[1] + len(SECTION_IDS) for net in model.nets)
    return (
        model.table.shape == (len(model.known), columns)
        and len(model.rarity) == len(model.known) > 0
        and len(model.scale) == columns
        and all(net.concepts.shape[0] == net.out_concepts.shape[0] == seen for net in model.nets)
        and all(net.out_place.shape == (PLACE_FEATURES, len(SECTION_IDS)) for net in model.nets)
    )


def _ranking(probabilities: Floats) -> Ranking:
    order = np.argsort(-probabilities, kind="stable")
    return tuple((SECTION_IDS[index], float(probabilities[index])) for index in order)


def _positive(values: Floats) -> Floats:
    return np.maximum(values, 0)


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
