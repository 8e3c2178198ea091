"""A note with findings of several kinds, all names invented; built by hand so that pictures of it stay the same."""

from __future__ import annotations

import dataclasses

from dictate.application import Application
from dictate.journal.note import Note, NoteFinding, Participant, Sentence
from dictate.session import Session
from dictate.words import Word
from redaction.finding import Finding, Label

TEXT = """Hembesök hos Anna Lindqvist och hennes son Elias den 12 mars. Med på besöket var även mormor Karin Holm.
Barnets röst:
Elias berättade att han sover dåligt när mamma är ledsen.
Hälsa:
Anna har varit sjukskriven för depression sedan januari. Hon nås på 070-174 06 18 eller anna@example.com.
Planering:
Nytt möte bokas till den 26 mars. Anna kontaktar vårdcentralen före dess.
"""

_SAID = (
    ("kontakt", "Hembesök hos Anna Lindqvist och hennes son Elias den 12 mars."),
    ("kontakt", "Med på besöket var även mormor Karin Holm."),
    ("barnets_rost", "Elias berättade att han sover dåligt när mamma är ledsen."),
    ("barnets_rost", "Han vill att Karin ska hämta honom från Björkskolan på fredagar."),
    ("halsa", "Anna har varit sjukskriven för depression sedan januari."),
    ("halsa", "Hon nås på 070-174 06 18 eller anna.lindqvist@example.com."),
    ("boende_ekonomi", "Lägenheten på Kardborrstigen 14 var städad och det fanns mat hemma."),
    ("bedomning", "Elias behöver mer stöd i vardagen, och mormodern kan ta ett större ansvar."),
    ("planering", "Nytt möte bokas till den 26 mars."),
    ("planering", "Anna kontaktar vårdcentralen före dess."),
)
_FOUND: tuple[tuple[int, str, Label, str], ...] = (
    (0, "Anna Lindqvist", "PERSON", "Står efter ordet ”hos”, finns i namnlistan"),
    (0, "Elias", "PERSON", "Står efter ordet ”son”, finns i namnlistan"),
    (1, "Karin Holm", "PERSON", "Står efter ordet ”mormor”, finns i namnlistan"),
    (2, "Elias", "PERSON", "Finns i namnlistan, först i meningen"),
    (3, "Karin", "PERSON", "Finns i namnlistan, stor bokstav mitt i meningen"),
    (3, "Björkskolan", "ORGANISATION", "Slutar på ”skolan”"),
    (4, "Anna", "PERSON", "Finns i namnlistan, först i meningen"),
    (5, "070-174 06 18", "PHONE", "Telefonnummer, ordet ”nås” intill"),
    (5, "anna.lindqvist@example.com", "EMAIL", "E-postadress"),
    (6, "Kardborrstigen 14", "ADDRESS", "Gatunamn med nummer"),
    (7, "Elias", "PERSON", "Finns i namnlistan, först i meningen"),
    (9, "Anna", "PERSON", "Finns i namnlistan, först i meningen"),
)


def note() -> Note:
    """The note with nothing decided."""
    source = "\n".join(text for _, text in _SAID)
    sentences, start = [], 0
    for number, (section, text) in enumerate(_SAID):
        likely = (("familjesituation", 0.2), ("ovrigt", 0.1))
        end = start + len(text)
        sentences.append(Sentence(f"s{number}", text, text, start, end, section, "classified", 0.7, likely))
        start = end + 1
    findings = []
    for number, (place, text, label, reason) in enumerate(_FOUND):
        at = _SAID[place][1].index(text)
        finding = Finding.at(_SAID[place][1], at, at + len(text), label, 0.9, reason)
        findings.append(NoteFinding(f"f{number}", f"s{place}", finding))
    fields = {
        "handelsedatum": "2026-03-12",
        "kontaktform": "hembesök",
        "handlaggare": "Vera Exempel, socialsekreterare",
        "deltagare": (Participant("Vera Exempel", "socialsekreterare"),),
    }
    return Note("20260316-101500-0001", "journalanteckning", source, fields, tuple(sentences), tuple(findings))


def session(application: Application, *, decided: bool = False) -> Session:
    """A stored session on the note; `decided` decides all, two of them otherwise than the rest."""
    made = Session(application, note(), application.template("journalanteckning"))
    made.save()
    if decided:
        made.decide_all("role")
        made.decide("f0", "role", "mamman")
        made.decide("f7", "mask")
        made.decide("f8", "remove")
        made.decide("f5", "keep")
    return made


def doubtful(session: Session) -> Session:
    """The session's note with the words that a recogniser gave, three of which it heard badly."""
    heard = {"ledsen": ("rädd", ""), "fredagar": (), "städad": ("stökig",)}
    sentences = []
    for sentence in session.note.sentences:
        words = [
            Word(
                number * 0.5,
                number * 0.5 + 0.4,
                text,
                0.35 if text.strip(".,") in heard else 0.95,
                heard.get(text.strip(".,"), ()),
            )
            for number, text in enumerate(sentence.text.split())
        ]
        sentences.append(dataclasses.replace(sentence, words=tuple(words), audio=(0.0, words[-1].end)))
    session.note = dataclasses.replace(session.note, sentences=tuple(sentences))
    session.save()
    return session
