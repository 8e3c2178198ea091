"""Dates of birth: a date after "född", "födda", "f.", "födelsedag", "fyller år"."""

from __future__ import annotations

from collections.abc import Iterable

from redaction.dates import Date, dates
from redaction.detector import Evidence, finding
from redaction.detectors.data import DetectorData
from redaction.finding import Finding
from redaction.passage import Passage

_DATA = DetectorData("birthdate")
_NEAR, _FAR = 5, 10  # tokens between the word and the date


class BirthdateDetector:
    """Finds BIRTHDATE."""

    def find(self, passage: Passage) -> Iterable[Finding]:
        last_born = -100
        sentence = -1
        for date in dates(passage):
            same = passage.sentence_of[date.first] == sentence
            evidence = _context(passage, date, date.first - last_born - 1 if same else _FAR)
            near = same and date.has_year and date.first - last_born <= _NEAR
            if near and evidence is None and _joined(passage, last_born + 1, date.first):
                evidence = Evidence(_DATA.weight("far"), "datum efter ett annat födelsedatum")
            if evidence:
                yield finding(passage, _with_article(passage, date), date.end, "BIRTHDATE", evidence)
                last_born, sentence = date.last, passage.sentence_of[date.first]


def _with_article(passage: Passage, date: Date) -> int:
    """Where the date begins, its "den" included."""
    return passage.tokens[date.first - 1].start if passage.before(date.first, 1) == ("den",) else date.start


def _joined(passage: Passage, first: int, until: int) -> bool:
    """Whether only names, commas and "och" stand between two dates."""
    between = passage.tokens[first:until]
    return all(token.text == "," or token.is_capital or token.lower in _DATA.words("joins") for token in between)


def _context(passage: Passage, date: Date, reach: int) -> Evidence | None:
    """The word at most `reach` tokens before the date that makes it one of birth, if none that turns it is nearer."""
    before = passage.before(date.first, min(reach, _FAR))
    for distance, word in enumerate(reversed(before), 1):
        if word in _DATA.words("turns"):
            return None
        if word in _DATA.words("born"):
            if word == "f" and not (distance == 1 or (distance <= 3 and before[-distance + 1] == ".")):
                continue
            return Evidence(_DATA.weight("born" if distance <= _NEAR else "far"), f"datum efter ”{word}”")
        if word in _DATA.words("birthday"):
            return Evidence(_DATA.weight("birthday"), f"datum efter ”{word}”")
    after = passage.after(date.last, 3)
    if after[:1] and after[0] in _DATA.words("born") and after[0] != "f":
        return Evidence(_DATA.weight("far"), f"datum före ”{after[0]}”")
    return None
