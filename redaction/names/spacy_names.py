"""A spaCy pipeline that the organisation has installed, as one more detector of names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redaction.detector import Evidence, finding
from redaction.errors import RedactionError
from redaction.finding import Finding, Label
from redaction.passage import Passage

# The names that spaCy's Swedish (SUC 3), multilingual and other pipelines give their classes.
_LABELS: dict[str, Label] = {
    "PRS": "PERSON", "PER": "PERSON", "PERSON": "PERSON", "LOC": "PLACE", "GPE": "PLACE", "ORG": "ORGANISATION",
}  # fmt: skip
_WEIGHT = 0.6  # a pipeline gives no chance of its own; enough to be shown, less than our model where both speak


class NoSuchPipeline(RedactionError):
    """A spaCy pipeline that is not installed or finds no names."""


@dataclass(frozen=True)
class SpacyDetector:
    """Finds PERSON, PLACE and ORGANISATION with `pipeline`, a loaded spaCy `Language`."""

    pipeline: Any
    name: str

    def find(self, passage: Passage) -> Iterable[Finding]:
        """The pipeline's entities; it reads sentence by sentence, so that long texts stay within its limits."""
        for start, end in passage.sentences:
            for entity in self.pipeline(passage.text[start:end]).ents:
                label = _LABELS.get(entity.label_)
                if label and entity.text.strip():
                    evidence = Evidence(_WEIGHT, f"liknar ett namn enligt {self.name}")
                    yield finding(passage, start + entity.start_char, start + entity.end_char, label, evidence)


def spacy_detector(name: str) -> SpacyDetector:
    """The detector on the installed pipeline `name` (such as "sv_core_news_lg") or on a folder with one.

    Loading takes seconds, mostly spaCy's own import. Raises NoSuchPipeline.
    """
    try:
        import spacy

        pipeline = spacy.load(name)
    except (ImportError, OSError, ValueError) as error:
        raise NoSuchPipeline(
            f"Namnmodellen {name} är inte installerad; be IT installera den eller ta bort den ur inställningarna."
        ) from error
    if not {"ner", "entity_ruler", "span_ruler"} & set(pipeline.pipe_names):
        raise NoSuchPipeline(f"Namnmodellen {name} kan inte hitta namn; välj en spaCy-modell med namnigenkänning.")
    return SpacyDetector(pipeline, Path(name).name)
