"""All detectors together: a text in, findings out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from redaction.detector import Detector, resolve
from redaction.finding import Finding, Sensitive
from redaction.passage import Passage

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon
    from redaction.policy import Policy

THRESHOLD = 0.5  # findings below it are not shown; a policy may set its own


class Scanner:
    """Holds the detectors with their word lists and models loaded, for repeated calls.

    `detectors` replaces the shipped ones (patterns and names); `extra` is added to them. Loading takes up to a second
    and happens here, so that `scan` only costs what its text costs.
    """

    def __init__(self, detectors: Iterable[Detector] | None = None, extra: Iterable[Detector] = ()) -> None:
        self.detectors: tuple[Detector, ...] = (*(shipped() if detectors is None else detectors), *extra)

    def scan(self, text: str, *, lexicon: Lexicon | None = None, policy: Policy | None = None) -> tuple[Finding, ...]:
        """The personal data in `text`: in its order, never overlapping.

        A `lexicon` finds the people and places of the case with certainty; a `policy` sets the confidence from which a
        finding is shown.
        """
        passage = Passage.of(text)
        found = [finding for detector in self.detectors for finding in detector.find(passage)]
        threshold = THRESHOLD if policy is None else policy.threshold
        if lexicon is None:
            return resolve(found, threshold)
        others, certain = lexicon.settle(passage, [item for item in found if item.confidence >= threshold])
        return resolve(others, threshold, certain)

    def sensitive(self, text: str) -> tuple[Sensitive, ...]:
        """The sentences of `text` with sensitive content (GDPR articles 9 and 10, protected identity)."""
        from redaction.sensitive_content import find_sensitive

        return tuple(find_sensitive(Passage.of(text)))


def shipped() -> tuple[Detector, ...]:
    """The detectors that come with the package."""
    from redaction.detectors import pattern_detectors
    from redaction.names import name_detectors

    return (*pattern_detectors(), *name_detectors())
