"""Microsoft Presidio as a peer, run by `benchmark.py redaction` in an environment of its own; needs nothing of ours.

    python presidio_peer.py train NOTES.json MODEL    a Swedish spaCy model with a name recogniser, trained on the notes
    python presidio_peer.py run NOTES.json MODEL      one JSON line: load_s, scan_s and the spans found in each note

NOTES.json is a list of {"text", "items": [[start, end, label], ...]}. MODEL is a folder, or an installed pipeline.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

NAMES = {"PERSON": "PERSON", "PLACE": "LOC", "ADDRESS": "LOC", "ORGANISATION": "ORG"}
ROUNDS = 20
SWEDISH = "sv"


def train(notes: list[dict], target: str) -> None:
    """A blank Swedish pipeline with spaCy's standard name recogniser, as its training quickstart sets it up."""
    import spacy
    from spacy.training import Example
    from spacy.util import compounding, minibatch

    random.seed(0)
    pipeline = spacy.blank(SWEDISH)
    pipeline.add_pipe("ner")
    examples = []
    for note in notes:
        document = pipeline.make_doc(note["text"])
        spans = [(start, end, NAMES[label]) for start, end, label in note["items"] if label in NAMES]
        known = [(s, e, label) for s, e, label in spans if document.char_span(s, e) is not None]
        examples.append(Example.from_dict(document, {"entities": known}))
    optimizer = pipeline.initialize(lambda: examples)
    for number in range(ROUNDS):
        random.shuffle(examples)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, size=compounding(4.0, 32.0, 1.01)):
            pipeline.update(batch, sgd=optimizer, drop=0.2, losses=losses)
        print(f"  round {number + 1}: loss {losses['ner']:.1f}", file=sys.stderr)
    pipeline.to_disk(target)


def analyzer(model: str):
    """Presidio with every recogniser that it has for Sweden and every one that knows no language."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as known
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine

    names = NerModelConfiguration(
        model_to_presidio_entity_mapping={
            "PERSON": "PERSON", "PER": "PERSON", "PRS": "PERSON", "LOC": "LOCATION", "GPE": "LOCATION",
            "ORG": "ORGANIZATION",
        },
        labels_to_ignore=["O", "TME", "MSR", "EVN", "WRK", "OBJ"],
    )  # fmt: skip
    engine = SpacyNlpEngine([{"lang_code": SWEDISH, "model_name": model}], names)
    engine.load()
    registry = RecognizerRegistry(supported_languages=[SWEDISH])
    for kind, options in (
        ("SpacyRecognizer", {"supported_entities": ["PERSON", "LOCATION", "ORGANIZATION"]}),
        ("SePersonnummerRecognizer", {}),
        ("SeOrganisationsnummerRecognizer", {}),
        ("EmailRecognizer", {}),
        ("PhoneRecognizer", {"supported_regions": ["SE"]}),
        ("IbanRecognizer", {}),
        ("CreditCardRecognizer", {}),
        ("IpRecognizer", {}),
        ("UrlRecognizer", {}),
    ):
        registry.add_recognizer(getattr(known, kind)(supported_language=SWEDISH, **options))
    return AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=[SWEDISH])


def run(notes: list[dict], model: str) -> dict:
    """Loads once, then finds in each note."""
    began = time.perf_counter()
    engine = analyzer(model)
    engine.analyze("Elsa nås på 070-174 06 18.", language=SWEDISH)
    loaded = time.perf_counter() - began
    began = time.perf_counter()
    found = [
        [[one.start, one.end, one.entity_type] for one in engine.analyze(note["text"], language=SWEDISH)]
        for note in notes
    ]
    return {"load_s": loaded, "scan_s": time.perf_counter() - began, "found": found}


if __name__ == "__main__":
    what, source, model = sys.argv[1:]
    read = json.loads(Path(source).read_text(encoding="utf-8"))
    if what == "train":
        train(read, model)
    else:
        print(json.dumps(run(read, model)))
