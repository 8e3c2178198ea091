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
    """Looks through what a note says, each sentence once."""

    def __init__(self) -> None:
        self._told: dict[str, bool] = {}

    def policy(self, base: Policy, note: Note, lexicon: Lexicon | None, scanner: Scanner) -> Policy:
        """`base`, with protected identity on when the case or anything in the note says so."""
        if base.protected:
            return base
        case_says = lexicon is not None and lexicon.protected
        told = case_says or any(self._tells(text, scanner) for text in _all_said(note))
        return base.protecting((), case_is_protected=told)

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
