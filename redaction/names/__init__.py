"""Names of people, places and organisations: the detectors that `redaction.scanner` adds to the patterns."""

from __future__ import annotations

from redaction.detector import Detector


def name_detectors() -> tuple[Detector, ...]:
    """The detectors of PERSON, PLACE and ORGANISATION."""
    from redaction.names.context_names import ContextNameDetector

    return (ContextNameDetector(),)
