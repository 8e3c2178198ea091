"""The child's own words under the child's voice, where it is known who spoke when."""

from __future__ import annotations

from collections.abc import Callable

from dictate.journal import edit
from dictate.journal.note import Note, Sentence
from dictate.journal.template import Template


def given_to_child(
    note: Note,
    template: Template,
    is_child: Callable[[float, float], bool],
    at: str,
    was_child: Callable[[float, float], bool] = lambda start, end: False,
) -> Note:
    """The note with what the child says, and nothing else, under the child's voice, where the template has it.

    `is_child` tells of seconds of the recording. Who spoke is known better than the classifier can guess; only a
    heading that somebody spoke keeps another's words there, as when a child is quoted. `was_child` is what was known
    before: those sentences have been put there already, so what the user has moved since stays, and what turns out to
    be another's is put back.
    """
    section = template.holding("barnets_rost")
    if section == template.fallback:
        return note
    sections: dict[str, str] = {}
    for sentence in note.sentences:
        if not sentence.audio:
            continue
        child, was = is_child(*sentence.audio), was_child(*sentence.audio)
        if child and not was and sentence.section != section:
            sections[sentence.id] = section
        elif not child and sentence.section == section and (sentence.how == "classified" or (was and _put(sentence))):
            others = (name for name, _ in sentence.alternatives if name != section)
            sections[sentence.id] = next(others, template.fallback)
    return edit.move_each(note, sections, at)


def _put(sentence: Sentence) -> bool:
    """Whether the sentence was put in its section, and not spoken under its heading."""
    return sentence.how == "moved"
