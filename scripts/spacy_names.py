"""The name model beside a spaCy NER that learns from the same: one fold of the gold notes, judged by the whole scan.

    OMP_NUM_THREADS=1 .venv/bin/python scripts/spacy_names.py [--ours] [--folds 3] [--fold 0] [--rounds 10]
                                                              [--news FILE] [--dictionary sv_SE.dic] [--out FOLDER]

Both see the same notes, sentences and news, each round with other names, misspelt and in small letters by the same
hand (`name_variants`); options are those of `train_names.py`. spaCy gets its standard pipeline, a convolution over
hashed words and a transition parser, and reads sentence by sentence as the program lets a plugged-in pipeline read.
Size, loading and time are measured in a process of their own. With --ours our model is trained and measured instead.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOME), str(HOME / "scripts")]

import train_names  # noqa: E402
from annotated import Note, read_notes, read_sentences  # noqa: E402
from name_variants import Span, reworded, variant  # noqa: E402
from redaction_scores import report, score  # noqa: E402

from redaction.passage import Passage  # noqa: E402

LABELS = {"PERSON": "PERSON", "PLACE": "LOC", "ORGANISATION": "ORG"}
_NEWS_LABELS = {"PER": "PERSON", "LOC": "LOC"}
_NEWS_TOKENS = 60
DROP = 0.2  # as spaCy's training quickstart has it


def sentences(text: str, spans: Sequence[Span]) -> Iterator[tuple[str, list[Span]]]:
    """The text in sentences as the program reads them, each with the names that lie wholly in it."""
    for start, end in Passage.of(text).sentences:
        inside = [
            (a - start, b - start, LABELS[kind]) for a, b, kind in spans if kind in LABELS and start <= a < b <= end
        ]
        yield text[start:end], inside


def _example(pipeline: Any, text: str, spans: Sequence[Span]) -> Any:
    from spacy.training import Example

    document = pipeline.make_doc(text)
    known = [span for span in spans if document.char_span(span[0], span[1]) is not None]
    return Example.from_dict(document, {"entities": known})


def _news(pipeline: Any, path: Path) -> Iterator[Any]:
    """The corpus in pieces; of what it marks otherwise than we do nothing is told."""
    from spacy.tokens import Doc
    from spacy.training import Example

    rows = [line.rstrip("\n").split("\t") for line in path.read_text(encoding="utf-8").splitlines() if "\t" in line]
    for at in range(0, len(rows), _NEWS_TOKENS):
        part = rows[at : at + _NEWS_TOKENS]
        tags, before = [], ""
        for _, kind, *_ in part:
            label = _NEWS_LABELS.get(kind, "")
            tags.append(f"{'I' if before == kind else 'B'}-{label}" if label else "O" if kind == "0" else "-")
            before = kind
        document = Doc(pipeline.vocab, words=[row[0] for row in part])
        yield Example.from_dict(document, {"entities": _as_biluo(tags)})


def _as_biluo(tags: Sequence[str]) -> list[str]:
    """ "B", "I" and "O" as spaCy wants them: the last of a row is "L", one alone "U"."""
    result = []
    for tag, following in zip(tags, [*tags[1:], "O"], strict=True):
        ends = not following.startswith("I-")
        result.append({"B": "U", "I": "L"}[tag[0]] + tag[1:] if tag[0] in "BI" and ends else tag)
    return result


def train(notes: Sequence[Note], news: Path | None, words: train_names.Words, rounds: int, seed: int) -> Any:
    """A spaCy pipeline from `notes` in ever new variants."""
    import spacy
    from spacy.util import compounding, fix_random_seed, minibatch

    fix_random_seed(seed)
    rng = random.Random(seed)
    pipeline = spacy.blank("sv")
    recogniser = pipeline.add_pipe("ner")
    for label in LABELS.values():
        recogniser.add_label(label)
    plain = [_example(pipeline, *one) for note in notes for one in sentences(note.text, train_names.spans_of(note))]
    extra = list(_news(pipeline, news)) if news else []
    optimizer = pipeline.initialize(lambda: plain[:500])
    for number in range(rounds):
        examples = [*extra]
        for note in notes:
            text, spans = note.text, train_names.spans_of(note)
            if rng.random() >= train_names.AS_WRITTEN:
                text, spans = variant(*reworded(text, spans, words, rng), rng)
            examples += [_example(pipeline, *one) for one in sentences(text, spans)]
        rng.shuffle(examples)
        losses: dict[str, float] = {}
        for part in minibatch(examples, size=compounding(16.0, 64.0, 1.001)):
            pipeline.update(part, sgd=optimizer, drop=DROP, losses=losses)
        print(f"  round {number + 1}: loss {losses['ner']:.1f}", file=sys.stderr, flush=True)
    return pipeline


def child(folder: str) -> dict[str, object]:
    """Loads the pipeline in `folder` as the program does and searches the notes that stand on standard input."""
    from redaction.detectors import pattern_detectors
    from redaction.names import spacy_detector
    from redaction.scanner import Scanner

    texts = json.load(sys.stdin)
    began = time.process_time()
    detector = spacy_detector(folder)
    scanner = Scanner((*pattern_detectors(), detector))
    scanner.scan("Elsa nås på 070-174 06 18.")
    loaded, began = time.process_time() - began, time.process_time()
    found = [[[one.start, one.end, one.label, one.confidence] for one in scanner.scan(text)] for text in texts]
    scanned, began = time.process_time() - began, time.process_time()
    for text in texts:
        for _ in detector.find(Passage.of(text)):
            pass
    return {"load_s": loaded, "scan_s": scanned, "names_s": time.process_time() - began, "found": found}


def _measure(pipeline: Any, held: Sequence[Note], out: Path, show: bool) -> None:
    from redaction.finding import Finding

    pipeline.to_disk(out)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    texts = json.dumps([note.text for note in held])
    command = [sys.executable, __file__, "--child", str(out)]
    result = json.loads(subprocess.run(command, input=texts, check=True, capture_output=True, text=True).stdout)
    found = [
        [Finding.at(note.text, start, end, label, confidence, "spaCy") for start, end, label, confidence in spans]
        for note, spans in zip(held, result["found"], strict=True)
    ]
    words = sum(len(note.text.split()) for note in held)
    print("spaCy:", report(score(held, found, show)))
    each = {name: 1000 * result[name] / words for name in ("scan_s", "names_s")}
    print(
        f"  {size / 1e6:.1f} MB; load {result['load_s']:.2f} s, 1 000 words {each['scan_s']:.3f} s, of which names "
        f"{each['names_s']:.3f} s (processor time)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--fold", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--news", type=Path)
    parser.add_argument("--dictionary", type=Path)
    parser.add_argument("--errors", action="store_true", help="name what was missed or wrong")
    parser.add_argument("--out", type=Path, help="a folder for spaCy's pipeline")
    options = parser.parse_args()
    gold = read_notes(train_names.GOLD)
    own = [*read_notes(train_names.OWN), *train_names.SENTENCES_TIMES * read_sentences(train_names.SENTENCES)]
    held = gold[options.fold :: options.folds]
    notes = [*own, *(note for note in gold if note not in held)]
    words = train_names.by_ending(options.dictionary) if options.dictionary else {}
    if options.ours:
        extra = train_names.news(options.news) if options.news else []
        network = train_names.train(notes, extra, words, options.seed, options.rounds)
        print("ours:", report(train_names.measured(network, held, options.errors)))
        return
    pipeline = train(notes, options.news, words, options.rounds, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        _measure(pipeline, held, options.out or Path(folder), options.errors)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        print(json.dumps(child(sys.argv[2])))
    else:
        main()
