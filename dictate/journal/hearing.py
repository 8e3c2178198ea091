"""Where in the recording the words of a sentence are heard."""

from __future__ import annotations

from dictate.journal.note import Sentence


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
    for word in sentence.words:
        bare = word.text.strip('.,;:!?…"”()').casefold()
        found = text.find(bare, position) if bare else -1
        if found < 0:
            continue
        position = found + len(bare)
        if position <= start:
            first = word.end
        elif found < start:
            first = word.start
        elif found < end <= position:
            last = word.end
        elif found >= end:
            last = min(last, word.start)
            break
    return (first, last) if first < last else sentence.audio
