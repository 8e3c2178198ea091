"""What stands instead of personal data, and sentences in which it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dictate.journal.note import Note, NoteFinding
from redaction.finding import Finding

if TYPE_CHECKING:
    from redaction.lexicon import Lexicon


def stand_in(finding: Finding, note: Note, lexicon: Lexicon | None) -> str:
    """The word for a finding that is replaced by its role.

    The role that the user has given the same in this note, else its role in the case, else the role that the note
    itself tells ("mamman Sara"), else its label's word ("[adress]").
    """
    from redaction.replace import plain_word
    from redaction.roles import role_of

    role = _given_role(finding, note)
    if not role and lexicon:
        role = lexicon.role_of(finding) or ""
    if not role and finding.label == "PERSON":
        role = role_of(finding.text, _told_roles(note))
    return role or plain_word(finding)


def _given_role(finding: Finding, note: Note) -> str:
    """The role that the user has given this text or person in the note; "" when none, or when roles differ."""
    roles = {
        found.role
        for found in note.findings
        if found.decision == "role" and not found.role.startswith("[") and _same(found.finding, finding)
    }
    return roles.pop() if len(roles) == 1 else ""


def _same(one: Finding, other: Finding) -> bool:
    """Whether two findings are the same text, or a whole name and its first name alone ("Anna Lindqvist", "Annas")."""
    if one.label != other.label:
        return False
    names = [item.text.casefold().split() for item in (one, other)]
    if names[0] == names[1]:
        return True
    if one.label != "PERSON" or not names[0] or not names[1]:
        return False
    firsts = [name[0] for name in names]
    alike = firsts[0] == firsts[1] or f"{firsts[0]}s" == firsts[1] or firsts[0] == f"{firsts[1]}s"
    return alike and min(map(len, names)) == 1


def _told_roles(note: Note) -> dict[str, str]:
    """The roles that the sentences tell; a name that two sentences tell differently has none."""
    from redaction.roles import roles_in

    told: dict[str, set[str]] = {}
    inside: dict[str, list[Finding]] = {}
    for item in note.findings:
        inside.setdefault(item.sentence, []).append(item.finding)
    for sentence in note.sentences:
        for name, role in roles_in(sentence.text, inside.get(sentence.id, [])).items():
            told.setdefault(name, set()).add(role)
    return {name: next(iter(roles)) for name, roles in told.items() if len(roles) == 1}


def carry_out(text: str, findings: Sequence[NoteFinding]) -> Sequence[tuple[str, str]]:
    """The text of a sentence with its decisions carried out, in pieces; each names the finding it stands for or ""."""
    return list(_pieces(text, findings))


def sentences_as_left(note: Note) -> tuple[str, ...]:
    """Each sentence as it leaves to the own case system."""
    by_sentence: dict[str, list[NoteFinding]] = {}
    for found in note.findings:
        by_sentence.setdefault(found.sentence, []).append(found)
    left = (carry_out(sentence.text, by_sentence.get(sentence.id, ())) for sentence in note.sentences)
    return tuple("".join(text for text, _ in pieces) for pieces in left)


def _pieces(text: str, findings: Sequence[NoteFinding]) -> Iterator[tuple[str, str]]:
    from redaction.replace import Decided, apply

    decided = [Decided(item.finding, item.decision, item.role) for item in findings if item.decision]
    by_start = {item.finding.start: item.id for item in findings}
    replaced = apply(text, decided)
    for piece in replaced.pieces:
        written = replaced.text[piece.new_start : piece.new_end]
        if piece.kept:
            yield written, ""
        else:
            inside = [start for start in by_start if piece.old_start <= start < piece.old_end]
            yield written, by_start[min(inside)] if inside else ""
