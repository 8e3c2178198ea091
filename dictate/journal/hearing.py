"""Where in the recording the words of a sentence are heard."""

from __future__ import annotations

from dictate.journal.note import Sentence

_AFTER_WORDS = '.,;:!?…"”()'


def heard_at(sentence: Sentence, start: int, end: int) -> tuple[float, float]:
    """The seconds in which the characters `start`:`end` of the sentence's text were said.

    The words are looked for in the text one after the other; where the text says otherwise than was said there (a
    number that is written in digits, an edit), the neighbours that are found bound it. Without any it is the whole
    sentence. Raises ValueError for a sentence without sound.
    """
    if sentence.audio is None:
        raise ValueError(f"{sentence.id} has no sound")
    first, last = sentence.audio
    text, position = sentence.text.casefold(), 0
    end = start + len(text[start:end].rstrip(_AFTER_WORDS))
    for word in sentence.words:
        bare = word.text.strip(_AFTER_WORDS).casefold()
        found = text.find(bare, position) if bare else -1
        if found < 0:
            continue
        position = found + len(bare)
        if position <= start:
            first = word.end
            continue
        if found >= end:
            last = min(last, word.start)
            break
        if found <= start:
            first = word.start
        if position >= end:
            last = word.end
            break
    return (first, last) if first < last else sentence.audio
