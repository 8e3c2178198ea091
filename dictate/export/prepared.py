"""A note as it leaves to one recipient: what the policy fixed is decided, and fields hide what the text hides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dictate.journal.leftovers import Hidden, with_leftovers
from dictate.journal.note import Consent, Decision, FieldValue, Note, NoteFinding, Participant
from dictate.journal.predecided import predecide
from dictate.journal.render import Paragraph, Part, Reading, Run
from dictate.journal.template import Template
from redaction.finding import Finding
from redaction.policy import Policy, Recipient
from redaction.replace import MASK, Decided, apply
from redaction.withheld import withheld

WITHHELD = "Utelämnade uppgifter"
"""The heading over what a document with a protected identity leaves out."""
_BY_STRENGTH: Sequence[Decision] = ("keep", "role", "mask", "remove")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What must be known of a recipient to make the note ready: `policy` with protected identity on where it holds.

    `scan` finds the personal data of a text, `role` gives the word that stands for a finding ("mamman", "[adress]").
    """

    recipient: Recipient
    policy: Policy
    scan: Callable[[str], Sequence[Finding]]
    role: Callable[[Finding], str]

    def decision(self, finding: Finding, chosen: Decision | None) -> Decision | None:
        """What happens to the finding: what is fixed, else what was chosen, but nothing protected is kept."""
        fixed = self.policy.decision(finding, self.recipient)
        if fixed:
            return fixed
        return None if chosen == "keep" and self.policy.blocks(finding) else chosen

    def hides(self, decision: Decision | None) -> bool:
        """Whether the text of such a finding may stand nowhere in the document.

        In the authority's own file a person who is called by role in the text may stand by name among those present.
        """
        return decision in ("mask", "remove") or (decision == "role" and self.recipient != "case_system")


def prepared(note: Note, template: Template, recipe: Recipe) -> Note:
    """The note for the recipient. What it leaves undecided must be decided before it leaves."""
    note = with_decisions(note, recipe)
    note = with_decisions(with_leftovers(note, hidden(note, recipe)), recipe)
    fields = _Fields(note, recipe)
    names = fields.blocks()
    sentences = tuple(
        replace(sentence, block=names[sentence.block]) if sentence.block else sentence for sentence in note.sentences
    )
    types = {spec.id: spec.type for spec in template.fields}
    shown = {name: fields.value(name, types.get(name, "text"), value) for name, value in note.fields.items()}
    return replace(note, sentences=sentences, fields=shown)


def with_decisions(note: Note, recipe: Recipe) -> Note:
    """The note with each finding decided as the recipe says."""
    return replace(note, findings=tuple(_decided(found, recipe) for found in note.findings))


def with_fixed(note: Note, recipe: Recipe, at: str) -> Note:
    """The note with what the recipe fixes written down as decided, and nothing kept that must not be.

    The history tells at `at` (ISO 8601) that it was the policy, or a protected identity that took a decision back.
    The same note when nothing is different.
    """
    fixed: dict[str, tuple[Decision | None, str]] = {}
    opened: dict[str, tuple[Decision | None, str]] = {}
    for found in note.findings:
        ready = _decided(found, recipe)
        if ready is not found:
            (fixed if ready.decision else opened)[found.id] = ready.decision, ready.role
    return predecide(predecide(note, fixed, "policy", at), opened, "protected", at)


def hidden(note: Note, recipe: Recipe) -> tuple[Finding, ...]:
    """The findings whose text may stand nowhere in the document."""
    return tuple(found.finding for found in note.findings if recipe.hides(found.decision))


def with_withheld(reading: Reading, note: Note, policy: Policy) -> Reading:
    """The reading with a line at its end that counts what a protected identity left out."""
    counted = withheld(
        found.finding
        for found in note.findings
        if policy.blocks(found.finding) and found.decision in ("role", "mask", "remove")
    )
    if not counted:
        return reading
    line = Run(f"Uppgifter som röjer var någon vistas är utelämnade: {counted}.", "template")
    return replace(reading, parts=(*reading.parts, Part(WITHHELD, (Paragraph((line,)),))))


def _decided(found: NoteFinding, recipe: Recipe) -> NoteFinding:
    decision = recipe.decision(found.finding, found.decision)
    if decision == found.decision:
        return found
    role = recipe.role(found.finding) if decision == "role" else ""
    return replace(found, decision=decision, role=role)


class _Fields:
    """Hides in the fields what the text hides, and what the policy hides of itself."""

    def __init__(self, note: Note, recipe: Recipe) -> None:
        self._note = note
        self._recipe = recipe
        self._decided = [found for found in note.findings if recipe.hides(found.decision)]
        self._hidden = Hidden(hidden(note, recipe))

    def value(self, name: str, kind: str, value: FieldValue) -> FieldValue:
        """The field as it leaves. The author of the note is named to everybody but the reader of a teaching copy."""
        if name == "handlaggare" and self._recipe.recipient != "teaching_copy":
            return value
        if not isinstance(value, str):
            shown = [self._entry(entry) for entry in value]
            return tuple(one for one in shown if not isinstance(one, Participant) or one.name or one.role)  # type: ignore[return-value]
        if kind == "person":
            return self._name(value)
        return self._text(value) if kind == "text" else value

    def blocks(self) -> Mapping[str, str]:
        """The heading of each person's block; what stands for two persons alike is numbered."""
        names: dict[str, str] = {}
        for name in dict.fromkeys(sentence.block for sentence in self._note.sentences if sentence.block):
            shown = plain = self._name(name) or MASK
            number = 1
            while shown in names.values():
                number += 1
                shown = f"{plain} {number}"
            names[name] = shown
        return names

    def _entry(self, entry: Participant | Consent) -> Participant | Consent:
        if isinstance(entry, Participant):
            finding = _whole(entry.name)
            decision = self._decision(finding) if finding else None
            role = self._text(entry.role)
            if finding and decision == "role":
                return Participant("" if role else self._recipe.role(finding), role)
            return Participant(self._name(entry.name), role)
        recipients = tuple(self._text(one) for one in entry.recipients)
        return replace(entry, given_by=self._name(entry.given_by), to=self._text(entry.to), recipients=recipients)

    def _name(self, name: str) -> str:
        """A text that is somebody's name as a whole."""
        finding = _whole(name)
        decision = self._decision(finding) if finding else None
        return self._carried_out(name, [(finding, decision)]) if finding and decision else self._text(name)

    def _text(self, text: str) -> str:
        marked: list[tuple[Finding, Decision]] = []
        for start, end, one in self._hidden.within(text):
            _add(marked, Finding.at(text, start, end, one.label, 1.0, one.reason), self._same(one))
        for finding in self._recipe.scan(text):
            decision = self._decision(finding)
            if decision:
                _add(marked, finding, decision)
        return self._carried_out(text, marked)

    def _carried_out(self, text: str, marked: Iterable[tuple[Finding, Decision]]) -> str:
        decided = [
            Decided(finding, decision, self._recipe.role(finding) if decision == "role" else "")
            for finding, decision in marked
        ]
        return apply(text, decided).text

    def _decision(self, finding: Finding) -> Decision | None:
        """What happens to personal data in a field; None lets it stand, since the user put it there."""
        fixed = self._recipe.policy.decision(finding, self._recipe.recipient)
        if fixed:
            return fixed if fixed != "keep" else None
        if self._recipe.policy.blocks(finding):
            return "role"
        return self._same(finding, default=None)

    def _same(self, finding: Finding, default: Decision | None = "mask") -> Decision | None:
        """The strongest decision that the text holds about the same thing."""
        same = [found.decision for found in self._decided if _same_thing(found.finding, finding)]
        return max((one for one in same if one), key=_BY_STRENGTH.index, default=default)


def _add(marked: list[tuple[Finding, Decision]], finding: Finding, decision: Decision | None) -> None:
    """Adds the finding where none lies that overlaps it."""
    if decision and all(finding.end <= other.start or other.end <= finding.start for other, _ in marked):
        marked.append((finding, decision))


def _whole(name: str) -> Finding | None:
    return Finding.at(name, 0, len(name), "PERSON", 1.0, "Ett namn") if name.strip() else None


def _same_thing(one: Finding, other: Finding) -> bool:
    """Whether two findings read the same, or are names of which one is a part of the other."""
    if one.label != other.label:
        return False
    words, others = (item.text.casefold().replace(",", " ").split() for item in (one, other))
    if one.label != "PERSON":
        return words == others
    return bool(words and others) and (set(words) <= set(others) or set(others) <= set(words))
