"""A long note, for what must stay quick: 500 sentences and 300 findings."""

from __future__ import annotations

from dictate.journal.note import Note, NoteFinding, Sentence
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
