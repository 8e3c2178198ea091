"""The words of a note that may be misheard and that nobody has looked at yet."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from dictate.journal.note import Note, Sentence

if TYPE_CHECKING:
    from dictate.journal.doubts import Doubt
    from redaction.finding import Finding


class DoubtfulWords:
    """Finds them again after each change; a sentence that is the same object as before is not gone through anew."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Sentence, tuple[Doubt, ...]]] = {}

    def of(self, note: Note) -> tuple[Doubt, ...]:
        """Those of `note`, in its order. What lies in a finding is looked at when that is decided."""
        spans: dict[str, list[Finding]] = {}
        for item in note.findings:
            spans.setdefault(item.sentence, []).append(item.finding)
        return tuple(
            one
            for one in self.unseen(note)
            if not any(span.start < one.end and one.start < span.end for span in spans.get(one.sentence, ()))
        )

    def unseen(self, note: Note) -> tuple[Doubt, ...]:
        """All of them, in the order of the note, also what lies in a finding."""
        from dictate.journal.doubts import doubts

        kept, self._known = self._known, {}
        for sentence in note.sentences:
            known = kept.get(sentence.id)
            self._known[sentence.id] = known if known and known[0] is sentence else (sentence, doubts(sentence))
        seen = {(one.sentence, one.start, one.text) for one in note.seen}
        every = chain.from_iterable(found for _, found in self._known.values())
        return tuple(one for one in every if (one.sentence, one.start, one.text) not in seen)
