"""Trains the model of sensitive content and measures it.

    .venv/bin/python scripts/train_sensitive.py              writes models/sensitive/sensitive.npz
    .venv/bin/python scripts/train_sensitive.py --folds 8    each fold of the gold notes by a model that never saw them
    .venv/bin/python scripts/train_sensitive.py --own-only   trained on our own notes alone, measured on the gold notes

For each tag one logistic regression over the traits of `redaction.sensitive.traits`. A tag's threshold is chosen on
folds of the training notes, so that the figures above are honest about it too.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
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
from redaction.sensitive.model import SensitiveModel, write  # noqa: E402
from redaction.sensitive.traits import BITS, traits_of  # noqa: E402

GOLD = HOME / "tests" / "data" / "notes"
EXTRA = HOME / "models" / "training" / "sensitive.txt"
OWN = HOME / "models" / "training" / "notes"
MODEL = HOME / "models" / "sensitive" / "sensitive.npz"
Labelled = tuple[str, frozenset[str]]  # a sentence and its tags
STRENGTH = 1.0  # inverse of the penalty on weights
WANTED_PRECISION = 0.75
_INNER_FOLDS = 5


def labelled(notes: Sequence[Note]) -> list[list[Labelled]]:
    """The notes' sentences with their tags, a list a note."""
    return [[(sentence.text, frozenset(sentence.tags)) for sentence in note.sentences] for note in notes]


def extra() -> list[list[Labelled]]:
    """The invented sentences of `EXTRA`, each as a note of its own."""
    lines = [line for line in EXTRA.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = [line.partition("|") for line in lines]
    return [[(text.strip(), frozenset(tags.split()) - {"-"})] for tags, _, text in rows]


class Table:
    """Sentences as rows: `traits` (sentences x 2**BITS), `tags` (sentences x tags), `note` (the note's number)."""

    def __init__(self, notes: Sequence[Sequence[Labelled]]) -> None:
        columns: list[int] = []
        values: list[float] = []
        ends, tags, note = [0], [], []
        for number, one in enumerate(notes):
            for text, tagged in one:
                words = [token.lower for token in Passage.of(text).tokens if token.is_word]
                for trait in traits_of(words):
                    columns.append(trait.number)
                    values.append(trait.strength)
                ends.append(len(columns))
                tags.append([tag in tagged for tag in TAGS])
                note.append(number)
        self.traits = sparse.csr_matrix((values, columns, ends), shape=(len(tags), 1 << BITS), dtype=np.float32)
        self.tags = np.array(tags, bool)
        self.note = np.array(note)


def fit(traits: sparse.csr_matrix, tags: NDArray[np.bool_]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (tags x traits) and biases (tags)."""
    models = [LogisticRegression(C=STRENGTH, solver="liblinear").fit(traits, column) for column in tags.T]
    return (
        np.concatenate([model.coef_ for model in models]).astype(np.float32),
        np.concatenate([model.intercept_ for model in models]).astype(np.float32),
    )


def chances(weights: NDArray[np.float32], bias: NDArray[np.float32], traits: sparse.csr_matrix) -> NDArray[np.float32]:
    """Sentences x tags."""
    return (1 / (1 + np.exp(-(traits @ weights.T + bias)))).astype(np.float32)


def train(table: Table) -> SensitiveModel:
    """The model with thresholds for the wanted precision over all tags, chosen on folds by note."""
    held = np.zeros(table.tags.shape, np.float32)
    for fold in range(_INNER_FOLDS):
        test = table.note % _INNER_FOLDS == fold
        weights, bias = fit(table.traits[~test], table.tags[~test])
        held[test] = chances(weights, bias, table.traits[test])
    weights, bias = fit(table.traits, table.tags)
    return SensitiveModel(weights, bias, thresholds(held, table.tags))


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
        print(
            "own notes only:", report(chances(model.weights, model.bias, table.traits) >= model.thresholds, table.tags)
        )
    elif options.folds:
        shown, tags = [], []
        for fold in range(options.folds):
            table = Table(gold[fold :: options.folds])
            model = train(Table([*own, *(note for at, note in enumerate(gold) if at % options.folds != fold)]))
            shown.append(chances(model.weights, model.bias, table.traits) >= model.thresholds)
            tags.append(table.tags)
        print(f"{options.folds} folds by note:", report(np.concatenate(shown), np.concatenate(tags)))
    else:
        write(MODEL, train(Table([*own, *gold])))


if __name__ == "__main__":
    main()
