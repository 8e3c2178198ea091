"""Names of people, places and organisations: the detectors that `redaction.scanner` adds to the patterns."""

from __future__ import annotations

from redaction.detector import Detector


def name_detectors() -> tuple[Detector, ...]:
    """The detectors of PERSON, PLACE and ORGANISATION. Raises redaction.names.network.UnreadableModel."""
    from redaction.models import model_file
    from redaction.names.detector import NameDetector
    from redaction.names.network import read

    return (NameDetector(read(model_file("names", "names.npz"))),)
