"""Trains the model of sensitive content and measures it.

    .venv/bin/python scripts/train_sensitive.py              writes models/sensitive/sensitive.npz
    .venv/bin/python scripts/train_sensitive.py --folds      each fold of the gold notes by a model that never saw them
    .venv/bin/python scripts/train_sensitive.py --own-only   trained on our own notes alone, measured on the gold notes

For each tag one logistic regression over the traits of `redaction.tagging.traits` and one over the pieces of words of
`redaction.tagging.grams`, and small nets over the words in order; their log odds are added. Sentences that run on are
cut first, by small nets over the words around each gap. All figures are of whole notes, read as the program does.
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

import cut_net  # noqa: E402
import sensitive_net  # noqa: E402
from annotated import Note, read_notes  # noqa: E402

from redaction.finding import TAGS  # noqa: E402
from redaction.passage import Passage  # noqa: E402
from redaction.sensitive_content import find_sensitive  # noqa: E402
from redaction.tagging import cues, cuts  # noqa: E402
from redaction.tagging.grams import GRAM_BITS, grams_of  # noqa: E402
from redaction.tagging.kinds import hits_of, kind_names, words_of  # noqa: E402
from redaction.tagging.model import SensitiveModel, write  # noqa: E402
from redaction.tagging.traits import BITS, traits_of  # noqa: E402

GOLD = HOME / "tests" / "data" / "notes"
OWN = HOME / "models" / "training" / "notes"
EXTRA = HOME / "models" / "training" / "sensitive.txt"
SHORT = HOME / "models" / "training" / "sensitive-notes.txt"
MODEL = HOME / "models" / "sensitive" / "sensitive.npz"
Labelled = tuple[str, frozenset[str]]  # a sentence and its tags
STRENGTH, GRAM_STRENGTH = 0.5, 20.0  # inverses of the penalties on weights
GRAM_SHARE = 0.5  # of the pieces' log odds beside the traits'
GOLD_WEIGHT = 2  # what a gold note counts beside one of ours, since its marks follow the rules most closely
LIMIT = 0.11  # the chance from which a tag is shown, one for all; chosen on folds of the gold notes, for recall
_TOUCH = 3  # characters that a mark and a sentence may share by chance
SEEDS = (0, 1)  # one net each
FOLDS = 5


def labelled(notes: Sequence[Note]) -> list[list[Labelled]]:
    """The notes' sentences with their tags, a list a note."""
    return [[(sentence.text, frozenset(sentence.tags)) for sentence in note.sentences] for note in notes]


def extra() -> list[list[Labelled]]:
    """The invented sentences of `EXTRA`, each as a note of its own, and the invented notes of `SHORT`."""
    alone = [[one] for one in _tagged(EXTRA.read_text(encoding="utf-8"))]
    return alone + [note for part in SHORT.read_text(encoding="utf-8").split("\n\n") if (note := _tagged(part))]


def _tagged(text: str) -> list[Labelled]:
    """The sentences of lines like "HEALTH CRIME | Han greps påverkad."."""
    lines = (line.partition("|") for line in text.splitlines() if not line.startswith("#"))
    return [(said.strip(), frozenset(tags.split()) - {"-"}) for tags, bar, said in lines if bar]


Weights = NDArray[np.float32]
Rows = NDArray[np.bool_]


class Table:
    """Sentences as rows: `traits` (sentences x 2**BITS), `grams` (sentences x 2**GRAM_BITS, ones), `tags` (sentences
    x tags), `note` (the note's number), `weight` (what a sentence counts: one of the first `gold` notes `GOLD_WEIGHT`,
    others 1) and `cues` (the words' cues)."""

    def __init__(self, notes: Sequence[Sequence[Labelled]], gold: int = 0) -> None:
        rows = {kind: (1 << cues.BITS) + number for number, kind in enumerate(kind_names())}
        columns: list[int] = []
        values: list[float] = []
        pieces: list[int] = []
        ends, piece_ends, tags, note = [0], [0], [], []
        self.words = [
            (words_of(Passage.of(text).tokens) or ["-"], tagged, number)
            for number, one in enumerate(notes)
            for text, tagged in one
        ]
        self.cues = []
        for words, tagged, number in self.words:
            hits = hits_of(words)
            for trait in traits_of(words, hits):
                columns.append(trait.number)
                values.append(trait.strength)
            pieces += grams_of(words)
            ends.append(len(columns))
            piece_ends.append(len(pieces))
            tags.append([tag in tagged for tag in TAGS])
            note.append(number)
            self.cues.append(cues.cues_of(words, hits, rows))
        count = len(tags)
        self.traits = sparse.csr_matrix((values, columns, ends), shape=(count, 1 << BITS), dtype=np.float32)
        ones = np.ones(len(pieces), np.float32)
        self.grams = sparse.csr_matrix((ones, pieces, piece_ends), shape=(count, 1 << GRAM_BITS))
        self.tags = np.array(tags, bool)
        self.note = np.array(note)
        self.weight = np.where(self.note < gold, GOLD_WEIGHT, 1)

    def examples(self, rows: Rows) -> sensitive_net.Examples:
        """The sentences of whole notes as the nets learn them, a note as often as it counts."""
        chosen = np.flatnonzero(rows)
        words = [
            (*cues.pieces_of(word), *((row, 1.0) for row in rows)) for at in chosen for word, rows in self.cues[at]
        ]
        ends = np.cumsum([0, *map(len, words)])
        flat = [piece for word in words for piece in word]
        shape = (len(words), (1 << cues.BITS) + len(kind_names()) + cues.SIGNS)
        matrix = sparse.csr_matrix(
            (np.array([value for _, value in flat], np.float32), np.array([row for row, _ in flat]), ends), shape=shape
        )
        firsts = np.cumsum([0, *(len(self.cues[row]) for row in chosen)])
        note = self.note[chosen]
        each = (np.flatnonzero(note == number) for number in np.unique(note))
        notes = [one for one in each for _ in range(self.weight[chosen[one[0]]])]
        return sensitive_net.Examples(matrix, firsts, self.tags[chosen], notes)


def cutter(notes: Sequence[Note]) -> cuts.Cutter:
    """What tells that a new sentence begins, learned where the notes' sentences run on."""
    data = cut_net.gaps(notes)
    return cuts.Cutter(tuple(cut_net.train(data, seed) for seed in SEEDS))


UNCUT = cuts.Cutter()


def fit(table: Table, rows: Rows) -> SensitiveModel:
    """The model of these rows; it cuts nothing."""
    tags = table.tags[rows]
    seen = np.asarray(table.grams[rows].sum(0)).ravel()
    idf = np.where(seen >= 2, np.log((1 + len(tags)) / (1 + seen)) + 1, 0).astype(np.float32)
    weights, bias = _regressions(table.traits[rows], tags, table.weight[rows], STRENGTH)
    spelled, gram_bias = _regressions(unit(table.grams[rows], idf), tags, table.weight[rows], GRAM_STRENGTH)
    limits = np.full(len(TAGS), LIMIT, np.float32)
    examples = table.examples(rows)
    trained = tuple(sensitive_net.train(examples, sensitive_net.Recipe(), seed) for seed in SEEDS)
    return SensitiveModel(
        weights, GRAM_SHARE * spelled, idf, bias + GRAM_SHARE * gram_bias, kind_names(), trained, limits, UNCUT
    )


def _regressions(
    rows: sparse.csr_matrix, tags: Rows, weight: NDArray[np.intp], strength: float
) -> tuple[Weights, Weights]:
    models = [LogisticRegression(C=strength, solver="liblinear").fit(rows, column, weight) for column in tags.T]
    return (
        np.concatenate([model.coef_ for model in models]).astype(np.float32),
        np.concatenate([model.intercept_ for model in models]).astype(np.float32),
    )


def unit(grams: sparse.csr_matrix, idf: Weights) -> sparse.csr_matrix:
    """Rows of rarities, each of length one."""
    weighed = grams.multiply(idf).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-6)) @ weighed


def shown(model: SensitiveModel, notes: Sequence[Note]) -> tuple[Rows, Rows]:
    """What the model shows and what is right, sentences x tags: each note is read as the program reads it, from its
    text, so that what is lost where sentences run on is lost here too."""
    found, right = [], []
    for note in notes:
        marks = list(find_sensitive(Passage.of(note.text), model))
        for sentence in note.sentences:
            here = {
                mark.tag for mark in marks if min(mark.end, sentence.end) - max(mark.start, sentence.start) > _TOUCH
            }
            found.append([tag in here for tag in TAGS])
            right.append([tag in sentence.tags for tag in TAGS])
    return np.array(found), np.array(right)


def report(shown: NDArray[np.bool_], tags: NDArray[np.bool_]) -> str:
    """Recall and precision over all tags, and each tag's counts."""
    hit = (shown & tags).sum(0)
    each = ", ".join(f"{tag} {hit[at]}/{tags[:, at].sum()} ({shown[:, at].sum()})" for at, tag in enumerate(TAGS))
    recall, precision = hit.sum() / tags.sum(), hit.sum() / max(1, shown.sum())
    return f"recall {recall:.3f}, precision {precision:.3f}; found/gold (shown): {each}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--own-only", action="store_true")
    options = parser.parse_args()
    gold, own = read_notes(GOLD), read_notes(OWN)
    table = Table([*labelled(gold), *labelled(own), *extra()], len(gold))
    if options.own_only:
        print("own notes only:", report(*shown(_model(table, table.note >= len(gold), own), gold)))
    elif options.folds:
        parts = []
        for fold in range(FOLDS):
            test = [number for number in range(len(gold)) if number % FOLDS == fold]
            others = [note for number, note in enumerate(gold) if number % FOLDS != fold]
            model = _model(table, ~np.isin(table.note, test), [*others, *own])
            parts.append(shown(model, [gold[number] for number in test]))
        print(f"{FOLDS} folds by note:", report(*(np.concatenate(part) for part in zip(*parts, strict=True))))
    else:
        model = _model(table, np.ones(len(table.note), bool), [*gold, *own])
        write(MODEL, model)
        print("the notes it was trained on:", report(*shown(model, gold)))


def _model(table: Table, rows: Rows, notes: Sequence[Note]) -> SensitiveModel:
    """The model of these rows, with the cutter of these notes."""
    return replace(fit(table, rows), cutter=cutter(notes))


if __name__ == "__main__":
    main()
