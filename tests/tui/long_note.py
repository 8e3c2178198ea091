"""A long note, for what must stay quick: 500 sentences and 300 findings."""

from __future__ import annotations

from dataclasses import replace

from dictate.journal.note import Note, NoteFinding, Sentence
from dictate.words import Turn
from redaction.finding import Finding

SECTIONS = ("kontakt", "barnets_rost", "halsa", "utbildning", "bedomning", "planering")


def long_note() -> Note:
    """500 sentences in six sections; the first word of 300 of them is a finding."""
    texts = [f"Elsa sade den dagen mening {number} om skolan, vännerna och maten hemma." for number in range(500)]
    source = "\n".join(texts)
    sentences, findings, start = [], [], 0
    for number, text in enumerate(texts):
        section = SECTIONS[number * len(SECTIONS) // len(texts)]
        end = start + len(text)
        sentences.append(Sentence(f"s{number}", text, text, start, end, section, "classified", 0.8))
        start = end + 1
        if number < 300:
            found = Finding.at(text, 0, 4, "PERSON", 0.9, "Finns i namnlistan")
            findings.append(NoteFinding(f"s{number}f1", f"s{number}", found))
    return Note("n", "journalanteckning", source, {}, tuple(sentences), tuple(findings))


def long_conversation() -> tuple[Note, tuple[Turn, ...]]:
    """The long note as two people said it, and their thousand turns, one after the other."""
    note = long_note()
    said = (replace(one, audio=(6.0 * at, 6.0 * at + 5.5)) for at, one in enumerate(note.sentences))
    turns = (Turn(3.0 * at, 3.0 * at + 2.9, 1 + at // 2 % 2) for at in range(1000))
    return replace(note, sentences=tuple(said)), tuple(turns)
