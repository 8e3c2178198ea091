"""Random notes that obey every rule of a note, for property tests here and in other packages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from dictate.journal.note import (
    Agreement,
    Change,
    Consent,
    Note,
    NoteFinding,
    Participant,
    Removed,
    Seen,
    Sentence,
    Voice,
    Waiver,
)
from dictate.words import Word
from redaction.finding import LABELS, Finding

VOCABULARY = [
    *(
        "Elsa",
        "mamma",
        "pappan",
        "skolan",
        "sover",
        "inte",
        "orolig",
        "kl.",
        "12",
        "på",
        "fredag,",
        "vill",
        "bo",
        "jag",
    ),
    *("mormor.", "åt", "ÅÄÖ", "é", "😀", "110523-2381", "ringer", '"nej"', "(kanske)", "–", "8", "år", "…", "Ahmed"),
    *("Östersund", "våld", "vård", "SIP", "SFP", "umgänge", "hos", "hyran"),
]

shares = st.floats(0, 1)
ids = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31)).map(date.isoformat)
moments = st.datetimes(
    datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis wants the bounds without a zone
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=2))]),
).map(datetime.isoformat)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
phrases = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=10).map(" ".join)

turns = st.lists(st.tuples(st.floats(0, 50), st.floats(50, 100)), max_size=3).map(tuple)

participants = st.builds(Participant, name=texts, role=texts)
consents = st.builds(
    Consent,
    given_by=texts,
    to=texts,
    recipients=st.lists(texts, max_size=3).map(tuple),
    form=st.sampled_from(["muntligt", "skriftligt"]),
    given_on=days,
    withdrawn_on=st.one_of(st.just(""), days),
)
field_values = st.one_of(
    texts,
    st.lists(participants, max_size=3).map(tuple),
    st.lists(consents, max_size=2).map(tuple),
)


@st.composite
def findings_in(draw: st.DrawFn, sentence: Sentence, prefix: str) -> tuple[NoteFinding, ...]:
    """Findings of one sentence that don't overlap."""
    if not sentence.text:
        return ()
    marks = draw(st.lists(st.integers(0, len(sentence.text)), max_size=6, unique=True).map(sorted))
    found = []
    for number, (start, end) in enumerate(zip(marks[::2], marks[1::2], strict=False)):
        decision = draw(st.sampled_from([None, "keep", "role", "mask", "remove"]))
        finding = Finding.at(sentence.text, start, end, draw(st.sampled_from(LABELS)), draw(shares), draw(texts))
        at = draw(moments) if decision else ""
        role = draw(st.sampled_from(["mamman", "barnet"])) if decision == "role" else ""
        found.append(NoteFinding(f"{prefix}{number}", sentence.id, finding, decision, at, role))
    return tuple(found)


@st.composite
def agreements_in(draw: st.DrawFn, sentence: Sentence) -> Agreement:
    """An agreement made of pieces of the sentence."""
    ends = [sorted(draw(st.tuples(*[st.integers(0, len(sentence.text))] * 2))) for _ in range(3)]
    who, what, when = (sentence.text[low:high] for low, high in ends)
    return Agreement(sentence.id, who, what, when, draw(days))


@st.composite
def spoken_sentences(draw: st.DrawFn, sections: tuple[str, ...]) -> tuple[str, tuple[Sentence, ...]]:
    """A source and sentences on it, some of them edited, some typed."""
    source = ""
    made = []
    at = 0.0
    for number, said in enumerate(draw(st.lists(phrases, max_size=6)), 1):
        source += " " if source else ""
        typed = draw(st.booleans()) and draw(st.booleans())
        original = "" if typed else said
        words = []
        for word in original.split():
            others = draw(st.lists(st.one_of(st.just(""), phrases), max_size=2).map(tuple))
            words.append(Word(at, at + 0.25, word, draw(shares), others, draw(st.sampled_from(["", "älsa"]))))
            at += 0.5
        text = draw(phrases) if typed or draw(st.integers(0, 3)) == 0 else said
        made.append(
            Sentence(
                id=f"s{number}",
                text=text,
                original=original,
                start=len(source),
                end=len(source) + len(original),
                section=draw(st.sampled_from(sections)),
                how=draw(st.sampled_from(["spoken", "classified", "moved"])),
                confidence=draw(shares),
                alternatives=draw(st.lists(st.tuples(ids, shares), max_size=3).map(tuple)),
                audio=(words[0].start, words[-1].end) if words else None,
                words=tuple(words),
                paragraph=draw(st.booleans()),
                block=draw(st.sampled_from(["", "Elsa", "Ahmed"])),
            )
        )
        source += original
    return source, tuple(made)


@st.composite
def notes(
    draw: st.DrawFn, sections: tuple[str, ...] = ("kontakt", "halsa", "planering"), decided: bool = False
) -> Note:
    """A sound note with everything a note may hold; `decided` leaves no finding undecided."""
    source, sentences = draw(spoken_sentences(sections))
    kept, gone = [], []
    for sentence in sentences:
        (gone if draw(st.integers(0, 5)) == 0 else kept).append(sentence)
    findings = [one for sentence in kept for one in draw(findings_in(sentence, f"f{sentence.id}"))]
    if decided:
        findings = [one for one in findings if one.decision is not None]
    seen = [
        Seen(sentence.id, 0, len(sentence.text), sentence.text, draw(moments))
        for sentence in kept
        if draw(st.booleans())
    ]
    agreements = [draw(agreements_in(sentence)) for sentence in sentences if draw(st.integers(0, 2)) == 0]
    return Note(
        id=draw(ids),
        template="journalanteckning",
        source=source,
        fields=draw(st.dictionaries(ids, field_values, max_size=4)),
        sentences=tuple(kept),
        findings=tuple(findings),
        history=tuple(draw(st.lists(st.builds(Change, moments, texts, texts, texts, texts), max_size=3))),
        removed=tuple(Removed(one, "", draw(findings_in(one, f"f{one.id}"))) for one in gone),
        waivers=tuple(draw(st.lists(st.builds(Waiver, texts, texts, texts, moments), max_size=2))),
        seen=tuple(seen),
        agreements=tuple(agreements),
        voices=tuple(draw(st.lists(st.builds(Voice, texts, turns), max_size=2))),
    )
