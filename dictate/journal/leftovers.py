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


def occurrences(
    text: str, hidden: Iterable[Finding], any_case_from: int = _ANY_CASE_FROM
) -> Iterator[tuple[int, int, Finding]]:
    """Where the words of a hidden finding stand in `text` (characters), and which finding it is; longest first.

    Words of fewer letters than `any_case_from` must have the very capitals.
    """
    for one in sorted({item.text: item for item in hidden}.values(), key=lambda item: -len(item.text)):
        words = r"\s+".join(map(re.escape, one.text.split()))
        if not words or not (one.text[0].isalnum() and one.text[-1].isalnum()):
            continue
        flags = re.IGNORECASE if len(one.text) >= any_case_from else 0
        for match in re.finditer(rf"(?<!\w){words}(?=(?:['’:]?s)?(?!\w))", text, flags):
            yield match.start(), match.end(), one


def with_leftovers(note: Note, hidden: Iterable[Finding]) -> Note:
    """The note with an undecided finding wherever words of `hidden` stand in the open; the same note if nowhere."""
    hidden = tuple(hidden)
    by_sentence: dict[str, list[NoteFinding]] = {}
    for found in note.findings:
        by_sentence.setdefault(found.sentence, []).append(found)
    taken = {found.id for found in note.findings}
    findings: list[NoteFinding] = []
    for sentence in note.sentences:
        own = by_sentence.get(sentence.id, [])
        for start, end, one in occurrences(sentence.text, hidden):
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
