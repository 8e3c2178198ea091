"""What is looked at before a note may leave, each remark with its reason in plain Swedish and its place.

Every check is a small function from the note, its template and the context to remarks. Which ones a template makes,
and which of them stop the export, is data in the template.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from dictate.journal.agreements import agreement_in
from dictate.journal.doubts import Doubt, unseen
from dictate.journal.note import Consent, FieldValue, Note, NoteFinding, Participant, Sentence
from dictate.journal.repetition import repetitions, words_of
from dictate.journal.template import ANSWERS, CheckSpec, FieldSpec, Template
from dictate.journal.when import parse_day
from dictate.journal.wording import wording

_WITHHELD = ("ADDRESS", "PLACE", "ORGANISATION")
"""Labels that may never stay in the text of a person with protected identity."""
_NONE: Mapping[str, Iterable[CheckResult]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a check must know besides the note.

    `recipients` are those outside that the export goes to, as written in the consents; empty for the own case system,
    None when it isn't known, and then every recipient in the consents counts. `earlier` are the texts of the case's
    earlier exports; `median_words` the unit's median length for this template, 0 when unknown; `protected` whether the
    case has a protected identity. `unseen` are the note's doubtful words that nobody has looked at, where they are
    known already.
    """

    today: date
    recipients: tuple[str, ...] | None = None
    earlier: tuple[str, ...] = ()
    median_words: int = 0
    protected: bool = False
    unseen: tuple[Doubt, ...] | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A remark: `check` is the id of the check, `key` tells it from the check's others also after a change elsewhere.

    The place is `sentences` (ids) or `field` (id), or neither when it concerns the whole note. `required` stops the
    export; another may be waved through, and then `waived` is the user's reason.
    """

    check: str
    key: str
    reason: str
    sentences: tuple[str, ...] = ()
    field: str = ""
    required: bool = False
    waived: str = ""

    @property
    def open(self) -> bool:
        """Whether the remark still asks for something: a required one always does."""
        return self.required or not self.waived


def run_checks(
    note: Note, template: Template, context: CheckContext, known: Mapping[str, Iterable[CheckResult]] = _NONE
) -> tuple[CheckResult, ...]:
    """Every remark that the template's checks have on the note, required ones first, else in the template's order.

    Checks in `known` (by id) are not made; their remarks are those that stand there.
    """
    waived = {(waiver.check, waiver.key): waiver.reason for waiver in note.waivers}
    results = []
    for spec in template.checks:
        remarks = known[spec.id] if spec.id in known else _remarks(spec, note, template, context)
        for remark in remarks:
            reason = "" if spec.required else waived.get((spec.id, remark.key), "")
            results.append(replace(remark, check=spec.id, required=spec.required, waived=reason))
    return tuple(sorted(results, key=lambda result: not result.required))


def _remarks(spec: CheckSpec, note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    check = CHECKS.get(spec.id)
    return check(note, template, context) if check else _question(note, spec)


def _remark(key: str, reason: str, sentences: Sequence[str] = (), field: str = "") -> CheckResult:
    return CheckResult("", key, reason, tuple(sentences), field)


def _question(note: Note, spec: CheckSpec) -> Iterator[CheckResult]:
    """A question of the template that has no answer yet; the answer is kept as a field with the question's id."""
    if not note.fields.get(spec.id):
        yield _remark("", spec.question, field=spec.id)


def _event_date(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    value = note.fields.get("handelsedatum", "")
    label = template.field("handelsedatum").label
    day = parse_day(value) if isinstance(value, str) else None
    if not value:
        yield _remark("", f"{label} saknas: ange dagen då det som antecknas hände.", field="handelsedatum")
    elif day is None:
        yield _remark("", f"{label} är inget datum: skriv det som 2026-01-31.", field="handelsedatum")
    elif day > context.today:
        yield _remark("", f"{label} ligger i framtiden: kontrollera datumet.", field="handelsedatum")


def _required_fields(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    for spec in template.fields:
        if spec.id == "handelsedatum" or spec.program:
            continue
        fault = _field_fault(spec, note.fields.get(spec.id, ""))
        if fault:
            yield _remark(spec.id, f"{spec.label} {fault}", field=spec.id)


def _field_fault(spec: FieldSpec, value: FieldValue) -> str:
    if not value:
        return "saknas: fältet måste fyllas i." if spec.required else ""
    if spec.type == "date" and (not isinstance(value, str) or parse_day(value) is None):
        return "är inget datum: skriv det som 2026-01-31."
    if spec.type == "choice" and value not in spec.options:
        return f"ska vara ett av: {', '.join(spec.options)}."
    if spec.type == "yes-no-unknown" and value not in ANSWERS:
        return "ska vara ja, nej eller okänt."
    return ""


def _required_sections(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    filled = {(sentence.section, sentence.block) for sentence in note.sentences}
    persons = [one.name for one in _participants(note, template.blocks)] if template.blocks else []
    for section in template.sections:
        if not section.required:
            continue
        if section.block and persons:
            for person in persons:
                if (section.id, person) not in filled:
                    yield _remark(f"{section.id}/{person}", f"{section.heading} saknas för {person}.")
        elif not any(section.id == name for name, _ in filled):
            yield _remark(section.id, f"Avsnittet {section.heading} är tomt.")


def _sources(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    if note.sentences and not note.fields.get("uppgiftslamnare") and not note.fields.get("deltagare"):
        reason = "Det framgår inte vem som lämnat uppgifterna: fyll i uppgiftslämnare eller deltagare."
        yield _remark("", reason, field="uppgiftslamnare")
    for sentence in note.sentences:
        if found := wording().unnamed_source.search(sentence.text):
            reason = f"Vem säger det? ”{found[0]}” nämner ingen uppgiftslämnare."
            yield _remark(f"{sentence.id}/{found[0].casefold()}", reason, [sentence.id])


def _facts_apart(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    home = template.home()
    opinions = {home["bedomning"], home["barnets_rost"], home["planering"]}
    lists = wording()
    for sentence in note.sentences:
        if sentence.section in opinions or lists.attributed.search(sentence.text):
            continue
        if found := lists.assessment.search(_outside_quotes(sentence.text)):
            heading = template.section(home["bedomning"]).heading
            reason = f"”{found[0]}” låter som en bedömning: skriv vem som tycker det, eller flytta till {heading}."
            yield _remark(f"{sentence.id}/{found[0].casefold()}", reason, [sentence.id])


def _outside_quotes(text: str) -> str:
    """The text with what stands between quotation marks left out."""
    return " ".join(text.replace("”", '"').replace("“", '"').split('"')[::2])


def _child_heard(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    voice = template.holding("barnets_rost")
    heard = [sentence for sentence in note.sentences if sentence.section == voice]
    if child_met(note) and not heard and not note.fields.get("skal_utan_barnets_rost"):
        heading = template.section(voice).heading
        reason = f"Barnet har träffats men {heading} är tomt: skriv vad barnet sa, eller skälet till att det saknas."
        yield _remark("", reason, field="skal_utan_barnets_rost")
    if template.section(voice).takes != ("barnets_rost",):
        return
    for sentence in heard:
        if sentence.original and words_of(sentence.text) != words_of(sentence.original):
            reason = "Barnets ord har ändrats från det som sades: kontrollera mot ljudet."
            yield _remark(f"{sentence.id}/{sentence.text}", reason, [sentence.id])


def _child_informed(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    if any(spec.id == "barnet_informerat" for spec in template.fields) and child_met(note):
        answer = note.fields.get("barnet_informerat")
        if not answer:
            yield _remark("", "Har barnet fått information? Svara ja, nej eller okänt.", field="barnet_informerat")
        elif answer != "ja":
            reason = "Barnet har inte fått information: planera när och av vem."
            yield _remark(f"{answer}", reason, field="barnet_informerat")


def child_met(note: Note) -> bool:
    """Whether the note says that a child was met: in its field, by the form of contact, or among who took part."""
    lists = wording()
    return (
        note.fields.get("barnet_traffat") == "ja"
        or note.fields.get("kontaktform") in lists.child_contacts
        or any(lists.child_roles.match(one.role.strip()) for one in _participants(note, "deltagare"))
    )


def _consent(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    specs = [spec for spec in template.fields if spec.type == "consent"]
    consents = [(spec, consent) for spec in specs for consent in _consents(note, spec.id)]
    for spec, consent in consents:
        yield from _consent_faults(spec, consent, context.today)
    if not specs or not (consents or context.recipients or any(spec.required for spec in specs)):
        return
    named = dict.fromkeys(name for _, consent in consents for name in consent.recipients)
    for recipient in context.recipients if context.recipients is not None else named:
        if not any(_covers(consent, recipient, context.today) for _, consent in consents):
            withdrawn = any(_names(consent, recipient) and consent.withdrawn_on for _, consent in consents)
            why = "samtycket dit är återkallat" if withdrawn else "det finns inget gällande samtycke"
            reason = f"Anteckningen får inte lämnas till {recipient}: {why}."
            yield _remark(f"till {recipient}", reason, field=specs[0].id)


def _consent_faults(spec: FieldSpec, consent: Consent, today: date) -> Iterator[CheckResult]:
    given = parse_day(consent.given_on)
    if not consent.given_by or given is None:
        yield _remark(f"{spec.id}/{consent.given_by}", f"{spec.label}: ange vem som samtyckt och när.", field=spec.id)
    elif given > today:
        yield _remark(f"{spec.id}/{consent.given_by}", f"{spec.label}: datumet ligger i framtiden.", field=spec.id)


def _covers(consent: Consent, recipient: str, today: date) -> bool:
    """Whether the consent holds today for the recipient; a withdrawal counts from its day, or at once."""
    given = parse_day(consent.given_on)
    withdrawn = parse_day(consent.withdrawn_on) if consent.withdrawn_on else None
    stands = not consent.withdrawn_on or (withdrawn is not None and withdrawn > today)
    return given is not None and given <= today and stands and _names(consent, recipient)


def _names(consent: Consent, recipient: str) -> bool:
    return recipient.casefold().strip() in {name.casefold().strip() for name in consent.recipients}


def _decided(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    for found in note.undecided:
        yield _remark(
            found.id, "En personuppgift är inte beslutad: behåll, ersätt, maskera eller ta bort.", [found.sentence]
        )


def _doubtful_words(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    by_sentence: dict[str, list[Doubt]] = {}
    for doubt in unseen(note) if context.unseen is None else context.unseen:
        by_sentence.setdefault(doubt.sentence, []).append(doubt)
    for sentence_id, found in by_sentence.items():
        key = "/".join([sentence_id, *(doubt.text for doubt in found)])
        reasons = "; ".join(f"”{doubt.text}”: {doubt.reason}" for doubt in found)
        yield _remark(key, f"{reasons}. Lyssna eller läs en gång till.", [sentence_id])


def _protected(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    if not context.protected and not any(wording().protected.search(sentence.text) for sentence in note.sentences):
        return
    for found in note.findings:
        if found.finding.label in _WITHHELD and found.decision in (None, "keep"):
            reason = "Skyddade personuppgifter: adress, ort, skola och arbetsplats får inte stå kvar i texten."
            yield _remark(found.id, reason, [found.sentence])


def _broken(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    """Sentences out of which something was removed so that what is left may be none."""
    from redaction.replace import Decided, apply

    by_sentence: dict[str, list[NoteFinding]] = {}
    for found in note.findings:
        by_sentence.setdefault(found.sentence, []).append(found)
    texts = {sentence.id: sentence.text for sentence in note.sentences}
    for sentence_id, here in by_sentence.items():
        removed = [found.id for found in here if found.decision == "remove"]
        if not removed:
            continue
        decided = [Decided(found.finding, found.decision, found.role) for found in here if found.decision]
        if apply(texts[sentence_id], decided).broken:
            reason = "Här togs något bort: läs meningen som den blev, och skriv om den om den inte hänger ihop."
            yield _remark("/".join([sentence_id, *removed]), reason, [sentence_id])


def _promises(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    planning = template.holding("planering")
    confirmed = {agreement.sentence: agreement for agreement in note.agreements}
    for sentence in note.sentences:
        if sentence.section != planning:
            continue
        found = confirmed.get(sentence.id) or agreement_in(sentence, None)
        if found:
            missing = [name for name, said in (("vem", found.who), ("när", found.when)) if not said]
            if missing:
                reason = f"Det framgår inte {' eller '.join(missing)}: komplettera löftet."
                yield _remark(f"{sentence.id}", reason, [sentence.id])


def _repeated(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    lists = wording()
    texts = [sentence.text for sentence in note.sentences]
    for place, known in repetitions(texts, lists.shortest_repetition, lists.same_words):
        if known is not None:
            pair = [note.sentences[known].id, note.sentences[place].id]
            yield _remark("/".join(pair), "Samma sak står två gånger: ta bort den ena meningen.", pair)


def _carried_over(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    """Sentences of an earlier export; the child's own words may be carried unchanged."""
    lists = wording()
    if not context.earlier:
        return
    voice = template.holding("barnets_rost")
    own = [sentence for sentence in note.sentences if sentence.section != voice]
    earlier = [line for text in context.earlier for line in _sentences_of(text)]
    for place, known in repetitions(
        [sentence.text for sentence in own], lists.shortest_repetition, lists.same_words, earlier
    ):
        if known is None:
            reason = "Meningen står redan i en tidigare anteckning: behövs den här också?"
            yield _remark(own[place].id, reason, [own[place].id])


def _sentences_of(text: str) -> Iterator[str]:
    from dictate.journal.heading import Headings
    from dictate.journal.sentences import from_text

    return (piece.text for piece in from_text(text, Headings({})).pieces)


def _length(note: Note, template: Template, context: CheckContext) -> Iterator[CheckResult]:
    counts = _words_by_section(note.sentences)
    total = sum(counts.values())
    if context.median_words and total > wording().longest_times_median * context.median_words:
        longest = sorted(counts.items(), key=lambda entry: -entry[1])[:3]
        named = ", ".join(f"{template.section(name).heading} ({count} ord)" for name, count in longest)
        reason = f"Anteckningen har {total} ord, vanligt är {context.median_words}. Längst är {named}."
        yield _remark("", reason, [sentence.id for sentence in note.sentences if sentence.section == longest[0][0]])


def _words_by_section(sentences: Sequence[Sentence]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for sentence in sentences:
        counts[sentence.section] = counts.get(sentence.section, 0) + len(words_of(sentence.text))
    return counts


def _participants(note: Note, field_id: str) -> tuple[Participant, ...]:
    value = note.fields.get(field_id, ())
    return tuple(one for one in value if isinstance(one, Participant)) if not isinstance(value, str) else ()


def _consents(note: Note, field_id: str) -> tuple[Consent, ...]:
    value = note.fields.get(field_id, ())
    return tuple(one for one in value if isinstance(one, Consent)) if not isinstance(value, str) else ()


Check = Callable[[Note, Template, CheckContext], Iterator[CheckResult]]

CHECKS: Mapping[str, Check] = {
    "handelsedatum": _event_date,
    "obligatoriska-falt": _required_fields,
    "obligatoriska-avsnitt": _required_sections,
    "uppgiftslamnare": _sources,
    "bedomning-bland-fakta": _facts_apart,
    "barnets-rost": _child_heard,
    "barnet-informerat": _child_informed,
    "samtycke": _consent,
    "personuppgifter": _decided,
    "osakra-ord": _doubtful_words,
    "skyddade-uppgifter": _protected,
    "borttaget": _broken,
    "loften": _promises,
    "upprepningar": _repeated,
    "tidigare-text": _carried_over,
    "langd": _length,
}
"""The program's own checks by the id that `templates/shared/checks.toml` gives them."""
