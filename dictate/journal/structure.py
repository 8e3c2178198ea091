"""From sentences to a note: every sentence in the section where it belongs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Protocol

from dictate.journal.note import Note, Removed, Sentence
from dictate.journal.sentences import Piece, Spoken
from dictate.journal.template import Template

Ranking = tuple[tuple[str, float], ...]
"""Shared section ids with their probabilities, best first; the probabilities of all sections sum to 1."""

ALTERNATIVES = 3
"""How many next best sections a sentence carries with it."""


class Classifier(Protocol):
    """Chooses sections for all sentences of one note at once and in order, so that each is read in its context."""

    def classify(self, sentences: Sequence[str]) -> Sequence[Ranking]:
        """One ranking of all shared sections for each sentence."""
        ...


def structure(spoken: Spoken, template: Template, classifier: Classifier, note_id: str) -> Note:
    """The note that `spoken` makes: sentences under a heading stand there, the classifier places the others.

    Sentences that the speaker struck are among the removed ones. A placed sentence carries its probability and the
    next best sections. A sentence under a spoken heading has confidence 1 and, as alternatives, what the classifier
    would have chosen, so that a slip is one key to mend.
    """
    home = template.home()
    personal = {section.id for section in template.sections if section.block}

    def placed(pieces: Sequence[Piece], first: int) -> tuple[Sentence, ...]:
        rankings = classifier.classify([piece.written or piece.text for piece in pieces]) if pieces else ()
        return tuple(
            _sentence(f"s{number}", piece, in_template(ranking, home), personal)
            for number, (piece, ranking) in enumerate(zip(pieces, rankings, strict=True), first)
        )

    sentences = placed(spoken.pieces, 1)
    struck = placed(spoken.removed, len(sentences) + 1)
    removed = tuple(Removed(sentence, _before(sentence, sentences)) for sentence in struck)
    return Note(id=note_id, template=template.id, source=spoken.source, sentences=sentences, removed=removed)


def _before(struck: Sentence, sentences: Sequence[Sentence]) -> str:
    """The id of the last sentence that was said before a struck one, or empty."""
    return next((sentence.id for sentence in reversed(sentences) if sentence.start < struck.start), "")


def in_template(ranking: Ranking, home: Mapping[str, str]) -> Ranking:
    """The ranking of a template's sections: each gets the sum of what its shared sections got, best first."""
    sums: dict[str, float] = {}
    for shared, probability in ranking:
        sums[home[shared]] = sums.get(home[shared], 0.0) + probability
    return tuple(sorted(sums.items(), key=lambda entry: -entry[1]))


def _sentence(sentence_id: str, piece: Piece, ranking: Ranking, personal: Set[str]) -> Sentence:
    spoken = bool(piece.section)
    section, confidence = (piece.section, 1.0) if spoken else ranking[0]
    others = tuple((name, round(p, 4)) for name, p in ranking if name != section)[:ALTERNATIVES]
    return Sentence(
        id=sentence_id,
        text=piece.written or piece.text,
        original=piece.text,
        start=piece.start,
        end=piece.end,
        section=section,
        how="spoken" if spoken else "classified",
        confidence=round(min(1.0, confidence), 4),
        alternatives=others,
        audio=piece.audio,
        words=piece.words,
        paragraph=piece.paragraph,
        block=piece.block if section in personal else "",
    )
