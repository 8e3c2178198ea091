"""Swedish typography: signs and spaces only, never a word."""

from __future__ import annotations

import re

from dictate.journal.calendar_names import MONTHS
from dictate.words import without_control

NBSP = "\N{NO-BREAK SPACE}"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r'["“„]'), "”"),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r" [-—] "), " – "),
    (re.compile(r"\bkl\. (?=\d)"), f"kl.{NBSP}"),
    (re.compile(rf"(?<=\d) (?=(?:{'|'.join(MONTHS)})\b)"), NBSP),
    (re.compile(r"(?<=\d) (?=(?:kr|kronor|procent|%|timmar|minuter|mg|år)(?!\w))"), NBSP),
)


def typeset(text: str) -> str:
    """`text` with Swedish quotation marks, dashes and ellipses, and no line break between a number and its unit.

    Only quotation marks, dashes, dots and spaces change, and control characters become spaces: `typeset(text)` holds
    the same words in the same order.
    """
    text = without_control(text)
    for pattern, sign in _RULES:
        text = pattern.sub(sign, text)
    return text
