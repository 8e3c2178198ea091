"""Trains the model of sensitive content and measures it.

    .venv/bin/python scripts/train_sensitive.py              writes models/sensitive/sensitive.npz
    .venv/bin/python scripts/train_sensitive.py --folds 8    each fold of the gold notes by a model that never saw them
    .venv/bin/python scripts/train_sensitive.py --own-only   trained on our own notes alone, measured on the gold notes

For each tag one logistic regression over the traits of `redaction.sensitive.traits` and one over the pieces of words of
`redaction.sensitive.grams`; their log odds are added. A tag's threshold is chosen on folds of the training notes, so
that the figures above are honest about it too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME), str(HOME / "scripts")]

from annotated import Note, read_notes  # noqa: E402

from redaction.finding import TAGS  # noqa: E402
from redaction.passage import Passage  # noqa: E402
from redaction.sensitive.grams import GRAM_BITS, grams_of  # noqa: E402
from redaction.sensitive.model import SensitiveModel, write  # noqa: E402
from redaction.sensitive.traits import BITS, traits_of  # noqa: E402

GOLD = HOME / "tests" / "data" / "notes"
EXTRA = HOME / "models" / "training" / "sensitive.txt"
OWN = HOME / "models" / "training" / "notes"
MODEL = HOME / "models" / "sensitive" / "sensitive.npz"
Labelled = tuple[str, frozenset[str]]  # a sentence and its tags
STRENGTH, GRAM_STRENGTH = 1.0, 30.0  # inverses of the penalties on weights
GRAM_SHARE = 0.4  # of the pieces' log odds beside the traits'; own notes on gold: recall 0.68 without, 0.77 with
WANTED_PRECISION = 0.77
_INNER_FOLDS = 5


def labelled(notes: Sequence[Note]) -> list[list[Labelled]]:
    """The notes' sentences with their tags, a list a note."""
    return [[(sentence.text, frozenset(sentence.tags)) for sentence in note.sentences] for note in notes]


def extra() -> list[list[Labelled]]:
    """The invented sentences of `EXTRA`, each as a note of its own."""
    lines = [line for line in EXTRA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = [line.partition("|") for line in lines]
    return [[(text.strip(), frozenset(tags.split()) - {"-"})] for tags, _, text in rows]


Weights = NDArray[np.float32]


class Table:
    """Sentences as rows: `traits` (sentences x 2**BITS), `grams` (sentences x 2**GRAM_BITS, ones), `tags` (sentences
    x tags), `note` (the note's number)."""

    def __init__(self, notes: Sequence[Sequence[Labelled]]) -> None:
        columns: list[int] = []
        values: list[float] = []
        pieces: list[int] = []
        ends, piece_ends, tags, note = [0], [0], [], []
        for number, one in enumerate(notes):
            for text, tagged in one:
                words = [token.lower for token in Passage.of(text).tokens if token.is_word]
                for trait in traits_of(words):
                    columns.append(trait.number)
                    values.append(trait.strength)
                pieces += grams_of(words)
                ends.append(len(columns))
                piece_ends.append(len(pieces))
                tags.append([tag in tagged for tag in TAGS])
                note.append(number)
        rows = len(tags)
        self.traits = sparse.csr_matrix((values, columns, ends), shape=(rows, 1 << BITS), dtype=np.float32)
        ones = np.ones(len(pieces), np.float32)
        self.grams = sparse.csr_matrix((ones, pieces, piece_ends), shape=(rows, 1 << GRAM_BITS))
        self.tags = np.array(tags, bool)
        self.note = np.array(note)


def fit(traits: sparse.csr_matrix, grams: sparse.csr_matrix, tags: NDArray[np.bool_]) -> SensitiveModel:
    """The model of these rows, its thresholds still at a half."""
    seen = np.asarray(grams.sum(0)).ravel()
    idf = np.where(seen >= 2, np.log((1 + len(tags)) / (1 + seen)) + 1, 0).astype(np.float32)
    weights, bias = _regressions(traits, tags, STRENGTH, None)
    spelled, gram_bias = _regressions(unit(grams, idf), tags, GRAM_STRENGTH, {False: 1, True: 3})
    half = np.full(len(TAGS), 0.5, np.float32)
    return SensitiveModel(weights, GRAM_SHARE * spelled, idf, bias + GRAM_SHARE * gram_bias, half)


def _regressions(
    rows: sparse.csr_matrix, tags: NDArray[np.bool_], strength: float, balance: dict[bool, int] | None
) -> tuple[Weights, Weights]:
    models = [
        LogisticRegression(C=strength, solver="liblinear", class_weight=balance).fit(rows, column) for column in tags.T
    ]
    return (
        np.concatenate([model.coef_ for model in models]).astype(np.float32),
        np.concatenate([model.intercept_ for model in models]).astype(np.float32),
    )


def unit(grams: sparse.csr_matrix, idf: Weights) -> sparse.csr_matrix:
    """Rows of rarities, each of length one."""
    weighed = grams.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-6)) @ weighed


def chances(model: SensitiveModel, table: Table, rows: NDArray[np.bool_] | slice = slice(None)) -> Weights:
    """Sentences x tags."""
    spelled = unit(table.grams[rows], model.idf) @ model.grams.T
    return (1 / (1 + np.exp(-(table.traits[rows] @ model.weights.T + spelled + model.bias)))).astype(np.float32)


def train(table: Table) -> SensitiveModel:
    """The model with thresholds for the wanted precision over all tags, chosen on folds by note."""
    held = np.zeros(table.tags.shape, np.float32)
    for fold in range(_INNER_FOLDS):
        test = table.note % _INNER_FOLDS == fold
        held[test] = chances(fit(table.traits[~test], table.grams[~test], table.tags[~test]), table, test)
    return replace(fit(table.traits, table.grams, table.tags), thresholds=thresholds(held, table.tags))


def thresholds(held: NDArray[np.float32], tags: NDArray[np.bool_]) -> NDArray[np.float32]:
    """A threshold a tag, all by the one price that gives the wanted precision together.

    A tag is shown from the chance at which one more right sentence costs no more than `price` wrong ones; the largest
    price that keeps the precision finds the most.
    """
    best = np.full(len(TAGS), 0.5, np.float32)
    for price in np.linspace(0.5, 6, 56):
        tried = np.array([_threshold(held[:, row], tags[:, row], price) for row in range(len(TAGS))], np.float32)
        shown = held >= tried
        if (shown & tags).sum() / max(1, shown.sum()) >= WANTED_PRECISION:
            best = tried
    return best


def _threshold(held: NDArray[np.float32], right: NDArray[np.bool_], price: float) -> float:
    order = np.argsort(-held)
    gain = np.cumsum(np.where(right[order], price, -1.0))
    return float(held[order[int(np.argmax(gain))]])


def report(shown: NDArray[np.bool_], tags: NDArray[np.bool_]) -> str:
    """Recall and precision over all tags, and each tag's counts."""
    hit = (shown & tags).sum(0)
    each = ", ".join(f"{tag} {hit[at]}/{tags[:, at].sum()} ({shown[:, at].sum()})" for at, tag in enumerate(TAGS))
    recall, precision = hit.sum() / tags.sum(), hit.sum() / max(1, shown.sum())
    return f"recall {recall:.3f}, precision {precision:.3f}; found/gold (shown): {each}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--own-only", action="store_true")
    options = parser.parse_args()
    gold, own = labelled(read_notes(GOLD)), [*labelled(read_notes(OWN)), *extra()]
    if options.own_only:
        model, table = train(Table(own)), Table(gold)
        print("own notes only:", report(chances(model, table) >= model.thresholds, table.tags))
    elif options.folds:
        shown, tags = [], []
        for fold in range(options.folds):
            table = Table(gold[fold :: options.folds])
            model = train(Table([*own, *(note for at, note in enumerate(gold) if at % options.folds != fold)]))
            shown.append(chances(model, table) >= model.thresholds)
            tags.append(table.tags)
        print(f"{options.folds} folds by note:", report(np.concatenate(shown), np.concatenate(tags)))
    else:
        write(MODEL, train(Table([*own, *gold])))


if __name__ == "__main__":
    main()
