"""Trains the section model and writes `models/sections/model.npz`, or measures it by folds.

    python scripts/train_sections.py             train on all annotated notes, write the model
    python scripts/train_sections.py --folds     5 folds by note over the notes in tests/data/notes: each note is
                                                 judged by nets that saw the other folds and all notes of our own
    python scripts/train_sections.py --own       trained on our own notes alone, judged on tests/data/notes

Needs scipy beside the program's own dependencies. The same notes give the same model.
"""

from __future__ import annotations

import argparse
import math
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_library, "1")

import numpy as np  # noqa: E402
from annotated import Note, read_notes  # noqa: E402
from numpy.typing import NDArray  # noqa: E402
from scipy.sparse import csr_matrix  # noqa: E402
from section_net import SECTIONS, Examples, Recipe, train  # noqa: E402

from dictate.journal.classifier import (  # noqa: E402
    Floats,
    Net,
    SectionModel,
    concept_rows,
    known_weights,
)
from dictate.journal.concepts import Concepts  # noqa: E402
from dictate.journal.features import Features, features  # noqa: E402
from dictate.journal.section import SECTION_IDS  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "sections"
GOLD = ROOT / "tests" / "data" / "notes"
OWN = ROOT / "models" / "training" / "notes"
PLAIN = MODEL.parent / "training" / "plain"
"""Notes of plain sentences, without personal data; for the sections only."""

RECIPE = Recipe()
NETS = 3
FOLDS = 5
RAREST = 2
"""A word or a part of a word is known when this many sentences hold it."""
ALSO_RIGHT = 0.3
"""What a section that is also right counts in the target beside the primary one's 1."""
SHARPNESS = 1.6
"""Chosen by --own and --folds: the value with the least log loss over the judged notes."""
HIGHEST = 3
"""Values of the table are whole numbers from -HIGHEST to HIGHEST times the column's scale."""
CLIPPED_AT = 4.0
"""Standard deviations of a column that HIGHEST stands for. Seven steps instead of fifteen cost 4 of 2 463 by folds."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--nets", type=int, default=NETS)
    options = parser.parse_args()
    concepts = Concepts(MODEL / "concepts.toml")
    gold, own = read_notes(GOLD), [*read_notes(OWN), *read_notes(PLAIN)]
    print(f"{len(gold)} + {len(own)} notes, {sum(len(note.sentences) for note in [*gold, *own])} sentences")
    if options.own:
        report(gold, judged(trained(own, concepts, options.nets), gold))
    elif options.folds:
        report(*by_folds(gold, own, concepts, options.nets))
    else:
        write(trained([*gold, *own], concepts, options.nets))


def by_folds(gold: Sequence[Note], own: Sequence[Note], concepts: Concepts, nets: int) -> tuple[list[Note], Floats]:
    """The gold notes in the order judged, and the probabilities of their sentences."""
    order = np.random.default_rng(0).permutation(len(gold))
    notes: list[Note] = []
    rows = []
    for number in range(FOLDS):
        held = [gold[index] for index in sorted(order[number::FOLDS])]
        others = [note for note in gold if note not in held]
        rows.append(judged(trained([*others, *own], concepts, nets), held))
        notes += held
        print(
            f"fold {number + 1}: {_share_right(held, rows[-1], 1):.3f} {_share_right(held, rows[-1], 3):.3f}",
            flush=True,
        )
    return notes, np.vstack(rows)


def judged(model: SectionModel, notes: Sequence[Note]) -> Floats:
    """The model's probabilities for the sentences of the notes, each note read by itself."""
    return np.vstack([model.probabilities([sentence.text for sentence in note.sentences]) for note in notes])


def trained(notes: Sequence[Note], concepts: Concepts, nets: int) -> SectionModel:
    """A model of `nets` nets that differ by the order and the dropping in which they saw the notes."""
    seen = [features(sentence.text, concepts) for note in notes for sentence in note.sentences]
    known, rarity = vocabulary(seen)
    ends = np.cumsum([len(note.sentences) for note in notes])
    examples = Examples(
        words=_matrix(seen, known, rarity),
        concepts=concept_rows(seen, len(concepts.names)),
        targets=np.stack([_target(sentence.sections) for note in notes for sentence in note.sentences]),
        notes=[np.arange(end - len(note.sentences), end) for note, end in zip(notes, ends, strict=True)],
    )
    pairs = [train(examples, RECIPE, seed) for seed in range(nets)]
    table = np.hstack([table for _, table in pairs])
    scale = np.maximum(table.std(axis=0), 1e-9) * CLIPPED_AT / HIGHEST
    return SectionModel(
        known=known,
        rarity=rarity,
        table=np.clip(np.round(table / scale), -HIGHEST, HIGHEST).astype(np.int8),
        scale=scale.astype(np.float32),
        nets=tuple(_rounded(net) for net, _ in pairs),
        sharpness=SHARPNESS,
        concepts=concepts,
    )


def vocabulary(seen: Sequence[Features]) -> tuple[NDArray[np.uint32], Floats]:
    """Hashes of the words and parts that are known, in rising order, and how much each counts (smoothed idf)."""
    counts: Counter[int] = Counter()
    for one in seen:
        counts.update(one.words.keys() | one.parts.keys())
    known = sorted(key for key, count in counts.items() if count >= RAREST)
    rarity = [math.log((1 + len(seen)) / (1 + counts[key])) + 1 for key in known]
    return np.array(known, np.uint32), np.array(rarity, np.float16).astype(np.float32)


def write(model: SectionModel) -> None:
    """Writes the model as numbers only, so that it can be read without trusting it."""
    arrays = {f"{n}.{f.name}": getattr(net, f.name) for n, net in enumerate(model.nets) for f in fields(net)}
    halves = {name: values.astype(np.float16) for name, values in arrays.items()}
    np.savez_compressed(
        MODEL / "model.npz", known=model.known, rarity=model.rarity.astype(np.float16), table=model.table,
        scale=model.scale, sharpness=np.float32(model.sharpness), nets=np.int32(len(model.nets)), **halves,
    )  # fmt: skip
    print(f"{MODEL / 'model.npz'}: {len(model.known)} words and parts, {(MODEL / 'model.npz').stat().st_size} bytes")


def report(notes: Sequence[Note], rows: Floats) -> None:
    """Prints what is right, how well the confidences hold, each section's figures and what is mixed up."""
    print(f"right {_share_right(notes, rows, 1):.4f}, within the first three {_share_right(notes, rows, 3):.4f}")
    accepted = [sentence.sections for note in notes for sentence in note.sentences]
    first = [SECTION_IDS[index] for index in rows.argmax(axis=1)]
    hits = np.array([name in names for name, names in zip(first, accepted, strict=True)])
    for sharpness in np.arange(1.0, 2.3, 0.1):
        print(f"  sharpness {sharpness:.1f} times this one: log loss {_log_loss(rows, accepted, sharpness):.4f}")
    confidence = rows.max(axis=1)
    for low in np.arange(0.1, 1.0, 0.1):
        inside = (confidence >= low) & (confidence < low + 0.1 + 1e-6)
        if inside.any():
            mean, share = confidence[inside].mean(), hits[inside].mean()
            print(f"  confidence {low:.1f}-{low + 0.1:.1f}: {inside.sum():4} times: mean {mean:.2f}, {share:.2f} right")
    for name in SECTION_IDS:
        gold = sum(names[0] == name for names in accepted)
        found = sum(names[0] == name and name == got for names, got in zip(accepted, first, strict=True))
        sound = sum(name == got and name in names for names, got in zip(accepted, first, strict=True))
        print(
            f"  {name}: recall {found / max(1, gold):.2f}, precision {sound / max(1, first.count(name)):.2f} of {gold}"
        )
    mixed = Counter((names[0], got) for names, got in zip(accepted, first, strict=True) if got not in names)
    print("  " + ", ".join(f"{count} {gold} -> {got}" for (gold, got), count in mixed.most_common(20)))


def _log_loss(rows: Floats, accepted: Sequence[Sequence[str]], sharpness: float) -> float:
    """Mean of minus the logarithm of what the accepted sections got together."""
    powers = rows.astype(np.float64) ** sharpness
    powers /= powers.sum(axis=1, keepdims=True)
    sums = [row[[SECTION_IDS.index(name) for name in names]].sum() for row, names in zip(powers, accepted, strict=True)]
    return float(-np.log(np.maximum(sums, 1e-12)).mean())


def _share_right(notes: Sequence[Note], rows: Floats, within: int) -> float:
    accepted = [sentence.sections for note in notes for sentence in note.sentences]
    best = np.argsort(-rows, axis=1)[:, :within]
    return float(
        np.mean([any(SECTION_IDS[i] in names for i in row) for row, names in zip(best, accepted, strict=True)])
    )


def _matrix(seen: Sequence[Features], known: NDArray[np.uint32], rarity: Floats) -> csr_matrix:
    starts, columns, values = [0], [], []
    for one in seen:
        for group in (one.words, one.parts):
            found, weights = known_weights(group, known, rarity)
            columns.append(found)
            values.append(weights)
        starts.append(starts[-1] + len(columns[-1]) + len(columns[-2]))
    shape = (len(seen), len(known))
    return csr_matrix((np.concatenate(values), np.concatenate(columns), starts), shape=shape, dtype=np.float32)


def _target(sections: Sequence[str]) -> Floats:
    target = np.zeros(SECTIONS, np.float32)
    for name in sections[1:]:
        target[SECTION_IDS.index(name)] = ALSO_RIGHT
    target[SECTION_IDS.index(sections[0])] = 1
    return target / target.sum()


def _rounded(net: Net) -> Net:
    """The net as its file gives it back."""
    return Net(**{f.name: getattr(net, f.name).astype(np.float16).astype(np.float32) for f in fields(net)})


if __name__ == "__main__":
    main()
