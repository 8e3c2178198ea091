"""The values that detection gives: a span of personal data, a sentence of sensitive content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Label = Literal[
    "PERSON", "PERSONNUMMER", "BIRTHDATE", "PHONE", "EMAIL", "ADDRESS", "PLACE", "ORGANISATION", "VEHICLE", "ACCOUNT",
    "CASE_NUMBER", "HANDLE",
]  # fmt: skip
Tag = Literal["HEALTH", "CRIME", "ORIGIN", "RELIGION", "SEXUALITY", "POLITICS", "UNION", "PROTECTED"]

LABELS: tuple[Label, ...] = get_args(Label)
TAGS: tuple[Tag, ...] = get_args(Tag)

LABEL_WORDS: Mapping[Label, str] = MappingProxyType({
    "PERSON": "namn", "PERSONNUMMER": "personnummer", "BIRTHDATE": "födelsedatum", "PHONE": "telefonnummer",
    "EMAIL": "e-postadress", "ADDRESS": "adress", "PLACE": "ort", "ORGANISATION": "verksamhet",
    "VEHICLE": "registreringsnummer", "ACCOUNT": "kontonummer", "CASE_NUMBER": "ärendenummer", "HANDLE": "användarnamn",
})  # fmt: skip
"""What a user calls each kind of personal data."""
TAG_WORDS: Mapping[Tag, str] = MappingProxyType({
    "HEALTH": "hälsa", "CRIME": "brott", "ORIGIN": "etniskt ursprung", "RELIGION": "religion",
    "SEXUALITY": "sexualitet", "POLITICS": "politisk åsikt", "UNION": "fackligt medlemskap",
    "PROTECTED": "skyddad identitet",
})  # fmt: skip
"""What a user calls each kind of sensitive content."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One item of personal data in a text.

    `start` and `end` are character offsets, `text` is what stands between them, `confidence` is 0 to 1 and `reason`
    says in plain Swedish what spoke for it. Raises ValueError when span, text, label or confidence disagree, so a
    finding can't point at something else than it shows. Make one with `Finding.at`.
    """

    start: int
    end: int
    label: Label
    text: str
    confidence: float
    reason: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text) or not self.text:
            raise ValueError(f"span {self.start}-{self.end} does not hold {len(self.text)} characters")
        if self.label not in LABELS:
            raise ValueError(f"unknown label {self.label}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not between 0 and 1")

    @classmethod
    def at(cls, source: str, start: int, end: int, label: Label, confidence: float, reason: str) -> Finding:
        """The finding whose text is `source[start:end]`."""
        return cls(start, end, label, source[start:end], confidence, reason)


@dataclass(frozen=True, slots=True, order=True)
class Sensitive:
    """A sentence whose content is sensitive (GDPR articles 9 and 10, or a protected identity).

    `start` and `end` are the character offsets of the whole sentence; `reason` is plain Swedish.
    """

    start: int
    end: int
    tag: Tag
    reason: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"span {self.start}-{self.end} is empty")
        if self.tag not in TAGS:
            raise ValueError(f"unknown tag {self.tag}")
