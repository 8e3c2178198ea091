"""What is hidden in one place and stands in another, where no search found it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dictate.journal.note import Note, NoteFinding
from redaction.finding import Finding

_REASON = "Samma ord är dolt på ett annat ställe"
_ANY_CASE_FROM = 5
"""Letters from which a word counts whatever its capitals: shorter names ("Vår", "Bo") are ordinary words too."""


class Hidden:
    """Finds the words of hidden findings in other texts."""

    def __init__(self, findings: Iterable[Finding], any_case_from: int = _ANY_CASE_FROM) -> None:
        """Words of fewer letters than `any_case_from` must have the very capitals."""
        known = {
            " ".join(one.text.split()): one for one in findings if one.text[:1].isalnum() and one.text[-1:].isalnum()
        }
        self._loose = {text.casefold(): one for text, one in known.items() if len(text) >= any_case_from}
        self._exact = {text: one for text, one in known.items() if len(text) < any_case_from}
        self._finders = (_finder(self._loose, re.IGNORECASE), _finder(self._exact, re.NOFLAG))

    def within(self, text: str) -> Iterator[tuple[int, int, Finding]]:
        """Where they stand in `text` (characters), and which finding each is; the longest at each place."""
        for finder in self._finders:
            for match in finder.finditer(text) if finder else ():
                words = " ".join(match[0].split())
                one = self._exact.get(words) or self._loose.get(words.casefold())
                if one:
                    yield match.start(), match.end(), one


def _finder(texts: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    longest_first = sorted(texts, key=len, reverse=True)
    words = "|".join(r"\s+".join(map(re.escape, text.split())) for text in longest_first)
    return re.compile(rf"(?<!\w)(?:{words})(?=(?:['’:]?s)?(?!\w))", flags) if words else None


def with_leftovers(note: Note, hidden: Iterable[Finding]) -> Note:
    """The note with an undecided finding wherever words of `hidden` stand in the open; the same note if nowhere."""
    words = Hidden(hidden)
    by_sentence: dict[str, list[NoteFinding]] = {}
    for found in note.findings:
        by_sentence.setdefault(found.sentence, []).append(found)
    taken = {found.id for found in note.findings}
    findings: list[NoteFinding] = []
    for sentence in note.sentences:
        own = by_sentence.get(sentence.id, [])
        for start, end, one in words.within(sentence.text):
            if all(end <= other.finding.start or other.finding.end <= start for other in own):
                finding_id = _free(sentence.id, taken)
                again = Finding.at(sentence.text, start, end, one.label, 1.0, _REASON)
                own.append(NoteFinding(finding_id, sentence.id, again))
        findings += sorted(own, key=lambda other: other.finding.start)
    return note if len(findings) == len(note.findings) else replace(note, findings=tuple(findings))


def _free(sentence_id: str, taken: set[str]) -> str:
    number = 1
    while f"{sentence_id}r{number}" in taken:
        number += 1
    taken.add(f"{sentence_id}r{number}")
    return f"{sentence_id}r{number}"
