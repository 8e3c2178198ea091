"""Trains the name model and measures it.

OMP_NUM_THREADS=1 .venv/bin/python scripts/train_names.py      writes models/names/names.npz
... --folds 4      measures the whole scanner on the gold notes, each fold by a model that never saw its notes
... --own-only     trains on our own notes alone and measures on the gold notes
... --news FILE    also learns from the corpus "webbnyheter2012" (CC BY 4.0, one token and class a line; not part of
                   this repository), which `models/names/CARD.md` credits
... --dictionary sv_SE.dic    meets the words of a Hunspell dictionary (its .aff beside it) in place of ordinary
                   words, so that it knows what is no name; from the package hunspell-sv, see the card
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME), str(HOME / "scripts")]

from annotated import Note, read_notes, read_sentences  # noqa: E402
from dictionary_words import ordinary_words  # noqa: E402
from name_network import Example, Learner, batch  # noqa: E402
from name_variants import Span, reworded, variant  # noqa: E402
from redaction_scores import Score, report, score  # noqa: E402

from redaction.detectors import pattern_detectors  # noqa: E402
from redaction.finding import Finding  # noqa: E402
from redaction.names.detector import NameDetector  # noqa: E402
from redaction.names.features import traits_of  # noqa: E402
from redaction.names.lists import kinds_of  # noqa: E402
from redaction.names.network import CLASSES, Network, write  # noqa: E402
from redaction.passage import Passage  # noqa: E402
from redaction.scanner import Scanner  # noqa: E402

GOLD = HOME / "tests" / "data" / "notes"
OWN = HOME / "models" / "training" / "notes"
SENTENCES = HOME / "models" / "training" / "names.txt"
Words = dict[str, list[str]]
MODEL = HOME / "models" / "names" / "names.npz"
ROUNDS = 14  # times through the notes, each time with other names
SENTENCES_TIMES = 3  # how often a round reads the sentences, which are few beside the notes
AS_WRITTEN = 0.3  # share of notes that a round leaves unchanged
WITHOUT = 0.1  # share of word traits that a step leaves out
RATE = 0.003
NOTES_A_STEP = 6
NEWS_WEIGHT = 0.3  # of a news token beside a note's


def example(text: str, spans: Iterable[Span]) -> Example:
    """The text with each item's tokens marked."""
    passage = Passage.of(text)
    classes = np.zeros(len(passage.tokens), np.int64)
    for start, end, label in spans:
        begins = True
        for index in range(passage.token_at(start), len(passage.tokens)):
            if passage.tokens[index].start >= end:
                break
            name = f"{'B' if begins else 'I'}-{label}"
            classes[index] = CLASSES.index(name) if name in CLASSES else CLASSES.index("X")
            begins = False
    return Example(traits_of(passage), classes, np.ones(len(classes), np.float32))


def spans_of(note: Note) -> list[Span]:
    """The note's items as the variants take them."""
    return [(item.start, item.end, item.label) for item in note.items]


def news(path: Path, size: int = 400) -> list[Example]:
    """The corpus in pieces of `size` tokens. Its organisations follow other rules than ours, so they teach nothing."""
    rows = [line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    return [_news_example(rows[at : at + size]) for at in range(0, len(rows), size)]


def _news_example(rows: Sequence[Sequence[str]]) -> Example:
    text, spans, loose, kind, before = "", [], [], {"PER": "PERSON", "LOC": "PLACE"}, ""
    for word, tag, *_ in rows:
        text += "" if word in ".,!?:;)" or not text else " "
        if tag in kind:
            if before == tag:
                spans[-1] = (spans[-1][0], len(text) + len(word), kind[tag])
            else:
                spans.append((len(text), len(text) + len(word), kind[tag]))
        elif tag != "0":
            loose.append((len(text), len(text) + len(word)))
        before, text = tag, text + word
    made = example(text, spans)
    made.weights[:] = NEWS_WEIGHT
    passage = Passage.of(text)
    for start, end in loose:
        for index in range(passage.token_at(start), passage.token_at(end)):
            made.weights[index] = 0
    return made


def by_ending(dictionary: Path) -> Words:
    """The dictionary's words by their last two letters, without those that the name lists hold."""
    result: Words = defaultdict(list)
    for word in ordinary_words(dictionary):
        if len(word) > 3 and not kinds_of(word):
            result[word[-2:]].append(word)
    return result


def train(notes: Sequence[Note], extra: Sequence[Example], words: Words, seed: int, rounds: int) -> Network:
    """A model from `notes` in ever new variants, and `extra` as it is."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    learner = Learner(seed)
    for number in range(rounds):
        examples = [*extra]
        for note in notes:
            text, spans = note.text, spans_of(note)
            if rng.random() >= AS_WRITTEN:
                text, spans = variant(*reworded(text, spans, words, rng), rng)
            examples.append(example(text, spans))
        order, losses = numbers.permutation(len(examples)), []
        for at in range(0, len(order), NOTES_A_STEP):
            done = (number + at / len(order)) / rounds
            rate = RATE * min(1, (learner.steps + 1) / 50) * (1 - 0.95 * done)
            chosen = [examples[index] for index in order[at : at + NOTES_A_STEP]]
            losses.append(learner.step(batch(chosen, WITHOUT, numbers), rate))
        print(f"  round {number + 1}: loss {np.mean(losses):.4f}", file=sys.stderr)
    return learner.network()


def measured(network: Network, notes: Sequence[Note], show: bool) -> Score:
    """The whole scanner, patterns and names, against the notes."""
    scanner = Scanner((*pattern_detectors(), NameDetector(network)))
    findings: list[tuple[Finding, ...]] = [scanner.scan(note.text) for note in notes]
    return score(notes, findings, show)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--own-only", action="store_true")
    parser.add_argument("--news", type=Path)
    parser.add_argument("--dictionary", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--errors", action="store_true", help="name what was missed or wrong")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    gold, own = read_notes(GOLD), [*read_notes(OWN), *SENTENCES_TIMES * read_sentences(SENTENCES)]
    extra = news(options.news) if options.news else []
    words = by_ending(options.dictionary) if options.dictionary else {}
    if options.own_only:
        network = train(own, extra, words, options.seed, options.rounds)
        print("own notes only:", report(measured(network, gold, options.errors)))
    elif options.folds:
        total = Score()
        for fold in range(options.folds):
            held = gold[fold :: options.folds]
            rest = [note for note in gold if note not in held]
            total += measured(train([*own, *rest], extra, words, options.seed, options.rounds), held, options.errors)
        print(f"{options.folds} folds by note:", report(total))
        return
    else:
        network = train([*own, *gold], extra, words, options.seed, options.rounds)
    if options.out or not options.own_only:
        write(options.out or MODEL, network)


if __name__ == "__main__":
    main()
