"""What must hold between the parts of a note, whoever made it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from dictate.errors import DictateError
from dictate.journal.note import Agreement, Note, NoteFinding, Sentence


class NoteInvalid(DictateError):
    """A note that contradicts itself or isn't a note at all; the sentence says where."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"Anteckningen går inte att öppna: {fault}. Hämta en oskadad kopia.")
        self.fault = fault


def check_note(note: Note) -> None:
    """Raises NoteInvalid with the first contradiction of the note."""
    for fault in contradictions(note):
        raise NoteInvalid(fault)


def contradictions(note: Note) -> Iterator[str]:
    """Every contradiction as a clause of plain Swedish. Takes time in proportion to the note's length."""
    gone = [removed.sentence for removed in note.removed]
    findings = [*note.findings, *chain.from_iterable(removed.findings for removed in note.removed)]
    yield from _doubled("meningen", (sentence.id for sentence in chain(note.sentences, gone)))
    yield from _doubled("fyndet", (finding.id for finding in findings))
    yield from _astray(note, chain(note.sentences, gone))
    yield from _misplaced(note.findings, {sentence.id: sentence for sentence in note.sentences})
    for removed in note.removed:
        yield from _misplaced(removed.findings, {removed.sentence.id: removed.sentence})
    yield from _overlapping(findings)
    known = {sentence.id: sentence for sentence in chain(note.sentences, gone)}
    for named in chain((seen.sentence for seen in note.seen), (one.sentence for one in note.agreements)):
        if named not in known:
            yield f"den hänvisar till meningen {named}, som inte finns"
    if any(start > end for voice in note.voices for start, end in voice.turns):
        yield "en röst slutar tala innan den börjar"
    for one in note.agreements:
        if one.sentence in known and not is_made_of(one, known[one.sentence]):
            yield f"en överenskommelse har andra ord än sin mening {one.sentence}"


def is_made_of(agreement: Agreement, sentence: Sentence) -> bool:
    """Whether an agreement holds nothing but words of the sentence, so that no unseen name comes in with it."""
    return all(part in sentence.text for part in (agreement.who, agreement.what, agreement.when))


def _doubled(what: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield f"{what} {one} finns två gånger"
        seen.add(one)


def _astray(note: Note, sentences: Iterable[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        if note.source[sentence.start : sentence.end] != sentence.original:
            yield f"meningen {sentence.id} står inte i det som sades"
        if sentence.audio and sentence.audio[0] > sentence.audio[1]:
            yield f"ljudet till meningen {sentence.id} slutar innan det börjar"


def _misplaced(findings: Iterable[NoteFinding], sentences: dict[str, Sentence]) -> Iterator[str]:
    for found in findings:
        sentence = sentences.get(found.sentence)
        if sentence is None:
            yield f"fyndet {found.id} hör till meningen {found.sentence}, som inte finns"
        elif sentence.text[found.finding.start : found.finding.end] != found.finding.text:
            yield f"fyndet {found.id} står inte i sin mening {found.sentence}"


def _overlapping(findings: Iterable[NoteFinding]) -> Iterator[str]:
    ordered = sorted(findings, key=lambda found: (found.sentence, found.finding.start, found.finding.end))
    for one, other in pairwise(ordered):
        if one.sentence == other.sentence and other.finding.start < one.finding.end:
            yield f"fynden {one.id} och {other.id} går in i varandra"
