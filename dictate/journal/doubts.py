"""Words that a person should look at before the note leaves: misheard, easily confused, or numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from dictate.journal.note import Note, Sentence
from dictate.journal.wording import wording
from dictate.words import Word

_NUMBER = re.compile(r"\b\d[\d\s.,:/-]*\d\b|\b\d\b")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word or span at `start`:`end` (characters) of a sentence's text, and in plain Swedish why to look at it.

    `alternatives` are texts that were also heard there, the likeliest first, each to stand for `text`; "" says that
    nothing may have been said.
    """

    sentence: str
    start: int
    end: int
    text: str
    reason: str
    alternatives: tuple[str, ...] = ()


def unseen(note: Note) -> tuple[Doubt, ...]:
    """The doubts that the user has not looked at yet, in the order of the note."""
    seen = {(one.sentence, one.start, one.text) for one in note.seen}
    return tuple(
        doubt
        for sentence in note.sentences
        for doubt in doubts(sentence)
        if (doubt.sentence, doubt.start, doubt.text) not in seen
    )


def doubts(sentence: Sentence) -> tuple[Doubt, ...]:
    """What to look at in one sentence. Only what a recogniser heard can be misheard: typed text has none."""
    if not sentence.words:
        return ()
    found: dict[tuple[int, int], Doubt] = {}
    looks = (_disputed_negations, _gaps, _repaired, _uncertain, _confusable, _negations, _numbers)
    for doubt in chain(*(look(sentence) for look in looks)):
        if not any(start < doubt.end and doubt.start < end for start, end in found):
            found[doubt.start, doubt.end] = doubt
    return tuple(sorted(found.values(), key=lambda doubt: doubt.start))


def placed_words(sentence: Sentence) -> Iterator[tuple[int, int, Word]]:
    """The recogniser's words that still stand in the text, each with its place there (characters)."""
    position = 0
    for word in sentence.words:
        written = " ".join(word.text.split())
        found = sentence.text.find(written, position) if written else -1
        if found >= 0:
            position = found + len(written)
            yield found, position, word


def _disputed_negations(sentence: Sentence) -> Iterator[Doubt]:
    """Where two readings of the same sound differ in a negation: shown however sure the recogniser was."""
    negations = wording().negations
    for start, end, word in placed_words(sentence):
        said = len(negations.findall(word.text))
        others = [other for other in word.alternatives if len(negations.findall(other)) != said]
        if others:
            low, high = _bare(sentence.text, start, end)
            quoted = " eller ".join(f"”{other}”" if other else "inget alls" for other in others)
            reason = f"nekningen är osäker: programmet hörde också {quoted}"
            yield _doubt(sentence, low, high, reason, word.alternatives)


def _repaired(sentence: Sentence) -> Iterator[Doubt]:
    for start, end, word in placed_words(sentence):
        if word.heard:
            reason = f"skrivet efter ordlistan eller ärendet; programmet hörde ”{word.heard}”"
            yield _doubt(sentence, *_bare(sentence.text, start, end), reason, word.alternatives)


def _gaps(sentence: Sentence) -> Iterator[Doubt]:
    """A silence beside an uncertain word in a sentence without a negation: one may have been lost there."""
    lists = wording()
    if lists.negations.search(sentence.text):
        return
    for (start, _, one), (_, end, other) in pairwise(placed_words(sentence)):
        unsure = min(one.probability, other.probability) < lists.uncertain_below
        if unsure and other.start - one.end >= lists.gap_seconds:
            yield _doubt(sentence, *_bare(sentence.text, start, end), "här kan ett litet ord saknas, till exempel inte")


def _uncertain(sentence: Sentence) -> Iterator[Doubt]:
    for start, end, word in placed_words(sentence):
        low, high = _bare(sentence.text, start, end)
        if word.probability < wording().uncertain_below and low < high:
            percent = round(100 * word.probability)
            reason = f"programmet hörde det här ordet osäkert ({percent} procent)"
            yield _doubt(sentence, low, high, reason, word.alternatives)


def _confusable(sentence: Sentence) -> Iterator[Doubt]:
    for group in wording().confusable:
        for match in group.pattern.finditer(sentence.text):
            others = " eller ".join(word for word in group.words if word.casefold() not in match[0].casefold())
            reason = f"lätt att förväxla med {others}" if others else "lätt att förväxla"
            yield _doubt(sentence, match.start(), match.end(), reason)


def _negations(sentence: Sentence) -> Iterator[Doubt]:
    for match in wording().negations.finditer(sentence.text):
        yield _doubt(sentence, match.start(), match.end(), "vänder meningens innebörd; kontrollera att det sades")


def _numbers(sentence: Sentence) -> Iterator[Doubt]:
    for match in _NUMBER.finditer(sentence.text):
        yield _doubt(sentence, match.start(), match.end(), "siffror hörs lätt fel")


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The word without the punctuation around it."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _doubt(sentence: Sentence, start: int, end: int, reason: str, alternatives: Sequence[str] = ()) -> Doubt:
    """`alternatives` stand for the bare word, so that the punctuation around it stays as it is."""
    bare = dict.fromkeys(other[slice(*_bare(other, 0, len(other)))] for other in alternatives)
    text = sentence.text[start:end]
    return Doubt(sentence.id, start, end, text, reason, tuple(other for other in bare if other != text))
