"""What the user does with doubtful words: looks at them, or writes what was also heard instead.

Every function takes a note and gives a new one. `at` is the moment, ISO 8601 with time zone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dictate.journal.doubts import Doubt
from dictate.journal.edit import Scan, edit
from dictate.journal.note import Note, Seen

_CLOSING = (".", ",", ";", ":", "!", "?", ")", "”")
"""Signs that follow a word without a space."""


def looked_at(note: Note, doubts: Iterable[Doubt], at: str) -> Note:
    """Records that the user has looked at these words. Raises KeyError for a sentence that is not there."""
    for doubt in doubts:
        note = mark_seen(note, doubt.sentence, doubt.start, doubt.end, at)
    return note


def heard_instead(note: Note, doubt: Doubt, alternative: str, at: str, scan: Scan) -> Note:
    """Writes what was also heard in place of a doubtful word, "" for nothing. Raises KeyError or EditRefused."""
    text = note.sentence(doubt.sentence).text
    before, after = text[: doubt.start], text[doubt.end :]
    if not alternative and after.startswith(_CLOSING):
        before = before.rstrip()  # the sign stood at the word that goes
    written = " ".join(f"{before}{alternative}{after}".split())
    note = edit(note, doubt.sentence, written, at, scan)
    return mark_seen(note, doubt.sentence, doubt.start, doubt.start + len(alternative), at) if alternative else note


def mark_seen(note: Note, sentence_id: str, start: int, end: int, at: str) -> Note:
    """Records that the user has looked at the doubtful word at `start`:`end` (characters) of a sentence's text."""
    text = note.sentence(sentence_id).text[start:end]
    if not text or any((one.sentence, one.start, one.text) == (sentence_id, start, text) for one in note.seen):
        return note
    return replace(note, seen=(*note.seen, Seen(sentence_id, start, end, text, at)))
