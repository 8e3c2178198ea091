"""The stated failures of the package: each carries one plain Swedish sentence for the person at the screen."""

from __future__ import annotations


class RedactionError(Exception):
    """A failure that the user can act on; `str(error)` is one plain Swedish sentence without personal data."""


class UnreadableText(RedactionError):
    """A text file that does not exist, can't be opened or is not UTF-8."""


class BadCaseFile(RedactionError):
    """A case lexicon that is not valid JSON or lacks what it needs."""


class BadPolicy(RedactionError):
    """A policy that names an unknown label, recipient or decision."""


class BadDecision(RedactionError):
    """A decision about a span that the text does not hold."""
