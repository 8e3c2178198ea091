"""Making two sentences of one and one of two, so that each keeps exactly what was said in it."""

from __future__ import annotations

from dataclasses import replace

from dictate.errors import DictateError
from dictate.journal.note import Note, Sentence
from dictate.words import Word


class EditRefused(DictateError):
    """A change that would lose or mix up what was said; the sentence says what to do instead."""


def halves(before: Sentence, position: int, new_id: str) -> tuple[Sentence, Sentence]:
    """Both parts of a sentence; each keeps what of the original, the words and the sound is its own."""
    cut = _word_start(before.original, _cut_of_original(before, position))
    left, right = before.original[:cut].rstrip(), before.original[cut:].lstrip()
    begins = before.end - len(right)
    low = _words_before(before, cut)
    halves = (
        (before.id, before.text[:position].rstrip(), left, before.start, before.words[:low], before.paragraph),
        (new_id, before.text[position:].lstrip(), right, begins, before.words[low:], False),
    )
    made = [
        replace(
            before,
            id=sentence_id,
            text=text,
            original=original,
            start=start,
            end=start + len(original),
            words=words,
            audio=(words[0].start, words[-1].end) if words else (before.audio if original else None),
            paragraph=paragraph,
        )
        for sentence_id, text, original, start, words, paragraph in halves
    ]
    return made[0], made[1]


def _cut_of_original(sentence: Sentence, position: int) -> int:
    """Where in the original the text's `position` is: exact outside what was edited, else where the editing begins."""
    text, original = sentence.text, sentence.original
    same = 0
    while same < min(len(text), len(original)) and text[same] == original[same]:
        same += 1
    if position <= same:
        return position
    rest = len(text) - position
    if rest <= len(original) - same and text[position:] == original[len(original) - rest :]:
        return len(original) - rest
    return same


def _word_start(text: str, position: int) -> int:
    """The start of the word that `position` is in, so that no spoken word is cut."""
    while 0 < position < len(text) and not text[position - 1].isspace():
        position -= 1
    return position


def _words_before(sentence: Sentence, cut: int) -> int:
    """How many of the recogniser's words begin before `cut` in the original."""
    position = 0
    for count, word in enumerate(sentence.words):
        found = sentence.original.find(" ".join(word.text.split()), position)
        position = position if found < 0 else found
        if position >= cut:
            return count
        position += len(word.text)
    return len(sentence.words)


def joined(note: Note, first: Sentence, second: Sentence) -> Sentence:
    """Both sentences as one, under the first one's id. Raises EditRefused when other words were said between them."""
    text = f"{first.text} {second.text}"
    if not second.original:
        return replace(first, text=text)
    if not first.original:
        return replace(
            first,
            text=text,
            original=second.original,
            start=second.start,
            end=second.end,
            words=second.words,
            audio=second.audio,
        )
    if second.start < first.end or note.source[first.end : second.start].strip():
        raise EditRefused("Meningarna sades inte efter varandra och kan inte slås ihop. Flytta dem i stället.")
    audio = (first.audio[0], second.audio[1]) if first.audio and second.audio else first.audio or second.audio
    words: tuple[Word, ...] = first.words + second.words
    original = note.source[first.start : second.end]
    return replace(first, text=text, original=original, end=second.end, words=words, audio=audio)
