"""Swedish personal data in text: found, explained, decided and replaced.

    >>> from redaction import scan
    >>> [(f.label, f.text) for f in scan("Elsa nås på 070-174 06 18.")]
    [('PERSON', 'Elsa'), ('PHONE', '070-174 06 18')]

Importing the package loads nothing heavy; word lists and models are read at the first scan.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from redaction.finding import LABELS, TAGS, Finding, Label, Sensitive, Tag

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon, Person, Place
    from redaction.policy import Policy
    from redaction.replace import Decided, Decision, Replaced, apply
    from redaction.scanner import Scanner

__all__ = [
    "LABELS", "TAGS", "Decided", "Decision", "Finding", "Label", "Lexicon", "Person", "Place", "Policy", "Replaced",
    "Scanner", "Sensitive", "Tag", "apply", "scan", "sensitive",
]  # fmt: skip

_HOMES = {
    "Lexicon": "lexicon", "Person": "lexicon", "Place": "lexicon", "Policy": "policy", "Decided": "replace",
    "Decision": "replace", "Replaced": "replace", "apply": "replace", "Scanner": "scanner",
}  # fmt: skip


def scan(text: str, *, lexicon: Lexicon | None = None, policy: Policy | None = None) -> tuple[Finding, ...]:
    """The personal data in `text`: findings in its order, never overlapping. See `Scanner` for repeated calls."""
    return _scanner().scan(text, lexicon=lexicon, policy=policy)


def sensitive(text: str) -> tuple[Sensitive, ...]:
    """The sentences of `text` with sensitive content (GDPR articles 9 and 10, protected identity)."""
    return _scanner().sensitive(text)


@cache
def _scanner() -> Scanner:
    from redaction.scanner import Scanner

    return Scanner()


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'redaction' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"redaction.{_HOMES[name]}"), name)
