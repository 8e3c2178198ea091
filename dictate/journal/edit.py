"""What the user does to a note. Every function takes a note and gives a new one.

What was said is never lost: a sentence keeps its original, a removed sentence can come back, and each change stands in
the history. `at` is the moment, ISO 8601 with time zone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import chain
from typing import Any

from dictate.journal.cutting import EditRefused, halves, joined
from dictate.journal.note import (
    Agreement,
    Change,
    FieldValue,
    Note,
    NoteFinding,
    Removed,
    Seen,
    Sentence,
    Waiver,
)
from dictate.journal.note_rules import is_made_of
from dictate.journal.render import field_text
from dictate.words import one_line
from redaction.finding import Finding

Scan = Callable[[str], Sequence[Finding]]
"""Finds the personal data in the text of one sentence."""

_LONGEST = 5_000
"""Characters of one sentence; more is a pasted document, not a sentence."""


def move(note: Note, sentence_id: str, section: str, at: str, block: str | None = None) -> Note:
    """Puts a sentence in another section, and in `block` (a person's) when that is given."""
    before = note.sentence(sentence_id)
    after = _moved(before, section, block)
    return _with(note, [after], _move(before, after, at))


def move_each(note: Note, sections: Mapping[str, str], at: str) -> Note:
    """Puts many sentences in other sections: by the sentence's id the section's."""
    pairs = [(one, _moved(one, sections[one.id]) if one.id in sections else one) for one in note.sentences]
    changes = [_move(before, after, at) for before, after in pairs if before is not after]
    if not changes:
        return note
    return replace(note, sentences=tuple(after for _, after in pairs), history=(*note.history, *changes))


def _moved(before: Sentence, section: str, block: str | None = None) -> Sentence:
    ranked = [(before.section, before.confidence), *before.alternatives]
    others = tuple((name, p) for name, p in ranked if name != section)
    return replace(
        before,
        section=section,
        how="moved",
        confidence=1.0,
        alternatives=others[:3],
        block=before.block if block is None else block,
    )


def _move(before: Sentence, after: Sentence, at: str) -> Change:
    return _change(at, "flyttad", before.id, _place(before), _place(after))


def edit(note: Note, sentence_id: str, text: str, at: str, scan: Scan) -> Note:
    """Changes what a sentence says. Its original, sound and words stay; the new text is scanned for personal data.

    A finding whose text is still there keeps its decision. Raises EditRefused for an empty or endless text.
    """
    before = note.sentence(sentence_id)
    after = replace(before, text=sentence_text(text))
    if after.text == before.text:
        return note
    changed = _with(note, [after], _change(at, "ändrad", before.id, before.text, after.text))
    return _follow(_rescan(changed, after, scan), after)


def split(note: Note, sentence_id: str, position: int, at: str) -> Note:
    """Cuts a sentence in two at `position` (characters of its text); the second half gets a new id.

    Findings go with their half. Raises EditRefused when a half would be empty or a finding would be cut.
    """
    before = note.sentence(sentence_id)
    left, right = before.text[:position], before.text[position:]
    if not left.strip() or not right.strip() or not (left[-1].isspace() or right[0].isspace()):
        raise EditRefused("Meningen kan bara delas mellan två ord. Ställ markören där den ska delas.")
    own = _findings_of(note, before.id)
    skipped = len(before.text) - len(right.lstrip())
    if any(found.finding.start < skipped and found.finding.end > len(left.rstrip()) for found in own):
        raise EditRefused("Meningen kan inte delas mitt i en personuppgift. Dela den före eller efter.")
    first, second = halves(before, position, _new_id(note))
    moved = [_shifted(found, second.id, -skipped) if found.finding.start >= position else found for found in own]
    seen = [
        replace(one, sentence=second.id, start=one.start - skipped, end=one.end - skipped)
        if one.sentence == before.id and one.start >= skipped
        else one
        for one in note.seen
        if one.sentence != before.id or one.end <= len(first.text) or one.start >= skipped
    ]
    changed = _with(note, [first, second], _change(at, "delad", before.id, before.text, first.text))
    agreements = [
        replace(one, sentence=second.id) if one.sentence == before.id and not is_made_of(one, first) else one
        for one in note.agreements
    ]
    changed = replace(changed, findings=_in_order(changed, _others(note, before.id), moved), seen=tuple(seen))
    first_kept = _agreed(changed, first, agreements)
    return _agreed(first_kept, second, first_kept.agreements)


def join(note: Note, first_id: str, second_id: str, at: str) -> Note:
    """Makes one sentence of two that follow each other; it keeps the first one's id and place.

    Raises EditRefused when other words were said between them: they would look as if they belonged together.
    """
    first, second = note.sentence(first_id), note.sentence(second_id)
    if first.id == second.id:
        raise EditRefused("Välj två meningar som ska slås ihop.")
    whole = joined(note, first, second)
    offset = len(first.text) + 1
    own = [*_findings_of(note, first.id)]
    own += [_shifted(found, first.id, offset) for found in _findings_of(note, second.id)]
    seen = tuple(
        replace(one, sentence=first.id, start=one.start + offset, end=one.end + offset)
        if one.sentence == second.id
        else one
        for one in note.seen
    )
    agreements = tuple(replace(one, sentence=first.id) if one.sentence == second.id else one for one in note.agreements)
    sentences = tuple(
        whole if sentence.id == first.id else sentence for sentence in note.sentences if sentence.id != second.id
    )
    changed = replace(note, sentences=sentences, seen=seen, agreements=agreements)
    rest = [found for found in note.findings if found.sentence not in (first.id, second.id)]
    changed = replace(
        changed,
        findings=_in_order(changed, rest, own),
        removed=tuple(replace(gone, after=first.id) if gone.after == second.id else gone for gone in note.removed),
    )
    return _noted(changed, _change(at, "hopslagen", first.id, first.text, whole.text))


def remove(note: Note, sentence_id: str, at: str) -> Note:
    """Takes a sentence and its findings out of the note, so that they can come back."""
    gone = note.sentence(sentence_id)
    place = note.sentences.index(gone)
    after = note.sentences[place - 1].id if place else ""
    kept = replace(
        note,
        sentences=tuple(sentence for sentence in note.sentences if sentence.id != gone.id),
        findings=_others(note, gone.id),
        removed=(*note.removed, Removed(gone, after, _findings_of(note, gone.id))),
    )
    return _noted(kept, _change(at, "borttagen", gone.id, gone.text, ""))


def restore(note: Note, sentence_id: str, at: str) -> Note:
    """Brings a removed sentence back with its findings, where it stood. Raises KeyError when it wasn't removed."""
    for gone in note.removed:
        if gone.sentence.id == sentence_id:
            break
    else:
        raise KeyError(sentence_id)
    place = _place_after(note, _standing(note, gone.after))
    back = replace(
        note,
        sentences=(*note.sentences[:place], gone.sentence, *note.sentences[place:]),
        removed=tuple(other for other in note.removed if other is not gone),
    )
    back = replace(back, findings=_in_order(back, note.findings, gone.findings))
    return _noted(back, _change(at, "återställd", sentence_id, "", gone.sentence.text))


def add(note: Note, text: str, section: str, at: str, scan: Scan, after: str = "", block: str = "") -> Note:
    """Adds a typed sentence after the one whose id is `after`, or last. It has no original, sound or words."""
    place = _place_after(note, after) if after else len(note.sentences)
    position = note.sentences[place - 1].end if place else 0
    typed = Sentence(_new_id(note), sentence_text(text), "", position, position, section, "moved", 1.0, block=block)
    grown = replace(note, sentences=(*note.sentences[:place], typed, *note.sentences[place:]))
    return _noted(_rescan(grown, typed, scan), _change(at, "tillagd", typed.id, "", typed.text))


def set_field(note: Note, field_id: str, value: FieldValue, at: str) -> Note:
    """Fills a field of the template, or empties it with an empty value."""
    before, value = note.fields.get(field_id, ""), _plain(value)
    if before == value:
        return note
    fields = {name: kept for name, kept in note.fields.items() if name != field_id}
    if value:
        fields[field_id] = value
    filled = replace(note, fields=fields)
    return _noted(filled, _change(at, f"fält {field_id}", "", field_text(before), field_text(value)))


def waive(note: Note, check: str, key: str, reason: str, at: str) -> Note:
    """Lets a remark of a check pass for a reason, which is kept. Raises EditRefused without a reason."""
    if not reason.strip():
        raise EditRefused("Skriv varför anmärkningen inte behöver åtgärdas.")
    kept = tuple(waiver for waiver in note.waivers if (waiver.check, waiver.key) != (check, key))
    waived = replace(note, waivers=(*kept, Waiver(check, key, one_line(reason), at)))
    return _noted(waived, _change(at, f"undantag {check}", "", "", one_line(reason)))


def agree(note: Note, agreement: Agreement, at: str) -> Note:
    """Confirms an agreement, so that it stands at the end of the note; the same sentence and deed only once.

    Raises EditRefused when it has words that its sentence lacks: those would be seen by no search for personal data.
    """
    if not is_made_of(agreement, note.sentence(agreement.sentence)):
        raise EditRefused("Överenskommelsen har ord som inte står i meningen. Ändra meningen först.")
    kept = tuple(one for one in note.agreements if (one.sentence, one.what) != (agreement.sentence, agreement.what))
    change = _change(at, "överenskommelse", agreement.sentence, "", agreement.what)
    return _noted(replace(note, agreements=(*kept, agreement)), change)


def disagree(note: Note, agreement: Agreement, at: str) -> Note:
    """Takes a confirmed agreement away again."""
    kept = tuple(one for one in note.agreements if one != agreement)
    change = _change(at, "överenskommelse borttagen", agreement.sentence, agreement.what, "")
    return _noted(replace(note, agreements=kept), change) if len(kept) < len(note.agreements) else note


def leave_out(note: Note, agreement: Agreement, at: str) -> Note:
    """An agreement that the user does not want at the end of the note; taken away when it was confirmed."""
    kept = tuple(one for one in note.agreements if one.sentence != agreement.sentence)
    change = _change(at, "överenskommelse utelämnad", agreement.sentence, agreement.what, "")
    return _noted(replace(note, agreements=kept), change)


def rescan(note: Note, scan: Scan) -> Note:
    """Looks for personal data in every sentence anew, as after a change of the case's persons; decisions are kept."""
    before: dict[str, list[NoteFinding]] = {}
    for known in note.findings:
        before.setdefault(known.sentence, []).append(known)
    taken = _ids_of_findings(note)
    found = [
        one for sentence in note.sentences for one in _found_anew(sentence, before.get(sentence.id, []), taken, scan)
    ]
    return replace(note, findings=tuple(found))


def sentence_text(text: str) -> str:
    """The text as a sentence keeps it: on one line. Raises EditRefused for an empty or endless text."""
    clean = one_line(text)
    if not clean:
        raise EditRefused("En mening kan inte vara tom. Ta bort den i stället.")
    if len(clean) > _LONGEST:
        raise EditRefused(f"En mening får ha högst {_LONGEST} tecken. Dela upp texten.")
    return clean


def _plain(value: FieldValue) -> FieldValue:
    """The value with no control character in any of its texts."""
    if isinstance(value, str):
        return one_line(value)
    parts: tuple[Any, ...] = value
    return tuple(replace(one, **{name: one_line(text) for name, text in _texts(one)}) for one in parts)


def _texts(part: Any) -> Iterator[tuple[str, str]]:
    return ((one.name, text) for one in fields(part) if isinstance(text := getattr(part, one.name), str))


def _place(sentence: Sentence) -> str:
    return f"{sentence.section}/{sentence.block}" if sentence.block else sentence.section


def _rescan(note: Note, sentence: Sentence, scan: Scan) -> Note:
    """The note with the findings of one sentence found anew."""
    found = _found_anew(sentence, list(_findings_of(note, sentence.id)), _ids_of_findings(note), scan)
    return replace(note, findings=_in_order(note, _others(note, sentence.id), found))


def _found_anew(sentence: Sentence, before: list[NoteFinding], taken: set[str], scan: Scan) -> list[NoteFinding]:
    """The findings of a sentence; the same label and text keeps its id and decision. New ids are added to `taken`."""
    found = []
    for finding in sorted(scan(sentence.text)):
        same = (one for one in before if (one.finding.label, one.finding.text) == (finding.label, finding.text))
        known = next(same, None)
        if known:
            before.remove(known)
            found.append(replace(known, finding=finding))
        else:
            found.append(NoteFinding(_new_finding_id(sentence.id, taken), sentence.id, finding))
    return found


def _new_finding_id(sentence_id: str, taken: set[str]) -> str:
    number = 1
    while f"{sentence_id}f{number}" in taken:
        number += 1
    taken.add(f"{sentence_id}f{number}")
    return f"{sentence_id}f{number}"


def _ids_of_findings(note: Note) -> set[str]:
    return {found.id for found in chain(note.findings, *(gone.findings for gone in note.removed))}


def _shifted(found: NoteFinding, sentence_id: str, offset: int) -> NoteFinding:
    moved = replace(found.finding, start=found.finding.start + offset, end=found.finding.end + offset)
    return replace(found, sentence=sentence_id, finding=moved)


def _follow(note: Note, sentence: Sentence) -> Note:
    """Doubtful words that were looked at, and agreements, stay while they are still in the sentence."""
    seen: list[Seen] = []
    for one in note.seen:
        if one.sentence != sentence.id:
            seen.append(one)
        elif (found := re.search(rf"(?<!\w){re.escape(one.text)}(?!\w)", sentence.text)) is not None:
            seen.append(replace(one, start=found.start(), end=found.end()))
    return _agreed(replace(note, seen=tuple(seen)), sentence, note.agreements)


def _agreed(note: Note, sentence: Sentence, agreements: Sequence[Agreement]) -> Note:
    """Agreements of the sentence stay while its words still say them."""
    kept = (one for one in agreements if one.sentence != sentence.id or is_made_of(one, sentence))
    return replace(note, agreements=tuple(kept))


def _findings_of(note: Note, sentence_id: str) -> tuple[NoteFinding, ...]:
    return tuple(found for found in note.findings if found.sentence == sentence_id)


def _others(note: Note, sentence_id: str) -> tuple[NoteFinding, ...]:
    return tuple(found for found in note.findings if found.sentence != sentence_id)


def _in_order(note: Note, *findings: Iterable[NoteFinding]) -> tuple[NoteFinding, ...]:
    """Findings in the order of the sentences and of the text."""
    place = {sentence.id: number for number, sentence in enumerate(note.sentences)}
    return tuple(
        sorted(chain(*findings), key=lambda found: (place.get(found.sentence, len(place)), found.finding.start))
    )


def _standing(note: Note, sentence_id: str) -> str:
    """That sentence if it is in the note, else the nearest one before it that is; empty when there is none."""
    present = {sentence.id for sentence in note.sentences}
    before = {gone.sentence.id: gone.after for gone in note.removed}
    while sentence_id and sentence_id not in present:
        sentence_id = before.pop(sentence_id, "")
    return sentence_id


def _place_after(note: Note, sentence_id: str) -> int:
    """The position behind that sentence; the first one when it is gone or empty."""
    return next((place for place, one in enumerate(note.sentences, 1) if one.id == sentence_id), 0)


def _new_id(note: Note) -> str:
    """An id that no sentence of the note has or has had."""
    ids = chain(
        (sentence.id for sentence in note.sentences),
        (gone.sentence.id for gone in note.removed),
        (change.sentence for change in note.history),
    )
    numbers = (int(one[1:]) for one in ids if re.fullmatch(r"s\d{1,9}", one, re.ASCII))
    return f"s{max(numbers, default=0) + 1}"


def _with(note: Note, sentences: Sequence[Sentence], change: Change) -> Note:
    """The note with `sentences` in place of the one that has the first's id."""
    changed: list[Sentence] = []
    for sentence in note.sentences:
        changed += sentences if sentence.id == sentences[0].id else [sentence]
    return _noted(replace(note, sentences=tuple(changed)), change)


def _change(at: str, what: str, sentence: str = "", before: str = "", after: str = "") -> Change:
    return Change(at, what, sentence, before, after)


def _noted(note: Note, change: Change) -> Note:
    return replace(note, history=(*note.history, change))
