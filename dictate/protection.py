"""Whether a note concerns somebody with a protected identity, and the policy that then holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dictate.journal.note import Note
from redaction.policy import Policy

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon
    from redaction.scanner import Scanner


class Protection:
    """Looks through what a note says, each sentence once; after a change that leaves the words alone nothing."""

    def __init__(self) -> None:
        self._told: dict[str, bool] = {}
        self._latest: tuple[Note, bool] | None = None

    def policy(self, base: Policy, note: Note, lexicon: Lexicon | None, scanner: Scanner) -> Policy:
        """`base`, with protected identity on when the case or anything in the note says so."""
        if base.protected:
            return base
        case_says = lexicon is not None and lexicon.protected
        return base.protecting((), case_is_protected=case_says or self._says(note, scanner))

    def _says(self, note: Note, scanner: Scanner) -> bool:
        if self._latest is not None:
            before, told = self._latest
            if before.sentences is note.sentences and before.removed is note.removed and before.fields is note.fields:
                return told
        told = any(self._tells(text, scanner) for text in _all_said(note))
        self._latest = note, told
        return told

    def _tells(self, text: str, scanner: Scanner) -> bool:
        from dictate.journal.wording import wording

        if text not in self._told:
            said = bool(wording().protected.search(text))
            self._told[text] = said or any(mark.tag == "PROTECTED" for mark in scanner.sensitive(text))
        return self._told[text]


def _all_said(note: Note) -> Iterator[str]:
    """What each sentence says, what was said where that is something else, what was taken out, and what fields say."""
    yield from (value for value in note.fields.values() if isinstance(value, str) and value)
    for sentence in (*note.sentences, *(gone.sentence for gone in note.removed)):
        yield sentence.text
        if sentence.original != sentence.text:
            yield sentence.original
