"""Names of people, places and organisations: the detectors that `redaction.scanner` adds to the patterns.

A municipality that has a spaCy pipeline adds it: `Scanner(extra=[spacy_detector("sv_core_news_lg")])`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redaction.detector import Detector

if TYPE_CHECKING:
    from redaction.names.spacy_names import SpacyDetector


def name_detectors() -> tuple[Detector, ...]:
    """The detectors of PERSON, PLACE and ORGANISATION. Raises redaction.names.network.UnreadableModel."""
    from redaction.models import model_file
    from redaction.names.detector import NameDetector
    from redaction.names.network import read

    return (NameDetector(read(model_file("names", "names.npz"))),)


def spacy_detector(name: str) -> SpacyDetector:
    """The installed spaCy pipeline `name` as a detector. Raises redaction.names.spacy_names.NoSuchPipeline."""
    from redaction.names.spacy_names import spacy_detector as load

    return load(name)
